import type { Pool } from 'pg';
import type { SearchQuery, SearchResult } from '../../search/engine.js';
import { countedQuery } from '../insight/searched-text.js';

/** How often something must have been searched for in a month before others are told of it. */
const OFTEN = 5;
/** So many of the suggestions are what others have searched for. */
const MOST = 3;
/** So many are looked at to find these. */
const MOST_CANDIDATES = 6;
/** How long it holds whether the texts say a query. */
const HOLDS_MINUTES = 10;
const MOST_KEPT = 1_000;

/**
 * What many have searched for and found. Only what is counted without knowing anyone (`countedQuery`), and only what some
 * published text says in the same words: so no name is handed on that a few people searched for to have it shown to
 * others, and no misspelling.
 */
export class FrequentQueries {
  private readonly said = new Map<string, { readonly answer: boolean; readonly until: number }>();

  constructor(
    private readonly pool: Pool,
    private readonly find: (query: SearchQuery) => Promise<SearchResult>,
  ) {}

  /**
   * Those that begin like this, the most frequent first. One statement, and now and then a search for one that the texts
   * have not been asked for lately.
   * @param locale the language they read in; null for any
   */
  async beginningWith(prefix: string, locale: string | null): Promise<string[]> {
    const beginning = countedQuery(prefix);
    if (beginning === null) return [];
    const { rows } = await this.pool.query<{ query: string }>({
      name: 'frequent_queries',
      text: `select query from search_frequent_query where query like $1 and ($2::text is null or locale = $2)
        group by query having sum(searches) >= $3 order by sum(searches) desc, query limit $4`,
      values: [`${beginning.replace(/[\\%_]/g, '\\$&')}%`, locale, OFTEN, MOST_CANDIDATES],
    });
    const queries: string[] = [];
    for (const { query } of rows) {
      if (queries.length < MOST && (await this.isSaid(query, locale))) queries.push(query);
    }
    return queries;
  }

  private async isSaid(query: string, locale: string | null): Promise<boolean> {
    const key = `${locale} ${query}`;
    const known = this.said.get(key);
    if (known && known.until > Date.now()) return known.answer;
    const words = query.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    const { total } = await this.find({
      text: words.map((word) => `"${word}"`).join(' '),
      ...(locale ? { locale } : {}),
      prefix: false,
      offset: 0,
      limit: 1,
    });
    const answer = words.length > 0 && total > 0;
    if (this.said.size >= MOST_KEPT) this.said.clear();
    this.said.set(key, { answer, until: Date.now() + HOLDS_MINUTES * 60_000 });
    return answer;
  }
}
