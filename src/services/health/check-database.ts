import type { Pool } from 'pg';
import { type Database, usedByNewer } from '../../database/database.js';
import { firstAdmin } from '../identity/administrators.js';
import { type Finding, note, ok, wrong } from './finding.js';

const OLDEST_VERSION = 15;
/** The extensions which search in PostgreSQL builds on. */
const EXTENSIONS = ['unaccent', 'pg_trgm', 'fuzzystrmatch', 'cube'];
const CLOCK_SECONDS = 5;

/** What the server of a database must be able to do, whatever is in it yet. */
export async function checkServer(pool: Pool, needsExtensions: boolean): Promise<Finding[]> {
  const { rows } = await pool.query<{ version: number; name: string; encoding: string; now: number }>(
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_version') as name,
            (select pg_encoding_to_char(encoding) from pg_database where datname = current_database()) as encoding,
            extract(epoch from clock_timestamp())::float8 as now`,
  );
  const { version, name, encoding, now } = rows[0]!;
  const drift = Math.abs(Date.now() / 1000 - now);
  return [
    version >= OLDEST_VERSION
      ? ok('Database', `PostgreSQL ${name} answers`)
      : wrong('Database', `PostgreSQL ${name} is too old: Hearth needs version ${OLDEST_VERSION} or newer`),
    encoding === 'UTF8'
      ? ok('Encoding', 'UTF8')
      : wrong(
          'Encoding',
          `the database has the encoding ${encoding}: make one with "create database … encoding 'UTF8' template template0"`,
        ),
    drift <= CLOCK_SECONDS
      ? ok('Clock', 'this machine and the database agree')
      : wrong(
          'Clock',
          `this machine and the database are ${Math.round(drift)} seconds apart: set the clocks of both by NTP`,
        ),
    ...(needsExtensions ? [await checkExtensions(pool)] : []),
  ];
}

async function checkExtensions(pool: Pool): Promise<Finding> {
  const { rows } = await pool.query<{ name: string; available: boolean; may_create: boolean }>(
    `select name, name in (select a.name from pg_available_extensions a) as available,
            has_database_privilege(current_database(), 'create') as may_create
     from unnest($1::text[]) as name where name not in (select extname from pg_extension)`,
    [EXTENSIONS],
  );
  const absent = rows.filter(({ available }) => !available).map(({ name }) => name);
  if (absent.length) {
    return wrong('Extensions', `the server lacks ${absent.join(', ')}: install PostgreSQL's contrib package on it`);
  }
  if (rows.some(({ may_create }) => !may_create)) {
    const names = rows.map(({ name }) => name).join(', ');
    return wrong('Extensions', `${names} must be created by somebody who may: "create extension …" in this database`);
  }
  return ok('Extensions', 'all there');
}

/** Whether the tables fit this version of Hearth. `usable` says whether what is in them can be looked at. */
export async function checkMigrations(database: Database): Promise<{ finding: Finding; usable: boolean }> {
  const pending = await database.pendingMigrations();
  if (pending.length) {
    const text = `${pending.length} to do: the next start does them, or "npx hearth migrate"`;
    return { finding: note('Migrations', text), usable: false };
  }
  const newer = await database.newerMigrations();
  if (newer.length) return { finding: wrong('Migrations', usedByNewer(newer)), usable: false };
  return { finding: ok('Migrations', 'all done'), usable: true };
}

export async function checkAdmin(pool: Pool): Promise<Finding> {
  const email = await firstAdmin(pool);
  if (email) return ok('Administrator', email);
  return wrong('Administrator', 'there is none: "npx hearth create-admin" makes one, or start the hub');
}
