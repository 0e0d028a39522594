import type { MultiSearchQuery } from 'meilisearch';
import { type Facet, SEARCH_TYPES, type SearchQuery, type TextSet } from '../engine.js';
import { MARK_END, MARK_START } from '../html.js';
import { readQuery } from '../query-text.js';
import { anyOf, equals, notThese } from './filters.js';
import { languageOf } from './languages.js';

/** Texts that a query leaves out. */
export type Excepted = Awaited<ReturnType<TextSet['rows']>>;

/** The attribute that holds the values of a facet. */
export const FACET_ATTRIBUTES = {
  type: 'type',
  topic: 'topics',
  audience: 'audiences',
  locale: 'locale',
} as const satisfies Record<Facet, string>;

const SNIPPET_WORDS = 35;

/** The searches that answer a query together, to be sent in one request. */
export interface QueryPlan {
  /** The hits of the page; a page of each type where that was asked for. */
  pages: MultiSearchQuery[];
  /** What is pinned, whether it has the words or not, if the filters that are no facets let it. */
  pins: MultiSearchQuery | null;
  /** The filters that are no facets, without what is pinned. */
  withoutFacets: string[];
  /** The total; and the facets, each counted by one of these. Without what is pinned. */
  counts: { facets: Facet[]; search: MultiSearchQuery }[];
}

/**
 * What was typed as Meilisearch reads it: words, then phrases in double quotes, then both with a minus sign before
 * them that must not be there. Null when nothing of it is a word: then nothing can match.
 */
