import { parentPort } from 'node:worker_threads';
import { WORK } from './work.js';

/** What a thread is asked for. */
export interface Task {
  readonly name: keyof typeof WORK;
  readonly given: readonly unknown[];
}

/** What it answers; `failed` tells of a mistake of ours. */
export type Answer = { readonly done: unknown } | { readonly tooMuch: true } | { readonly failed: string };

parentPort!.on('message', ({ name, given }: Task) => parentPort!.postMessage(answer(name, given)));
parentPort!.postMessage('ready');

function answer(name: keyof typeof WORK, given: readonly unknown[]): Answer {
  try {
    return { done: (WORK[name] as (...given: readonly unknown[]) => unknown)(...given) };
  } catch (error) {
    // What nests too deep has filled the stack.
    if (error instanceof RangeError) return { tooMuch: true };
    return { failed: (error as Error).stack ?? String(error) };
  }
}
