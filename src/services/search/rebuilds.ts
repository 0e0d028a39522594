import pg, { type Client, type Pool } from 'pg';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import { inBatches } from './batches.js';

/** The job that finishes what processes have left undone that died while they filled an index, and when it does. */
export const REBUILD_END_JOB = 'end-search-rebuilds';
export const REBUILD_END_SCHEDULE = `* * * * * ${REBUILD_END_JOB}`;

/** The advisory lock of whoever fills indexes. */
const LOCK = "hashtext('search-rebuild')";

/**
 * Lets one process at a time fill indexes, and sees to it that nothing is missed that changes meanwhile. That a process
 * does so is a row, and that it lives is a lock that goes with its connection.
 */
export class Rebuilds {
  constructor(
    private readonly pool: Pool,
    private readonly log: Logger,
  ) {}

  /** Notes that entries or threads change, where an index is being filled by whichever process: it may miss that. */
  async noteChanges(ownerIds: readonly string[]): Promise<void> {
    await this.pool.query(
      `insert into search_rebuild_change select distinct unnest($1::uuid[]) as id
       where exists (select 1 from search_rebuild) order by id on conflict do nothing`,
      [ownerIds],
    );
  }

  /**
   * Does work that fills indexes, when nobody else does, and then what has changed meanwhile.
   * @param sync indexes entries and threads
   */
  async run<T>(work: () => Promise<T>, sync: (ownerIds: readonly string[]) => Promise<void>): Promise<T> {
    const lock = await this.connect();
    try {
      if (!(await hasTaken(lock))) {
        this.log.info('Another process fills a search index: waiting until it is done');
        await lock.query(`select pg_advisory_lock(${LOCK})`);
      }
      // What the dead have noted as changed stays noted, and is indexed after this rebuild.
      await this.pool.query('with dead as (delete from search_rebuild) insert into search_rebuild (id) values ($1)', [
        uuid(),
      ]);
      const result = await work();
      // In this order: what changes from here on goes to the new index anyway.
      await this.pool.query('delete from search_rebuild');
      const { rows } = await this.pool.query<{ owner_id: string }>('select owner_id from search_rebuild_change');
      for (const changed of inBatches(rows.map(({ owner_id }) => owner_id))) {
        await sync(changed);
        await this.pool.query('delete from search_rebuild_change where owner_id = any($1)', [changed]);
      }
      return result;
    } finally {
      await lock.end().catch(() => {});
    }
  }

  /**
   * Where a rebuild has ended half-way: gives what changed meanwhile to jobs.
   * @param cleanUp is called before, while nobody fills an index
   */
  async endAbandoned(cleanUp: () => Promise<void>): Promise<void> {
    const { rowCount } = await this.pool.query(
      'select 1 from search_rebuild union all select 1 from search_rebuild_change limit 1',
    );
    if (rowCount === 0) return;
    const lock = await this.connect();
    try {
      if (!(await hasTaken(lock))) return;
      await cleanUp();
      await this.pool.query(
        `with dead as (delete from search_rebuild), changed as (delete from search_rebuild_change returning owner_id)
         select enqueue_indexing(owner_id) from (select owner_id from changed order by owner_id) owners`,
      );
      this.log.warn('A search index was not filled to the end; what changed meanwhile is indexed now');
    } finally {
      await lock.end().catch(() => {});
    }
  }

  /** A connection of its own: it is held for long, and the pool is for work that is not. */
  private async connect(): Promise<Client> {
    const connection = new pg.Client(this.pool.options);
    connection.on('error', () => {});
    await connection.connect();
    return connection;
  }
}

async function hasTaken(connection: Client): Promise<boolean> {
  const { rows } = await connection.query<{ taken: boolean }>(`select pg_try_advisory_lock(${LOCK}) as taken`);
  return rows[0]!.taken;
}
