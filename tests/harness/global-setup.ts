import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { openDatabase } from '../../src/database/database.js';
import { type EmbeddedServer, startEmbeddedServer } from '../../src/database/embedded.js';
import { createPlainDatabase } from './databases.js';

declare global {
  var testServer: EmbeddedServer | undefined;
  var testDirectory: string | undefined;
}

/** One PostgreSQL server for the run, with a migrated database that every test's own one is cloned from. */
export default async function globalSetup(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'hearth-tests-'));
  // The server runs under an account of its own when we are root, and must get in.
  await chmod(directory, 0o755);
  const server = await startEmbeddedServer({
    directory,
    log: () => {},
    // What a power cut would lose here is worth nothing.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  globalThis.testServer = server;
  globalThis.testDirectory = directory;
  process.env.HEARTH_TEST_SERVER = server.url;

  const url = await createPlainDatabase('hearth_template');
  const database = await openDatabase({ url, directory, poolSize: 3, log: pino({ level: 'silent' }) });
  await database.migrate();
  await database.close();
}
