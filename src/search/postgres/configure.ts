import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { WORDS_VERSION } from '../plain-words.js';
import { COMPOUND_FUNCTIONS } from './compound-functions.js';
import { PLAN_FUNCTIONS } from './plan-functions.js';
import { SYNONYM_TABLE } from './synonyms.js';
import { createIndexes, createTables } from './tables.js';
import { TEXT_FUNCTIONS } from './text-functions.js';
import { inTransaction } from './transaction.js';
import { WORD_FUNCTIONS } from './word-functions.js';
import { LOCKS, WRITE_FUNCTIONS } from './write-functions.js';

const EXTENSIONS = ['unaccent', 'pg_trgm', 'fuzzystrmatch', 'cube'];

const DEFINITION = [
  TEXT_FUNCTIONS,
  createTables('search'),
  createIndexes('search'),
  WRITE_FUNCTIONS,
  SYNONYM_TABLE,
  WORD_FUNCTIONS,
  COMPOUND_FUNCTIONS,
  PLAN_FUNCTIONS,
  'create table search.version (version text primary key);',
].join('\n');

/** What the schema and the words in it were made from: whatever differs in that is another version. */
const VERSION = createHash('sha256').update(`${WORDS_VERSION} ${DEFINITION}`).digest('hex');

/**
 * Makes the schema `search` what this version of Hearth needs. Everything in it is derived from the content, so there
 * are no migrations: a schema of another version is dropped and made anew, empty, for the caller to fill.
 */
export async function configureSchema(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1, $2)', [LOCKS.class, LOCKS.rebuild]);
    if ((await installedVersion(client)) === VERSION) {
      return;
    }
    await createExtensions(client);
    await client.query('drop schema if exists search cascade');
    await client.query('create schema search');
    await client.query(DEFINITION);
    await client.query('insert into search.version (version) values ($1)', [VERSION]);
  });
}

async function installedVersion(client: PoolClient): Promise<string | undefined> {
  const { rows } = await client.query<{ found: boolean }>(`select to_regclass('search.version') is not null as found`);
  if (!rows[0]?.found) {
    return undefined;
  }
  const versions = await client.query<{ version: string }>('select version from search.version');
  return versions.rows[0]?.version;
}

async function createExtensions(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) as name where name not in (select extname from pg_extension)',
    [EXTENSIONS],
  );
  for (const { name } of rows) {
    try {
      await client.query(`create extension if not exists ${name}`);
    } catch (error) {
      throw new Error(
        `Search needs the PostgreSQL extension ${name}, and it could not be created ` +
          `(${error instanceof Error ? error.message : String(error)}). Let somebody with the right to do so run ` +
          `"create extension ${name}" in this database, or install PostgreSQL's contrib package on its server.`,
        { cause: error },
      );
    }
  }
}
