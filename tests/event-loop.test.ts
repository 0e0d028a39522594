import { type OutgoingHttpHeaders, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hubSchema } from '../src/resolvers/build-schema.js';
import { type TestHub, testHub } from './harness/hub.js';
import { FROM_ANYWHERE } from './harness/people.js';
import { textPlaces } from './harness/schema-walk.js';

/** For so long nothing else may have to wait, in milliseconds. */
const LONGEST = 50;
/** A busy machine, a first run and the garbage of others take time, too: what takes long once may try again. */
const TRIES = 5;
const CHARACTERS = 10_000;

/** What texts are taken apart by, what there are two ways to write, and what scripts do differently. */
const PIECES = [
  ...['-', '.', '@', '/', ':', '"', '(', '[', '*', '<', '&', ' ', '\\', '\u0001', '\n'],
  ...['a', 'é', 'İ', '漢', 'ก', '😀', '\u0327\u0301', 'a-', 'a.', 'a '],
];

const repeated = (piece: string, length = CHARACTERS) =>
  piece
    .repeat(Math.ceil(length / piece.length))
    .slice(0, length)
    .toWellFormed();
const TEXTS = PIECES.map((piece) => repeated(piece));

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true, environment: FROM_ANYWHERE });
});
afterAll(() => hub.close());

const loop = monitorEventLoopDelay({ resolution: 1 });

/** For how long nothing else came to its turn while some work was done, in milliseconds: the least of some runs. */
async function waited(work: () => Promise<unknown>, most = LONGEST): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRIES && least > most; i++) {
    await hub.database.pool.query('delete from auth_try');
    const before = process.threadCpuUsage();
    loop.reset();
    loop.enable();
    await work();
    await new Promise((resolve) => setTimeout(resolve, 2));
    loop.disable();
    // Where others have the processor meanwhile, nothing comes to its turn either: what takes less time of it is no hold-up.
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, loop.max / 1e6, (user + system) / 1e3);
  }
  return least;
}

/** Sends each of some texts; those that hold up everything else. */
async function slow(
  name: string,
  texts: readonly string[],
  send: (text: string) => Promise<unknown>,
): Promise<string[]> {
  const all = async () => {
    for (const text of texts) await send(text);
  };
  if ((await waited(all)) <= LONGEST) return [];
  const found: string[] = [];
  for (const text of texts) {
    const ms = await waited(() => send(text));
    if (ms > LONGEST) found.push(`${name} with ${JSON.stringify(text.slice(0, 12))}: ${Math.round(ms)} ms`);
  }
  return found;
}

/** Ids of what is there, by what a field is named after. */
async function idsThere(): Promise<(field: string) => string | undefined> {
  const { rows } = await hub.database.pool.query<{ type: string; id: string }>(
    `select distinct on (type) replace(initcap(replace(type, '_', ' ')), ' ', '') as type, id::text from entry
     union all (select 'Topic', id::text from topic limit 1)
     union all (select 'Space', id::text from space limit 1)
     union all (select 'DiscussionThread', id::text from discussion_thread limit 1)
     union all (select 'Post', id::text from post limit 1)
     union all (select 'Expert', id::text from expert limit 1)
     union all (select 'Entry', id::text from entry limit 1)
     union all (select 'Hotline', id::text from hotline limit 1)
     union all (select 'SupportTopic', id::text from support_topic limit 1)`,
  );
  const changed = (field: string) => field.replace(/^(update|publish|restore|name|create)/, '');
  return (field) => rows.find(({ type }) => type.toLowerCase() === changed(field).toLowerCase())?.id;
}

test.each(['query', 'mutation'] as const)(
  'no text in any argument of a %s holds up others',
  async (operation) => {
    const { schema } = hubSchema();
    const places = textPlaces(schema, await idsThere()).filter((place) => place.operation === operation);
    const found: string[] = [];
    let as = await hub.signIn('admin');
    for (const { name, document } of places) {
      // Some of what an admin may do ends their own session.
      if (!(await hub.query('{ me { id } }', {}, { as })).data?.me) as = await hub.signIn('admin');
      found.push(...(await slow(name, TEXTS, (text) => hub.query(document, { text }, { as }))));
    }
    expect(places.length).toBeGreaterThan(50);
    expect(found).toEqual([]);
  },
  600_000,
);

