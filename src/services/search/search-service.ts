import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import type { Locales } from '../../schema/locales.js';
import type { SearchDocuments } from '../../search/documents.js';
import type { SearchEngine, SearchQuery, SearchResult } from '../../search/engine.js';
import { openOrganizations } from './open-organizations.js';
import type { Pins } from './pins.js';
import { allSynonyms } from './synonyms.js';

export interface SearchState {
  readonly engine: SearchEngine['name'];
  readonly reachable: boolean;
  /** Why it is not reachable. */
  readonly reason?: string;
  readonly documents: number;
  /** How many documents there should be. */
  readonly expected: number;
}

/** What is searched for: as the engine takes it, but for whom. */
export interface Search extends Omit<SearchQuery, 'locale' | 'owners' | 'pinned'> {
  /** The reader's language; null for any. */
  readonly locale: string | null;
  /** Only organisations that are open at this moment. */
  readonly openNow?: boolean;
}

const RETRY_SECONDS = 30;

/** Finding, and keeping the index in step with what is published. */
export class SearchService {
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly engine: SearchEngine,
    private readonly documents: SearchDocuments,
    private readonly pool: Pool,
    private readonly locales: Locales,
    private readonly pins: Pins,
    private readonly log: Logger,
  ) {}

  /** Prepares the engine. When it cannot be reached, the hub runs without search and this tries again by itself. */
  async start(): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      this.log.warn(
        `Search is not available: ${(error as Error).message}. Everything else works; trying again in ${RETRY_SECONDS} seconds.`,
      );
      this.retry = setTimeout(() => void this.start(), RETRY_SECONDS * 1000).unref();
    }
  }

  /** Prepares the engine; fills it when it is empty though there is something to find. */
  async open(): Promise<void> {
    await this.engine.configure();
    await this.applySynonyms();
    const { documents } = await this.engine.stats();
    if (documents > 0) return;
    if ((await this.expectedCount()) > 0) {
      this.log.info('The search index is empty: filling it');
      await this.reindex();
    }
  }

  /**
   * Finds in the texts the reader would be shown. Many type words of another language than the one they chose to read
   * in: where these find nothing, all languages are searched, and what is found is still shown in theirs.
   */
  async search({ locale, openNow, ...asked }: Search): Promise<SearchResult> {
    const reader = locale ? this.locales.nearest(locale) : undefined;
    const byScore = asked.order === undefined || asked.order === 'RELEVANCE';
    const pinned = byScore ? await this.pins.entriesFor(asked.text, reader) : [];
    const query: SearchQuery = {
      ...asked,
      ...(pinned.length > 0 ? { pinned } : {}),
      ...(openNow ? { owners: await openOrganizations(this.pool) } : {}),
    };
    if (!reader) return this.find(query);
    const result = await this.find({ ...query, locale: reader });
    return result.total > 0 || query.text.trim() === '' ? result : this.find(query);
  }

  /**
   * The index follows the database after a while, and while a job cannot reach it, not at all: what has been taken back
   * since is still found then. Nothing it says is shown.
   */
  private async find(query: SearchQuery): Promise<SearchResult> {
    const result = await this.engine.search(query);
    if (!result.hits.some(({ highlight }) => highlight)) return result;
    const open = await this.documents.stillPublic(result.hits);
    const hits = result.hits.map((hit) =>
      open.has(`${hit.ownerId}_${hit.locale}`) ? hit : { ...hit, highlight: null },
    );
    return { ...result, hits };
  }

  /** Tells the engine all synonyms there are. */
  async applySynonyms(): Promise<void> {
    await this.engine.setSynonyms(await allSynonyms(this.pool));
  }

  suggest(prefix: string, locale: string | null, limit: number): Promise<string[]> {
    return this.engine.suggest({ prefix, limit, ...(locale ? { locale: this.locales.nearest(locale) } : {}) });
  }

  /** Brings the index in line with what is published of one entry or thread. */
  async sync(ownerId: string): Promise<void> {
    // While a new index is being filled, by whichever process, it is told afterwards what it may have missed.
    await this.pool.query(
      'insert into search_rebuild_change select $1 where exists (select 1 from search_rebuild) on conflict do nothing',
      [ownerId],
    );
    const documents = await this.documents.of([ownerId]);
    await this.engine.upsert(documents);
    await this.engine.remove(
      [ownerId],
      documents.map(({ id }) => id),
    );
  }

  /** Forgets words that only texts which have gone had. */
  forgetUnusedWords(): Promise<void> {
    return this.engine.forgetUnusedWords();
  }

  /** Fills a new index and puts it in the place of the old one. */
  async reindex(onProgress: (done: number, total: number) => void = () => {}): Promise<{ documents: number }> {
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
    const rebuild = uuid();
    await this.pool.query('insert into search_rebuild (id) values ($1)', [rebuild]);
    try {
      const result = await this.engine.rebuild(batches());
      onProgress(total, total);
      return result;
    } finally {
      // In this order: what changes from here on goes to the new index anyway.
      await this.pool.query('delete from search_rebuild where id = $1', [rebuild]);
      await this.syncChangedMeanwhile();
    }
  }

  private async syncChangedMeanwhile(): Promise<void> {
    const { rows } = await this.pool.query<{ owner_id: string }>('select owner_id from search_rebuild_change');
    for (const { owner_id } of rows) {
      await this.sync(owner_id);
      await this.pool.query(
        'delete from search_rebuild_change where owner_id = $1 and not exists (select 1 from search_rebuild)',
        [owner_id],
      );
    }
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

  ping(): Promise<void> {
    return this.engine.ping();
  }

  /** Names of topics for a reader, by slug. */
  async topicNames(slugs: readonly string[], locales: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await this.pool.query<{ slug: string; name: string }>({
      name: 'topic_names',
      text: `select t.slug, x.name from topic t join lateral (
        select name from topic_translation x where x.topic_id = t.id order by array_position($2::text[], x.locale) limit 1
      ) x on true where t.slug = any($1::text[])`,
      values: [slugs, locales],
    });
    return new Map(rows.map(({ slug, name }) => [slug, name]));
  }

  close(): Promise<void> {
    clearTimeout(this.retry);
    return this.engine.close();
  }

  private async expectedCount(): Promise<number> {
    return Object.values(await this.documents.expected()).reduce((sum, count) => sum + count, 0);
  }
}
