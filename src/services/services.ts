import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Database } from '../database/database.js';
import { Jobs } from '../jobs/worker.js';
import { makeMailer } from '../mail/mailer.js';
import { Locales } from '../schema/locales.js';
import { SearchDocuments } from '../search/documents.js';
import { INDEX_JOB } from '../search/indexing.js';
import { MeilisearchEngine } from '../search/meilisearch/engine.js';
import { PostgresSearchEngine } from '../search/postgres/engine.js';
import { Grants } from './access/grants.js';
import { Posts } from './community/posts.js';
import { Spaces } from './community/spaces.js';
import { Threads } from './community/threads.js';
import { Entries } from './content/entries.js';
import { Experts } from './content/experts.js';
import { ImportedEntries } from './content/imported-entries.js';
import { Publishing } from './content/publishing.js';
import { Topics } from './content/topics.js';
import { IdentityService } from './identity/identity-service.js';
import { MAIL_JOB, type MailRequest } from './identity/mail-requests.js';
import { SearchService } from './search/search-service.js';

/** Everything the hub can do. Resolvers, jobs and commands call these and nothing below them. */
export interface Services {
  readonly locales: Locales;
  readonly identity: IdentityService;
  readonly grants: Grants;
  readonly entries: Entries;
  readonly publishing: Publishing;
  readonly imports: ImportedEntries;
  readonly topics: Topics;
  readonly experts: Experts;
  readonly spaces: Spaces;
  readonly threads: Threads;
  readonly posts: Posts;
  readonly search: SearchService;
  readonly jobs: Jobs;
  /** Begins background work, when this process is one that does it. */
  start(): Promise<void>;
  /** Ends background work; what has begun may finish. */
  close(): Promise<void>;
}

export async function makeServices(config: Config, database: Database, log: Logger): Promise<Services> {
  const { dataSource, pool } = database;
  const locales = new Locales(config.locales);
  const engine = config.meili
    ? new MeilisearchEngine({ url: config.meili.url, key: config.meili.key, indexName: config.meili.index, log })
    : new PostgresSearchEngine(pool);
  const search = new SearchService(engine, new SearchDocuments(pool, locales), pool, locales, log);
  const mailer = makeMailer(config, log);
  const identity = await IdentityService.open({ dataSource, pool, locales, mailer }, config, log);
  const tasks = {
    [INDEX_JOB]: (payload: unknown) => search.sync((payload as { ownerId: string }).ownerId),
    [MAIL_JOB]: (payload: unknown) => identity.sendMail(payload as MailRequest),
  };
  const jobs = new Jobs(pool, tasks, log);
  return {
    locales,
    identity,
    grants: new Grants(dataSource, locales),
    entries: new Entries(dataSource),
    publishing: new Publishing(dataSource, locales),
    imports: new ImportedEntries(dataSource, locales),
    topics: new Topics(dataSource),
    experts: new Experts(dataSource),
    spaces: new Spaces(dataSource),
    threads: new Threads(dataSource),
    posts: new Posts(dataSource, pool),
    search,
    jobs,
    start: async () => {
      await search.start();
      if (config.role !== 'api') await jobs.start();
    },
    close: async () => {
      await jobs.stop();
      mailer.close();
      await search.close();
    },
  };
}
