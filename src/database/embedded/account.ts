import { execFileSync, spawnSync } from 'node:child_process';

/** The OS account the server runs as where that is not the account of this process. */
export interface Account {
  uid: number;
  gid: number;
}

/** Whether this process is root, as which PostgreSQL refuses to run. */
export const isRoot = process.getuid?.() === 0;

/** The OS account `postgres`, made when there is none. Only root can ask for it. */
export function postgresAccount(): Account {
  const existing = lookUpPostgres();
  if (existing) return existing;
  // Its outcome is judged by the look-up: another process may be making the account at the same moment.
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { encoding: 'utf8' });
  const account = lookUpPostgres();
  if (account) return account;
  throw new Error(
    'PostgreSQL does not run as root, and an OS account "postgres" for it could not be made ' +
      `(${made.error?.message ?? made.stderr.trim()}). Make one, start as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Whether `account` passes the file test (`-x`: enter or run, `-O`: own) on `path`, reached through all its folders. */
export function canDo(account: Account, test: '-x' | '-O', path: string): boolean {
  return spawnSync('/bin/sh', ['-c', `test ${test} "$0"`, path], { ...account, cwd: '/' }).status === 0;
}

function lookUpPostgres(): Account | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
