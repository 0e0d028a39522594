import type { Pool } from 'pg';
import { countedQuery } from '../insight/searched-text.js';

/** How often something must have been searched for in a month before others are told of it. */
const OFTEN = 5;
/** So many of the suggestions are what others have searched for. */
const MOST = 3;

/**
 * What many have searched for and found, of what begins like this, the most frequent first. Only what is counted without
 * knowing anyone: see `countedQuery`. One statement.
 * @param locale the language they read in; null for any
 */
export async function frequentQueries(pool: Pool, prefix: string, locale: string | null): Promise<string[]> {
  const beginning = countedQuery(prefix);
  if (beginning === null) return [];
  const { rows } = await pool.query<{ query: string }>({
    name: 'frequent_queries',
    text: `select query from search_frequent_query where query like $1 and ($2::text is null or locale = $2)
      group by query having sum(searches) >= $3 order by sum(searches) desc, query limit $4`,
    values: [`${beginning.replace(/[\\%_]/g, '\\$&')}%`, locale, OFTEN, MOST],
  });
  return rows.map(({ query }) => query);
}
