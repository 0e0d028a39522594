import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, canDo } from './account.js';

/**
 * Folders of the machine that can stand in for `path`, which an account cannot enter; the better first. Their names
 * follow from `path`, so that every start comes to the same ones.
 */
export function substitutesFor(path: string): string[] {
  const name = `hearth-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
  return [join('/var/lib', name), join(tmpdir(), name)];
}

/** Makes a substitute which everybody can enter, and says whether it is there for us. */
export async function makeSubstitute(directory: string): Promise<boolean> {
  await mkdir(directory).then(
    () => chmod(directory, 0o755),
    () => undefined,
  );
  return isSubstitute(directory);
}

/** Whether the folder is there and root made it: in the temporary folder it could be anybody's. */
export async function isSubstitute(directory: string): Promise<boolean> {
  const found = await lstat(directory).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === 0;
}

/** Tried, not computed: access lists, mounts without owners and the folders above have their say. */
export async function canLiveIn(directory: string, account: Account): Promise<boolean> {
  const probe = await mkdtemp(join(directory, 'probe-')).catch(() => undefined);
  if (probe === undefined) return false;
  try {
    await chown(probe, account.uid, account.gid);
    return canDo(account, '-O', probe) && canDo(account, '-x', probe);
  } catch {
    return false;
  } finally {
    await rm(probe, { recursive: true });
  }
}
