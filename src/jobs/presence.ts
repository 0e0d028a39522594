import type { Pool, PoolClient } from 'pg';
import type { Logger } from 'pino';

/** Class of the advisory locks by which workers show that they live. */
const CLASS = 1_212_498_259;
const BEAT_SECONDS = 5;

/**
 * Shows that the workers of this process are alive, and frees what dead ones were working on. A process that is killed
 * leaves its jobs locked, and nobody would take them for hours. Each worker therefore holds an advisory lock, which goes
 * with its connection when its process dies.
 */
export class Presence {
  private connection: PoolClient | undefined;
  private shown = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    private readonly workers: ReadonlySet<string>,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.beat(), BEAT_SECONDS * 1000);
    this.beat();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    this.connection?.release(true);
  }

  private beat(): void {
    this.beating = this.beating.then(async () => {
      try {
        await this.show();
        await this.freeAbandoned();
      } catch (error) {
        // The database is away; so are the locks, and all is shown anew when it is back.
        this.log.debug({ error }, 'The presence of workers could not be shown');
        this.connection?.release(true);
        this.connection = undefined;
      }
    });
  }

  private async show(): Promise<void> {
    if (!this.connection) {
      const connection = await this.pool.connect();
      connection.on('error', () => {
        if (this.connection === connection) this.connection = undefined;
        connection.release(true);
      });
      this.connection = connection;
      this.shown = new Set();
    }
    // A worker that was given up while the database was away has left its job behind.
    for (const worker of [...this.shown].filter((one) => !this.workers.has(one))) {
      await this.connection.query('select pg_advisory_unlock($1, hashtext($2))', [CLASS, worker]);
      this.shown.delete(worker);
    }
    for (const worker of this.workers) {
      if (this.shown.has(worker)) continue;
      await this.connection.query('select pg_advisory_lock($1, hashtext($2))', [CLASS, worker]);
      this.shown.add(worker);
    }
  }

  /** A worker that lost its connection gets the time of two beats to show itself again. */
  private async freeAbandoned(): Promise<void> {
    const { rows } = await this.connection!.query<{ workers: string[] }>(
      `select array_agg(distinct locked_by) as workers from graphile_worker.jobs
       where locked_by is not null and locked_at < now() - make_interval(secs => $2) and not exists (
         select 1 from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
           and classid = $1::bigint::oid and objid = (hashtext(locked_by)::bigint & 4294967295)::oid and granted)`,
      [CLASS, 2 * BEAT_SECONDS],
    );
    const abandoned = rows[0]!.workers;
    if (!abandoned) return;
    await this.connection!.query('select graphile_worker.force_unlock_workers($1::text[])', [abandoned]);
    this.log.warn({ workers: abandoned }, 'A worker died; others take over what it was doing');
  }
}
