import type { QueryResultRow } from 'pg';
import { type TimedPool, tookTooLong } from '../../database/timed-pool.js';
import { isPublicText } from '../../search/documents.js';
import type { SearchQuery, SearchResult } from '../../search/engine.js';
import { waitsForIndexing } from '../../search/indexing.js';
import { countedQuery } from '../insight/searched-text.js';

/** How often something must have been searched for in a month before others are told of it. */
const OFTEN = 5;
/** So many of the suggestions are what others have searched for. */
const MOST = 3;
/** So many are looked at to find these. */
const MOST_CANDIDATES = 6;
/** How long it holds that no text says a query, and that one does, for as long as it is public and not changed. */
const HOLDS_MINUTES = 10;
/** Of so many texts that say it, one has to be public as it was indexed. */
const MOST_WITNESSES = 5;
const MOST_KEPT = 1_000;

/**
 * What many have searched for and found. Only what is counted without knowing anyone (`countedQuery`), and only what some
 * published text says in the same words: so no name is handed on that a few people searched for to have it shown to
 * others, and no misspelling.
 */
export class FrequentQueries {
  private readonly said = new Map<string, Said>();

  constructor(
    private readonly pool: TimedPool,
    private readonly find: (query: SearchQuery) => Promise<SearchResult>,
  ) {}

  /**
   * Those that begin like this, the most frequent first. One statement, and now and then a search, and one more, for a
   * query that the texts have not been asked for lately. None where that takes too long.
   * @param locale the language they read in; null for any
   */
  async beginningWith(prefix: string, locale: string | null): Promise<string[]> {
    try {
      return await this.lookFor(prefix, locale);
    } catch (error) {
      if (!tookTooLong(error)) throw error;
      return [];
    }
  }

  private async lookFor(prefix: string, locale: string | null): Promise<string[]> {
    const beginning = countedQuery(prefix);
    if (beginning === null) return [];
    const known = [...this.said].filter(([key, { by }]) => by && key.startsWith(`${locale} ${beginning}`));
    const { rows } = await this.pool.query<{ query: string; said: boolean }>({
      text: FREQUENT,
      values: [
        `${beginning.replace(/[\\%_]/g, '\\$&')}%`,
        locale,
        OFTEN,
        MOST_CANDIDATES,
        known.map(([key]) => key.slice(`${locale} `.length)),
        known.map(([, { by }]) => by!.id),
        known.map(([, { by }]) => by!.digest),
      ],
    });
    const queries: string[] = [];
    for (const { query, said } of rows) {
      if (queries.length < MOST && (await this.isSaid(query, locale, said))) queries.push(query);
    }
    return queries;
  }

  /** @param isStill whether the text that said so says so still */
  private async isSaid(query: string, locale: string | null, isStill: boolean): Promise<boolean> {
    const key = `${locale} ${query}`;
    const known = this.said.get(key);
    if (known && known.until > Date.now() && (isStill || !known.by)) return isStill;
    const by = await this.whoSays(query, locale);
    if (this.said.size >= MOST_KEPT) this.said.clear();
    this.said.set(key, { by, until: Date.now() + HOLDS_MINUTES * 60_000 });
    return by !== null;
  }

  private async whoSays(query: string, locale: string | null): Promise<Witness | null> {
    const words = query.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    if (words.length === 0) return null;
    const { hits } = await this.find({
      text: words.map((word) => `"${word}"`).join(' '),
      ...(locale ? { locale } : {}),
      prefix: false,
      offset: 0,
      limit: MOST_WITNESSES,
    });
    if (hits.length === 0) return null;
    const { rows } = await this.pool.query<Witness & QueryResultRow>({
      text: WITNESS,
      values: [hits.map(({ ownerId, locale }) => `${ownerId}_${locale}`)],
    });
    return rows[0] ?? null;
  }
}

/** A text that says a query, as the index in PostgreSQL has it: that one is always there. */
interface Witness {
  /** Of the document. */
  readonly id: string;
  readonly digest: string;
}

interface Said {
  /** Null when no text says it. */
  readonly by: Witness | null;
  readonly until: number;
}

/** A document that is public as it was indexed. */
const AS_INDEXED = `search.document as d join search.document_text as t using (n)
  where ${isPublicText('d.owner_id::uuid', 'd.locale')} and not ${waitsForIndexing('d.owner_id')}`;

const WITNESS = `select d.id, t.digest from ${AS_INDEXED} and d.id = any ($1::text[])
  order by array_position($1::text[], d.id) limit 1`;

const FREQUENT = `select query, exists (
    select from unnest($5::text[], $6::text[], $7::text[]) as w (said, id, digest)
    where w.said = query and exists (select from ${AS_INDEXED} and d.id = w.id and t.digest = w.digest)) as said
  from (
    select query, sum(searches) as times from search_frequent_query
    where query like $1 and ($2::text is null or locale = $2)
    group by query having sum(searches) >= $3 order by times desc, query limit $4
  ) as frequent
  order by times desc, query`;
