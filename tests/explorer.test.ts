import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { buildSchema, type OperationDefinitionNode, parse, validate } from 'graphql';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { defaultQueries, defaultTab } from '../src/http/explorer/default-queries.js';
import { explorerPlugin } from '../src/http/explorer/plugin.js';

/** As much of the hub's schema as the default queries read. */
const schema = buildSchema(`
  type Query {
    search(query: String!, locale: String, types: [SearchType!], near: Near, first: Int): SearchConnection!
    expertArticles(first: Int, orderBy: ArticleOrder, filter: ArticleFilter): ExpertArticleConnection!
    discussionThreads(first: Int): DiscussionThreadConnection!
    partnerOrganizations(first: Int): PartnerOrganizationConnection!
    suggest(prefix: String!, locale: String): [Suggestion!]!
  }
  enum SearchType { EXPERT_ARTICLE RESOURCE PARTNER_ORGANIZATION }
  enum ArticleOrder { NEWEST }
  input Near { latitude: Float!, longitude: Float!, radiusKm: Float! }
  input ArticleFilter { topics: [String!] }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
  type Body { html: String!, text: String!, readingMinutes: Int! }
  type Topic { name: String!, slug: String! }
  type Expert { name: String!, credentials: String }
  type Author { name: String! }
  union SearchNode = ExpertArticle | Resource | PartnerOrganization
  type SearchConnection { totalCount: Int!, edges: [SearchEdge!]!, facets: [Facet!]! }
  type SearchEdge { cursor: String!, highlight: Highlight, distanceKm: Float, node: SearchNode! }
  type Highlight { title: String!, snippet: String! }
  type Facet { name: String!, values: [FacetValue!]! }
  type FacetValue { value: String!, label: String!, count: Int! }
  type ExpertArticleConnection { totalCount: Int!, nodes: [ExpertArticle!]!, pageInfo: PageInfo! }
  type ExpertArticle {
    title: String!, slug: String!, summary: String!, body: Body!, experts: [Expert!]!, topics: [Topic!]!
  }
  type Resource { title: String!, slug: String!, topics: [Topic!]! }
  type DiscussionThreadConnection { nodes: [DiscussionThread!]! }
  type DiscussionThread { title: String!, posts(last: Int): PostConnection! }
  type PostConnection { nodes: [Post!]! }
  type Post { body: Body!, author: Author! }
  type PartnerOrganizationConnection { nodes: [PartnerOrganization!]! }
  type PartnerOrganization { name: String!, locations: [Location!]!, services: [Service!]!, openNow: Boolean }
  type Location { name: String!, address: Address!, latitude: Float, longitude: Float }
  type Address { city: String! }
  type Service { name: String!, eligibility: String }
  type Suggestion { text: String! }
`);
const rootValue = {
  suggest: ({ prefix }: { prefix: string }) => [{ text: `${prefix}stfeeding in public` }],
};

let app: FastifyInstance;
let apollo: ApolloServer;
let origin: string;

beforeAll(async () => {
  app = fastify({ forceCloseConnections: true });
  apollo = new ApolloServer({ schema, rootValue, introspection: true });
  await apollo.start();
  await app.register(fastifyApollo(apollo));
  await app.register(explorerPlugin, { endpoint: '/graphql' });
  await app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await app.close();
  await apollo.stop();
});

describe('the default queries', () => {
  test.each(defaultQueries.map(({ title, query }) => [title, query]))('%s', (_title, query) => {
    const document = parse(query);
    expect(document.definitions).toHaveLength(1);
    expect(validate(schema, document)).toEqual([]);
  });

  test('stand in one tab, each under a name of its own', () => {
    const document = parse(defaultTab);
    const names = document.definitions.map((operation) => (operation as OperationDefinitionNode).name?.value);
    expect(names).toEqual(['Search', 'Nearby', 'Articles', 'Threads', 'Partners', 'Suggest']);
    expect(validate(schema, document)).toEqual([]);
  });
});

