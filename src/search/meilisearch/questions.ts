import type { Hit, MultiSearchQuery, MultiSearchResult } from 'meilisearch';
import type { Facet, SearchQuery } from '../engine.js';
import { readQuery } from '../query-text.js';
import { fits } from './answer.js';
import type { IndexedDocument } from './documents.js';
import { anyOf } from './filters.js';
import { FACET_ATTRIBUTES, type QueryPlan, RANKED_BY } from './query.js';

/*
 * Meilisearch ranks by how many words of a query a document has, and reads ten of them: right for a few words, but of a
 * whole question "what", "can" and "when" would count as much as what it is about. So each word of a question is searched
 * by itself, and a document gets for each word it has what Meilisearch says of it, times how rare the word is.
 *
 * Where there is a search by meaning, too (`Meaning`), a few words are ranked here as well, in one search for all of them:
 * only what is ranked as a whole can be brought together with what the meaning finds, and be counted and paged with it.
 */

/** From so many words on, a query is a question. */
const FEWEST_WORDS = 3;
/** Words that are looked for: the last ones of long texts. */
const MOST_WORDS = 16;
/** Documents that a word ranks: what more documents have decides little. */
const MOST_DOCUMENTS = 400;
/** Documents that a few words rank where meaning counts, too: no page lies behind them. */
const MOST_OF_FEW_WORDS = 1000;
/** How much meaning counts, and the rest is for the words: what has them all exactly stays before what only means it. */
const MEANING_WEIGHT = 0.5;

/** Of so few documents, all words say something. */
const FEW_DOCUMENTS = 100;

