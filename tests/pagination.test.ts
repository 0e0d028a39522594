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
