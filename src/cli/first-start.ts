import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LockConnection } from '../database/lock-connection.js';
import type { Hub } from '../hub.js';
import { firstAdmin } from '../services/identity/administrators.js';
import { makeAdmin } from './admin.js';
import { reindexSearch } from './reindex.js';
import { plantSeeds } from './seed.js';
import type { AdminNote } from './welcome.js';

/** Any number that no other program on the same database is likely to use. */
const FIRST_START_LOCK = 4_815_162_343;

/**
 * Gives a hub that has no administrator yet one, and content where wanted. The administrator comes last: a first start
 * that was cut short is a first start again. Of several processes one does it, and the others wait.
 */
export async function firstStart(hub: Hub, { seed }: { seed: boolean }): Promise<AdminNote> {
  const lock = await LockConnection.open(hub.database.pool);
  try {
    await lock.take('$1::bigint', [FIRST_START_LOCK]);
    const existing = await firstAdmin(hub.database.pool);
    if (existing) {
      return { email: existing, password: '(as set at the first start; `npx hearth create-admin` makes a new one)' };
    }
    if (seed) await fill(hub);
    const { email, password } = hub.config.admin;
    const { newPassword } = await makeAdmin(hub, { email, password });
    return { email, password: newPassword ? await handOver(hub, newPassword) : '(yours)' };
  } finally {
    await lock.end();
  }
}

/**
 * Where the new administrator finds the password. Without a terminal what we write goes into a journal, which many may
 * read and which is kept: then it is in a file.
 */
async function handOver({ config, log }: Hub, password: string): Promise<string> {
  const shown = `${password}   (shown only now)`;
  if (process.stdout.isTTY) return shown;
  const file = join(config.dataDirectory, 'admin-password');
  try {
    await mkdir(config.dataDirectory, { recursive: true });
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    return `in the file ${file}, which only its owner can read; delete it when you have read it`;
  } catch (error) {
    log.warn({ error }, 'The password cannot be written to a file');
    return shown;
  }
}

async function fill(hub: Hub): Promise<void> {
  const report = await plantSeeds(hub);
  for (const problem of report.problems) hub.log.warn(problem, 'A seed was not taken as it stands');
  try {
    await reindexSearch(hub);
  } catch (error) {
    // Search may be away for a while, and the hub works without: its jobs bring the content in when it is back.
    hub.log.warn({ error }, 'Search could not be filled');
  }
}
