import { type Facet, SEARCH_TYPES, type SearchQuery, type SearchType } from '../engine.js';
import { MARK_END, MARK_START } from '../html.js';
import {
  type Bind,
  hurriedly,
  isLarge,
  type Matches,
  matchesOfWords,
  newest,
  promising,
  type Scope,
} from './matches.js';
import { anyWord, type LanguagePlan } from './plan.js';
import { exceptedDocuments, MOST_FACET_VALUES, NOT_EXCEPTED, tallyOf } from './tally.js';

/** Stands for `<` while PostgreSQL looks for passages: it would take what follows for a tag, and leave it out. */
const LESS = '\uE002';

/** As much of a text as is looked through for passages with matches. */
const MOST_READ = 20_000;
/** As much as shows how a text begins. */
const OPENING = 300;
const EARTH_RADIUS_KM = 6371.0088;
/** Above every score that words can earn. */
const PINNED_SCORE = 1_000_000;

const MARKS = `StartSel=${MARK_START}, StopSel=${MARK_END}`;
const TITLE_OPTIONS = `HighlightAll=true, ${MARKS}`;
const SNIPPET_OPTIONS = `MaxFragments=2, MaxWords=22, MinWords=8, FragmentDelimiter=" … ", ${MARKS}`;

/** The column that a facet is counted from. */
const FACET_COLUMNS: Record<Facet, string> = {
  type: 'd.type',
  topic: 'd.topics',
  audience: 'd.audiences',
  locale: 'd.locale',
};

const FACET_VALUES: Record<Facet, string> = {
  type: 'type',
  topic: 'unnest(topics)',
  audience: 'unnest(audiences)',
  locale: 'locale',
};

export interface AnswerStatement extends Pick<Matches, 'ranked'> {
  text: string;
  values: unknown[];
}

/** A hit as the statement answers it: texts are marked, not HTML, and absent when no highlight was asked for. */
export interface AnswerHit {
  ownerId: string;
  type: SearchType;
  locale: string;
  score: number;
  distanceKm: number | null;
  pinned: boolean;
  title?: string;
  /** Passages with matches. */
  snippet?: string | null;
  /** Summary and text, not marked. */
  text?: string;
}

/** What a query asks for besides its words. */
export interface Demand {
  /** One plan per language. Null when no words were typed: every document matches. */
  plans: readonly LanguagePlan[] | null;
  /** What must be in a document just so, and what must not, as `plainQuery` leaves it. */
  phrases: readonly string[];
  excluded: readonly string[];
}

/**
 * How much is done for an answer. Thorough is for pages beyond what is ranked usually; hurried takes some matches, ranks
 * them, and counts no others.
 */
export type Effort = 'usual' | 'thorough' | 'hurried';

/** The one statement that answers a query: `total`, `facets` and `hits` of one row. */
export function answerStatement(query: SearchQuery, demand: Demand, effort: Effort): AnswerStatement {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const found = effort === 'usual' && bitmapsSuffice(query, demand) ? countedByBitmaps : countedByRows;
  const { matches, scope, pins, total, facets } = found(query, demand, effort, bind);
  const { plans } = demand;
  const source = pins ? 'with_pins' : 'matched';
  const order = orderOf(query, plans !== null);
  const expressions = [
    ...matches.expressions,
    ...(pins ? pinnedFirst(scope, query.pinned!, bind) : []),
    query.locale === undefined
      ? `hit as materialized (
      select distinct on (owner_id) * from ${source} where kept order by owner_id, score desc, n)`
      : `hit as (select * from ${source} where kept)`,
    query.perType === undefined
      ? `page as materialized (
      select * from hit order by ${order} limit ${bind(query.limit)}::int offset ${bind(query.offset)}::int)`
      : `page as materialized (
      select * from (select *, row_number() over (partition by type order by ${order}) as place from hit) as h
      where place <= ${bind(query.perType)}::int)`,
  ];
  const counts = (query.facets ?? []).map((facet) => `'${facet}', ${facets(facet)}`);
  const inPage = orderOf(query, plans !== null, 'p.');
  const pageOrder =
    query.perType === undefined ? inPage : `array_position(${bind(SEARCH_TYPES)}::text[], p.type), ${inPage}`;
  const text = `with ${expressions.join(',\n')}
    select
      ${total} as total,
      jsonb_build_object(${counts.join(', ')}) as facets,
      (select coalesce(jsonb_agg(${hitObject(query, plans, pins, bind)} order by ${pageOrder}), '[]')
       from page as p join search.document as d using (n) join search.document_text as t using (n)) as hits`;
  return { text, values, ranked: matches.ranked };
}