/** Headers that are taken apart, with what comes before what is repeated. */
const HEADERS: readonly (readonly [name: string, beginning: string])[] = [
  ['user-agent', ''],
  ['user-agent', 'Mozilla/5.0 Version/'],
  ['accept', ''],
  ['accept-language', ''],
  ['accept-language', 'en-'],
  ['authorization', 'Bearer '],
  ['authorization', ''],
  ['cookie', ''],
  ['cookie', 'hearth_session='],
  ['origin', ''],
  ['origin', 'https://'],
  ['referer', 'https://'],
  ['x-forwarded-for', ''],
  ['x-forwarded-proto', ''],
  ['x-forwarded-host', ''],
  ['forwarded', 'for='],
  ['range', 'bytes='],
  ['if-none-match', ''],
  ['if-range', ''],
  ['content-type', 'application/json; '],
  ['content-type', 'multipart/form-data; boundary='],
  ['hearth-preview', ''],
  ['apollo-require-preflight', ''],
];

test('no header holds up others', async () => {
  const texts = [
    ...PIECES,
    ',',
    ';',
    '?',
    '=',
    '\t',
    'Version/',
    ' Safari/',
    'q=0.5,',
    '0-1,',
    'W/"a",',
    'a=b; ',
    '1.1.1.1, ',
    '::1, ',
  ]
    .filter((piece) => /^[\t\x20-\x7e]+$/.test(piece))
    .map((piece) => repeated(piece));
  const found: string[] = [];
  for (const path of ['/graphql', '/media/0190a1b2-0000-7000-8000-000000000000/x/y/original']) {
    for (const [name, beginning] of HEADERS) {
      found.push(...(await slow(`${name} of ${path}`, texts, (text) => send(path, { [name]: beginning + text }))));
    }
  }
  expect(found).toEqual([]);
}, 300_000);

/** Asks with headers that no client sends. What cannot be an answer is none. */
function send(path: string, headers: OutgoingHttpHeaders): Promise<unknown> {
  return new Promise((resolve) => {
    const usual = { 'content-type': 'application/json' };
    const sent = request(hub.url + path, {
      method: path === '/graphql' ? 'POST' : 'GET',
      headers: { ...usual, ...headers },
    });
    sent.on('response', (answer) => answer.resume().on('end', resolve)).on('error', resolve);
    sent.end(path === '/graphql' ? JSON.stringify({ query: 'mutation { signOut { signedOut } }' }) : undefined);
  });
}

test('no name in an address holds up others', async () => {
  const found: string[] = [];
  for (const door of ['/media/', '/exports/', '/uploads/', '/graphql?query=', '/explorer/', '/']) {
    found.push(
      ...(await slow(
        door,
        TEXTS.map((text) => encodeURIComponent(text).slice(0, 9_000)),
        (text) => fetch(hub.url + door + text),
      )),
    );
  }
  expect(found).toEqual([]);
}, 120_000);

test('no document holds up others', async () => {
  const texts = TEXTS.flatMap((text) => [text, `{ me { ${text}`, `{ member(handle: "${text}") { id } }`, `# ${text}`]);
  expect(await slow('a document', texts, (text) => hub.query(text, {}))).toEqual([]);
}, 120_000);

test('no post holds up others while it is indexed and found', async () => {
  const as = await hub.signIn('member');
  const { rows } = await hub.database.pool.query<{ id: string }>(
    "select id from space where visibility = 'PUBLIC' limit 1",
  );
  const post = `mutation ($input: CreateDiscussionThreadInput!) {
    createDiscussionThread(input: $input) { thread { id } errors { message } } }`;
  const search =
    'query ($query: String!) { search(query: $query, first: 100) { edges { highlight { title snippet } } } }';
  const found: string[] = [];
  for (const piece of ['a', 'a-', 'a ', '漢', '漢字か', 'ก', 'สวัสดี', 'ال', 'a\u0301\u0327', 'İ', '😀']) {
    const text = repeated(piece, 20_000);
    const ms = await waited(async () => {
      const input = {
        locale: 'en',
        spaceId: rows[0]!.id,
        title: text.slice(0, 100),
        body: `x ${text} end`.slice(-20_000),
      };
      const { data } = await hub.query<{ createDiscussionThread: { errors: object[] } }>(post, { input }, { as });
      expect(data.createDiscussionThread.errors).toEqual([]);
      await hub.settle();
      await hub.query(search, { query: `end ${text.slice(0, 900)}` });
    });
    if (ms > LONGEST) found.push(`${piece}: ${Math.round(ms)} ms`);
  }
  expect(found).toEqual([]);
}, 120_000);
