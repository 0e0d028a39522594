import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { findProcess } from './processes.js';

/** Runs `work` while nobody else holds the lock file `path`. A lock whose holder's process has ended is taken over. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await acquire(path))) {
    await breakWhenAbandoned(path);
    await delay(50);
  }
  try {
    return await work();
  } finally {
    await rm(path);
  }
}

/** A hard link appears with its content, so nobody ever reads a lock that does not name its holder yet. */
async function acquire(path: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.${performance.now()}`;
  await writeFile(draft, `${process.pid} ${findProcess(process.pid)?.started}`);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

async function breakWhenAbandoned(path: string): Promise<void> {
  const holder = await readFile(path, 'utf8').catch(() => undefined);
  if (holder === undefined) return;
  const [pid, ...started] = holder.split(' ');
  if (findProcess(Number(pid))?.started !== started.join(' ')) await rm(path, { force: true });
}
