import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
  // Many rows at the same instant: only the id tells them apart.
  await hub.database.pool.query("update post set created_at = date_trunc('month', created_at)");
});
afterAll(() => hub.close());

interface Page {
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number;
}

const LISTS = {
  posts: ['OLDEST', 'NEWEST'],
  discussionThreads: ['ACTIVE', 'NEWEST', 'OLDEST', 'PINNED'],
  resources: ['NEWEST', 'OLDEST', 'RECENTLY_UPDATED', 'TITLE'],
  topics: ['NAME', 'POSITION'],
} as const;

async function page(list: string, orderBy: string, args: object): Promise<Page> {
  const { data, errors } = await hub.query<{ list: Page }>(
    `query ($first: Int, $after: String, $last: Int, $before: String) {
      list: ${list}(orderBy: ${orderBy}, first: $first, after: $after, last: $last, before: $before) {
        totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    args,
  );
  expect(errors).toBeUndefined();
  return data.list;
}

const ids = (one: Page) => one.edges.map(({ node }) => node.id);

/** The whole list, by pages of the sizes in turn. */
async function walk(list: string, orderBy: string, sizes: number[], backward: boolean): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | null = null;
  for (let i = 0; ; i++) {
    const size = sizes[i % sizes.length]!;
    const one = await page(list, orderBy, backward ? { last: size, before: cursor } : { first: size, after: cursor });
    if (backward) all.unshift(...ids(one));
    else all.push(...ids(one));
    expect(one.edges.length).toBeLessThanOrEqual(size);
    const { pageInfo } = one;
    expect(pageInfo.startCursor).toBe(one.edges[0]?.cursor ?? null);
    expect(pageInfo.endCursor).toBe(one.edges.at(-1)?.cursor ?? null);
    expect(backward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage).toBe(i > 0);
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) {
      expect(all).toHaveLength(one.totalCount);
      return all;
    }
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
  }
}

const listAndOrder = fc.constantFrom(
  ...Object.entries(LISTS).flatMap(([list, orders]) => orders.map((order) => ({ list, order }))),
);

test('pages of any sizes, in either direction, put together are the list with nothing twice and nothing missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      listAndOrder,
      fc.array(fc.integer({ min: 3, max: 100 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async ({ list, order }, sizes, backward) => {
        const whole = await walk(list, order, [100], false);
        expect(new Set(whole).size).toBe(whole.length);
        expect(await walk(list, order, sizes, backward)).toEqual(whole);
      },
    ),
    { numRuns: 25 },
  );
});

test('from any element on, the list goes on in both directions as it did', async () => {
  await fc.assert(
    fc.asyncProperty(
      listAndOrder,
      fc.nat(29),
      fc.integer({ min: 0, max: 20 }),
      async ({ list, order }, place, size) => {
        const start = await page(list, order, { first: 100 });
        const at = place % start.edges.length;
        const { cursor } = start.edges[at]!;
        expect(ids(await page(list, order, { first: size, after: cursor }))).toEqual(
          ids(start)
            .slice(at + 1, at + 1 + size)
            .slice(0, size),
        );
        expect(ids(await page(list, order, { last: size, before: cursor }))).toEqual(
          ids(start).slice(Math.max(0, at - size), at),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('an element that goes away while one pages leaves no gap', async () => {
  const first = await page('posts', 'OLDEST', { first: 5 });
  const next = await page('posts', 'OLDEST', { first: 5, after: first.pageInfo.endCursor });
  const last = first.edges.at(-1)!.node.id;
  await hub.database.pool.query('update post set deleted_at = now() where id = $1', [last]);
  expect(ids(await page('posts', 'OLDEST', { first: 5, after: first.pageInfo.endCursor }))).toEqual(ids(next));
  await hub.database.pool.query('update post set deleted_at = null where id = $1', [last]);
});

const refusedCursor = expect.objectContaining({
  message: expect.stringContaining('not a cursor of this'),
  extensions: { code: 'BAD_USER_INPUT', argument: 'after' },
});

test.each(Object.entries(LISTS).flatMap(([list, orders]) => orders.map((order) => [list, order] as const)))(
  'a cursor of %s by %s whose keys were changed is refused, and none breaks the query',
  async (list, order) => {
    const { cursor } = (await page(list, order, { first: 1 })).edges[0]!;
    const parts: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const text = `query ($after: String) { ${list}(orderBy: ${order}, after: $after) { nodes { id } } }`;
    for (let i = 0; i <= parts.length; i++) {
      for (const key of [
        null,
        {},
        [],
        '',
        "'; drop table post",
        'nul\0',
        '0000-01-01T00:00:00+00:00',
        5e300,
        -1,
        true,
      ]) {
        const after = Buffer.from(
          JSON.stringify(parts.with(Math.min(i, parts.length - 1), key).slice(0, i + 1)),
        ).toString('base64url');
        const { errors } = await hub.query(text, { after });
        // A text that was changed into another one is a place as good as any.
        if (errors) expect(errors).toEqual([refusedCursor]);
        else expect(typeof parts[i]).toBe(typeof key);
      }
    }
  },
);

test('a cursor is refused by another list, and by the same with another filter', async () => {
  const cursorOf = async (field: string) => {
    const { data } = await hub.query<{ list: Page }>(`{ list: ${field} { edges { cursor } } }`);
    return data.list.edges[0]!.cursor;
  };
  const ask = async (field: string, after: string) =>
    (
      await hub.query(`query ($after: String) { list: ${field.replace(')', ', after: $after)')} { nodes { id } } }`, {
        after,
      })
    ).errors;
  const lists = [
    'posts(first: 1, orderBy: NEWEST)',
    'discussionThreads(first: 1, orderBy: NEWEST)',
    'resources(first: 1, orderBy: NEWEST)',
    'expertArticles(first: 1, orderBy: NEWEST)',
    'expertArticles(first: 1, orderBy: OLDEST)',
    'expertArticles(first: 1, orderBy: NEWEST, filter: { topics: ["sleep"] })',
    'expertArticles(first: 1, orderBy: NEWEST, filter: { topics: ["sleep", "feeding"] })',
  ];
  for (const one of lists) {
    const cursor = await cursorOf(one);
    for (const other of lists)
      expect([one, other, await ask(other, cursor)]).toEqual([one, other, one === other ? undefined : [refusedCursor]]);
  }
  // What is not given is the same as what is given as null, and the size of pages may change.
  const cursor = await cursorOf('expertArticles(first: 1)');
  expect(await ask('expertArticles(first: 5, orderBy: null, filter: { topics: null })', cursor)).toBeUndefined();
});

test('a cursor is refused by the same list of another object', async () => {
  const { data } = await hub.query<{ discussionThreads: { nodes: { id: string; posts: Page }[] } }>(
    '{ discussionThreads { nodes { id posts(first: 1) { edges { cursor } } } } }',
  );
  const [one, other] = data.discussionThreads.nodes.filter(({ posts }) => posts.edges.length) as [
    { id: string; posts: Page },
    { id: string; posts: Page },
  ];
  const after = one.posts.edges[0]!.cursor;
  const text = (field: string) =>
    `query ($id: ID!, $after: String) { ${field} { ... on DiscussionThread { posts(first: 2, after: $after) { nodes { id } } } } }`;
  for (const field of ['node(id: $id)', 'discussionThread(id: $id)']) {
    expect((await hub.query(text(field), { id: one.id, after })).errors).toBeUndefined();
    expect((await hub.query(text(field), { id: other.id, after })).errors).toEqual([refusedCursor]);
  }
  const all = 'query ($after: String) { discussionThreads { nodes { posts(after: $after) { nodes { id } } } } }';
  expect((await hub.query(all, { after })).errors).toEqual([refusedCursor]);
  expect(
    (await hub.query('query ($after: String) { posts(after: $after) { nodes { id } } }', { after })).errors,
  ).toEqual([refusedCursor]);
});

test('a cursor of a search is refused by another search', async () => {
  const search = async (args: string, after?: string) =>
    hub.query<{ search: { edges: { cursor: string }[] } }>(
      `query ($after: String) { search(${args}, after: $after) { edges { cursor } } }`,
      { after },
    );
  const { data } = await search('query: "", first: 1');
  const { cursor } = data.search.edges[0]!;
  expect((await search('query: "", first: 5', cursor)).errors).toBeUndefined();
  for (const other of [
    'query: "sleep"',
    'query: "", types: [RESOURCE]',
    'query: "", locale: "de"',
    'query: "", topics: ["sleep"]',
    'query: "", orderBy: NEWEST',
  ])
    expect([other, (await search(other, cursor)).errors]).toEqual([other, [refusedCursor]]);
  // What is grouped by type goes on with a search for that type.
  const groups = await hub.query<{ searchByType: { groups: { type: string; edges: { cursor: string }[] }[] } }>(
    '{ searchByType(query: "", first: 1) { groups { type edges { cursor } } } }',
  );
  for (const { type, edges } of groups.data.searchByType.groups) {
    expect((await search(`query: "", types: [${type}]`, edges[0]!.cursor)).errors).toBeUndefined();
  }
  expect(groups.data.searchByType.groups.length).toBeGreaterThan(1);
});
