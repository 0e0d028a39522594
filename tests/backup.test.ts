import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { LONG } from './harness/command-hub.js';
import { freePort, run } from './harness/commands.js';
import { createEmptyDatabase, dropDatabase } from './harness/databases.js';
import { get, newAsset, photo } from './harness/files.js';
import { type TestHub, testHub } from './harness/hub.js';

let folder: string;
let hub: TestHub;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-backup-'));
  const HEARTH_DATA = join(folder, 'data');
  hub = await testHub({ seeds: true, environment: { HEARTH_DATA } });
  environment = { DATABASE_URL: hub.databaseUrl, HEARTH_DATA, PORT: String(await freePort()) };
}, LONG);
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

const undo: (() => unknown)[] = [];
afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.();
});

async function elsewhere(): Promise<Record<string, string> & { DATABASE_URL: string }> {
  const DATABASE_URL = await createEmptyDatabase();
  undo.push(() => dropDatabase(DATABASE_URL));
  const HEARTH_DATA = await mkdtemp(join(folder, 'restored-'));
  return { ...environment, DATABASE_URL, HEARTH_DATA };
}

/** Everything in every table, row by row, but for what ends with its day. */
async function everything(url: string): Promise<Record<string, unknown>> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('migrations', 'daily_salt')",
    );
    const found: Record<string, unknown> = {};
    for (const { name } of tables) {
      const { rows } = await client.query(
        `select count(*)::int as rows, md5(string_agg(md5(t::text), '' order by md5(t::text))) as digest from public.${name} t`,
      );
      found[name] = rows[0];
    }
    const { rows: guards } = await client.query(
      `select conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) as guard from pg_constraint
         where connamespace = 'public'::regnamespace
       union all select tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal
       order by 1`,
    );
    const { rows: jobs } = await client.query(
      'select t.identifier, j.key, j.payload::text from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by 1, 2, 3',
    );
    return { ...found, guards, jobs };
  } finally {
    await client.end();
  }
}

test(
  'a hub restored from a backup has every row, key, waiting job and file, and works',
  async () => {
    const editor = await hub.signIn('editor');
    const asset = await newAsset(hub, editor, await photo());
    const bytes = Buffer.from(await (await get(hub, asset.url)).arrayBuffer());
    const file = join(folder, 'whole.tar.gz');
    const written = await run(['backup', file], environment);
    expect(written).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Wrote .*: \d+ rows and 1 files, /) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const before = await everything(hub.databaseUrl);

    const target = await elsewhere();
    expect(await run(['restore', file], target)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Restored'),
    });
    expect(await everything(target.DATABASE_URL)).toEqual(before);

    const restored = await testHub({
      databaseUrl: target.DATABASE_URL,
      environment: { HEARTH_DATA: target.HEARTH_DATA! },
    });
    undo.push(() => restored.close());
    expect(Buffer.from(await (await get(restored, asset.url)).arrayBuffer()).equals(bytes)).toBe(true);
    const { data } = await restored.query<{ me: { name: string }; search: { totalCount: number } }>(
      '{ me { name } search(query: "sleep", locale: "en") { totalCount } }',
      {},
      { as: editor },
    );
    expect(data.me.name).toBe('editor');
    expect(data.search.totalCount).toBeGreaterThan(0);
    const { data: saved } = await restored.query<{ createSpace: { errors: unknown[] } }>(
      'mutation { createSpace(input: { visibility: PUBLIC, slug: "after", translations: [{ locale: "en", name: "After" }] }) { errors { message } } }',
      {},
      { as: await restored.signIn('admin') },
    );
    expect(saved.createSpace.errors).toEqual([]);
  },
  LONG,
);

test(
  'what is written while a backup is made is in it as a whole or not at all',
  async () => {
    const client = new pg.Client(hub.databaseUrl);
    await client.connect();
    undo.push(() => client.end());
    await client.query('create table backup_pair_one (n int primary key)');
    await client.query('create table backup_pair_two (n int primary key references backup_pair_one)');
    undo.push(() => client.query('drop table backup_pair_two, backup_pair_one'));
    const file = join(folder, 'busy.tar.gz');
    let n = 0;
    const running = run(['backup', file], environment);
    let done = false;
    void running.then(() => (done = true));
    while (!done) {
      n++;
      await client.query('with one as (insert into backup_pair_one values ($1) returning n) select n from one', [n]);
      await client.query('insert into backup_pair_two values ($1)', [n]);
    }
    expect(await running).toMatchObject({ code: 0 });
    const target = await elsewhere();
    const own = new pg.Client(target.DATABASE_URL);
    await own.connect();
    undo.push(() => own.end());
    await own.query('create table backup_pair_one (n int primary key)');
    await own.query('create table backup_pair_two (n int primary key references backup_pair_one)');
    expect(await run(['restore', file], target)).toMatchObject({ code: 0 });
    const { rows } = await own.query(
      'select (select count(*) from backup_pair_one)::int as one, (select count(*) from backup_pair_two)::int as two',
    );
    // One row of the first may have come just before its partner.
    expect([0, 1]).toContain(rows[0].one - rows[0].two);
  },
  LONG,
);

test(
  'a file that is no whole backup is refused, and what it would have been restored into stays empty',
  async () => {
    const file = join(folder, 'cut.tar.gz');
    expect(await run(['backup', file], environment)).toMatchObject({ code: 0 });
    await truncate(file, Math.floor((await stat(file)).size * 0.7));
    const target = await elsewhere();
    expect(await run(['restore', file], target)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/cut\.tar\.gz is (damaged or was cut short|not whole)/),
    });
    const other = join(folder, 'letter.txt');
    await writeFile(other, 'Dear reader');
    expect(await run(['restore', other], target)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('letter.txt'),
    });
    expect(await run(['restore', join(folder, 'nothing')], target)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no file'),
    });
    const whole = join(folder, 'whole-after.tar.gz');
    expect(await run(['backup', whole], environment)).toMatchObject({ code: 0 });
    expect(await run(['restore', whole], target)).toMatchObject({ code: 0 });
  },
  LONG,
);

test('a backup overwrites nothing, and nothing is restored over content', async () => {
  const file = join(folder, 'kept.tar.gz');
  await writeFile(file, 'what was there');
  expect(await run(['backup', file], environment)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('kept.tar.gz'),
  });
  expect(await readFile(file, 'utf8')).toBe('what was there');
  expect(existsSync(`${file}.part`)).toBe(false);
  await rm(file);
  expect(await run(['backup', file], environment)).toMatchObject({ code: 0 });
  expect(await run(['restore', file], environment)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('This hub has content already'),
  });
});
