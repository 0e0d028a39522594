import { type Runner, run, runOnce, type TaskList, Logger as WorkerLogger } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';

/** The background work of this process. Jobs are rows, written in the transaction that wants them done. */
export class Jobs {
  private runner: Runner | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly tasks: TaskList,
    private readonly log: Logger,
  ) {}

  /** Begins to work on jobs, those of the past included. */
  async start(): Promise<void> {
    this.runner = await run({ ...this.options(), concurrency: 2, noHandleSignals: true, pollInterval: 2_000 });
  }

  /** Works on all jobs that are due now, and comes back when none is left. */
  async drain(): Promise<void> {
    await runOnce({ ...this.options(), concurrency: 2, noHandleSignals: true });
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
