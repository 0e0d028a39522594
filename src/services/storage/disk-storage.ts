import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { type ByteRange, type FileStorage, MissingFile, type StoredFile } from './storage.js';

/** Keys are made by us; anything else would be a mistake that must not reach the disk. */
const KEY = /^[a-z0-9]+(?:[/._-][a-z0-9]+)*$/;

/** Files in a folder of this machine. Several processes may share it. */
export class DiskStorage implements FileStorage {
  constructor(private readonly folder: string) {}

  get name(): string {
    return `the folder ${this.folder}`;
  }

  async put(key: string, file: string): Promise<void> {
    const path = this.pathOf(key);
    if ((await this.size(key)) !== undefined) return;
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Under a name that no key has: a reader never meets half a file, and what a crash leaves is no file of ours.
    const draft = join(folder, `.${randomUUID()}`);
    try {
      await copyFile(file, draft, constants.COPYFILE_FICLONE);
      await sync(draft);
      await rename(draft, path);
      await sync(folder);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async size(key: string): Promise<number | undefined> {
    try {
      return (await stat(this.pathOf(key))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const path = this.pathOf(key);
    const handle = await open(path).catch((error) => {
      throw isMissing(error) ? new MissingFile(key) : error;
    });
    return handle.createReadStream(range ? { start: range.start, end: range.end } : {});
  }

  remove(key: string): Promise<void> {
    return rm(this.pathOf(key), { force: true });
  }

  async *list(prefix: string): AsyncIterable<StoredFile> {
    const [top] = prefix.split('/') as [string];
    const entries = await readdir(join(this.folder, top), { recursive: true, withFileTypes: true }).catch((error) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const key = relative(this.folder, path).split(sep).join('/');
      if (!key.startsWith(prefix)) continue;
      const found = await stat(path).catch(() => undefined);
      if (found) yield { key, bytes: found.size, storedAt: found.mtime };
    }
  }

  private pathOf(key: string): string {
    // What a crash has left begins with a dot, and may be removed.
    if (!KEY.test(key.replace('/.', '/'))) throw new Error(`Not a key of the storage: ${JSON.stringify(key)}`);
    return join(this.folder, ...key.split('/'));
  }
}

/** Until the disk has it; folders cannot be synced on every system. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
