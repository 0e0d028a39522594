import type { Facet, SearchQuery, SearchType } from '../engine.js';
import { MARK_END, MARK_START } from '../html.js';
import { type Bind, type Matches, matchesOfWords, type Scope } from './matches.js';
import { anyWord, type LanguagePlan } from './plan.js';

const EARTH_RADIUS_KM = 6371.0088;
const MOST_FACET_VALUES = 100;

const MARKS = `StartSel=${MARK_START}, StopSel=${MARK_END}`;
const TITLE_OPTIONS = `HighlightAll=true, ${MARKS}`;
const SNIPPET_OPTIONS = `MaxFragments=2, MaxWords=22, MinWords=8, FragmentDelimiter=" … ", ${MARKS}`;

const FACET_VALUES: Record<Facet, string> = {
  type: 'type',
  topic: 'unnest(topics)',
  audience: 'unnest(audiences)',
  locale: 'locale',
};

export interface AnswerStatement extends Pick<Matches, 'ranked' | 'complete'> {
  text: string;
  values: unknown[];
}

/** A hit as the statement answers it: texts are marked, not HTML, and null when no highlight was asked for. */
export interface AnswerHit {
  ownerId: string;
  type: SearchType;
  locale: string;
  score: number;
  distanceKm: number | null;
  title: string | null;
  /** Passages with matches. */
  snippet: string | null;
  /** How the texts begin. */
  beginning: string | null;
}

/**
 * The one statement that answers a query: `total`, `facets` and `hits` of one row. `plans` is null for blank text: every
 * document matches.
 */
export function answerStatement(
  query: SearchQuery,
  plans: readonly LanguagePlan[] | null,
  thorough: boolean,
): AnswerStatement {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const facets = query.facets ?? [];
  const filters = filterConditions(query, bind);
  // A facet does not obey its own filter: those filters wait until the facets have been counted.
  const early = filters.filter(({ facet }) => !facets.includes(facet));
  const late = filters.filter(({ facet }) => facets.includes(facet));
  const scope: Scope = {
    source: query.near ? 'search.document as d join near using (n)' : 'search.document as d',
    columns: `d.n, d.id, d.owner_id, d.type, d.locale, d.language, d.topics, d.audiences, d.published_at,
      ${query.near ? 'near.distance' : 'null::float8'} as distance`,
    condition: all([
      ...early.map(({ condition }) => condition),
      ...(query.locale === undefined ? [] : [`${bind(query.locale)} = any (d.reader_locales)`]),
    ]),
  };
  const exhaustive = query.order === 'DISTANCE' || query.order === 'NEWEST';
  const matches = plans ? matchesOfWords(plans, scope, { thorough, exhaustive }, bind) : everyDocument(scope);
  const order = orderOf(query, plans !== null);
  const lateCondition = all(late.map((filter) => filter.condition));
  const expressions = [
    ...(query.near ? [nearby(query.near, bind)] : []),
    ...matches.expressions,
    query.locale === undefined
      ? `hit as materialized (
      select distinct on (owner_id) * from matched as d where ${lateCondition} order by owner_id, score desc, id)`
      : `hit as (select * from matched as d where ${lateCondition})`,
    `page as materialized (
      select * from hit order by ${order} limit ${bind(query.limit)}::int offset ${bind(query.offset)}::int)`,
    // Many documents share all their facet values: they are counted together, and each facet from these few rows.
    `combination as materialized (
      select type, locale, topics, audiences, ${query.locale === undefined ? 'owner_id,' : ''} count(*) as documents
      from matched group by type, locale, topics, audiences ${query.locale === undefined ? ', owner_id' : ''})`,
  ];
  const counted = query.locale === undefined ? 'count(distinct owner_id)' : 'sum(documents)';
  const counts = facets.map((facet) => {
    const others = all(late.filter((filter) => filter.facet !== facet).map((filter) => filter.condition));
    return `'${facet}', ${facetCounts(facet, others, counted)}`;
  });
  const text = `with ${expressions.join(',\n')}
    select
      (select count(*)::int from hit) as total,
      jsonb_build_object(${counts.join(', ')}) as facets,
      (select coalesce(jsonb_agg(${hitObject(query, plans, bind)} order by ${order}), '[]')
       from page join search.document_text as t using (n)) as hits`;
  return { text, values, ranked: matches.ranked, complete: matches.complete };
}

