import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Random } from '../data/random.js';
import { ask, type ServerKind } from '../load/ask.js';
import { Connection } from '../load/connection.js';
import type { Workload } from '../workloads/workload.js';

const PATIENCE_MS = 60_000;

/** Where the programs are, as compiled. */
const PROGRAMS: Record<ServerKind, readonly string[]> = {
  hub: [fileURLToPath(new URL('../../src/cli/main.js', import.meta.url)), 'start', '--no-seed'],
  floor: [fileURLToPath(new URL('../floor/main.js', import.meta.url))],
};

/** A server under measurement, in a process of its own. */
export interface ServerProcess {
  readonly kind: ServerKind;
  readonly pid: number;
  readonly port: number;
  /** From the start of the process to its first right answer. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/**
 * Starts the hub as its users do, or the floor.
 * @param options.firstQuestion what it has to answer rightly to count as started
 * @throws Error when it ends or does not answer; WrongAnswer when it answers wrongly
 */
export async function startServer(
  kind: ServerKind,
  options: {
    environment: Readonly<Record<string, string>>;
    nodeArguments: readonly string[];
    firstQuestion: Workload;
  },
): Promise<ServerProcess> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, [...options.nodeArguments, ...PROGRAMS[kind]], {
    // Nothing of the surroundings: what is measured is the hub with its defaults.
    env: { ...options.environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await firstAnswer(child, kind, port, options.firstQuestion);
  } catch (error) {
    child.kill();
    throw error;
  }
  return { kind, pid: child.pid!, port, startMs: performance.now() - begun, stop: () => stop(child) };
}

async function firstAnswer(child: ChildProcess, kind: ServerKind, port: number, question: Workload): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await delay(5)) {
    if (child.exitCode !== null) throw new Error(`The ${kind} ended with exit code ${child.exitCode}.`);
    if (performance.now() > deadline) throw new Error(`The ${kind} did not answer within a minute.`);
    const connection = await Connection.open(port).catch(() => undefined);
    if (!connection) continue;
    try {
      await ask(connection, kind, question, question.draw(new Random('first question')), true);
      return;
    } catch (error) {
      // Before it starts the hub listens for a moment, to see whether it can.
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    } finally {
      connection.close();
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port')),
      );
    });
  });
}
