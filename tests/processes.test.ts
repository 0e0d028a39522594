import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort, RunningCommand } from './harness/commands.js';
import { type TestHub, testHub } from './harness/hub.js';

describe('a process for requests and one for background work, on one database', () => {
  let api: TestHub;
  let worker: TestHub;
  beforeAll(async () => {
    api = await testHub({ environment: { ROLE: 'api' } });
    worker = await testHub({ databaseUrl: api.databaseUrl, environment: { ROLE: 'worker' } });
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });

  const ready = async (hub: TestHub) => (await fetch(`${hub.url}/readyz`)).json();

  test('are both alive and ready', async () => {
    for (const hub of [api, worker]) {
      expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
      expect(await ready(hub)).toEqual({ status: 'ok', checks: { database: 'ok', migrations: 'ok', search: 'ok' } });
    }
  });

  test('have the doors they need and no others', async () => {
    expect((await api.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect((await fetch(`${api.url}/explorer`)).status).toBe(200);
    for (const path of ['/graphql', '/explorer']) expect((await fetch(`${worker.url}${path}`)).status).toBe(404);
  });

  test('do their parts: what one publishes the other brings into search', async () => {
    const editor = await api.signIn('editor');
    const { data } = await api.query<{ createResource: { revision: { entryId: string } } }>(
      'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
      {
        input: {
          kind: 'GUIDE',
          cost: 'FREE',
          url: 'https://example.org/',
          translations: [{ locale: 'en', title: 'Pumpernickel', body: 'Bread.' }],
        },
      },
      { as: editor },
    );
    const id = data.createResource.revision.entryId;
    await api.query(
      'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
      { id },
      { as: editor },
    );
    const deadline = Date.now() + 20_000;
    let found = 0;
    while (found === 0 && Date.now() < deadline) {
      const answer = await api.query<{ search: { totalCount: number } }>(
        '{ search(query: "pumpernickel") { totalCount } }',
      );
      found = answer.data.search.totalCount;
    }
    expect(found).toBe(1);
  });
});

test('a process outlives the loss of all its connections in the midst of background work', async () => {
  const hub = await testHub();
  const directory = await mkdtemp(join(tmpdir(), 'hearth-connections-'));
  const worker = new RunningCommand(['start', '--no-seed'], {
    ROLE: 'worker',
    PORT: String(await freePort()),
    DATABASE_URL: hub.databaseUrl,
    HEARTH_DATA: directory,
    ADMIN_PASSWORD: 'correct horse battery staple',
  });
  let ended = false;
  void worker.finished.then(() => (ended = true));
  await worker.says('Hearth is running');
  const { pool } = hub.database;
  // Whenever it has a job in hand, its connections go.
  for (let losses = 0; losses < 6 && !ended; ) {
    await pool.query(
      `select graphile_worker.add_job('index-search', json_build_object('ownerId', gen_random_uuid()), job_key := n::text)
       from generate_series(1, 20) as n`,
    );
    const { rows } = await pool.query<{ lost: number }>(
      `select count(pg_terminate_backend(a.pid))::int as lost from pg_stat_activity as a, pg_backend_pid() as own
       where a.datname = current_database() and a.pid <> own
         and exists (select from graphile_worker.jobs where locked_at is not null)`,
    );
    if (rows[0]!.lost > 0) losses++;
  }
  expect(ended).toBe(false);
  // All the work that was lost is done in the end, by this process.
  const deadline = Date.now() + 60_000;
  let left = Number.POSITIVE_INFINITY;
  while (left > 0 && Date.now() < deadline) {
    const { rows } = await pool.query<{ left: number }>(
      "select count(*)::int as left from graphile_worker.jobs where task_identifier = 'index-search'",
    );
    left = rows[0]!.left;
  }
  expect({ left, ended }).toEqual({ left: 0, ended: false });
  worker.signal('SIGTERM');
  expect((await worker.finished).code).toBe(0);
  await hub.close();
  await rm(directory, { recursive: true, force: true });
}, 120_000);
