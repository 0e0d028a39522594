import type { MultiSearchResult } from 'meilisearch';
import type { Logger } from 'pino';
import type {
  EngineStats,
  SearchDocument,
  SearchEngine,
  SearchQuery,
  SearchResult,
  SearchType,
  StoredDocument,
  SuggestQuery,
  SynonymSet,
} from '../engine.js';
import { toResult, type WordsFound } from './answer.js';
import { withAllOfBest, withMoreOfRare } from './completion.js';
import { Connection, MeilisearchProblem } from './connection.js';
import type { IndexedDocument } from './documents.js';
import { favour } from './favour.js';
import { markerOf } from './marks.js';
import { Meaning } from './meaning.js';
import { planQuery, type QueryPlan, wordsOf } from './query.js';
import { asResults, isOfWords, shownSearches } from './questions.js';
import { type Ranking, rank, searchWords, type WordSearch } from './ranking.js';
import { OLDEST_VERSION, synonymSettings } from './settings.js';
import { completions, suggestionSearch } from './suggestions.js';
import { type Collection, type TypedWord, typedWords } from './typed-words.js';
import { Writer } from './writer.js';

/** How long a search may go by synonyms that another process has changed. */
const SYNONYMS_MS = 5_000;

/**
 * The search engine within a Meilisearch server. It keeps to the index `indexName`, and to one whose name begins with
 * `<indexName>_next_` while it rebuilds; the key must allow everything on these.
 *
 * Where Meilisearch decides: a search without prefix (`prefix: false`) takes the last word as finished, though typos in it are
 * still forgiven.
 */
export class MeilisearchEngine implements SearchEngine {
  readonly name = 'meilisearch';
  /** The synonyms as they were a moment ago: there may be thousands, too many to ask for with each search. */
  private synonyms: { known: Promise<Record<string, string[]>>; until: number } | undefined;
  private readonly connection: Connection;
  private readonly writer: Writer;
  private readonly meaning: Meaning;
  private readonly indexName: string;
  private readonly log: Logger;

  constructor({ url, key, indexName = 'hearth', log }: MeilisearchOptions) {
    this.connection = new Connection(url, key);
    this.writer = new Writer(this.connection, indexName, log);
    this.meaning = new Meaning(this.connection, indexName, log);
    this.indexName = indexName;
    this.log = log;
  }

  async configure(): Promise<{ outdated: boolean }> {
    const version = await this.version();
    if (version && version.localeCompare(OLDEST_VERSION, 'en', { numeric: true }) < 0) {
      throw new MeilisearchProblem(
        `Meilisearch ${version} is too old for Hearth: update it to ${OLDEST_VERSION} or newer, ` +
          'or unset MEILI_URL to search with PostgreSQL',
      );
    }
    const differing = await this.writer.prepare();
    await this.meaning.readSettings();
    if (differing.length > 0) {
      this.log.info(
        `The search index ${this.indexName} of Meilisearch has other settings than it should: ${differing.join(', ')}`,
      );
    }
    return { outdated: differing.length > 0 };
  }

  /** Meilisearch sees to its memory itself. */
  async warm(): Promise<void> {}

  /** Null where the key may not ask: in newer versions a key for some indexes only may not. */
  private async version(): Promise<string | null> {
    try {
      return (await this.connection.request((client) => client.getVersion())).pkgVersion;
    } catch (error) {
      // Whether it is the key that is wrong, the next request tells.
      if (error instanceof MeilisearchProblem && error.code === 'invalid_api_key') return null;
      throw error;
    }
  }

  async setSynonyms(sets: readonly SynonymSet[]): Promise<void> {
    await this.writer.setSynonyms(synonymSettings(sets));
    this.synonyms = undefined;
  }

  private knownSynonyms(): Promise<Record<string, string[]>> {
    if (this.synonyms && this.synonyms.until > Date.now()) return this.synonyms.known;
    const asked = {
      known: this.connection.request(async (client) => (await client.index(this.indexName).getSynonyms()) ?? {}),
      until: Date.now() + SYNONYMS_MS,
    };
    this.synonyms = asked;
    asked.known.catch(() => {
      if (this.synonyms === asked) this.synonyms = undefined;
    });
    return asked.known;
  }

  upsert(documents: readonly SearchDocument[]): Promise<void> {
    return this.writer.upsert(documents);
  }

  remove(ownerIds: readonly string[], keep: readonly string[] = []): Promise<void> {
    return this.writer.remove(ownerIds, keep);
  }

  /** Meilisearch keeps no words but those of its documents. */
  async forgetUnusedWords(): Promise<void> {}

