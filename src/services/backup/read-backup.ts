import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { type Entry, extract } from 'tar-stream';
import { MANIFEST, Manifest } from './manifest.js';

/** The file is no backup, not a whole one, or not one for this version. The message says which. */
export class UnreadableBackup extends Error {}

/** The parts of a backup in their order. Each must be read to its end before the next comes. */
export async function* partsOf(file: string): AsyncGenerator<Entry> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  const archive = extract();
  const failed = (error: Error) => archive.destroy(error);
  source.on('error', failed).pipe(unzipped).on('error', failed).pipe(archive);
  try {
    yield* archive;
  } catch (error) {
    throw explained(file, error as NodeJS.ErrnoException);
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

export async function readManifest(file: string): Promise<Manifest> {
  for await (const part of partsOf(file)) {
    if (part.header.name !== MANIFEST) break;
    const manifest = Manifest.safeParse(await json(Readable.from(part)));
    if (manifest.success) return manifest.data;
    throw new UnreadableBackup(`${file} was made by another version of Hearth, whose backups this one cannot read.`);
  }
  throw new UnreadableBackup(`${file} is no backup of Hearth.`);
}

/** What an error while reading a part says of the file; any other error as it is. */
export function explained(file: string, error: NodeJS.ErrnoException): Error {
  if (error instanceof UnreadableBackup) return error;
  if (error.code === 'ENOENT') return new UnreadableBackup(`There is no file ${file}.`);
  if (error.code?.startsWith('Z_') || /tar|unexpected end/i.test(error.message)) {
    return new UnreadableBackup(`${file} is damaged or was cut short (${error.message}).`);
  }
  return error;
}
