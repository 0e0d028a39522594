import type { Hit, MultiSearchResult } from 'meilisearch';
import type { Facet, FacetValue, GeoPoint, SearchHit, SearchQuery, SearchResult } from '../engine.js';
import { MARK_START, markedToHtml } from '../html.js';
import { type IndexedDocument, textOf } from './documents.js';
import { FACET_ATTRIBUTES, type QueryPlan } from './query.js';

const EARTH_RADIUS_KM = 6371.0088;

/** @param results of the searches of the plan, in this order: the page, then the counts */
export function toResult(
  query: SearchQuery,
  plan: QueryPlan,
  [page, ...counts]: readonly MultiSearchResult<IndexedDocument>[],
): SearchResult {
  const facets: SearchResult['facets'] = {};
  for (const [index, { facets: counted }] of plan.counts.entries()) {
    for (const facet of counted) {
      facets[facet] = facetValues(facet, counts[index]);
    }
  }
  return {
    hits: (page?.hits ?? []).map((hit) => toHit(query, hit)),
    total: counts[0]?.totalHits ?? 0,
    facets,
  };
}

function facetValues(facet: Facet, result: MultiSearchResult<IndexedDocument> | undefined): FacetValue[] {
  return Object.entries(result?.facetDistribution?.[FACET_ATTRIBUTES[facet]] ?? {})
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function toHit({ near, highlight }: SearchQuery, hit: Hit<IndexedDocument>): SearchHit {
  return {
    ownerId: hit.ownerId,
    type: hit.type,
    locale: hit.locale,
    score: hit._rankingScore ?? 0,
    distanceKm: near ? Math.min(...hit.points.map((point) => kilometres(near, point))) : null,
    highlight: highlight ? toHighlight(hit) : null,
  };
}

/** The snippet is from the summary if words were found there, else from the body, else how the texts begin. */
function toHighlight(hit: Hit<IndexedDocument>): { title: string; snippet: string } {
  const { title, summary, body } = hit._formatted ?? {};
  const passage = [textOf(summary), textOf(body)].find((text) => text?.includes(MARK_START)) ?? hit.opening;
  return {
    title: markedToHtml(textOf(title ?? hit.title) ?? ''),
    snippet: markedToHtml(passage.replace(/\s+/g, ' ').trim()),
  };
}

/** Great-circle distance. */
function kilometres(from: GeoPoint, to: GeoPoint): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const latitudes = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2;
  const longitudes = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const angles = latitudes + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * longitudes;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(angles)));
}