describe('the explorer over HTTP', () => {
  test('the page is fresh each time and allows nothing but this host', async () => {
    const first = await app.inject('/explorer');
    const second = await app.inject('/explorer');
    const policy = String(first.headers['content-security-policy']);
    expect(first.statusCode).toBe(200);
    expect(first.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(first.headers['cache-control']).toBe('no-cache');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|http|\*/);
    expect(second.headers['content-security-policy']).not.toBe(policy);
    expect(first.body).not.toMatch(/https?:\/\//);
  });

  test('what the page loads is ours, and may be cached for ever', async () => {
    const paths = await assetPaths();
    expect(paths).toHaveLength(6);
    for (const path of paths) {
      const response = await app.inject(path);
      expect(path).toMatch(/^\/explorer\/assets\/[a-z-]+\.[0-9a-f]{16}\.(js|css)$/);
      expect(response.statusCode).toBe(200);
      expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(response.headers['content-type']).toMatch(path.endsWith('.js') ? /^text\/javascript/ : /^text\/css/);
    }
  });

  test('a file is compressed for those who take it, and the whole stays under half a megabyte', async () => {
    let bytes = 0;
    for (const path of await assetPaths()) {
      const plain = await app.inject({ url: path, headers: { 'accept-encoding': 'gzip;q=0' } });
      const gzipped = await app.inject({ url: path, headers: { 'accept-encoding': 'gzip' } });
      const br = await app.inject({ url: path, headers: { 'accept-encoding': 'gzip, br' } });
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(gzipped.headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(gzipped.rawPayload).equals(plain.rawPayload)).toBe(true);
      expect(br.headers['content-encoding']).toBe('br');
      expect(brotliDecompressSync(br.rawPayload).equals(plain.rawPayload)).toBe(true);
      for (const { headers } of [plain, gzipped, br]) expect(headers.vary).toBe('accept-encoding');
      bytes += gzipped.rawPayload.length;
    }
    expect(bytes).toBeLessThan(500_000);
  });

  test('nothing in a style sheet is fetched', async () => {
    for (const path of await assetPaths()) {
      if (!path.endsWith('.css')) continue;
      const { body } = await app.inject(path);
      expect(body.replaceAll(/url\(["']?data:image\//g, '')).not.toMatch(/url\(|@import|@font-face/);
    }
  });
});

const bearer = 'Bearer c1a55e5';
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const inBrowser = existsSync(executablePath)
  ? describe
  : (title: string, body: () => void) =>
      describe.skip(`${title} (skipped: no Chromium at ${executablePath}; set CHROMIUM_PATH)`, body);

inBrowser('the explorer in a browser', () => {
  let browser: Browser;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    const flags = [
      'headless',
      'no-sandbox',
      'disable-gpu',
      'disable-quic',
      'no-first-run',
      'disable-background-networking',
      'disable-component-update',
      'disable-sync',
    ];
    browser = await chromium.launch({ executablePath, args: flags.map((flag) => `--${flag}`) });
  }, 30_000);

  afterEach(() => context?.close());
  afterAll(() => browser.close());

  test('runs a chosen query, with no request to another host and no breach of the policy', async () => {
    const { page, problems } = await openExplorer({ width: 1280, height: 800 });
    await run(page, 'Suggest');
    await page.getByLabel('Result Window').getByText('breastfeeding in public').waitFor();
    expect(problems).toEqual([]);
  }, 30_000);

  test('menus, dialogs and docs open without a breach of the policy', async () => {
    const { page, problems } = await openExplorer({ width: 1280, height: 800 });
    await page.getByLabel('Open settings dialog').click();
    await page.getByText('Persist headers').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Show Documentation Explorer').click();
    await page.getByText('All Schema Types').waitFor();
    expect(problems).toEqual([]);
  }, 30_000);

  test('a pasted session token is sent, and forgotten on the next visit', async () => {
    const { page } = await openExplorer({ width: 1280, height: 800 });
    await pasteHeaders(page, `{ "Authorization": "${bearer}" }`);
    expect(await sentAuthorization(page)).toBe(bearer);
    expect(await storedHistory(page)).toContain('query Suggest');
    expect(await stored(page)).not.toContain(bearer);
    await page.reload();
    expect(await sentAuthorization(page)).toBeUndefined();
  }, 30_000);

  test('a pasted session token is kept for those who choose so, until they change their mind', async () => {
    const { page } = await openExplorer({ width: 1280, height: 800 });
    await page.getByLabel('Open settings dialog').click();
    await page.locator('#enable-persist-headers').click();
    await page.keyboard.press('Escape');
    await pasteHeaders(page, `{ "Authorization": "${bearer}" }`);
    await page.waitForFunction((token) => localStorage.getItem('graphiql:tabState')?.includes(token), bearer);
    expect(await sentAuthorization(page)).toBe(bearer);
    expect(await storedHistory(page)).toContain(bearer);
    await page.reload();
    expect(await sentAuthorization(page)).toBe(bearer);
    await page.getByLabel('Open settings dialog').click();
    await page.locator('#disable-persist-headers').click();
    expect(await stored(page)).not.toContain(bearer);
  }, 30_000);

  test('on a phone, query and answer lie above each other and fill the width', async () => {
    const { page, problems } = await openExplorer({ width: 360, height: 740 });
    await run(page, 'Suggest');
    await page.getByLabel('Result Window').getByText('breastfeeding in public').waitFor();
    const query = await page.locator('.graphiql-editors').boundingBox();
    const answer = await page.locator('.graphiql-response').boundingBox();
    expect(query?.width).toBeGreaterThan(320);
    expect(answer?.width).toBeGreaterThan(320);
    expect(answer?.y).toBeGreaterThanOrEqual((query?.y ?? 0) + (query?.height ?? 0));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(problems).toEqual([]);
  }, 30_000);

  /** Opens the page as a first-time visitor. `problems` gathers errors, policy breaches and requests to other hosts. */
  async function openExplorer(viewport: { width: number; height: number }) {
    const problems: string[] = [];
    context = await browser.newContext({ viewport });
    const page = await context.newPage();
    page.on('request', (request) => {
      const { protocol, origin: requested } = new URL(request.url());
      if (protocol !== 'data:' && requested !== origin) problems.push(`request to ${request.url()}`);
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(`${origin}/explorer`);
    return { page, problems };
  }
});

async function run(page: Page, operation: string): Promise<void> {
  await page.locator('.graphiql-execute-button').click();
  await page.getByRole('menuitem', { name: operation }).click();
}

async function pasteHeaders(page: Page, headers: string): Promise<void> {
  await page.getByRole('button', { name: 'Headers' }).click();
  await page.locator('[aria-label="Headers"] .graphiql-editor:not(.hidden) .CodeMirror').click();
  await page.keyboard.insertText(headers);
}

/** Runs a query and answers the Authorization header that went with it. */
async function sentAuthorization(page: Page): Promise<string | undefined> {
  const sent = page.waitForRequest((request) => request.postDataJSON()?.operationName === 'Suggest');
  await run(page, 'Suggest');
  return (await sent).headers().authorization;
}

/** All that the explorer has written to the browser's storage. */
async function stored(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify(localStorage));
}

/** The history of queries as stored, once there is one. */
async function storedHistory(page: Page): Promise<string> {
  const history = await page.waitForFunction(() => localStorage.getItem('graphiql:queries'));
  return String(await history.jsonValue());
}

/** The paths of the scripts and style sheets that the page names. */
async function assetPaths(): Promise<string[]> {
  const { body } = await app.inject('/explorer');
  return [...body.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path]) => path as string);
}
