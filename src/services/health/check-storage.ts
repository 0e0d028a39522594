import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import { tryStorage } from '../storage/open-storage.js';
import type { FileStorage } from '../storage/storage.js';
import { type Finding, ok, wrong } from './finding.js';

/** Whether uploaded files can be kept: a small one is written, read and removed again. */
export async function checkStorage(storage: FileStorage, { media, dataDirectory }: Config): Promise<Finding> {
  // The check of the data folder has said whether it can be made.
  if (!media.s3 && !existsSync(join(dataDirectory, 'media')))
    return ok('Files', `${storage.name} is made with the first file`);
  try {
    await tryStorage(storage);
    return ok('Files', `${storage.name} keeps them`);
  } catch (error) {
    const remedy = media.s3
      ? 'check the S3_… variables, and that the bucket exists'
      : 'make it writable for who runs the hub';
    return wrong('Files', `${storage.name} cannot keep uploaded files (${(error as Error).message}): ${remedy}`);
  }
}
