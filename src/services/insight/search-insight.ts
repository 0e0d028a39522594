import type { Pool } from 'pg';
import type { SupportKind } from '../../schema/support.js';

/** Background job that forgets old counts, rare queries and the salt of yesterday; and when it runs (UTC). */
export const INSIGHT_JOB = 'expire-search-counts';
export const INSIGHT_SCHEDULE = `7 0 * * * ${INSIGHT_JOB}`;

export interface Period {
  /** Days, both included. */
  readonly from: string;
  readonly to: string;
  readonly locale: string | null;
}

interface Sums {
  readonly searches: number;
  readonly noResultRate: number | null;
  readonly clickThroughRate: number | null;
  readonly meanPosition: number | null;
}

export interface SearchedQuery extends Sums {
  readonly query: string;
  readonly locale: string;
  readonly topic: string | null;
}

const RATES = `coalesce(sum(searches), 0)::int as searches, sum(no_results)::float8 / nullif(sum(searches), 0) as "noResultRate",
  least(1, sum(clicks)::float8 / nullif(sum(searches), 0)) as "clickThroughRate", sum(positions)::float8 / nullif(sum(clicks), 0) as "meanPosition"`;
const DAYS = 'day between $1 and $2';
const WITHIN = `${DAYS} and ($3::text is null or locale = $3)`;

/** What people search for, and whether they find it. */
export class SearchInsight {
  constructor(
    private readonly pool: Pool,
    private readonly days: number,
  ) {}

  async sums({ from, to, locale }: Period): Promise<Sums> {
    const { rows } = await this.pool.query<Sums>(`select ${RATES} from search_day where ${WITHIN}`, [from, to, locale]);
    return rows[0]!;
  }

  /** What is searched for most. Only what was common on a day is counted. */
  queries(period: Period, first: number): Promise<SearchedQuery[]> {
    return this.common(period, first, 'true', 'sum(searches) desc');
  }

  /** What is searched for and not found: nothing came of at least half of the searches. */
  needs(period: Period, first: number, topic: string | null): Promise<SearchedQuery[]> {
    return this.common(period, first, 'sum(no_results) * 2 >= sum(searches)', 'sum(no_results) desc', topic);
  }

  /** Ids of what was opened most, with how often. */
  async results(
    { from, to }: Period,
    first: number,
  ): Promise<{ ownerId: string; clicks: number; meanPosition: number }[]> {
    const { rows } = await this.pool.query(
      `select owner_id as "ownerId", sum(clicks)::int as clicks, sum(positions)::float8 / sum(clicks) as "meanPosition"
       from search_click_day where ${DAYS} group by owner_id order by sum(clicks) desc, owner_id limit $3`,
      [from, to, first],
    );
    return rows;
  }

  async supports({ from, to }: Period): Promise<{ kind: SupportKind; searches: number }[]> {
    const { rows } = await this.pool.query(
      `select kind, sum(searches)::int as searches from search_support_day where ${DAYS} group by kind order by 2 desc, 1`,
      [from, to],
    );
    return rows;
  }

  /** Forgets what is too old, and of the days that are over everything that might be about one person. */
  async expire(): Promise<void> {
    for (const table of ['search_query_caller', 'daily_salt']) {
      await this.pool.query(`delete from ${table} where day < current_date`);
    }
    await this.pool.query('delete from search_query_day where day < current_date and not common');
    for (const table of ['search_day', 'search_query_day', 'search_click_day', 'search_support_day']) {
      await this.pool.query(`delete from ${table} where day < current_date - $1::int`, [this.days]);
    }
  }

  private async common(
    { from, to, locale }: Period,
    first: number,
    having: string,
    order: string,
    topic: string | null = null,
  ): Promise<SearchedQuery[]> {
    const { rows } = await this.pool.query<SearchedQuery>(
      `select query, locale, nullif(topic, '') as topic, ${RATES} from search_query_day
       where ${WITHIN} and common and ($5::text is null or topic = $5)
       group by query, locale, topic having ${having} order by ${order}, query, locale, topic limit $4`,
      [from, to, locale, first, topic],
    );
    return rows;
  }
}
