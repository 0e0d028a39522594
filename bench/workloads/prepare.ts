import { randomBytes } from 'node:crypto';
import type { Hub } from '../../src/hub.js';
import type { Role } from '../../src/schema/enums.js';
import type { DataSet } from '../data/data-set.js';
import { Connection } from '../load/connection.js';
import type { ServerProcess } from '../processes/server.js';
import { articleBySlug, deepPage, earlyPage, newestArticles } from './articles.js';
import { search } from './search.js';
import { type Author, longThread, newPost, threadList } from './threads.js';
import { mustBe, type Workload, WrongAnswer } from './workload.js';

const AUTHORS = 16;
/** Cursors of so many places are used. */
const PLACES = 100;
const PAGE = 100;

/** All workloads in their order. The hub gives the cursors, since nobody else can know them. */
export async function prepareWorkloads(data: DataSet, hub: Hub, server: ServerProcess): Promise<Workload[]> {
  const articles = await walk(server, {
    field: 'expertArticles',
    expected: descending(data.articles),
    idOf: (article) => data.id('article', article),
  });
  const threads = await walk(server, {
    field: 'discussionThreads',
    expected: descending(data.threads).filter((thread) => data.isPublicThread(thread)),
    idOf: (thread) => data.id('thread', thread),
  });
  const deep = Math.floor(data.articles * 0.9);
  // Below these lie the threads that are written in, with more than a page in between.
  const quiet = threads.filter(({ number }) => number > data.writtenThreads + 2 * PAGE);
  return [
    articleBySlug(data),
    newestArticles(data),
    longThread(data),
    threadList(data, cursorsOf(everyNth(quiet, PLACES))),
    deepPage(data, cursorsOf(articles.slice(deep - PLACES / 2, deep + PLACES / 2))),
    earlyPage(data, cursorsOf(articles.slice(0, PLACES))),
    await search(data, hub.database.pool),
    newPost(data, await signInAuthors(hub)),
  ];
}

interface Place {
  readonly number: number;
  readonly cursor: string;
}

/**
 * Reads a whole list by pages.
 * @throws WrongAnswer unless it holds exactly what is expected, in this order
 */
async function walk(
  server: ServerProcess,
  list: { field: string; expected: readonly number[]; idOf: (number: number) => string },
): Promise<Place[]> {
  const query = `query Walk($after: String) { ${list.field}(first: ${PAGE}, orderBy: NEWEST, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage } } }`;
  const connection = await Connection.open(server.port);
  const places: Place[] = [];
  for (let more = true; more; ) {
    const { body } = await connection.post(
      '/graphql',
      JSON.stringify({ query, variables: { after: places.at(-1)?.cursor ?? null } }),
      undefined,
    );
    const page = (JSON.parse(body.toString()) as { data?: Record<string, Page> }).data?.[list.field];
    if (!page) throw new WrongAnswer(`The list ${list.field} cannot be read: ${body}`);
    for (const { cursor, node } of page.edges) {
      const number = list.expected[places.length]!;
      mustBe(`element ${places.length} of ${list.field}`, node.id, list.idOf(number));
      places.push({ number, cursor });
    }
    more = page.pageInfo.hasNextPage;
  }
  connection.close();
  mustBe(`the length of ${list.field}`, places.length, list.expected.length);
  return places;
}

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

function cursorsOf(places: readonly Place[]): Map<number, string> {
  return new Map(places.map(({ number, cursor }) => [number, cursor]));
}

function everyNth(places: readonly Place[], wanted: number): Place[] {
  const step = Math.max(1, Math.floor(places.length / wanted));
  return places.filter((_, i) => i % step === 0);
}

function descending(count: number): number[] {
  return Array.from({ length: count }, (_, i) => count - 1 - i);
}

async function signInAuthors({ services }: Hub): Promise<Author[]> {
  const authors: Author[] = [];
  for (let n = 0; n < AUTHORS; n++) {
    // The password is new each time, so that nobody can know it when the data is kept.
    const account = { email: `author-${n}@bench.example`, password: randomBytes(24).toString('base64url') };
    const roles: Role[] = ['MEMBER'];
    await services.identity.createAccount({ ...account, name: `Author ${n}`, handle: `author-${n}`, roles });
    await services.identity.setPassword(account.email, account.password);
    const { memberId, token } = await services.identity.signIn(account);
    const viewer = (await services.identity.viewerOf(token))!;
    await services.conduct.accept(viewer, await services.conduct.newestVersion());
    authors.push({ memberId, token });
  }
  return authors;
}