const WORD_ENDS = /[^\p{Letter}\p{Mark}\p{Number}'’-]+/u;

/** A document that is ranked, as far as filters and facets read it. */
type Found = Pick<IndexedDocument, 'ownerId' | 'type' | 'locale' | 'topics' | 'audiences'> & { score: number };

/** All that is found, the best first. */
export interface Ranking {
  /** What obeys all filters: of this the pages are made. */
  readonly matching: readonly Found[];
  /** What obeys all filters that are no facets. */
  readonly found: readonly Found[];
}

/** The words of a query that says no more than these and is ordered by relevance alone; none of any other. */
export function freeWords(query: SearchQuery): string[] {
  const { loose, phrases, excluded } = readQuery(query.text);
  const byRelevance = (query.order ?? 'RELEVANCE') === 'RELEVANCE' && query.perType === undefined;
  if (phrases.length > 0 || excluded.length > 0 || !byRelevance) return [];
  const given = loose.toLowerCase().split(WORD_ENDS);
  return [...new Set(given.filter((word) => /[\p{Letter}\p{Number}]/u.test(word)))];
}

/**
 * The searches by which documents are ranked: one for each word of a question or one for a few words, and one that counts
 * all documents.
 * @param words the free words of the query
 * @param plan how it would be answered as a few words
 * @param withMeaning whether a search by meaning is ranked with them
 * @returns null where Meilisearch ranks
 */
export function rankingSearches(
  query: SearchQuery,
  words: readonly string[],
  plan: QueryPlan,
  withMeaning: boolean,
): MultiSearchQuery[] | null {
  const { indexUid, locales, distinct, q, matchingStrategy } = plan.pages[0]!;
  const common = { indexUid, locales, distinct, filter: plan.withoutFacets };
  const all = { ...common, q: '', limit: 0 };
  if (words.length < FEWEST_WORDS) {
    return withMeaning ? [{ ...common, q, matchingStrategy, limit: MOST_OF_FEW_WORDS, ...RANKED_BY }, all] : null;
  }
  const unfinished = readQuery(query.text).open && query.prefix !== false ? words.at(-1) : undefined;
  return [
    ...words.slice(-MOST_WORDS).map((word) => ({
      ...common,
      q: word === unfinished ? word : `${word} `,
      limit: MOST_DOCUMENTS,
      ...RANKED_BY,
    })),
    all,
  ];
}

/**
 * @param results of `rankingSearches`
 * @param meaning what the search by meaning found; null where there was none
 */
export function rank(
  query: SearchQuery,
  results: readonly MultiSearchResult<IndexedDocument>[],
  meaning: MultiSearchResult<IndexedDocument> | null,
): Ranking {
  const all = Math.max(1, results.at(-1)?.estimatedTotalHits ?? 0);
  const byOwner = new Map<string, Found>();
  let highest = 0;
  for (const { hits, estimatedTotalHits = 0 } of results.slice(0, -1)) {
    const having = Math.min(estimatedTotalHits, all);
    const rarity = Math.log(1 + (all - having + 0.5) / (having + 0.5));
    highest += rarity;
    // What every second document has says nothing of any.
    if (having > all / 2 && results.length > 2 && all > FEW_DOCUMENTS) continue;
    for (const hit of hits) {
      const known = byOwner.get(hit.ownerId) ?? { ...hit, score: 0 };
      known.score += rarity * (hit._rankingScore ?? 0);
      byOwner.set(hit.ownerId, known);
    }
  }
  const wordsWeight = meaning ? 1 - MEANING_WEIGHT : 1;
  for (const one of byOwner.values()) one.score *= wordsWeight / highest;
  for (const hit of meaning?.hits ?? []) {
    const known = byOwner.get(hit.ownerId) ?? { ...hit, score: 0 };
    known.score += MEANING_WEIGHT * (hit._rankingScore ?? 0);
    byOwner.set(hit.ownerId, known);
  }
  const found = [...byOwner.values()].sort((a, b) => b.score - a.score || (a.ownerId < b.ownerId ? -1 : 1));
  return { found, matching: found.filter((one) => fits(query, one)) };
}

/**
 * The searches that show what is on the page: with marks for what the words find all together, and without for what only
 * some of them do. None for an empty page.
 */
export function shownSearches({ pages: [page] }: QueryPlan, { matching }: Ranking): MultiSearchQuery[] {
  const shown = onPage(page!, matching).map(({ ownerId }) => ownerId);
  if (shown.length === 0) return [];
  const filter = [...(page!.filter as string[]), anyOf('ownerId', shown)];
  return [
    { ...page!, offset: 0, filter },
    { ...page!, offset: 0, filter, q: '' },
  ];
}

/** The answer, as if one search had given it: the page, and what each of the counts would count. */
export function asResults(
  query: SearchQuery,
  plan: QueryPlan,
  ranking: Ranking,
  shown: readonly MultiSearchResult<IndexedDocument>[],
): { page: MultiSearchResult<IndexedDocument>; counts: MultiSearchResult<IndexedDocument>[] } {
  const texts = new Map<string, Hit<IndexedDocument>>();
  for (const { hits } of shown.toReversed()) for (const hit of hits) texts.set(hit.ownerId, hit);
  const hits = onPage(plan.pages[0]!, ranking.matching).flatMap(({ ownerId, score }) => {
    const hit = texts.get(ownerId);
    return hit ? [{ ...hit, _rankingScore: score }] : [];
  });
  const counts = plan.counts.map(({ facets }) => ({
    totalHits: ranking.matching.length,
    facetDistribution: Object.fromEntries(
      facets.map((facet) => [FACET_ATTRIBUTES[facet], count(query, facet, ranking)]),
    ),
  }));
  return { page: { hits } as never, counts: counts as never };
}

function onPage({ offset = 0, limit = 0 }: MultiSearchQuery, matching: readonly Found[]): readonly Found[] {
  return matching.slice(offset, offset + limit);
}

/** How many documents have each value of a facet, whatever of that facet was chosen. */
function count(query: SearchQuery, facet: Facet, { found }: Ranking): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of found.filter((other) => fits(query, other, facet)))
    for (const value of [one[FACET_ATTRIBUTES[facet]]].flat()) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
