import { rm } from 'node:fs/promises';

export default async function globalTeardown(): Promise<void> {
  await globalThis.testServer?.stop();
  if (globalThis.testDirectory) await rm(globalThis.testDirectory, { recursive: true, force: true });
}