function everyDocument(scope: Scope): Matches {
  return {
    expressions: [
      `matched as materialized (select ${scope.columns}, 0 as score from ${scope.source} where ${scope.condition})`,
    ],
    ranked: true,
    complete: true,
  };
}

function all(conditions: readonly string[]): string {
  return conditions.length > 0 ? conditions.join(' and ') : 'true';
}

function filterConditions(query: SearchQuery, bind: Bind): { facet: Facet; condition: string }[] {
  const filters: { facet: Facet; condition: string }[] = [];
  if (query.types?.length) {
    filters.push({ facet: 'type', condition: `d.type = any (${bind(query.types)}::text[])` });
  }
  if (query.topics?.length) {
    filters.push({ facet: 'topic', condition: `d.topics && ${bind(query.topics)}::text[]` });
  }
  if (query.audiences?.length) {
    filters.push({ facet: 'audience', condition: `d.audiences && ${bind(query.audiences)}::text[]` });
  }
  return filters;
}

function nearby(near: NonNullable<SearchQuery['near']>, bind: Bind): string {
  const centre = `search.position(${bind(near.latitude)}, ${bind(near.longitude)})`;
  // The straight line through the Earth that goes with the radius, in Earth radii.
  const chord = 2 * Math.sin(Math.min(near.radiusKm / EARTH_RADIUS_KM / 2, Math.PI / 2));
  return `near as materialized (
    select n, min(search.kilometres(position, ${centre})) as distance from search.point
    where position <@ cube_enlarge(${centre}, ${bind(chord)}, 3)
    group by n having min(search.kilometres(position, ${centre})) <= ${bind(near.radiusKm)})`;
}

function orderOf(query: SearchQuery, hasWords: boolean): string {
  const newest = 'published_at desc, id';
  const order = query.order ?? 'RELEVANCE';
  if (query.near && (order === 'DISTANCE' || (order === 'RELEVANCE' && !hasWords))) {
    return `distance, score desc, ${newest}`;
  }
  return order === 'NEWEST' ? newest : `score desc, ${newest}`;
}

function facetCounts(facet: Facet, condition: string, counted: string): string {
  return `(
    select coalesce(jsonb_agg(jsonb_build_object('value', value, 'count', count) order by count desc, value), '[]')
    from (
      select value, ${counted} as count
      from (select *, ${FACET_VALUES[facet]} as value from combination as d where ${condition}) as v
      group by value order by count desc, value limit ${MOST_FACET_VALUES}
    ) as c)`;
}

function hitObject(query: SearchQuery, plans: readonly LanguagePlan[] | null, bind: Bind): string {
  const fields = [`'ownerId', owner_id, 'type', type, 'locale', locale, 'score', score, 'distanceKm', distance`];
  if (query.highlight) {
    fields.push(`'beginning', left(concat_ws(' ', nullif(t.summary, ''), left(t.body, 300)), 300)`);
    if (plans) {
      const words = plans.map((plan) => `when ${bind(plan.language)} then ${bind(anyWord(plan))}`).join(' ');
      const headline = (text: string, options: string): string =>
        `ts_headline(search.configuration(language), ${text}, (case language ${words} end)::tsquery, ${bind(options)})`;
      const texts = `concat_ws(' ', nullif(t.summary, ''), left(t.body, 20000))`;
      fields.push(`'title', ${headline('t.title', TITLE_OPTIONS)}, 'snippet', ${headline(texts, SNIPPET_OPTIONS)}`);
    } else {
      fields.push(`'title', t.title, 'snippet', null`);
    }
  }
  return `jsonb_build_object(${fields.join(', ')})`;
}
