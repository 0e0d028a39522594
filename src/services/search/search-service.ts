import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { TimedPool } from '../../database/timed-pool.js';
import type { Locales } from '../../schema/locales.js';
import type { SearchDocuments } from '../../search/documents.js';
import type { SearchEngine, SearchQuery, SearchResult } from '../../search/engine.js';
import { INDEX_JOB } from '../../search/indexing.js';
import { inBatches } from './batches.js';
import { Engines } from './engines.js';
import { FrequentQueries } from './frequent-queries.js';
import { type CheckResult, IndexCheck } from './index-check.js';
import { openOrganizations } from './open-organizations.js';
import type { Pins } from './pins.js';
import { Rebuilds } from './rebuilds.js';
import { allSynonyms, SYNONYMS_JOB } from './synonyms.js';
import { publicNames, Withdrawals } from './withdrawals.js';

export interface SearchState {
  readonly engine: SearchEngine['name'];
  readonly reachable: boolean;
  /** Why it is not reachable. */
  readonly reason?: string;
  readonly documents: number;
  /** How many documents there should be. */
  readonly expected: number;
}

/** The job that mends the index where it has fallen out of step, and when it does. */
export const SEARCH_CHECK_JOB = 'check-search';
export const SEARCH_CHECK_SCHEDULE = `23 3 * * * ${SEARCH_CHECK_JOB}`;

/** What was found, and whether by the engine that only stands in. */
export type Found = SearchResult & { readonly degraded: boolean };

/** What is searched for: as the engine takes it, but for whom. */
export interface Search extends Omit<SearchQuery, 'locale' | 'owners' | 'pinned' | 'except'> {
  /** The reader's language; null for any. */
  readonly locale: string | null;
  /** Only organisations that are open at this moment. */
  readonly openNow?: boolean;
}

const RETRY_SECONDS = 30;

/** Finding, and keeping the index in step with what is published. */
export class SearchService {
  private retry: NodeJS.Timeout | undefined;
  private warming: Promise<unknown> | undefined;
  private readonly engines: Engines;
  private readonly rebuilds: Rebuilds;
  private readonly withdrawals: Withdrawals;
  private readonly frequentQueries: FrequentQueries;

  /**
   * @param engine answers searches
   * @param spare answers while the other does not; null when there is none
   * @param searches what else is read for searches
   */
  constructor(
    private readonly engine: SearchEngine,
    spare: SearchEngine | null,
    private readonly documents: SearchDocuments,
    private readonly pool: Pool,
    searches: TimedPool,
    private readonly locales: Locales,
    private readonly log: Logger,
  ) {
    this.engines = new Engines(engine, spare, () => this.takeBack(), log);
    this.rebuilds = new Rebuilds(pool, log);
    this.withdrawals = new Withdrawals(pool);
    this.frequentQueries = new FrequentQueries(searches, (query) =>
      this.engines.search({ ...query, except: this.withdrawals.texts() }),
    );
  }

  /** Prepares the engines. Without any the hub runs without search, and this tries again by itself. */
  async start(): Promise<void> {
    try {
      for (const engine of this.engines.all) {
        if (engine !== this.engine || this.engines.all.length === 1) await this.prepare(engine);
      }
    } catch (error) {
      this.log.warn(
        `Search is not available: ${(error as Error).message}. Everything else works; trying again in ${RETRY_SECONDS} seconds.`,
      );
      this.retry = setTimeout(() => void this.start(), RETRY_SECONDS * 1000).unref();
      return;
    }
    this.warming = Promise.all(this.engines.all.map((engine) => engine.warm()));
    // Where one stands in, it answers as long as the other is being filled.
    await this.engines.begin();
  }

  /** Prepares all engines; fills those that are of another version, or empty though there is something to find. */
  async open(): Promise<void> {
    for (const engine of this.engines.all) await this.prepare(engine);
  }