/** What is found and how it is counted. */
interface Found {
  matches: Matches;
  scope: Scope;
  pins: boolean;
  /** Expressions over `hit`, the columns of which are those of the scope. */
  total: string;
  facets(facet: Facet): string;
}

/**
 * Whether all that is asked for can be counted with bitmaps, and the page be found among few documents. Few matches are
 * ranked and counted in one go.
 */
function bitmapsSuffice(query: SearchQuery, { plans, phrases, excluded }: Demand): boolean {
  if (query.near || query.owners || phrases.length > 0 || excluded.length > 0) return false;
  if (plans && !isLarge(plans)) return false;
  if (query.perType !== undefined) return plans !== null && (query.facets ?? []).includes('type');
  // Of several texts of one owner the best one is shown, wherever its date would put the others.
  return query.locale !== undefined || (plans !== null && query.order !== 'NEWEST');
}

function countedByBitmaps(query: SearchQuery, demand: Demand, _effort: Effort, bind: Bind): Found {
  const { plans } = demand;
  const tally = tallyOf(query, plans, bind);
  const scope: Scope = {
    source: 'search.document as d',
    columns: 'd.n, d.type, d.published_at, d.owner_id',
    condition: all([
      ...filterConditions(query, bind).map(({ condition }) => condition),
      ...(query.locale === undefined ? [] : [`${bind(query.locale)} = any (d.reader_locales)`]),
      ...(query.except ? [NOT_EXCEPTED] : []),
    ]),
    narrower: null,
  };
  const total = '(select owners from tallied_owners)';
  const matches =
    plans && query.order !== 'NEWEST'
      ? promising(plans, scope, total, bind)
      : newest(plans, scope, query.offset + query.limit, bind);
  const expressions = [
    ...tally.expressions,
    `tallied_owners as materialized (select ${tally.total} as owners)`,
    ...matches.expressions,
  ];
  return {
    matches: { ...matches, expressions },
    scope,
    pins: Boolean(query.pinned?.length),
    total,
    facets: tally.facet,
  };
}

function countedByRows(query: SearchQuery, demand: Demand, effort: Effort, bind: Bind): Found {
  const { plans } = demand;
  const facets = query.facets ?? [];
  const filters = filterConditions(query, bind);
  // A facet does not obey its own filter: those filters wait until the facets have been counted.
  const early = filters.filter(({ facet }) => !facets.includes(facet));
  const late = filters.filter(({ facet }) => facets.includes(facet));
  const wording = wordingConditions(demand, bind);
  const pins = Boolean(query.pinned?.length);
  const scope: Scope = {
    source: query.near ? 'search.document as d join near using (n)' : 'search.document as d',
    // Of many matches all are kept until they are counted: only what that needs.
    columns: [
      'd.n, d.type, d.published_at',
      ...(query.near ? ['near.distance'] : []),
      ...(query.locale === undefined || pins ? ['d.owner_id'] : []),
      ...facets.filter((facet) => facet !== 'type').map((facet) => FACET_COLUMNS[facet]),
    ].join(', '),
    condition: all([
      ...early.map(({ condition }) => condition),
      ...(query.owners ? [`d.owner_id = any (array(${query.owners.sql}))`] : []),
      ...(query.locale === undefined ? [] : [`${bind(query.locale)} = any (d.reader_locales)`]),
      ...(query.except ? [NOT_EXCEPTED] : []),
    ]),
    narrower: late.length > 0 ? all(late.map(({ condition }) => condition)) : null,
  };
  const inWords: Scope = { ...scope, condition: all([scope.condition, ...wording.conditions]) };
  const filtered = filters.length > 0 || query.near !== undefined || query.owners !== undefined || wording.isNarrow;
  const matches =
    effort === 'hurried'
      ? hurriedly(plans, inWords, bind)
      : plans
        ? matchesOfWords(plans, inWords, { thorough: effort === 'thorough', filtered }, bind)
        : everyDocument(inWords);
  const counted = query.locale === undefined ? 'count(distinct owner_id)' : 'count(*)';
  return {
    matches: {
      ...matches,
      expressions: [
        ...wording.expressions,
        ...(query.near ? [nearby(query.near, bind)] : []),
        ...(query.except ? [exceptedDocuments(query.except)] : []),
        ...matches.expressions,
      ],
    },
    scope,
    pins,
    total: '(select count(*)::int from hit)',
    facets: (facet) => {
      const others = all(late.filter((filter) => filter.facet !== facet).map((filter) => filter.condition));
      return facetCounts(facet, pins ? 'with_pins' : 'matched', others, counted);
    },
  };
}

