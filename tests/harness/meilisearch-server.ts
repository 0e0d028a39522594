import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './commands.js';

/** A Meilisearch server of the test's own, from the binary that MEILI_BINARY names. */
export class MeilisearchServer {
  readonly key = 'a-master-key-for-tests';
  private child: ChildProcess | undefined;

  private constructor(
    private readonly binary: string,
    private readonly directory: string,
    private readonly port: number,
  ) {}

  /** @param directory is made if it is not there; the server keeps everything in it */
  static async start(binary: string, directory: string): Promise<MeilisearchServer> {
    const server = new MeilisearchServer(binary, directory, await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, on the data and at the address it had before. */
  async start(): Promise<void> {
    const { directory } = this;
    const folders = ['--db-path', `${directory}/data`, '--dump-dir', `${directory}/dumps`];
    const options = [...folders, '--snapshot-dir', `${directory}/snapshots`, '--http-addr', `127.0.0.1:${this.port}`];
    this.child = spawn(this.binary, [...options, '--master-key', this.key, '--no-analytics'], {
      stdio: 'ignore',
    });
    const { child } = this;
    while (child.exitCode === null && child.signalCode === null) {
      const answer = await fetch(`${this.url}/health`).catch(() => null);
      if (answer?.ok) return;
      await pause(20);
    }
    throw new Error(`${this.binary} does not start.`);
  }

  /** Sends it a signal: SIGKILL ends it at once, SIGSTOP lets it hang, SIGCONT go on. */
  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Ends it as a loss of power does. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Asks it as who owns it. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}
