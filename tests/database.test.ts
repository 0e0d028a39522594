import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pino from 'pino';
import type { QueryRunner } from 'typeorm';
import { type Database, openDatabase } from '../src/database/database.js';
import { createEmptyDatabase, dropDatabase } from './harness/databases.js';

/** Comes last, and fails. */
class FailingMigration9999999999999 {
  name = 'FailingMigration9999999999999';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('select 1 / 0');
  }
  async down(): Promise<void> {}
}

let url: string;
let database: Database;
beforeEach(async () => {
  url = await createEmptyDatabase();
  database = await openDatabase({ url, directory: tmpdir(), poolSize: 1, log: pino({ level: 'silent' }) });
});
afterEach(async () => {
  await database.close();
  await dropDatabase(url);
});

const tables = async () =>
  (await database.pool.query("select tablename from pg_tables where schemaname = 'public'")).rows.map(
    ({ tablename }) => tablename,
  );

test('an ordinary role that owns its database can install Hearth, with a single connection', async () => {
  const { rows } = await database.pool.query(
    'select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user',
  );
  expect(rows).toEqual([{ rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false }]);
  await database.migrate();
  expect(await database.pendingMigrations()).toEqual([]);
});

test('when a migration fails, none of that start is left', async () => {
  (database.dataSource.migrations as unknown[]).push(new FailingMigration9999999999999());
  await expect(database.migrate()).rejects.toThrow('division by zero');
  expect(await tables()).not.toContain('entry');
  (database.dataSource.migrations as unknown[]).pop();
  await database.migrate();
  expect(await tables()).toContain('entry');
});

test('of the audit log an ordinary role deletes by the upkeep only, and not after it in the same transaction', async () => {
  await database.migrate();
  const client = await database.pool.connect();
  try {
    await client.query(
      `insert into audit_event (id, happened_at, action, outcome)
       values (gen_random_uuid(), now() - interval '400 days', 'TEST', 'DONE'), (gen_random_uuid(), now(), 'TEST', 'DONE')`,
    );
    await client.query('begin');
    const { rows } = await client.query('select expire_audit_events(365) as gone');
    expect(Number(rows[0].gone)).toBe(1);
    await expect(client.query('delete from audit_event')).rejects.toThrow('audit_event takes new rows only');
    await client.query('rollback');
  } finally {
    client.release();
  }
});
