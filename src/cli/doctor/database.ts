import type { Pool } from 'pg';
import { type Database, usedByNewer } from '../../database/database.js';
import { INDEX_JOB } from '../../search/indexing.js';
import { firstAdmin } from '../admin.js';
import { type Finding, note, ok, wrong } from './finding.js';

const OLDEST_VERSION = 15;
/** The extensions which search in PostgreSQL builds on. */
const EXTENSIONS = ['unaccent', 'pg_trgm', 'fuzzystrmatch', 'cube'];
const CLOCK_SECONDS = 5;
/** A job that is due for this long is stuck. */
const DUE_MINUTES = 10;
/** After this long graphile-worker gives a job of a process that died to another. */
const LOCKED_HOURS = 4;

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

/** Whether background work gets done. */
export async function checkJobs(pool: Pool, running: boolean): Promise<Finding[]> {
  const { rows } = await pool.query<{ failed: number; due: number; abandoned: number; last_error: string | null }>(
    `select count(*) filter (where attempts >= max_attempts)::int as failed,
            count(*) filter (where attempts < max_attempts and locked_at is null
                             and run_at < now() - make_interval(mins => $1))::int as due,
            count(*) filter (where locked_at < now() - make_interval(hours => $2))::int as abandoned,
            left((array_agg(last_error order by updated_at desc) filter (where attempts >= max_attempts))[1], 200) as last_error
     from graphile_worker.jobs`,
    [DUE_MINUTES, LOCKED_HOURS],
  );
  const { failed, due, abandoned, last_error } = rows[0]!;
  const findings: Finding[] = [];
  if (failed) {
    const remedy = 'mend the cause; "npx hearth reindex" makes up for what search missed';
    findings.push(
      wrong('Jobs', `${failed} failed for good, the last one with: ${last_error ?? 'no reason'}; ${remedy}`),
    );
  }
  if (abandoned) {
    const text = `${abandoned} held for over ${LOCKED_HOURS} hours by a process that probably died: restart the hub`;
    findings.push(wrong('Jobs', text));
  }
  if (due && running) {
    const text = `${due} due for over ${DUE_MINUTES} minutes: start a hub with ROLE=all or ROLE=worker, and see its log`;
    findings.push(wrong('Jobs', text));
  } else if (due) {
    findings.push(note('Jobs', `${due} wait for the hub to run`));
  }
  return findings.length ? findings : [ok('Jobs', 'none stuck, none failed')];
}

/** Number of changes that are yet to come into the search index. */
export async function indexingJobs(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>(
    'select count(*)::int as waiting from graphile_worker.jobs where task_identifier = $1 and attempts < max_attempts',
    [INDEX_JOB],
  );
  return rows[0]!.waiting;
}
