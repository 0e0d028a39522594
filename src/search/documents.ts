import type { Pool } from 'pg';
import type { Locales } from '../schema/locales.js';
import type { SearchDocument, SearchType } from './engine.js';

/** As much of a thread or organisation as is searched; longer ones are found by what stands first. */
const MAXIMUM_BODY = 100_000;

interface SourceRow {
  readonly owner_id: string;
  readonly type: SearchType;
  readonly locale: string;
  readonly title: string;
  readonly summary: string | null;
  readonly body: string;
  readonly terms: string[];
  readonly topics: string[];
  readonly audiences: string[];
  readonly points: { latitude: number; longitude: number }[];
  readonly published_at: Date;
  readonly fresh_at: Date;
  readonly review_due_on: string | null;
  readonly helpfulness: number;
}

/** What search is fed: the published texts, exactly as the public may see them at this moment. */
export class SearchDocuments {
  constructor(
    private readonly pool: Pool,
    private readonly locales: Locales,
  ) {}

  /** The documents of these entries and threads. Those with nothing public have none. */
  async of(ownerIds: readonly string[]): Promise<SearchDocument[]> {
    const entries = await this.pool.query<SourceRow>(ENTRIES, [ownerIds]);
    const threads = await this.pool.query<SourceRow>(THREADS, [ownerIds]);
    const byOwner = Map.groupBy([...entries.rows, ...threads.rows], (row) => row.owner_id);
    return [...byOwner.values()].flatMap((rows) => this.documents(rows));
  }

  /** Every document there is, in batches, by a walk over the ids. */
  async *all(batch = 200): AsyncGenerator<SearchDocument[]> {
    for (const owners of ['entry', 'discussion_thread']) {
      let after = '00000000-0000-0000-0000-000000000000';
      for (;;) {
        const { rows } = await this.pool.query<{ id: string }>(
          `select id from ${owners} where id > $1 order by id limit $2`,
          [after, batch],
        );
        if (rows.length === 0) break;
        after = rows.at(-1)!.id;
        yield await this.of(rows.map(({ id }) => id));
      }
    }
  }

  /** How many entries and threads a full index is made from. */
  async ownerCount(): Promise<number> {
    const { rows } = await this.pool.query<{ count: string }>(
      'select (select count(*) from entry) + (select count(*) from discussion_thread) as count',
    );
    return Number(rows[0]!.count);
  }

  /** How many documents the index should hold, by type. */
  async expected(): Promise<Partial<Record<SearchType, number>>> {
    const { rows } = await this.pool.query<{ type: SearchType; count: string }>(EXPECTED);
    return Object.fromEntries(rows.map(({ type, count }) => [type, Number(count)]));
  }

  private documents(rows: readonly SourceRow[]): SearchDocument[] {
    const published = rows.map(({ locale }) => locale);
    const shownTo = Map.groupBy(
      this.locales.all,
      (reader) => this.locales.chain(reader).find((locale) => published.includes(locale)) ?? published[0]!,
    );
    return rows.map((row) => ({
      id: `${row.owner_id}_${row.locale}`,
      ownerId: row.owner_id,
      type: row.type,
      locale: row.locale,
      readerLocales: shownTo.get(row.locale) ?? [],
      title: row.title,
      summary: row.summary ?? '',
      body: row.body.slice(0, MAXIMUM_BODY),
      terms: [...new Set(row.terms)],
      topics: row.topics,
      audiences: row.audiences,
      points: row.points,
      publishedAt: row.published_at.toISOString(),
      freshAt: row.fresh_at.toISOString(),
      reviewDueOn: row.review_due_on,
      helpfulness: row.helpfulness,
    }));
  }
}

const PUBLIC_ENTRY = `e.status = 'PUBLISHED' and e.consent_withdrawn_at is null and (e.consent_expires_on is null or e.consent_expires_on >= current_date)`;
const PUBLIC_THREAD = `th.deleted_at is null and th.space_id in (select id from space where visibility = 'PUBLIC')`;

const topicSlugs = (table: string, column: string, owner: string) =>
  `array(select distinct up.slug from ${table} link join topic tp on tp.id = link.topic_id join topic up on up.id = any(tp.lineage) where link.${column} = ${owner} order by up.slug)`;

const topicWords = (table: string, column: string, owner: string, locale: string) =>
  `array(select unnest(array[tt.name] || tt.synonyms) from ${table} link join topic_translation tt on tt.topic_id = link.topic_id and tt.locale = ${locale} where link.${column} = ${owner} order by link.position)`;

