import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import { DiskStorage } from './disk-storage.js';
import { S3Storage } from './s3-storage.js';
import type { FileStorage } from './storage.js';

/** The storage that the configuration asks for. */
export function openStorage({ media, dataDirectory }: Pick<Config, 'media' | 'dataDirectory'>): FileStorage {
  return media.s3 ? new S3Storage(media.s3) : new DiskStorage(join(dataDirectory, 'media'));
}

/** Writes, reads and removes a small file. @throws Error saying what does not work */
export async function tryStorage(storage: FileStorage): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-'));
  const key = `trials/${randomUUID()}`;
  try {
    const file = join(folder, 'trial');
    await writeFile(file, key);
    await storage.put(key, file, 'text/plain');
    const read = (await (await storage.read(key)).toArray()).join('');
    if (read !== key) throw new Error('what is read is not what was written');
  } finally {
    await storage.remove(key).catch(() => {});
    await rm(folder, { recursive: true });
  }
}
