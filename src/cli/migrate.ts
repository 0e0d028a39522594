import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { openDatabase } from '../database/database.js';
import { EXIT, type ExitCode } from './exit.js';

/** Brings the tables to this version, and says what was done. */
export async function migrate(config: Config, log: Logger): Promise<ExitCode> {
  const database = await openDatabase({
    url: config.databaseUrl,
    directory: config.dataDirectory,
    poolSize: config.databasePoolSize,
    log,
  });
  try {
    const pending = await database.pendingMigrations();
    await database.migrate();
    console.log(pending.length ? `Migrated: ${pending.join(', ')}` : 'The tables were up to date.');
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
