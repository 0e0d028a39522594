import type { Client } from 'pg';
import { quoted } from './write-backup.js';

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

interface Trigger {
  readonly table: string;
  readonly name: string;
  /** As in `pg_trigger`: O (as usual), A (always), R (on replicas). */
  readonly enabled: 'O' | 'A' | 'R';
}

const ENABLE = { O: 'enable', A: 'enable always', R: 'enable replica' } as const;

/**
 * Does `work` while the tables have no foreign keys and no triggers: rows may come in any order, and are not taken for
 * changes. All are there again afterwards, and the keys hold. An ordinary role may do so with tables that it owns; what
 * PostgreSQL has for it (`session_replication_role`) is for superusers.
 */
export async function withoutGuards<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows: keys } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by oid`,
  );
  const { rows: triggers } = await client.query<Trigger>(
    `select t.tgrelid::regclass::text as table, t.tgname as name, t.tgenabled as enabled
     from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and t.tgenabled <> 'D' and c.relnamespace = 'public'::regnamespace`,
  );
  for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${quoted(name)}`);
  for (const { table, name } of triggers) await client.query(`alter table ${table} disable trigger ${quoted(name)}`);
  const result = await work();
  for (const { table, name, enabled } of triggers) {
    await client.query(`alter table ${table} ${ENABLE[enabled]} trigger ${quoted(name)}`);
  }
  for (const { table, name, definition } of keys) {
    await client.query(`alter table ${table} add constraint ${quoted(name)} ${definition}`);
  }
  return result;
}
