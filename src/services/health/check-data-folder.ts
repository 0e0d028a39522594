import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.js';
import { type Finding, note, ok, wrong } from './finding.js';

const GIBIBYTE = 1024 ** 3;
/** With less, the database may be unable to write at any moment. */
const LEAST_GIBIBYTES = 0.25;
const ENOUGH_GIBIBYTES = 1;

/** Whether the data folder can be written to and has space. */
export async function checkDataFolder({ dataDirectory }: Config): Promise<Finding[]> {
  const existing = await nearestFolder(dataDirectory);
  const place = existing === dataDirectory ? dataDirectory : `${dataDirectory} (made at the first start)`;
  const findings: Finding[] = [];
  try {
    await access(existing, constants.W_OK | constants.X_OK);
    findings.push(ok('Data folder', `${place} can be written to`));
  } catch (error) {
    const reason = (error as Error).message;
    findings.push(
      wrong(
        'Data folder',
        `${place} cannot be written to (${reason}): start as its owner, or set HEARTH_DATA to another`,
      ),
    );
  }
  const { bavail, bsize } = await statfs(existing);
  const free = (bavail * bsize) / GIBIBYTE;
  const text = `${free.toFixed(1)} GiB free for the data folder`;
  if (free >= ENOUGH_GIBIBYTES) findings.push(ok('Disk', text));
  else if (free >= LEAST_GIBIBYTES) findings.push(note('Disk', `${text}: that is little, make room soon`));
  else findings.push(wrong('Disk', `${text}: make room now, or move the folder and set HEARTH_DATA`));
  return findings;
}

async function nearestFolder(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  return exists || dirname(path) === path ? path : nearestFolder(dirname(path));
}
