import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from 'pino';
import { DataSource, type MigrationInterface } from 'typeorm';
import { makeDataSource } from './data-source.js';
import { startEmbeddedServer } from './embedded.js';
import { LockConnection } from './lock-connection.js';
import { isBehindPooler, UnsuitablePooler } from './pooler.js';
import { ReadPool } from './read-pool.js';
import { TimedPool } from './timed-pool.js';

/** The PostgreSQL the hub works on, its own embedded one or another. */
export interface Database {
  readonly url: string;
  /** For the search engine, identity and background work. */
  readonly pool: pg.Pool;
  /** For the read layer. */
  readonly reads: ReadPool;
  /** What searches are answered with: its statements end after a time. */
  readonly searches: TimedPool;
  /** For migrations and writes. */
  readonly dataSource: DataSource;
  /** What the person who starts the hub should know, one sentence each. */
  readonly notices: readonly string[];
  /** Rejects when the embedded server has ended and cannot be started again. */
  readonly lost: Promise<never>;
  /**
   * Brings the tables to this version. One process does it at a time, the others wait.
   * @param through only these of its migrations, to what an earlier version would have made
   * @throws Error when a newer version of Hearth has been here
   */
  migrate(through?: readonly string[]): Promise<void>;
  /** Names of the migrations of this version. */
  readonly knownMigrations: readonly string[];
  /** Names of migrations that the database has and this version does not know. */
  newerMigrations(): Promise<string[]>;
  /** Names of migrations that this version has and the database has not. */
  pendingMigrations(): Promise<string[]>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Absent: the embedded server in `directory`. */
  readonly url: string | undefined;
  readonly directory: string;
  readonly poolSize: number;
  /** How long a statement of the read layer may take, and wait for a connection; 5 when absent. */
  readonly readSeconds?: number;
  /** The same of searches; 2 when absent. */
  readonly searchSeconds?: number;
  readonly log: Logger;
}

// Any number that no other program on the same database is likely to use.
const MIGRATION_LOCK = 4_815_162_342;

/** How long all else waits for a connection: background work has more patience than who waits for a page. */
const WAIT_SECONDS = 30;

export async function openDatabase({
  url: given,
  directory,
  poolSize,
  readSeconds = 5,
  searchSeconds = 2,
  log,
}: DatabaseOptions): Promise<Database> {
  const embedded = given ? undefined : await startEmbeddedServer({ directory, log: (line) => log.info(line) });
  const url = given ?? embedded!.url;
  const isPooled = embedded === undefined && (await reached(() => isBehindPooler(url)));
  // Instants come out in UTC whatever the server is set to. Poolers take no other setting from us.
  const settings = isPooled ? '-c timezone=UTC' : '-c timezone=UTC -c jit=off';
  const openPool = (waitSeconds: number, options: string, max = poolSize) => {
    const opened = new pg.Pool({
      connectionString: url,
      max,
      application_name: 'hearth',
      connectionTimeoutMillis: waitSeconds * 1000,
      options,
    });
    // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
    opened.on('error', (error) => log.warn({ error: error.message }, 'A database connection broke'));
    opened.on('connect', (client) => client.on('error', () => {}));
    return opened;
  };
  const pool = openPool(WAIT_SECONDS, settings);
  const limited = (seconds: number) => (isPooled ? settings : `${settings} -c statement_timeout=${seconds}s`);
  const readPool = openPool(readSeconds, limited(readSeconds));
  const searchPool = openPool(searchSeconds, limited(searchSeconds), Math.ceil(poolSize / 2));
  const dataSource = makeDataSource(url, poolSize, settings);
  try {
    await reached(() => dataSource.initialize());
  } catch (error) {
    await Promise.all([pool.end(), readPool.end(), searchPool.end()]);
    await embedded?.stop();
    throw error;
  }
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const newerMigrations = async () => {
    const done = await doneMigrations(pool);
    return done.filter((name) => !known.includes(name));
  };
  return {
    url,
    pool,
    reads: new ReadPool(new TimedPool(readPool, isPooled ? readSeconds : undefined), readSeconds),
    searches: new TimedPool(searchPool, isPooled ? searchSeconds : undefined),
    dataSource,
    notices: embedded?.notices ?? [],
    lost: embedded?.lost ?? new Promise(() => undefined),
    knownMigrations: known,
    migrate: (through) =>
      alone(pool, async () => {
        const newer = await newerMigrations();
        if (newer.length) throw new Error(`Hearth does not start: ${usedByNewer(newer)}.`);
        await (through ? migrateThrough(dataSource, through) : dataSource.runMigrations());
        await runMigrations({ pgPool: pool, schema: 'graphile_worker' });
      }),
    newerMigrations,
    pendingMigrations: async () => {
      const done = await doneMigrations(pool);
      return known.filter((name) => !done.includes(name));
    },
    close: async () => {
      await dataSource.destroy();
      await Promise.all([pool.end(), readPool.end(), searchPool.end()]);
      await embedded?.stop();
    },
  };
}

/** @throws Error saying that the database cannot be reached, and why */
async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnsuitablePooler) throw error;
    throw new Error(
      `The database cannot be reached: ${(error as Error).message}. Check DATABASE_URL and that the server runs.`,
    );
  }
}

/** What to say of migrations that this version does not know. */
export function usedByNewer(names: readonly string[]): string {
  return `the database was used by a newer version of Hearth (${names.join(', ')}): use that one, or restore a backup from before`;
}

async function doneMigrations(pool: pg.Pool): Promise<string[]> {
  const known = await pool.query("select to_regclass('public.migrations') is not null as exists");
  if (!known.rows[0].exists) return [];
  const { rows } = await pool.query<{ name: string }>('select name from migrations order by id');
  return rows.map(({ name }) => name);
}

async function migrateThrough({ options }: DataSource, names: readonly string[]): Promise<void> {
  const migrations = (options.migrations as (new () => MigrationInterface)[]).filter(({ name }) =>
    names.includes(name),
  );
  const partial = await new DataSource({ ...options, migrations }).initialize();
  try {
    await partial.runMigrations();
  } finally {
    await partial.destroy();
  }
}

/** Runs `work` in one process at a time. */
async function alone(pool: pg.Pool, work: () => Promise<void>): Promise<void> {
  const lock = await LockConnection.open(pool);
  try {
    await lock.take('$1::bigint', [MIGRATION_LOCK]);
    await work();
  } finally {
    await lock.end();
  }
}
