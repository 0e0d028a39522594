import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

const meili = process.env.MEILI_URL;

const engines: { name: string; environment: Record<string, string> }[] = [{ name: 'PostgreSQL', environment: {} }];
if (meili) {
  const MEILI_INDEX = `test_${randomBytes(6).toString('hex')}`;
  engines.push({
    name: 'Meilisearch',
    environment: { MEILI_URL: meili, MEILI_KEY: process.env.MEILI_KEY ?? '', MEILI_INDEX },
  });
} else {
  test.skip('Meilisearch: set MEILI_URL and MEILI_KEY to run these against a server', () => {});
}

describe.each(engines)('two processes on $name', ({ environment }) => {
  let one: TestHub;
  let two: TestHub;
  beforeAll(async () => {
    one = await testHub({ seeds: true, environment });
    two = await testHub({ databaseUrl: one.databaseUrl, environment });
  });
  afterAll(async () => {
    await two.close();
    await one.close();
  });

  const found = async (query: string) =>
    (
      await one.query<{ search: { totalCount: number } }>('query ($q: String!) { search(query: $q) { totalCount } }', {
        q: query,
      })
    ).data.search.totalCount;

  test('find the same, and an index filled by one misses nothing that the other writes meanwhile', async () => {
    expect(await found('sleep')).toBeGreaterThan(3);
    const editor = await two.signIn('editor');
    let filling = true;
    const rebuild = one.services.search.reindex().finally(() => {
      filling = false;
    });
    const written: string[] = [];
    for (let n = 0; n < 3 || (filling && n < 12); n++) {
      const { data } = await two.query<{ createResource: { revision: { entryId: string } } }>(
        'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
        {
          input: {
            kind: 'GUIDE',
            cost: 'FREE',
            url: 'https://example.org/',
            translations: [{ locale: 'en', title: `Glimmerstone ${n}`, body: 'x' }],
          },
        },
        { as: editor },
      );
      const id = data.createResource.revision.entryId;
      await two.query(
        'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
        { id },
        { as: editor },
      );
      await two.settle();
      written.push(id);
    }
    const { documents } = await rebuild;
    expect(documents).toBeGreaterThan(0);
    await one.settle();
    expect(await found('glimmerstone')).toBe(written.length);
    const state = await one.services.search.state();
    expect(state.documents).toBe(state.expected);
  }, 180_000);

  test('what was noted at the moment a rebuild ended is indexed within the minute, and not left over', async () => {
    const { pool } = one.database;
    const { rows } = await pool.query<{ id: string }>(
      'insert into search_rebuild_change select id from entry limit 1 returning owner_id as id',
    );
    await one.services.search.endAbandonedRebuilds();
    const left = await pool.query('select from search_rebuild_change');
    expect(left.rows).toEqual([]);
    const jobs = await pool.query<{ key: string }>(
      "select key from graphile_worker.jobs where task_identifier = 'index-search'",
    );
    expect(jobs.rows.some(({ key }) => key.includes(rows[0]!.id))).toBe(true);
    await one.settle();
  });
});
