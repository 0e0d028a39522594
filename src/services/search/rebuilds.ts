import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import { LockConnection } from '../../database/lock-connection.js';

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

  /**
   * Notes that entries or threads change, where an index is being filled by whichever process: it may miss that.
   * @returns the numbers of what was taken back of them so far (`search_withdrawal`)
   */
  async noteChanges(ownerIds: readonly string[]): Promise<string[]> {
    const { rows } = await this.pool.query<{ n: string }>(
      `with noted as (
         insert into search_rebuild_change select distinct unnest($1::uuid[]) as id
         where exists (select 1 from search_rebuild) order by id on conflict do nothing
       )
       select n from search_withdrawal where owner_id = any($1::uuid[])`,
      [ownerIds],
    );
    return rows.map(({ n }) => n);
  }

  /** Does work that fills indexes, when nobody else does, and lets jobs index once more what has changed meanwhile. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const lock = await LockConnection.open(this.pool);
    try {
      if (!(await lock.tryToTake(LOCK))) {
        this.log.info('Another process fills a search index: waiting until it is done');
        await lock.take(LOCK);
      }
      // What was noted for somebody who has died stays noted.
      await this.pool.query('with dead as (delete from search_rebuild) insert into search_rebuild (id) values ($1)', [
        uuid(),
      ]);
      const result = await work();
      await this.end();
      return result;
    } finally {
      await lock.end();
    }
  }

  /**
   * Ends what has stopped half-way, if anything has.
   * @param cleanUp is called before, while nobody fills an index
   */
  async endAbandoned(cleanUp: () => Promise<void>): Promise<void> {
    const { rows } = await this.pool.query<{ abandoned: boolean; left: boolean }>(
      `select exists (select from search_rebuild) as abandoned, exists (select from search_rebuild_change) as left`,
    );
    // What was noted at the very moment a rebuild ended is left over, too.
    const { abandoned, left } = rows[0]!;
    if (!abandoned && !left) return;
    const lock = await LockConnection.open(this.pool);
    try {
      if (!(await lock.tryToTake(LOCK))) return;
      await cleanUp();
      await this.end();
      if (abandoned) this.log.warn('A search index was not filled to the end; what changed meanwhile is indexed now');
    } finally {
      await lock.end();
    }
  }

  /** What changes from here on goes to the new index anyway. */
  private async end(): Promise<void> {
    await this.pool.query(
      `with ended as (delete from search_rebuild), changed as (delete from search_rebuild_change returning owner_id)
       select enqueue_indexing(owner_id) from (select owner_id from changed order by owner_id) owners`,
    );
  }
}
