import { tryStorage } from '../../services/media/storage/open-storage.js';
import type { MediaStorage } from '../../services/media/storage/storage.js';
import { type Finding, ok, wrong } from './finding.js';

/** Whether uploaded files can be kept: a small one is written, read and removed again. */
export async function checkStorage(storage: MediaStorage): Promise<Finding> {
  try {
    await tryStorage(storage);
    return ok('Files', `${storage.name} keeps them`);
  } catch (error) {
    const remedy = 'make it writable for the user of the hub, or check the S3_… variables';
    return wrong('Files', `${storage.name} cannot keep uploaded files (${(error as Error).message}): ${remedy}`);
  }
}
