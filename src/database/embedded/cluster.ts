import { type SpawnOptions, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import type { Home } from './home.js';

/** The role and the database of Hearth in its cluster. */
export const hearth = 'hearth';

/** The environment of every PostgreSQL program: nothing of the user's PG… variables, messages in English. */
export const environment: NodeJS.ProcessEnv = { PATH: process.env.PATH, LC_ALL: 'C' };

const unfinishedPrefix = 'postgres.unfinished-';

/**
 * Makes a cluster with the superuser `hearth`. It is made in a folder of its own and moved into place when it is
 * complete, so that there is either no cluster or a whole one.
 */
export async function createCluster(binaries: Binaries, home: Home, password: string, durable: boolean): Promise<void> {
  for (const name of await readdir(home.directory)) {
    if (name.startsWith(unfinishedPrefix)) {
      await rm(join(home.directory, name), { recursive: true, force: true, maxRetries: 5 });
    }
  }
  const unfinished = await mkdtemp(join(home.directory, unfinishedPrefix));
  const passwordFile = join(unfinished, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (home.account) {
    for (const path of [unfinished, passwordFile]) await chown(path, home.account.uid, home.account.gid);
  }
  const data = join(unfinished, 'data');
  await initialise(binaries, home, [
    `--pgdata=${data}`,
    `--username=${hearth}`,
    `--pwfile=${passwordFile}`,
    ...(durable ? [] : ['--no-sync']),
  ]);
  await rename(data, home.dataDirectory);
  await rm(unfinished, { recursive: true });
}

/**
 * Runs initdb. Order and case of text follow the rules built into PostgreSQL, which are the same on every machine.
 * LC_CTYPE only tells the text search parser what a letter is; "C" would take typographic quotes for letters, so the
 * first Unicode locale which this system knows is used.
 */
async function initialise(binaries: Binaries, home: Home, args: string[]): Promise<void> {
  let failure = '';
  for (const letters of ['C.UTF-8', 'en_US.UTF-8', 'UTF-8', 'C']) {
    const { code, output } = await run(binaries.initdb, home, [
      ...args,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      `--lc-ctype=${letters}`,
      '--auth=scram-sha-256',
      '--no-instructions',
    ]);
    if (code === 0) return;
    failure = output;
    if (!output.includes('invalid locale name')) break;
  }
  throw new Error(
    `The database could not be created in ${home.dataDirectory}. initdb said:\n${failure.trim()}\n` +
      'Free space or rights on that folder may be missing; HEARTH_DATA names another one, DATABASE_URL another server.',
  );
}

/** Sets the password of the role in a cluster whose server is not running. */
export async function setPassword(binaries: Binaries, home: Home, password: string): Promise<void> {
  const args = ['--single', '-D', home.dataDirectory, '-c', 'exit_on_error=on', 'postgres'];
  // Base64url letters only, so nothing in it needs quoting.
  const { code, output } = await run(binaries.postgres, home, args, `ALTER ROLE ${hearth} PASSWORD '${password}'\n`);
  if (code !== 0) throw new Error(`The database's password could not be set. PostgreSQL said:\n${output.trim()}`);
}

/** Where and as whom a PostgreSQL program runs: in a folder its account can enter. */
export function surroundings(home: { directory: string; account: Account | undefined }): SpawnOptions {
  return { ...home.account, cwd: home.directory, env: environment };
}

function run(
  program: string,
  home: Home,
  args: string[],
  input = '',
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...surroundings(home), stdio: 'pipe' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
    child.stdin?.on('error', () => undefined); // It ended without reading: its exit code tells.
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
