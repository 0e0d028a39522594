import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
/** Of the environment of the tests, commands get only this: settings of whoever runs the tests do not count. */
const KEPT = ['PATH', 'HOME', 'TMPDIR'];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs in a process of its own. */
export class RunningCommand {
  stdout = '';
  stderr = '';
  readonly finished: Promise<Finished>;
  private readonly child: ChildProcess;

  /** @param command the command line of Hearth, or `npm` in the folder of the project */
  constructor(
    args: readonly string[],
    environment: Record<string, string>,
    command: readonly string[] = [process.execPath, MAIN],
  ) {
    const kept = Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
    this.child = spawn(command[0]!, [...command.slice(1), ...args], {
      cwd: ROOT,
      env: { ...kept, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.stdout += chunk));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.stderr += chunk));
    this.finished = once(this.child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits until it has written `text`. @throws Error when it ends without */
  async says(text: string): Promise<void> {
    const ended = this.finished.then(() => true);
    while (!`${this.stdout}${this.stderr}`.includes(text)) {
      const next = [once(this.child.stdout!, 'data'), once(this.child.stderr!, 'data')].map((wait) =>
        wait.then(() => false),
      );
      if ((await Promise.race([ended, ...next])) && !`${this.stdout}${this.stderr}`.includes(text)) {
        throw new Error(`The command ended without saying "${text}":\n${this.stdout}${this.stderr}`);
      }
    }
  }
}

/** Runs a command to its end. */
export function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Finished> {
  return new RunningCommand(args, environment).finished;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || !address) throw new Error('A listening server has an address.');
  return address.port;
}
