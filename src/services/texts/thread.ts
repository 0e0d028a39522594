import { Worker } from 'node:worker_threads';
import type { Answer, Task } from './worker.js';

/** How long one task may take, in milliseconds: far more than any text needs that is meant for people. */
const DEADLINE = 10_000;
const MEMORY_IN_MB = 512;

/** Said of a task that took too long, too much memory, or nests too deep. */
export class TookTooLong extends Error {}

interface Waiting {
  readonly task: Task;
  readonly resolve: (done: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread that does one task after the other. It begins with the first, is ended and replaced when a task takes too
 * long, and never keeps the process alive once it has nothing to do.
 */
export class Thread {
  private worker: Worker | undefined;
  private isReady = false;
  private current: Waiting | undefined;
  private readonly waiting: Waiting[] = [];
  private deadline: NodeJS.Timeout | undefined;

  /** @throws TookTooLong */
  do<Done>(task: Task): Promise<Done> {
    return new Promise<unknown>((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.next();
    }) as Promise<Done>;
  }

  /** Gives back what it takes up when it has nothing to do; it begins anew when it is needed again. */
  rest(): void {
    if (!this.current && this.waiting.length === 0) this.end();
  }

  private next(): void {
    if (this.current || this.waiting.length === 0) return;
    if (!this.worker) this.begin();
    this.worker!.ref();
    if (!this.isReady) return;
    this.current = this.waiting.shift()!;
    this.worker!.postMessage(this.current.task);
    this.deadline = setTimeout(() => this.giveUp(new TookTooLong()), DEADLINE);
  }

  private begin(): void {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_IN_MB },
    });
    this.worker = worker;
    worker.on('message', (message: 'ready' | Answer) => {
      if (worker !== this.worker) return;
      if (message === 'ready') this.isReady = true;
      else this.settle(message);
      worker.unref();
      this.next();
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (worker !== this.worker) return;
      this.giveUp(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TookTooLong() : error);
    });
  }

  private settle(answer: Answer): void {
    clearTimeout(this.deadline);
    const { resolve, reject } = this.current!;
    this.current = undefined;
    if ('done' in answer) resolve(answer.done);
    else reject('tooMuch' in answer ? new TookTooLong() : new Error(answer.failed));
  }

  /** Ends the thread in the midst of its task, or where it could not even begin. */
  private giveUp(error: Error): void {
    clearTimeout(this.deadline);
    const given = this.current ?? this.waiting.shift();
    this.current = undefined;
    this.end();
    given?.reject(error);
    this.next();
  }

  private end(): void {
    const { worker } = this;
    this.worker = undefined;
    this.isReady = false;
    void worker?.terminate();
  }
}
