import type { Config } from '../../config.js';
import type { Database } from '../../database/database.js';
import type { SearchService } from '../search/search-service.js';
import type { FileStorage } from '../storage/storage.js';
import { checkDataFolder } from './check-data-folder.js';
import { checkAdmin, checkMigrations, checkServer } from './check-database.js';
import { checkJobs, checkMails, indexingJobs } from './check-jobs.js';
import { checkSearch } from './check-search.js';
import { checkStorage } from './check-storage.js';
import type { Finding } from './finding.js';

/** Whether everything that the hub needs is in order, with what to do where it is not. */
export class Health {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly search: SearchService,
    private readonly storage: FileStorage,
  ) {}

  /**
   * Looks at everything but the machine's port. Nothing is changed.
   * @param running whether a hub runs, which would do the work that waits
   */
  async examine(running = true): Promise<Finding[]> {
    const { config, database, search, storage } = this;
    const server = await checkServer(database.pool, !config.meili);
    const migrations = await checkMigrations(database);
    const folder = await checkDataFolder(config);
    if (!migrations.usable) return [...folder, ...server, migrations.finding];
    return [
      ...folder,
      ...server,
      migrations.finding,
      await checkAdmin(database.pool),
      ...(await checkSearch(search, await indexingJobs(database.pool))),
      await checkStorage(storage, config),
      ...(await checkJobs(database.pool, running)),
      await checkMails(database.pool, config),
    ];
  }
}
