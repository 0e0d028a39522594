import type { Logger } from 'pino';
import type { Config } from './config.js';
import { type Database, openDatabase } from './database/database.js';
import { makeServices, type Services } from './services/services.js';

/** The hub without its web server: what commands such as an import need. */
export interface Hub {
  readonly config: Config;
  readonly log: Logger;
  readonly database: Database;
  readonly services: Services;
  close(): Promise<void>;
}

/** Opens the database, brings it up to date and wires the services. */
export async function openHub(config: Config, log: Logger): Promise<Hub> {
  const database = await openDatabase({
    url: config.databaseUrl,
    directory: config.dataDirectory,
    poolSize: config.databasePoolSize,
    readSeconds: config.readTimeoutSeconds,
    searchSeconds: config.searchTimeoutSeconds,
    log,
  });
  try {
    await database.migrate();
    const services = await makeServices(config, database, log);
    return {
      config,
      log,
      database,
      services,
      close: async () => {
        await services.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
