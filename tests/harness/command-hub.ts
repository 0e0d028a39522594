import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from '@jest/globals';
import pg from 'pg';
import { freePort, RunningCommand } from './commands.js';
import { cloneDatabase, dropDatabase } from './databases.js';

/** For tests that start many processes or plant the seeds, while other tests keep the machine busy: milliseconds. */
export const LONG = 180_000;
/** A password made by a command, as the first group. */
export const PASSWORD_SHOWN = /Password\s+(?:\(shown only now\): )?(\S{16,})/;

/** What a test leaves behind is undone in reverse order, also when it fails. */
export const undo: (() => unknown)[] = [];
afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.();
});

/** Settings of a hub on a database of its own. */
export async function ownDatabase(): Promise<{ DATABASE_URL: string; HEARTH_DATA: string; PORT: string }> {
  const DATABASE_URL = await cloneDatabase();
  undo.push(() => dropDatabase(DATABASE_URL));
  const HEARTH_DATA = await mkdtemp(join(tmpdir(), 'hearth-command-'));
  undo.push(() => rm(HEARTH_DATA, { recursive: true, force: true }));
  return { DATABASE_URL, HEARTH_DATA, PORT: String(await freePort()) };
}

/** Begins a command which is killed after the test, unless it has ended. */
export function begin(args: readonly string[], environment: Record<string, string>): RunningCommand {
  const command = new RunningCommand(args, environment);
  undo.push(async () => {
    command.signal('SIGKILL');
    await command.finished;
  });
  return command;
}

/** A hub that has said that it runs. */
export async function started(environment: Record<string, string>, ...options: string[]): Promise<RunningCommand> {
  const hub = begin(['start', ...options], environment);
  await hub.says('Ctrl-C');
  return hub;
}

export async function ask(port: string, query: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

export function signIn(port: string, email: string, password: string): Promise<unknown> {
  return ask(
    port,
    `mutation { signIn(input: { email: "${email}", password: "${password}" }) { member { roles } errors { code } } }`,
  );
}

/** The password of the first administrator, which only the owner of its file may read. */
export async function firstPassword({ HEARTH_DATA }: { HEARTH_DATA: string }): Promise<string> {
  const file = join(HEARTH_DATA, 'admin-password');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  return (await readFile(file, 'utf8')).trim();
}

/** Number of rows of a table. */
export async function count(url: string, table: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<{ count: number }>(`select count(*)::int from ${pg.escapeIdentifier(table)}`)).rows[0]!
      .count;
  } finally {
    await client.end();
  }
}