function everyDocument(scope: Scope): Matches {
  return {
    expressions: [
      `matched as materialized (select ${scope.columns}, ${scope.narrower === null ? 'true' : `(${scope.narrower})`} as kept, 0 as score
        from ${scope.source} where ${scope.condition})`,
    ],
    ranked: true,
  };
}

/** Phrases and exclusions, each by the rules of a document's language. */
function wordingConditions({ phrases, excluded }: Demand, bind: Bind) {
  const expressions: string[] = [];
  const conditions: string[] = [];
  const add = (name: string, texts: readonly string[], misses: string): void => {
    if (texts.length === 0) return;
    expressions.push(`${name} as materialized (
      select language, search.phrase(language, phrase) as query
      from (select distinct language from search.reader) as spoken, unnest(${bind(texts)}::text[]) as phrase)`);
    conditions.push(`not exists (select from ${name} as w where w.language = d.language and ${misses})`);
  };
  add('required', phrases, 'not d.vector @@ w.query');
  add('refused', excluded, 'd.vector @@ w.query');
  return { expressions, conditions, isNarrow: phrases.length > 0 };
}

/** What is pinned is a hit with the highest scores of all, wherever the filters let it. */
function pinnedFirst(scope: Scope, pinned: readonly string[], bind: Bind): string[] {
  const owners = `${bind(pinned)}::text[]`;
  const kept = scope.narrower === null ? 'true' : `(${scope.narrower})`;
  return [
    `pin as materialized (
      select ${scope.columns}, ${kept} as kept, ${PINNED_SCORE} - array_position(${owners}, d.owner_id) as score
      from ${scope.source} where d.owner_id = any (${owners}) and ${scope.condition})`,
    `with_pins as materialized (
      select * from pin union all
      select * from matched where not exists (select from pin where pin.n = matched.n))`,
  ];
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

function orderOf(query: SearchQuery, hasWords: boolean, of = ''): string {
  const newest = `${of}published_at desc, ${of}n`;
  const order = query.order ?? 'RELEVANCE';
  if (query.near && (order === 'DISTANCE' || (order === 'RELEVANCE' && !hasWords))) {
    return `distance, score desc, ${newest}`;
  }
  return order === 'NEWEST' ? newest : `score desc, ${newest}`;
}

function facetCounts(facet: Facet, found: string, condition: string, counted: string): string {
  return `(
    select coalesce(jsonb_agg(jsonb_build_object('value', value, 'count', count) order by count desc, value), '[]')
    from (
      select value, ${counted} as count
      from (select *, ${FACET_VALUES[facet]} as value from ${found} as d where ${condition}) as v
      group by value order by count desc, value limit ${MOST_FACET_VALUES}
    ) as c)`;
}

function hitObject(
  query: SearchQuery,
  plans: readonly LanguagePlan[] | null,
  mayBePinned: boolean,
  bind: Bind,
): string {
  const fields = [
    `'ownerId', d.owner_id, 'type', d.type, 'locale', d.locale, 'score', score, 'distanceKm', ${query.near ? 'distance' : 'null'}`,
    `'pinned', ${mayBePinned ? `p.n in (select n from pin)` : 'false'}`,
  ];
  if (query.highlight) {
    // Where words cannot be marked here, they are in the whole text: see `WordMarks`.
    const length = plans
      ? `case when d.language in ('simple', 'arabic') then ${MOST_READ} else ${OPENING} end`
      : OPENING;
    fields.push(`'text', concat_ws(' ', nullif(t.summary, ''), left(t.body, ${length}))`);
    if (plans) {
      const words = plans.map((plan) => `when ${bind(plan.language)} then ${bind(anyWord(plan))}`).join(' ');
      const headline = (text: string, options: string): string =>
        `replace(ts_headline(search.configuration(d.language), replace(${text}, '<', '${LESS}'), (case d.language ${words} end)::tsquery, ${bind(options)}), '${LESS}', '<')`;
      const texts = `concat_ws(' ', nullif(t.summary, ''), left(t.body, ${MOST_READ}))`;
      fields.push(
        `'title', coalesce(${headline('t.title', TITLE_OPTIONS)}, t.title), 'snippet', ${headline(texts, SNIPPET_OPTIONS)}`,
      );
    } else {
      fields.push(`'title', t.title, 'snippet', null`);
    }
  }
  return `jsonb_build_object(${fields.join(', ')})`;
}
