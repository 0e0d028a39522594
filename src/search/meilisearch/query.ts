import type { MultiSearchQuery } from 'meilisearch';
import type { Facet, SearchQuery } from '../engine.js';
import { MARK_END, MARK_START, storableText } from '../html.js';
import { anyOf, equals } from './filters.js';
import { languageOf } from './languages.js';

/** The attribute that holds the values of a facet. */
export const FACET_ATTRIBUTES: Record<Facet, string> = {
  type: 'type',
  topic: 'topics',
  audience: 'audiences',
  locale: 'locale',
};

const SNIPPET_WORDS = 35;

/** The searches that answer a query together, to be sent in one request. */
export interface QueryPlan {
  /** The hits of the page. */
  page: MultiSearchQuery;
  /** The total; and the facets, each counted by one of these. */
  counts: { facets: Facet[]; search: MultiSearchQuery }[];
}

/**
 * The words of a query: double quotes and leading minus signs, which have a meaning in Meilisearch only, are left out.
 * Null when there are none though something was typed: then nothing can match.
 */
export function wordsOf(text: string): string | null {
  const words = storableText(text)
    .replace(/["“”„‟«»]/g, ' ')
    .replace(/(?<=^|\s)-+/g, '')
    .trim();
  return /[\p{L}\p{N}]/u.test(words) || text.trim() === '' ? words : null;
}

/** @param words as `wordsOf` answers them */
export function planQuery(query: SearchQuery, words: string, indexUid: string): QueryPlan {
  const conditions = conditionsOf(query);
  const search = {
    indexUid,
    // What comes before a space is finished.
    q: query.prefix === false ? `${words} ` : words,
    // When not all words can match, the most frequent ones are given up first.
    matchingStrategy: 'frequency' as const,
    locales: localesOf(query.locale),
    // A reader's locale holds one document of an owner, and a search that is about no place one copy of a document.
    distinct: query.locale === undefined || query.near ? 'ownerId' : undefined,
  };
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
  return {
    page: {
      ...search,
      filter: filtered,
      sort: sortOf(query, words),
      offset: query.offset,
      limit: query.limit,
      attributesToRetrieve: [
        ...['ownerId', 'type', 'locale'],
        ...(query.near ? ['points'] : []),
        ...(query.highlight ? ['title', 'opening'] : []),
      ],
      showRankingScore: true,
      ...(query.highlight && words !== '' ? HIGHLIGHT : {}),
    },
    counts,
  };
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
function conditionsOf({ locale, near, types, topics, audiences }: SearchQuery): { facet?: Facet; filter: string }[] {
  return [
    { filter: near ? `_geoRadius(${near.latitude}, ${near.longitude}, ${near.radiusKm * 1000})` : 'place = 0' },
    ...(locale === undefined ? [] : [{ filter: equals('readerLocales', locale) }]),
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
