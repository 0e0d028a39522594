import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
});
afterAll(() => hub.close());

interface Health {
  health: { healthy: boolean; checks: { name: string; state: string; text: string }[] };
}

const health = async (as: string) =>
  (await hub.query<Health>('{ health { healthy checks { name state text } } }', {}, { as })).data.health;

test('an admin sees in one query how disk, database, search, files, jobs and mails are', async () => {
  const admin = await hub.signIn('admin');
  await hub.settle();
  const { healthy, checks } = await health(admin);
  const names = checks.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['Disk', 'Database', 'Migrations', 'Search', 'Index', 'Files', 'Jobs', 'Mails']),
  );
  expect(checks.filter(({ state }) => state === 'WRONG')).toEqual([]);
  expect(healthy).toBe(true);
});

test('what is wrong is named with its remedy', async () => {
  const admin = await hub.signIn('admin');
  const { pool } = hub.database;
  await pool.query(`select graphile_worker.add_job('send-mail', '{}', job_key := 'broken', max_attempts := 1)`);
  await pool.query(
    `update graphile_worker._private_jobs set attempts = 1, last_error = '535 Authentication failed' where key = 'broken'`,
  );
  const { healthy, checks } = await health(admin);
  expect(healthy).toBe(false);
  expect(checks).toContainEqual({
    name: 'Mails',
    state: 'WRONG',
    text: expect.stringMatching(/535 Authentication failed.*npx hearth mail test/),
  });
});

test('it is for admins', async () => {
  const { errors } = await hub.query('{ health { healthy } }', {}, { as: await hub.signIn('editor') });
  expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});
