import { type Runner, run, runOnce, type TaskList, Logger as WorkerLogger } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';

/** The background work of this process. Jobs are rows, written in the transaction that wants them done. */
export class Jobs {
  private runner: Runner | undefined;

  /** @param schedule what is done at which times, in the form of a crontab */
  constructor(
    private readonly pool: Pool,
    private readonly tasks: TaskList,
    private readonly log: Logger,
    private readonly schedule: string,
  ) {}

  /** Begins to work on jobs, those of the past included. */
  async start(): Promise<void> {
    const { schedule: crontab } = this;
    this.runner = await run({ ...this.options(), crontab, concurrency: 2, noHandleSignals: true, pollInterval: 2_000 });
  }

  /** Works on all jobs that are due, and comes back when none is left. */
  async drain(): Promise<void> {
    do {
      await runOnce({ ...this.options(), concurrency: 2, noHandleSignals: true });
    } while (await this.anyDue());
  }

  private async anyDue(): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'select 1 from graphile_worker.jobs where run_at <= now() and attempts < max_attempts and locked_at is null limit 1',
    );
    return rowCount !== 0;
  }

  /** Takes no new jobs; those under way finish. What remains is done by the next process. */
  async stop(): Promise<void> {
    await this.runner?.stop();
    this.runner = undefined;
  }

  private options() {
    const { log } = this;
    const logger = new WorkerLogger(() => (level, message, meta) => {
      if (level === 'error') log.error({ error: (meta as { error?: unknown })?.error }, message);
      else if (level === 'warning') log.warn(message);
      else log.debug(message);
    });
    return { pgPool: this.pool, taskList: this.tasks, logger };
  }
}