  private async prepare(engine: SearchEngine): Promise<void> {
    if (!(await this.mustBeFilled(engine))) return;
    this.log.info(`The search index of ${engine.name} is empty or of another version: filling it`);
    await this.rebuilds.run(async () => {
      // Another process may have done it while this one waited.
      if (await this.mustBeFilled(engine)) await this.fill([engine]);
    });
  }

  private async mustBeFilled(engine: SearchEngine): Promise<boolean> {
    const { outdated } = await engine.configure();
    await engine.setSynonyms(await allSynonyms(this.pool));
    if (outdated) return true;
    const { documents } = await engine.stats();
    return documents === 0 && (await this.expectedCount()) > 0;
  }

  /** Prepares the main engine when it answers again: what has waited for it is indexed first. */
  private async takeBack(): Promise<void> {
    await this.prepare(this.engine);
    await this.cleanUpRebuilds();
    // Retries come ever more rarely: after an hour's absence the next one would be an hour away.
    await this.pool.query(
      `select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs
         where task_identifier = any($1) and attempts > 0 and locked_at is null), run_at := now(), attempts := 0)`,
      [[INDEX_JOB, SYNONYMS_JOB]],
    );
  }

  /**
   * Finds in the texts the reader would be shown. Many type words of another language than the one they chose to read
   * in: where these find nothing, all languages are searched, and what is found is still shown in theirs.
   *
   * The index follows the database after a while, and while no job can reach it, not at all. What was taken back since is
   * left out and not counted; of what only changed, nothing that the index says may be shown (`waitsForIndexing`).
   */
  async search({ locale, openNow, ...asked }: Search, pins: Pins): Promise<Found> {
    const reader = locale ? this.locales.nearest(locale) : undefined;
    const byScore = asked.order === undefined || asked.order === 'RELEVANCE';
    const pinned = byScore ? pins.entriesFor(asked.text, reader) : [];
    const query: SearchQuery = {
      ...asked,
      ...(pinned.length > 0 ? { pinned } : {}),
      ...(openNow ? { owners: openOrganizations(this.pool) } : {}),
      except: this.withdrawals.texts(),
    };
    if (!reader) return this.engines.search(query);
    const result = await this.engines.search({ ...query, locale: reader });
    const isAll = result.total > 0 || result.incomplete || query.text.trim() === '';
    return isAll ? result : this.engines.search(query);
  }

  /** Finds what is like a text that nobody has typed, so without pins, in the texts a reader of the locale would be shown. */
  findAlike({ locale, ...query }: SearchQuery & { locale: string }): Promise<SearchResult> {
    return this.engines.search({ ...query, locale: this.locales.nearest(locale), except: this.withdrawals.texts() });
  }

  /** Tells the engines all synonyms there are. */
  async applySynonyms(): Promise<void> {
    const synonyms = await allSynonyms(this.pool);
    await this.engines.write((engine) => engine.setSynonyms(synonyms));
  }

  /** Completions: what many have searched for and found, then titles and terms. */
  async suggest(prefix: string, locale: string | null, limit: number): Promise<string[]> {
    const reader = locale ? this.locales.nearest(locale) : null;
    const [searched, texts] = await Promise.all([
      this.frequentQueries.beginningWith(prefix, reader),
      this.engines.suggest({ prefix, limit, ...(reader ? { locale: reader } : {}), only: publicNames(this.pool) }),
    ]);
    const titles = new Set(texts.map((text) => text.toLowerCase()));
    return [...searched.filter((query) => !titles.has(query)), ...texts].slice(0, limit);
  }

  /** Brings the index in line with what is published of these entries and threads. */
  async sync(ownerIds: readonly string[]): Promise<void> {
    const withdrawals = await this.rebuilds.noteChanges(ownerIds);
    await this.whileStill(ownerIds, async () => {
      const documents = await this.documents.of(ownerIds);
      await this.engines.write(async (engine) => {
        await engine.upsert(documents);
        await engine.remove(
          ownerIds,
          documents.map(({ id }) => id),
        );
      });
      await this.withdrawals.forget(withdrawals);
    });
  }

