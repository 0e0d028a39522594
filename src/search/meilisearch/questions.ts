import type { Hit, MultiSearchQuery, MultiSearchResult } from 'meilisearch';
import { type Facet, SEARCH_TYPES, type SearchQuery } from '../engine.js';
import { readQuery } from '../query-text.js';
import { fits } from './answer.js';
import { documentIdOf, type IndexedDocument } from './documents.js';
import { anyOf } from './filters.js';
import { FACET_ATTRIBUTES, type QueryPlan } from './query.js';
import { type Found, onePerOwner, type Ranking } from './ranking.js';

/** Whether a query says no more than words and is ordered by relevance alone. */
export function isOfWords(query: SearchQuery): boolean {
  const { loose, phrases, excluded } = readQuery(query.text);
  const byRelevance = (query.order ?? 'RELEVANCE') === 'RELEVANCE';
  return byRelevance && phrases.length === 0 && excluded.length === 0 && /[\p{Letter}\p{Number}]/u.test(loose);
}

/**
 * The searches that show what is on the page: with marks for what the words find all together, and with the whole texts
 * for what they do not. None for an empty page.
 */
export function shownSearches(query: SearchQuery, plan: QueryPlan, ranking: Ranking): MultiSearchQuery[] {
  const shown = onPage(query, plan, ranking).map(({ documentId }) => documentId);
  if (shown.length === 0) return [];
  const { attributesToRetrieve, ...page } = plan.pages[0]!;
  const search = {
    ...page,
    offset: 0,
    limit: shown.length,
    filter: [...plan.withoutFacets, anyOf('documentId', shown)],
  };
  return [
    { ...search, attributesToRetrieve: ['id'] },
    {
      ...search,
      q: '',
      attributesToRetrieve: [...attributesToRetrieve!, ...(query.highlight ? ['summary', 'body'] : [])],
      attributesToHighlight: [],
      attributesToCrop: [],
    },
  ];
}

/** The answer, as if one search had given it: the page, and what each of the counts would count. */
export function asResults(
  query: SearchQuery,
  plan: QueryPlan,
  ranking: Ranking,
  shown: readonly MultiSearchResult<IndexedDocument>[],
): { page: MultiSearchResult<IndexedDocument>; counts: MultiSearchResult<IndexedDocument>[] } {
  const [marked, texts] = shown.map(
    ({ hits }) => new Map(hits.map((hit): [string, Hit<IndexedDocument>] => [documentIdOf(hit), hit])),
  );
  const hits = onPage(query, plan, ranking).flatMap((found) => {
    const hit = texts?.get(found.documentId);
    return hit ? [{ ...hit, _formatted: marked?.get(found.documentId)?._formatted, _rankingScore: found.score }] : [];
  });
  const isFiltered = [query.types, query.topics, query.audiences].some((values) => values?.length);
  const counts = plan.counts.map(({ facets }) => ({
    totalHits: Math.max(ranking.matching.length, isFiltered ? 0 : ranking.atLeast),
    facetDistribution: Object.fromEntries(
      facets.map((facet) => [FACET_ATTRIBUTES[facet], count(query, facet, ranking)]),
    ),
  }));
  return { page: { hits } as never, counts: counts as never };
}

/** What the page shows, or what could be on it where some are pinned before. */
export function onPage(query: SearchQuery, { pages }: QueryPlan, { matching }: Ranking): readonly Found[] {
  if (query.perType !== undefined) {
    return SEARCH_TYPES.flatMap((type) => matching.filter((one) => one.type === type).slice(0, query.perType));
  }
  const { offset = 0, limit = 0 } = pages[0]!;
  return matching.slice(offset, offset + limit);
}

/** How many owners have each value of a facet, whatever of that facet was chosen; they count for each of their languages. */
function count(query: SearchQuery, facet: Facet, { found }: Ranking): Record<string, number> {
  const counts: Record<string, number> = {};
  const others = found.filter((other) => fits(query, other, facet));
  for (const one of facet === 'locale' ? others : onePerOwner(others)) {
    for (const value of [one[FACET_ATTRIBUTES[facet]]].flat()) counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}