  async search(query: SearchQuery): Promise<SearchResult> {
    const words = wordsOf(query.text);
    if (words === null) {
      const facets = Object.fromEntries((query.facets ?? []).map((facet) => [facet, []]));
      return { hits: [], total: 0, facets, didYouMean: null, incomplete: false };
    }
    const [owners, excepted] = await Promise.all([query.owners?.ids(), query.except?.rows()]);
    const plan = planQuery(query, words, this.indexName, owners, excepted);
    if (isOfWords(query)) {
      const [meaning, collection] = await Promise.all([this.meaning.search(query, plan), this.collection(plan)]);
      const typed = await typedWords(query, collection);
      if (typed.length > 0 && collection.documents > 0) {
        return this.searchForWords(query, plan, typed, collection, meaning);
      }
    }
    const searches = [...plan.pages, ...(plan.pins ? [plan.pins] : []), ...plan.counts.map((count) => count.search)];
    return toResult(query, plan, await this.connection.search<IndexedDocument>(searches));
  }

  private async searchForWords(
    query: SearchQuery,
    plan: QueryPlan,
    words: readonly TypedWord[],
    collection: Collection,
    meaning: MultiSearchResult<IndexedDocument> | null,
  ): Promise<SearchResult> {
    const rankOf = (searches: readonly WordSearch[]) => rank(query, searches, collection.documents, meaning);
    const most = await withMoreOfRare(await searchWords(query, words, plan, this.connection), this.connection);
    const ranked = rankOf(await withAllOfBest(most, rankOf(most), this.connection));
    const ranking = await favour(ranked, query, this.connection, this.indexName);
    const mark = await markerOf(words, collection.locales);
    return this.show(query, plan, ranking, { mark, corrected: ranking.corrected });
  }

  /** What a reader may find. */
  private async collection({ pages, withoutFacets }: QueryPlan): Promise<Collection> {
    const { indexUid } = pages[0]!;
    const [[counted], synonyms] = await Promise.all([
      this.connection.search<IndexedDocument>([{ indexUid, filter: withoutFacets, limit: 0, facets: ['locale'] }]),
      this.knownSynonyms(),
    ]);
    return {
      documents: counted?.estimatedTotalHits ?? 0,
      locales: Object.keys(counted?.facetDistribution?.locale ?? {}),
      synonyms,
    };
  }

  /** Answers what has been ranked before: asks for what is on the page. */
  private async show(query: SearchQuery, plan: QueryPlan, ranking: Ranking, words: WordsFound): Promise<SearchResult> {
    const searches = [...(plan.pins ? [plan.pins] : []), ...shownSearches(query, plan, ranking)];
    const results = searches.length > 0 ? await this.connection.search<IndexedDocument>(searches) : [];
    const pins = plan.pins ? results.slice(0, 1) : [];
    const { page, counts } = asResults(query, plan, ranking, results.slice(pins.length));
    // One page stands for the pages of all types.
    const pages = plan.pages.map((_, place) => (place === 0 ? page : { ...page, hits: [] }));
    return toResult(query, plan, [...pages, ...pins, ...counts], words);
  }

  async suggest(query: SuggestQuery): Promise<string[]> {
    const words = wordsOf(query.prefix);
    if (!words) return [];
    try {
      const [result] = await this.connection.search<IndexedDocument>([suggestionSearch(words, query, this.indexName)]);
      const names = completions(words, result?.hits ?? []);
      const passing = names.length > 0 ? await query.only?.passing(names) : undefined;
      return names.filter((name) => passing?.has(name) ?? true).slice(0, query.limit);
    } catch (error) {
      // An index that never held a document does not know its attributes yet.
      if (error instanceof MeilisearchProblem && error.code === 'invalid_search_attributes_to_search_on') return [];
      throw error;
    }
  }

  async rebuild(batches: AsyncIterable<readonly SearchDocument[]>): Promise<{ documents: number }> {
    await this.writer.rebuild(batches);
    const { documents } = await this.stats();
    return { documents };
  }

  async stats(): Promise<EngineStats> {
    const [result] = await this.connection.search<IndexedDocument>([
      { indexUid: this.indexName, filter: 'place = 0', hitsPerPage: 0, facets: ['type', 'locale'] },
    ]);
    const byType: Partial<Record<SearchType, number>> = result?.facetDistribution?.type ?? {};
    return { documents: result?.totalHits ?? 0, byType, byLocale: result?.facetDistribution?.locale ?? {} };
  }

  dropUnfinished(): Promise<void> {
    return this.writer.dropUnfinished();
  }

  contents(ownerIds?: readonly string[]): AsyncIterable<StoredDocument[]> {
    return this.writer.contents(ownerIds);
  }

  async ping(): Promise<void> {
    await this.connection.search([{ indexUid: this.indexName, limit: 0 }]);
  }

  async close(): Promise<void> {
    this.connection.close();
  }
}

export interface MeilisearchOptions {
  /** Where the server answers, for instance `http://127.0.0.1:7700`. */
  url: string;
  /** A key of the server; none for a server that runs without a master key. */
  key?: string;
  indexName?: string;
  log: Logger;
}
