import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export default async function globalTeardown(): Promise<void> {
  const server = globalThis.testServer;
  await server?.stop();
  if (server) await rm(dirname(server.dataDirectory), { recursive: true, force: true });
}
