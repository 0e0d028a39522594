import type { Embedder, MultiSearchResult } from 'meilisearch';
import type { Logger } from 'pino';
import type { SearchQuery } from '../engine.js';
import { readQuery } from '../query-text.js';
import type { Connection } from './connection.js';
import type { IndexedDocument } from './documents.js';
import { type QueryPlan, RANKED_BY } from './query.js';

/** How old what is known of the index may be, and how long an embedder that failed is left alone. */
const REST_MS = 60_000;
/** An embedder that takes longer is too slow for somebody who waits. */
const SECONDS = 1;
/** What is further away in meaning was hardly meant. */
const MOST_DOCUMENTS = 20;
/** Meilisearch gives 0.5 to texts that have nothing to do with each other, and 1 to the same text. */
const LOWEST_SCORE = 0.7;

/**
 * What a query finds by its meaning, where whoever runs the Meilisearch server has given the index an embedder. Without
 * one, and while it fails, there is nothing to find here, and words alone decide.
 */
export class Meaning {
  private embedder: string | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly connection: Connection,
    private readonly indexUid: string,
    private readonly log: Logger,
  ) {}

  /** Looks whether the index has an embedder now. */
  async readSettings(): Promise<void> {
    this.readAt = performance.now();
    const embedders = await this.connection.request((client) => client.index(this.indexUid).getEmbedders());
    this.embedder = chooseEmbedder(embedders ?? {});
  }

  /**
   * @param plan how the words are searched
   * @returns null where only words are searched
   */
  async search(query: SearchQuery, plan: QueryPlan): Promise<MultiSearchResult<IndexedDocument> | null> {
    const now = performance.now();
    if (now - this.readAt > REST_MS) {
      // Nobody waits for it: this search still goes by what was known. Whatever is wrong, searches say it, too.
      this.readSettings().catch(() => {});
    }
    if (this.embedder === undefined || query.perType !== undefined || now - this.failedAt < REST_MS) return null;
    const { indexUid, locales, distinct } = plan.pages[0]!;
    const search = {
      ...RANKED_BY,
      ...{ indexUid, locales, distinct, filter: plan.withoutFacets },
      q: readQuery(query.text).loose,
      hybrid: { embedder: this.embedder, semanticRatio: 1 },
      rankingScoreThreshold: LOWEST_SCORE,
      limit: MOST_DOCUMENTS,
    };
    try {
      const [result] = await this.connection.search<IndexedDocument>([search], SECONDS);
      return result ?? null;
    } catch (error) {
      this.failedAt = now;
      this.log.warn(
        `Search goes by words alone for a minute: the embedder ${this.embedder} of the index ${this.indexUid} ` +
          `does not work: ${(error as Error).message}`,
      );
      return null;
    }
  }
}

/** The one named `default`, else the first by name. One that is given vectors from outside cannot read a query. */
function chooseEmbedder(embedders: Record<string, Embedder>): string | undefined {
  const names = Object.entries(embedders)
    .filter(([, embedder]) => embedder && embedder.source !== 'userProvided')
    .map(([name]) => name)
    .sort();
  return names.includes('default') ? 'default' : names[0];
}
