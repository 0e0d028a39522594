import type { SearchQuery } from '../engine.js';
import type { Connection } from './connection.js';
import type { IndexedDocument } from './documents.js';
import { anyOf } from './filters.js';
import { type Found, inOrder, type Ranking } from './ranking.js';

/*
 * What else a score is multiplied with: fresh texts gain up to 4 %, those that helped up to 6 %, and what waits for a review
 * loses 4 %. So it decides between texts that fit about equally well, and never against one that fits better.
 */
const FRESHNESS = 0.04;
const HELPFULNESS = 0.06;
const OVERDUE = 0.04;

const YEAR_MS = 31_536_000_000;
/** So many places are looked at together, and always the same ones: else things would be on two pages, or on none. */
const PLACES = 200;

/** Favours, in the ranking, what is fresh, helped, and waits for no review, as far as somebody turns the pages. */
export async function favour(
  ranking: Ranking,
  query: SearchQuery,
  connection: Connection,
  indexUid: string,
): Promise<Ranking> {
  const pins = query.pinned?.length ?? 0;
  const from = Math.floor(Math.max(0, query.offset - pins) / PLACES) * PLACES;
  const until = Math.ceil((query.offset + query.limit + pins) / PLACES) * PLACES;
  const looked = ranking.matching.slice(from, until);
  if (looked.length < 2) return ranking;
  const fields = ['documentId', 'freshAt', 'helpfulness', 'reviewDueOn'] as const;
  const ids = looked.map(({ documentId }) => documentId);
  const { results } = await connection.request((client) =>
    client.index<IndexedDocument>(indexUid).getDocuments({
      ...{ filter: [anyOf('documentId', ids), 'place = 0'], fields: [...fields], limit: ids.length },
    }),
  );
  const factors = new Map(results.map((document) => [document.documentId, factorOf(document)]));
  const favoured = looked.map((one): Found => ({ ...one, score: one.score * (factors.get(one.documentId) ?? 1) }));
  const places = Array.from({ length: Math.ceil(looked.length / PLACES) }, (_, n) => n * PLACES);
  return {
    ...ranking,
    matching: [
      ...ranking.matching.slice(0, from),
      ...places.flatMap((place) => inOrder(favoured.slice(place, place + PLACES))),
      ...ranking.matching.slice(until),
    ],
  };
}

function factorOf({
  freshAt,
  helpfulness,
  reviewDueOn,
}: Pick<IndexedDocument, 'freshAt' | 'helpfulness' | 'reviewDueOn'>): number {
  const age = Math.max(0, Date.now() - freshAt);
  const today = new Date().toISOString().slice(0, 10);
  const overdue = reviewDueOn !== null && reviewDueOn <= today ? OVERDUE : 0;
  return 1 + FRESHNESS * Math.exp(-age / YEAR_MS) + (HELPFULNESS * helpfulness) / 10 - overdue;
}
