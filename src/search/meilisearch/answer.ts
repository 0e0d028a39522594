import type { Hit, MultiSearchResult } from 'meilisearch';
import { didYouMean } from '../did-you-mean.js';
import {
  type Facet,
  type FacetValue,
  type GeoPoint,
  SEARCH_TYPES,
  type SearchHit,
  type SearchQuery,
  type SearchResult,
} from '../engine.js';
import { MARK_START, markedToHtml } from '../html.js';
import { foldedWord, passageAround } from '../mark-words.js';
import { type IndexedDocument, type InLanguage, textOf } from './documents.js';
import type { Marker } from './marks.js';
import { FACET_ATTRIBUTES, type QueryPlan } from './query.js';

const EARTH_RADIUS_KM = 6371.0088;

/** What the hub knows of the words of a query, where it has ranked by them. */
export interface WordsFound {
  mark: Marker;
  /** The words that were found by another spelling only. */
  corrected: ReadonlySet<string>;
}

/** @param results of the searches of the plan, in this order: the pages, the pins, the counts */
export function toResult(
  query: SearchQuery,
  plan: QueryPlan,
  results: readonly MultiSearchResult<IndexedDocument>[],
  words: WordsFound | null = null,
): SearchResult {
  const pages = results.slice(0, plan.pages.length).map(({ hits }) => hits);
  const counts = results.slice(-plan.counts.length);
  const candidates = plan.pins ? (results[plan.pages.length]?.hits ?? []) : [];
  const pins = candidates
    .filter((hit) => fits(query, hit))
    .sort((a, b) => query.pinned!.indexOf(a.ownerId) - query.pinned!.indexOf(b.ownerId));
  const facets: SearchResult['facets'] = {};
  for (const [index, { facets: counted }] of plan.counts.entries()) {
    for (const facet of counted) {
      const pinned = candidates.filter((hit) => fits(query, hit, facet));
      facets[facet] = facetValues(facet, counts[index], pinned);
    }
  }
  const pinned = (hits: readonly Hit<IndexedDocument>[]) =>
    hits.map((hit) => ({ ...toHit(query, hit, words), pinned: true, score: 1 + 1 / (1 + pins.indexOf(hit)) }));
  const others = (hits: readonly Hit<IndexedDocument>[]) => hits.map((hit) => toHit(query, hit, words));
  const hits =
    query.perType === undefined
      ? pageOf(query, pinned(pins), others(pages[0] ?? []))
      : SEARCH_TYPES.flatMap((type) =>
          [
            ...pinned(pins.filter((hit) => hit.type === type)),
            ...others(pages.flat().filter((hit) => hit.type === type)),
          ].slice(0, query.perType),
        );
  const corrected = words && [...words.corrected].map(foldedWord);
  const isCorrected = (word: string) => corrected?.includes(word) ?? true;
  return {
    hits: query.highlight ? hits : hits.map((hit) => ({ ...hit, highlight: null })),
    total: (counts[0]?.totalHits ?? 0) + pins.length,
    facets,
    didYouMean: didYouMean(query.text, hits, isCorrected),
    incomplete: false,
  };
}

/** The page starts with those of the pins that are on it; the others were asked for from as many places before as there may be pins. */
function pageOf({ offset, limit, pinned = [] }: SearchQuery, pins: readonly SearchHit[], others: readonly SearchHit[]) {
  const shown = pins.slice(offset, offset + limit);
  const skipped = Math.max(0, offset - pins.length) - Math.max(0, offset - pinned.length);
  return [...shown, ...others.slice(skipped, skipped + limit - shown.length)];
}

/** Whether a document obeys the filters of all facets but one. */
export function fits(
  { types, topics, audiences }: SearchQuery,
  hit: Pick<IndexedDocument, 'type' | 'topics' | 'audiences'>,
  except?: Facet,
): boolean {
  const any = (facet: Facet, wanted: readonly string[] | undefined, values: readonly string[]) =>
    facet === except || !wanted?.length || values.some((value) => wanted.includes(value));
  return (
    any('type', types, [hit.type]) && any('topic', topics, hit.topics) && any('audience', audiences, hit.audiences)
  );
}

function facetValues(
  facet: Facet,
  result: MultiSearchResult<IndexedDocument> | undefined,
  pins: readonly IndexedDocument[],
): FacetValue[] {
  const counts = new Map(Object.entries(result?.facetDistribution?.[FACET_ATTRIBUTES[facet]] ?? {}));
  for (const value of pins.flatMap((pin) => pin[FACET_ATTRIBUTES[facet]])) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function toHit({ near }: SearchQuery, hit: Hit<IndexedDocument>, words: WordsFound | null): SearchHit {
  return {
    ownerId: hit.ownerId,
    type: hit.type,
    locale: hit.locale,
    score: hit._rankingScore ?? 0,
    distanceKm: near ? Math.min(...hit.points.map((point) => kilometres(near, point))) : null,
    highlight: toHighlight(hit, words?.mark ?? ((text) => text)),
    pinned: false,
  };
}

/**
 * The snippet is from the summary if words were found there, else from the body, else how the texts begin: first by the
 * marks of Meilisearch, then by those of other forms of the words.
 */
function toHighlight(hit: Hit<IndexedDocument>, mark: Marker): { title: string; snippet: string } {
  const { title, summary, body } = hit._formatted ?? {};
  const marked = [textOf(summary), textOf(body)].find((text) => text?.includes(MARK_START));
  const passage = marked ?? passageOf(hit.summary, hit, mark) ?? passageOf(hit.body, hit, mark) ?? hit.opening;
  return {
    title: markedToHtml(mark(textOf(title ?? hit.title) ?? '', hit.locale)),
    snippet: markedToHtml(mark(passage, hit.locale).replace(/\s+/g, ' ').trim()),
  };
}

function passageOf(text: InLanguage<string> | undefined, { locale }: IndexedDocument, mark: Marker): string | null {
  return passageAround(mark(textOf(text) ?? '', locale));
}

/** Great-circle distance. */
function kilometres(from: GeoPoint, to: GeoPoint): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const latitudes = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2;
  const longitudes = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const angles = latitudes + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * longitudes;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(angles)));
}
