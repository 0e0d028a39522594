import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { makeDataSource } from './data-source.js';
import { startEmbeddedServer } from './embedded.js';

/** The PostgreSQL the hub works on, its own embedded one or another. */
export interface Database {
  readonly url: string;
  /** For the read layer, the search engine and identity. */
  readonly pool: pg.Pool;
  /** For migrations and writes. */
  readonly dataSource: DataSource;
  /** What the person who starts the hub should know, one sentence each. */
  readonly notices: readonly string[];
  /** Brings the tables to this version. One process does it at a time, the others wait. */
  migrate(): Promise<void>;
  /** Names of migrations that this version has and the database has not. */
  pendingMigrations(): Promise<string[]>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Absent: the embedded server in `directory`. */
  readonly url: string | undefined;
  readonly directory: string;
  readonly poolSize: number;
  readonly log: Logger;
}

// Any number that no other program on the same database is likely to use.
const MIGRATION_LOCK = 4_815_162_342;

export async function openDatabase({ url: given, directory, poolSize, log }: DatabaseOptions): Promise<Database> {
  const embedded = given ? undefined : await startEmbeddedServer({ directory, log: (line) => log.info(line) });
  const url = given ?? embedded!.url;
  // Instants come out in UTC whatever the server is set to.
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name: 'hearth',
    options: '-c timezone=UTC -c jit=off',
  });
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'A database connection broke'));
  pool.on('connect', (client) => client.on('error', () => {}));
  const dataSource = makeDataSource(url, poolSize);
  try {
    await dataSource.initialize();
  } catch (error) {
    await pool.end();
    await embedded?.stop();
    throw new Error(
      `The database cannot be reached: ${(error as Error).message}. Check DATABASE_URL and that the server runs.`,
    );
  }
  return {
    url,
    pool,
    dataSource,
    notices: embedded?.notices ?? [],
    migrate: () => migrate(url, pool, dataSource),
    pendingMigrations: async () => {
      const known = await pool.query("select to_regclass('public.migrations') is not null as exists");
      const done = known.rows[0].exists
        ? await pool.query<{ name: string }>('select name from migrations')
        : { rows: [] };
      const names = new Set(done.rows.map((row) => row.name));
      return dataSource.migrations
        .map((migration) => migration.name ?? migration.constructor.name)
        .filter((name) => !names.has(name));
    },
    close: async () => {
      await dataSource.destroy();
      await pool.end();
      await embedded?.stop();
    },
  };
}

async function migrate(url: string, pool: pg.Pool, dataSource: DataSource): Promise<void> {
  // A connection of its own holds the lock, so that the work never waits for one that the lock has taken.
  const lock = new pg.Client({ connectionString: url, application_name: 'hearth' });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations();
    await runMigrations({ pgPool: pool, schema: 'graphile_worker' });
  } finally {
    await lock.end();
  }
}