  /** Does work about entries and threads while nothing else indexes them, in any process. */
  private async whileStill<T>(ownerIds: readonly string[], work: () => Promise<T>): Promise<T> {
    const lock = await this.pool.connect();
    try {
      await lock.query('begin');
      // In the same order everywhere, so that nobody waits for each other.
      await lock.query(
        `select pg_advisory_xact_lock(hashtext('index'), name)
         from (select distinct hashtext(unnest($1::text[])) as name order by name) names`,
        [ownerIds],
      );
      return await work();
    } finally {
      // Where the connection was lost on the way, somebody else may have indexed at the same time: it is done again.
      await lock.query('rollback').then(
        () => lock.release(),
        (error: Error) => {
          lock.release(error);
          throw error;
        },
      );
    }
  }

  /** Compares the indexes with what is published, and with `repair` brings them in line. */
  async check(repair: boolean): Promise<CheckResult & { repaired: boolean }> {
    const check = new IndexCheck(this.documents, this.pool);
    const result = await check.compare(this.engines.all, (ownerIds, work) => this.whileStill(ownerIds, work));
    const owners = new Set(result.differences.map(({ ownerId }) => ownerId));
    if (repair) for (const batch of inBatches([...owners])) await this.sync(batch);
    return { ...result, repaired: repair && owners.size > 0 };
  }

  /** Mends what may have gone wrong unseen. */
  async upkeep(): Promise<void> {
    for (const batch of inBatches(await this.withdrawals.left())) await this.sync(batch);
    const { differences } = await this.check(true);
    if (differences.length > 0) {
      this.log.warn(
        { differences: differences.length },
        'The search index was not in line with what is published; it is now',
      );
    }
  }

  /** Forgets words that only texts which have gone had. */
  async forgetUnusedWords(): Promise<void> {
    for (const engine of this.engines.all) await engine.forgetUnusedWords();
  }

  /** Fills a new index and puts it in the place of the old one. */
  reindex(onProgress: (done: number, total: number) => void = () => {}): Promise<{ documents: number }> {
    return this.rebuilds.run(() => this.fill(this.engines.all, onProgress));
  }

  /** Finishes what processes have left undone that died while they filled an index. */
  async endAbandonedRebuilds(): Promise<void> {
    if (!this.engines.away) await this.cleanUpRebuilds();
  }

  private cleanUpRebuilds(): Promise<void> {
    return this.rebuilds.endAbandoned(async () => {
      for (const engine of this.engines.all) await engine.dropUnfinished();
    });
  }

  /** Fills new indexes, one engine after the other. @returns how many documents the last one has */
  private async fill(
    engines: readonly SearchEngine[],
    onProgress: (done: number, total: number) => void = () => {},
  ): Promise<{ documents: number }> {
    const total = await this.documents.ownerCount();
    const { documents } = this;
    let done = 0;
    async function* batches() {
      for await (const batch of documents.all()) {
        yield batch;
        done += new Set(batch.map(({ ownerId }) => ownerId)).size;
        onProgress(Math.min(done, total), total);
      }
    }
    let result = { documents: 0 };
    for (const engine of engines) {
      done = 0;
      result = await engine.rebuild(batches());
    }
    onProgress(total, total);
    return result;
  }

  async state(): Promise<SearchState> {
    const expected = await this.expectedCount();
    try {
      await this.engine.ping();
      const { documents } = await this.engine.stats();
      return { engine: this.engine.name, reachable: true, documents, expected };
    } catch (error) {
      return { engine: this.engine.name, reachable: false, reason: (error as Error).message, documents: 0, expected };
    }
  }

  /** Throws when the engine that should answer does not. */
  ping(): Promise<void> {
    return this.engines.ping();
  }

  async close(): Promise<void> {
    clearTimeout(this.retry);
    await this.warming;
    await this.engines.close();
  }

  private async expectedCount(): Promise<number> {
    return Object.values(await this.documents.expected()).reduce((sum, count) => sum + count, 0);
  }
}