const ENTRIES = `
  select e.id as owner_id, e.type, t.locale, t.title, t.summary,
    concat_ws(E'\\n', t.quote, t.body_text, array_to_string(t.key_takeaways, E'\\n'), e.provider, people.names, offers.texts) as body,
    t.search_terms || ${topicWords('entry_topic', 'entry_id', 'e.id', 't.locale')} as terms,
    ${topicSlugs('entry_topic', 'entry_id', 'e.id')} as topics,
    e.audiences, places.points, e.published_at,
    greatest(e.published_at, e.reviewed_on) as fresh_at, e.review_due_on::text as review_due_on,
    coalesce(h.value, 0)::float8 as helpfulness
  from entry e
  join entry_translation t on t.entry_id = e.id and t.status = 'PUBLISHED'
  left join helpfulness h on h.entry_id = e.id and h.locale = t.locale
  left join lateral (
    select string_agg(x.name, ', ' order by ee.position) as names from entry_expert ee join expert x on x.id = ee.expert_id where ee.entry_id = e.id
  ) people on true
  left join lateral (
    select string_agg(concat_ws(E'\\n', st.name, st.description, st.eligibility), E'\\n' order by se.position) as texts
    from service se join lateral (
      select * from service_translation x where x.service_id = se.id order by x.locale = t.locale desc, x.locale limit 1
    ) st on true where se.organization_id = e.id
  ) offers on e.type = 'PARTNER_ORGANIZATION'
  left join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('latitude', l.latitude, 'longitude', l.longitude) order by l.position) filter (where l.latitude is not null), '[]') as points
    from location l where l.organization_id = e.id
  ) places on true
  where e.id = any($1::uuid[]) and ${PUBLIC_ENTRY}`;

const THREADS = `
  select th.id as owner_id, 'DISCUSSION_THREAD' as type, th.locale, th.title, null as summary, coalesce(talk.texts, '') as body,
    ${topicWords('thread_topic', 'thread_id', 'th.id', 'th.locale')} as terms,
    ${topicSlugs('thread_topic', 'thread_id', 'th.id')} as topics,
    '{}'::text[] as audiences, '[]'::jsonb as points, th.created_at as published_at, th.last_activity_at as fresh_at, null as review_due_on,
    0::float8 as helpfulness
  from discussion_thread th
  left join lateral (
    select string_agg(p.body_text, E'\\n' order by p.created_at, p.id) as texts from post p where p.thread_id = th.id and p.deleted_at is null
  ) talk on true
  where th.id = any($1::uuid[]) and ${PUBLIC_THREAD}`;

/** SQL: whether the public may see, at this moment, the text of an entry or a thread in a language. */
export function isPublicText(owner: string, locale: string): string {
  return `(exists (select from entry e join entry_translation t on t.entry_id = e.id
      where e.id = ${owner} and t.locale = ${locale} and t.status = 'PUBLISHED' and ${PUBLIC_ENTRY})
    or exists (select from discussion_thread th where th.id = ${owner} and ${PUBLIC_THREAD}))`;
}

/** SQL: whether a text is, at this moment, a title or a term of something public. */
export function isPublicName(text: string): string {
  return `(exists (select from entry_translation t join entry e on e.id = t.entry_id
      where (t.title = ${text} or t.search_terms @> array[${text}]) and t.status = 'PUBLISHED' and ${PUBLIC_ENTRY})
    or exists (select from discussion_thread th where th.title = ${text} and ${PUBLIC_THREAD})
    or exists (select from topic_translation tt where tt.name = ${text} or ${text} = any(tt.synonyms)))`;
}

/** SQL: a query for the texts that an index may still hold though nobody may see them; see `TextSet`. */
export const WITHDRAWN = `
  select distinct w.owner_id::text as owner_id, case when nothing then null else w.locale end as locale
  from (
    select owner_id, locale from search_withdrawal
    union all select id, null from entry where status = 'PUBLISHED' and consent_expires_on < current_date
  ) as w
  cross join lateral (select not exists (select from entry e where e.id = w.owner_id and ${PUBLIC_ENTRY})
    and not exists (select from discussion_thread th where th.id = w.owner_id and ${PUBLIC_THREAD}) as nothing) as owner
  where nothing or w.locale is not null and not ${isPublicText('w.owner_id', 'w.locale')}`;

const EXPECTED = `
  select e.type, count(*) from entry e join entry_translation t on t.entry_id = e.id and t.status = 'PUBLISHED' where ${PUBLIC_ENTRY} group by e.type
  union all select 'DISCUSSION_THREAD', count(*) from discussion_thread th where ${PUBLIC_THREAD}`;
