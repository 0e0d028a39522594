import { execFileSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, canDo, isRoot, postgresAccount } from './account.js';
import { canLiveIn, isSubstitute, makeSubstitute, substitutesFor } from './substitute.js';

/** Where a cluster lives, or is to be made, and as whom its server runs. */
export interface Home {
  /** The folder that holds the cluster's folder. */
  directory: string;
  dataDirectory: string;
  account: Account | undefined;
  hasCluster: boolean;
}

/**
 * Chooses the place of the cluster that belongs to `wanted`: `wanted` itself, unless we are root and the account
 * `postgres` cannot live there (a folder in root's own home). Then it is a substitute.
 */
export async function chooseHome(wanted: string): Promise<Home> {
  const places = isRoot ? [wanted, ...substitutesFor(wanted)] : [wanted];
  for (const directory of places) {
    const dataDirectory = dataIn(directory);
    if (directory !== wanted && !(await isSubstitute(directory))) continue;
    if (!(await isFilled(dataDirectory))) continue;
    return { directory, dataDirectory, account: await accountOf(dataDirectory), hasCluster: true };
  }
  if (!isRoot) return { directory: wanted, dataDirectory: dataIn(wanted), account: undefined, hasCluster: false };

  const account = postgresAccount();
  for (const directory of places) {
    const usable = (directory === wanted || (await makeSubstitute(directory))) && (await canLiveIn(directory, account));
    if (usable) return { directory, dataDirectory: dataIn(directory), account, hasCluster: false };
  }
  throw new Error(
    `The OS account "postgres" can use none of ${places.join(', ')} for the database. ` +
      'Set HEARTH_DATA to a folder which that account can enter.',
  );
}

function dataIn(directory: string): string {
  return join(directory, 'postgres');
}

/** Whether a folder is there and holds something; one we may not look into does. */
async function isFilled(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length > 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** The account an existing cluster's server must run as: its owner. */
async function accountOf(dataDirectory: string): Promise<Account | undefined> {
  let { uid, gid } = await stat(dataDirectory);
  if (!isRoot) {
    if (uid === process.getuid?.()) return undefined;
    throw new Error(
      `The database in ${dataDirectory} belongs to another OS account (user id ${uid}). ` +
        'Start as that account or as root, or set HEARTH_DATA to a folder of your own.',
    );
  }
  if (uid === 0) {
    // A checkout that root copied: the files are right, only their owner is not.
    ({ uid, gid } = postgresAccount());
    execFileSync('chown', ['-R', `${uid}:${gid}`, dataDirectory]);
  }
  if (canDo({ uid, gid }, '-x', dataDirectory)) return { uid, gid };
  throw new Error(
    `The database in ${dataDirectory} belongs to the OS account with user id ${uid}, which cannot enter that folder. ` +
      'Let it enter the folders above (chmod o+x), or move the data to a folder it can enter and set HEARTH_DATA.',
  );
}