export function wordsOf(text: string): string | null {
  const { loose, phrases, excluded, open } = readQuery(text);
  const quoted = [...phrases.map((phrase) => `"${phrase}"`), ...excluded.map((phrase) => `-"${phrase}"`)];
  const plain = loose
    .replace(/["“”„‟«»]|(?<=^|\s)-+/g, ' ')
    // It cuts compounds by a dictionary in small letters.
    .toLowerCase()
    .trim();
  const typed = [...quoted, plain].filter((part) => part !== '').join(' ');
  if (typed === '') return text.trim() === '' ? typed : null;
  if (!/[\p{L}\p{N}]/u.test(typed)) return null;
  // What comes before a space is finished.
  return open ? typed : `${typed} `;
}

/**
 * @param words as `wordsOf` answers them
 * @param owners the ids of those that the query is limited to
 * @param excepted the texts that it leaves out
 */
export function planQuery(
  query: SearchQuery,
  words: string,
  indexUid: string,
  owners: readonly string[] | undefined,
  excepted: Excepted = [],
): QueryPlan {
  const pinned = query.pinned ?? [];
  const conditions = conditionsOf(query, owners, excepted);
  const matching = pinned.length > 0 ? [...conditions, { filter: `NOT ${anyOf('ownerId', pinned)}` }] : conditions;
  const filtered = matching.map(({ filter }) => filter);
  const base = {
    indexUid,
    locales: localesOf(query.locale),
    // A reader's locale holds one document of an owner, and a search that is about no place one copy of a document.
    distinct: query.locale === undefined || query.near ? 'ownerId' : undefined,
  };
  const search = {
    ...base,
    q: query.prefix === false ? `${words} ` : words,
    // When not all words can match, the most frequent ones are given up first.
    matchingStrategy: query.weightiestFirst ? ('last' as const) : ('frequency' as const),
  };
  const page = {
    ...search,
    filter: filtered,
    sort: sortOf(query, words),
    // What is pinned comes before: how much that is shows only in the answer.
    offset: Math.max(0, query.offset - pinned.length),
    limit: query.limit + pinned.length,
    attributesToRetrieve: RETRIEVED,
    showRankingScore: true,
    ...(words === '' ? {} : HIGHLIGHT),
  };
  const pages =
    query.perType === undefined
      ? [page]
      : (query.types?.length ? query.types : SEARCH_TYPES).map((type) => ({
          ...page,
          filter: [...filtered, equals('type', type)],
          offset: 0,
          limit: query.perType,
        }));
  const early = conditions.filter(({ facet }) => facet === undefined).map(({ filter }) => filter);
  const pins = {
    ...base,
    filter: [...early, anyOf('ownerId', pinned)],
    limit: MOST_PINNED,
    attributesToRetrieve: RETRIEVED,
  };
  return {
    pages,
    pins: pinned.length > 0 ? pins : null,
    withoutFacets: matching.filter(({ facet }) => facet === undefined).map(({ filter }) => filter),
    counts: countsOf(query, search, matching),
  };
}

/** What is asked for of documents that are only ranked and counted. */
export const RANKED_BY = {
  attributesToRetrieve: ['id', 'ownerId', 'type', 'locale', 'topics', 'audiences'],
  showRankingScore: true,
};

const MOST_PINNED = 100;
const RETRIEVED = ['id', 'ownerId', 'type', 'locale', 'topics', 'audiences', 'points', 'title', 'opening'];

function countsOf(
  query: SearchQuery,
  search: MultiSearchQuery,
  conditions: readonly { facet?: Facet; filter: string }[],
): QueryPlan['counts'] {
  const filtered = conditions.map(({ filter }) => filter);
  const counts: QueryPlan['counts'] = [{ facets: [], search: { ...search, ...COUNT, filter: filtered } }];
  for (const facet of query.facets ?? []) {
    const others = conditions.filter((condition) => condition.facet !== facet);
    // An entry counts for every language it was found in, though only one of its translations is the hit.
    const distinct = facet === 'locale' && query.locale === undefined ? query.near && 'documentId' : search.distinct;
    if (others.length === conditions.length && distinct === search.distinct) {
      counts[0]?.facets.push(facet);
    } else {
      const filter = others.map((condition) => condition.filter);
      counts.push({ facets: [facet], search: { ...search, ...COUNT, filter, distinct } });
    }
  }
  for (const { facets, search } of counts) {
    search.facets = facets.map((facet) => FACET_ATTRIBUTES[facet]);
  }
  return counts;
}

/** Pages of no hits: with a number of hits per page Meilisearch counts exactly, with a limit it estimates. */
const COUNT = { hitsPerPage: 0, attributesToRetrieve: [] };

const HIGHLIGHT = {
  attributesToHighlight: ['title', 'summary', 'body'],
  attributesToCrop: ['summary', 'body'],
  cropLength: SNIPPET_WORDS,
  highlightPreTag: MARK_START,
  highlightPostTag: MARK_END,
};

/** What documents must fulfil, and for filters of a facet which facet that is. */
function conditionsOf(
  { locale, near, types, topics, audiences }: SearchQuery,
  owners: readonly string[] | undefined,
  excepted: Excepted,
): { facet?: Facet; filter: string }[] {
  return [
    { filter: near ? `_geoRadius(${near.latitude}, ${near.longitude}, ${near.radiusKm * 1000})` : 'place = 0' },
    ...(locale === undefined ? [] : [{ filter: equals('readerLocales', locale) }]),
    ...(owners === undefined ? [] : [{ filter: anyOf('ownerId', owners) }]),
    ...notThese(excepted).map((filter) => ({ filter })),
    ...(types?.length ? [{ facet: 'type' as const, filter: anyOf('type', types) }] : []),
    ...(topics?.length ? [{ facet: 'topic' as const, filter: anyOf('topics', topics) }] : []),
    ...(audiences?.length ? [{ facet: 'audience' as const, filter: anyOf('audiences', audiences) }] : []),
  ];
}

function sortOf({ near, order = 'RELEVANCE' }: SearchQuery, words: string): string[] | undefined {
  if (order === 'NEWEST') return ['publishedAt:desc'];
  if (near && (order === 'DISTANCE' || words === '')) return [`_geoPoint(${near.latitude}, ${near.longitude}):asc`];
  return undefined;
}

/** The language by whose rules the query is split into words; undefined to let Meilisearch guess. */
export function localesOf(locale: string | undefined): string[] | undefined {
  const language = locale && languageOf(locale);
  return language ? [language] : undefined;
}
