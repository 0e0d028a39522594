import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { queryPrepared } from '../src/database/prepared.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true, environment: { READ_TIMEOUT_SECONDS: '1', DATABASE_POOL_SIZE: '4' } });
});
afterAll(() => hub.close());

/** Does `work` while nobody can read topics. */
async function whileTopicsAreLocked(work: () => Promise<void>): Promise<void> {
  const client = new pg.Client(hub.databaseUrl);
  await client.connect();
  try {
    await client.query('begin; lock table topic in access exclusive mode');
    await work();
  } finally {
    await client.end();
  }
}

const many = (count: number, field: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => field(i)).join(' ');

test.each<[string, string]>([
  [
    'counts of lists of which nothing is asked for',
    `{ topic(slug: "zz") { ${many(380, (i) => `c${i}: entries(first: 0, filter: { topics: ["a"] }) { totalCount }`)} } }`,
  ],
  ['lists of nothing', `{ topic(slug: "zz") { ${many(400, (i) => `c${i}: entries(first: 0) { nodes { id } }`)} } }`],
  [
    'filters',
    `{ topic(slug: "zz") { ${many(300, (i) => `c${i}: entries(first: 0, filter: { topics: ["a"], locales: ["en"] }) { pageInfo { hasNextPage } }`)} } }`,
  ],
])('too many %s are refused before a statement runs', async (_, text) => {
  const statements = await hub.statements(async () => {
    const { errors, status } = await hub.query(text);
    expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
    expect(status).toBe(200);
  });
  expect(statements).toBe(0);
});

test('too many objects of any type in one request are refused', async () => {
  const node = (i: number) => `n${i}: node(id: "000000${10 + i}-0000-7000-8000-000000000000") { id }`;
  const { errors } = await hub.query(`{ ${many(40, node)} }`);
  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
});

test('objects within objects are bounded, also by fragments', async () => {
  const chain = (length: number) =>
    `{ topics(first: 1) { nodes { ...F0 } } } ${many(length, (i) => `fragment F${i} on Topic { id parent { ...F${i + 1} } }`)} fragment F${length} on Topic { id }`;
  expect((await hub.query(chain(30))).errors).toBeUndefined();
  for (const length of [60, 400]) {
    expect((await hub.query(chain(length))).errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
  }
});

test('a read that takes too long is ended, and says so', () =>
  whileTopicsAreLocked(async () => {
    const { status, headers, errors, data } = await hub.query('{ topics { nodes { id } } }');
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('took longer than 1 seconds'),
        extensions: { code: 'READ_TIMED_OUT', retryAfterSeconds: 1 },
      }),
    ]);
    // What can be answered is.
    const some = await hub.query('{ topic(slug: "sleep") { id } spaces { totalCount } }');
    expect(some).toMatchObject({ status: 200, data: { topic: null, spaces: { totalCount: expect.any(Number) } } });
    expect(some.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['topic'], 'READ_TIMED_OUT'],
    ]);
  }).then(async () => {
    expect((await hub.query('{ topics { totalCount } }')).errors).toBeUndefined();
  }));

test('who would wait too long for a connection is told so', () =>
  whileTopicsAreLocked(async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => hub.query('{ topics { totalCount } }')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
    const busy = answers.filter(({ errors }) => errors![0]!.extensions.code === 'DATABASE_BUSY');
    expect(busy.length).toBeGreaterThan(0);
    expect(busy[0]!.headers.get('retry-after')).toBe('1');
    expect(busy[0]!.errors![0]!.message).toContain('no connection to the database became free');
  }));

test('a connection keeps the statements that were used last, and no more than fit', async () => {
  const pool = new pg.Pool({ connectionString: hub.databaseUrl, max: 1 });
  try {
    const run = (name: string, length: number) =>
      queryPrepared<{ found: string }>(pool, {
        text: `select $1 as found /* ${name.padEnd(length)} */`,
        values: ['x'],
      });
    const kept = async () => {
      const { rows } = await pool.query<{ name: string; length: number }>(
        "select substring(statement from '/[*] ([^ ]+)') as name, length(statement) as length from pg_prepared_statements",
      );
      return { names: rows.map(({ name }) => name), total: rows.reduce((sum, { length }) => sum + length, 0) };
    };
    for (let i = 0; i < 3_000; i++) await run(`seen-once-${i}`, 100);
    expect((await kept()).names).toEqual([]);
    for (let i = 0; i < 3; i++) await run('too-long', 40_000);
    for (let i = 0; i < 60; i++) {
      for (let twice = 0; twice < 2; twice++) expect((await run(`text-${i}`, 10_000)).rows).toEqual([{ found: 'x' }]);
      await run('always', 100);
    }
    const { names, total } = await kept();
    expect(total).toBeLessThanOrEqual(300_000);
    expect(names).toEqual(expect.arrayContaining(['text-59', 'text-40', 'always']));
    expect(names).not.toContain('text-0');
    expect(names).not.toContain('too-long');
    // What had to go comes back.
    await run('text-0', 10_000);
    await run('text-0', 10_000);
    expect((await kept()).names).toContain('text-0');
  } finally {
    await pool.end();
  }
});
