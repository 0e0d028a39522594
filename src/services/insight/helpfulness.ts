import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { allowed } from '../../access/decide.js';
import type { Viewer } from '../../access/viewer.js';
import { Statement } from '../../read/statement.js';
import { Refused } from '../../schema/user-error.js';
import { enqueueIndexing } from '../../search/indexing.js';
import type { TryLimit } from '../identity/try-limit.js';
import type { DailyHash } from './daily-hash.js';

/** Background job that counts the votes of the days that are over, and when it runs (UTC). */
export const HELPFULNESS_JOB = 'weigh-helpfulness';
export const HELPFULNESS_SCHEDULE = `37 0 * * * ${HELPFULNESS_JOB}`;

/** A text that someone reads, and from where. */
export interface ReadText {
  /** Id of the entry. */
  readonly id: string;
  readonly locale: string;
  /** Network address; only its hash of the day is ever written. */
  readonly address: string;
}

/** Votes older than that say little about what is written there now. */
const MONTHS = 24;
/**
 * How helpful a text is: as far as at least half of its readers are helped, with a certainty of 95 %. So the first votes
 * weigh little, and none can push a text below those that nobody has voted on.
 */
const TARGET = 'greatest(0, 2 * wilson_bound(helpful, unhelpful, -1.645) - 1)::numeric';
/** The part of readers that are helped at most. */
const AT_MOST = 'wilson_bound(h.helpful, h.unhelpful, 1.645)';

/** Whether texts help those who read them. Everyone is asked, and nobody is known (docs/decisions/helpfulness.md). */
export class Helpfulness {
  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly hashes: DailyHash,
    private readonly limit: TryLimit,
  ) {}

  /**
   * Counts a vote, in the place of any that the same network address has given on this text today; null takes that back.
   * The answer is the same whether there was one: else people of one household could ask what others of it read.
   * @throws Refused NOT_FOUND when the viewer does not see such a text
   */
  async rate(viewer: Viewer, { id, locale, address }: ReadText, helpful: boolean | null): Promise<void> {
    const { day, hash } = await this.hashes.today();
    await this.limit.begin({ address: hash(address).toString('hex') });
    const statement = new Statement({ viewer, locales: [] });
    const entryId = statement.bind(isUuid(id) ? id : null, 'uuid');
    const voter = statement.bind(hash(`${address} ${id} ${locale}`.toLowerCase()), 'bytea');
    const vote = statement.bind(helpful, 'boolean');
    const { rowCount } = await this.pool.query(
      `with seen as (
         select t.entry_id, t.locale from entry e join entry_translation t on t.entry_id = e.id
         where e.id = ${entryId} and t.locale = ${statement.bind(locale, 'text')} and t.status = 'PUBLISHED'
           and ${allowed('READ', 'Entry', 'e', statement)}
         for key share of t
       ), counted as (
         insert into helpfulness_vote (entry_id, locale, voter, day, helpful)
         select entry_id, locale, ${voter}, ${statement.bind(day, 'date')}, ${vote} from seen where ${vote} is not null
         on conflict (entry_id, locale, voter) do update set helpful = excluded.helpful
       ), retracted as (
         delete from helpfulness_vote v using seen s
         where (v.entry_id, v.locale, v.voter) = (s.entry_id, s.locale, ${voter}) and ${vote} is null
       )
       select from seen`,
      statement.parameters,
    );
    if (rowCount === 0) {
      const message = 'There is no such text: pass the `id` of a published entry and its `resolvedLocale`.';
      throw Refused.because('NOT_FOUND', message, 'id');
    }
  }

  /** Ids of published translations that helped least, those first of which it is surest. */
  async leastHelpful(locale: string | null, first: number): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select tr.id from helpfulness h
         join entry_translation t on t.entry_id = h.entry_id and t.locale = h.locale and t.status = 'PUBLISHED'
         join translation tr on tr.entry_id = h.entry_id and tr.locale = h.locale
       where h.unhelpful > 0 and ($1::text is null or h.locale = $1)
       order by ${AT_MOST}, tr.id limit $2`,
      [locale, first],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Makes counts of the votes of the days that are over, forgets old ones, and tells search where a text has become
   * noticeably more or less helpful: by one step a night, so that nobody with many addresses moves much at once.
   */
  async weigh(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `with votes as (delete from helpfulness_vote where day < current_date returning *)
         insert into helpfulness_month as m (entry_id, locale, month, helpful, unhelpful)
         select entry_id, locale, date_trunc('month', day), count(*) filter (where helpful), count(*) filter (where not helpful)
         from votes group by 1, 2, 3
         on conflict (entry_id, locale, month) do update
           set helpful = m.helpful + excluded.helpful, unhelpful = m.unhelpful + excluded.unhelpful`,
      );
      await manager.query(`delete from helpfulness_month where month < current_date - $1 * interval '1 month'`, [
        MONTHS,
      ]);
      await manager.query(
        `insert into helpfulness as h (entry_id, locale, helpful, unhelpful)
         select entry_id, locale, coalesce(sum(m.helpful), 0), coalesce(sum(m.unhelpful), 0)
         from helpfulness_month m full join helpfulness known using (entry_id, locale) group by 1, 2
         on conflict (entry_id, locale) do update set helpful = excluded.helpful, unhelpful = excluded.unhelpful
           where (h.helpful, h.unhelpful) <> (excluded.helpful, excluded.unhelpful)`,
      );
      const [moved]: [{ entry_id: string }[], number] = await manager.query(
        `update helpfulness set value = value + 0.1 * sign(${TARGET} - value)
         where abs(${TARGET} - value) >= 0.1 returning entry_id`,
      );
      await enqueueIndexing(
        manager,
        moved.map(({ entry_id }) => entry_id),
      );
    });
  }
}
