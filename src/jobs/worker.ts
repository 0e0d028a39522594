import { EventEmitter } from 'node:events';
import { type Runner, run, runOnce, type TaskList, type WorkerEvents, Logger as WorkerLogger } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { Presence } from './presence.js';

const RESTART_SECONDS = 2;

/** The background work of this process. Jobs are rows, written in the transaction that wants them done. */
export class Jobs {
  private runner: Runner | undefined;
  private presence: Presence | undefined;
  /** A job is locked by the id of the pool of workers that took it. */
  private readonly pools = new Set<string>();
  private restart: NodeJS.Timeout | undefined;
  private stopped = false;

  /**
   * @param schedule what is done at which times, in the form of a crontab
   * @param endless names of the jobs that are never given up: whenever the database or this process is back, they begin anew
   */
  constructor(
    private readonly pool: Pool,
    private readonly tasks: TaskList,
    private readonly log: Logger,
    private readonly schedule: string,
    private readonly endless: readonly string[],
  ) {}

  /** Begins to work on jobs, those of the past included. */
  async start(): Promise<void> {
    this.presence = new Presence(this.pool, this.pools, this.endless, this.log);
    await this.run();
    this.presence.start();
  }

  /**
   * Works on jobs until it is stopped. A runner whose connections were lost may end without an error, never come to an end
   * of ending, or live on and take no job any more. So whenever one begins to shut down, or cannot take a job, the next
   * one begins.
   */
  private async run(): Promise<void> {
    const { schedule: crontab, pools } = this;
    const events = new EventEmitter() as WorkerEvents;
    let brokenOff = false;
    let runner: Runner | undefined;
    const breakOff = (): void => {
      if (brokenOff || this.stopped) return;
      brokenOff = true;
      this.log.error('Background work broke off; it begins again');
      this.runner = undefined;
      void end(runner);
      this.beginAgain();
    };
    events.on('pool:create', ({ workerPool }) => void pools.add(workerPool.id));
    events.on('pool:release', ({ workerPool }) => void pools.delete(workerPool.id));
    events.on('pool:gracefulShutdown', breakOff);
    events.on('worker:getJob:error', breakOff);
    // How a job ended could not be written: it is locked by this pool, and is to be free for others.
    events.on('pool:fatalError', ({ workerPool }) => void pools.delete(workerPool.id));
    const options = { events, crontab, concurrency: 2, noHandleSignals: true, pollInterval: 2_000 };
    runner = await run({ ...this.options(), ...options });
    runner.promise.then(breakOff, breakOff);
    if (this.stopped || brokenOff) void end(runner);
    else this.runner = runner;
  }

  private beginAgain(): void {
    const again = () => this.run().catch(() => this.beginAgain());
    if (!this.stopped) this.restart = setTimeout(() => void again(), RESTART_SECONDS * 1000).unref();
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
    this.stopped = true;
    clearTimeout(this.restart);
    await end(this.runner);
    this.runner = undefined;
    await this.presence?.stop();
  }

  private options() {
    const { log } = this;
    const logger = new WorkerLogger(() => (level, message, meta) => {
      if (level === 'error') log.error({ error: (meta as { error?: unknown })?.error }, message);
      else if (level === 'warning') log.warn(message);
      else log.debug(message);
    });
    // As a batch of one: a job whose end could not be written, because the connection was lost, would otherwise be a
    // rejection that nobody handles, and the end of the process.
    const preset = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };
    return { preset, pgPool: this.pool, taskList: this.tasks, logger };
  }
}

/** Ends a runner, which may have begun to end by itself. */
async function end(runner: Runner | undefined): Promise<void> {
  await runner?.stop().catch(() => {});
}
