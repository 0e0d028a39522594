import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { LockConnection } from '../database/lock-connection.js';

/** Class of the advisory locks by which workers show that they live. */
const CLASS = 1_212_498_259;
const BEAT_SECONDS = 5;
/** Beats after the database has come back in which jobs may still report that they failed meanwhile. */
const RETURNING = 3;

/**
 * Shows that the pools of workers of this process are alive, and frees what dead ones were working on. A process that is
 * killed leaves its jobs locked, and nobody would take them for hours. For each pool an advisory lock is therefore held,
 * which goes with its connection when its process dies.
 */
export class Presence {
  private locks: LockConnection | undefined;
  private shown = new Set<string>();
  private beats = 0;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    /** Their ids, as jobs are locked by them. */
    private readonly pools: ReadonlySet<string>,
    /** Names of the jobs that are never given up. */
    private readonly endless: readonly string[],
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.beat(), BEAT_SECONDS * 1000);
    this.beat();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    this.letGo();
  }

  private beat(): void {
    this.beating = this.beating.then(async () => {
      try {
        await this.show();
        await this.freeAbandoned();
        if (this.beats++ < RETURNING) await this.retryAtOnce();
      } catch (error) {
        // The database is away; so are the locks, and all is shown anew when it is back.
        this.log.debug({ error }, 'The presence of workers could not be shown');
        this.letGo();
      }
    });
  }

  private letGo(): void {
    const { locks } = this;
    this.locks = undefined;
    void locks?.end();
  }

  private async show(): Promise<void> {
    const isHere = (await this.locks?.isAlive()) === true;
    // A pool that was given up while the database was away has left its jobs behind.
    const hasGivenUp = [...this.shown].some((pool) => !this.pools.has(pool));
    if (isHere && !hasGivenUp) {
      for (const pool of this.pools) if (!this.shown.has(pool)) await this.showOn(this.locks!, pool);
      return;
    }
    if (!isHere) this.beats = 0;
    const locks = await LockConnection.open(this.pool);
    this.shown = new Set();
    try {
      // Shared, and so held before those of the last connection go: what lives is never taken for dead.
      for (const pool of this.pools) await this.showOn(locks, pool);
    } catch (error) {
      await locks.end();
      throw error;
    }
    this.letGo();
    this.locks = locks;
  }

  private async showOn(locks: LockConnection, pool: string): Promise<void> {
    await locks.share('$1, hashtext($2)', [CLASS, pool]);
    this.shown.add(pool);
  }

  /** What failed because the database was away need not wait, as it would for ever longer the more often that was. */
  private async retryAtOnce(): Promise<void> {
    await this.pool.query(
      `select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs
         where attempts > 0 and attempts < max_attempts and locked_at is null and run_at > now()), run_at := now())`,
    );
    // To be killed counts as a try: who dies often enough has used them all up.
    await this.pool.query(
      `select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs
         where task_identifier = any($1) and attempts >= max_attempts and locked_at is null), run_at := now(), attempts := 0)`,
      [this.endless],
    );
  }

  /** A process that lost its connection gets the time of two beats to show its pools again. */
  private async freeAbandoned(): Promise<void> {
    const { rows } = await this.pool.query<{ pools: string[] | null }>(
      `select array_agg(distinct locked_by) as pools from graphile_worker.jobs
       where locked_by is not null and locked_at < now() - make_interval(secs => $2) and not exists (
         select 1 from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
           and classid = $1::bigint::oid and objid = (hashtext(locked_by)::bigint & 4294967295)::oid and granted)`,
      [CLASS, 2 * BEAT_SECONDS],
    );
    const abandoned = rows[0]!.pools;
    if (!abandoned) return;
    await this.pool.query('select graphile_worker.force_unlock_workers($1::text[])', [abandoned]);
    this.log.warn({ pools: abandoned }, 'Workers died; others take over what it was doing');
  }
}
