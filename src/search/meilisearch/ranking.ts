import type { Hit, MultiSearchQuery, MultiSearchResult } from 'meilisearch';
import type { SearchQuery } from '../engine.js';
import { fits } from './answer.js';
import type { Connection } from './connection.js';
import { documentIdOf, type IndexedDocument } from './documents.js';
import { IMPACT_ATTRIBUTES, impactIn } from './impacts.js';
import type { QueryPlan } from './query.js';
import { SEARCHED } from './settings.js';
import type { Reading, TypedWord } from './typed-words.js';

/*
 * Meilisearch ranks by how many words of a query a document has, whichever they are and however often they are there. So
 * each word is searched by itself here, and those documents are fetched in which it counts most (`impacts.ts`). A document
 * gets for each word what it counts there, times how rare the word is.
 */

/** About how many documents are fetched for all words together. */
const MOST_DOCUMENTS = 1200;
/** The rarest words of a long text are looked for: each is a search of its own. */
const MOST_WORDS = 30;
/** Of so few documents, all words say something. */
const FEW_DOCUMENTS = 100;

/** How much meaning counts, and the rest is for the words: what has them all stays before what only means the same. */
const MEANING_WEIGHT = 0.5;
/** What a typing error leaves of a word. */
const TYPO_WEIGHT = 0.9;
/** A finished word counts more than what only begins like it. */
const PREFIX_WEIGHT = 0.25;
/** Of a word that was found in none of the lists of words, as small ones are, and parts of one that was written together. */
const IMPACT_IN_NAMES = 0.6;
const IMPACT_IN_TEXTS = 0.3;

/** A document that is ranked, as far as filters and facets read it. */
export interface Found extends Pick<IndexedDocument, 'ownerId' | 'type' | 'locale' | 'topics' | 'audiences'> {
  documentId: string;
  score: number;
}

/** All that is found, the best first. */
export interface Ranking {
  /** What obeys all filters, one document of an owner: of this the pages are made. */
  readonly matching: readonly Found[];
  /** What obeys all filters that are no facets; an owner may have several translations. */
  readonly found: readonly Found[];
  /** How many are found at least, those that were not fetched included. */
  readonly atLeast: number;
  /** The words that were found by another spelling only. */
  readonly corrected: ReadonlySet<string>;
}

/** A search for a word, with what it found. */
export interface WordSearch {
  /** With which search it was looked for. */
  readonly asked: MultiSearchQuery;
  readonly word: TypedWord;
  readonly weight: number;
  /** Whether it finds other spellings, and beginnings, too. */
  readonly loosely: boolean;
  readonly hits: readonly Hit<IndexedDocument>[];
  /** How many documents it finds, those that were not fetched included. */
  readonly documents: number;
  /** In how many letters what it found differs from what was typed. */
  readonly typos: number;
}

const NAMES = ['title', 'names'];
const IMPACTS = IMPACT_ATTRIBUTES.map((attribute) => `${attribute}.*`);

/** Searches for each of the words. */
export async function searchWords(
  query: SearchQuery,
  typed: readonly TypedWord[],
  plan: QueryPlan,
  connection: Connection,
): Promise<WordSearch[]> {
  const words = await rarestWords(typed, plan, connection);
  const share = Math.floor(MOST_DOCUMENTS / words.length);
  const limit = Math.max(share, query.offset + query.limit + (query.pinned?.length ?? 0));
  const { indexUid, locales } = plan.pages[0]!;
  const search = { indexUid, locales, filter: plan.withoutFacets, limit, ...FETCHED };
  const exact = words.flatMap((word) => word.readings.map((reading) => ({ word, reading })));
  const open = words.filter((word) => word.open);
  const asked = [
    ...exact.map(({ reading }) => ({ ...search, ...exactly(reading) })),
    ...open.map(({ word }) => ({ ...search, q: word })),
  ];
  const found = await connection.search<IndexedDocument>(asked);
  const searches = found.map((result, place) => {
    const { word, reading } = exact[place] ?? { word: open[place - exact.length]! };
    return reading ? exactlyFound(asked[place]!, word, reading, result) : looselyFound(asked[place]!, word, result);
  });
  const isKnown = new Set(searches.filter(({ hits }) => hits.length > 0).map(({ word }) => word));
  const unknown = words.filter((word) => !isKnown.has(word) && !word.open);
  if (unknown.length === 0) return searches;
  const guesses = unknown.map(({ word }) => ({ ...search, q: `${word} ` }));
  const guessed = await connection.search<IndexedDocument>(guesses);
  return [...searches, ...unknown.map((word, place) => looselyFound(guesses[place]!, word, guessed[place]!))];
}

/** Of a long text those words that are there, but in the fewest documents; all of any other. */
async function rarestWords(
  words: readonly TypedWord[],
  plan: QueryPlan,
  connection: Connection,
): Promise<readonly TypedWord[]> {
  if (words.length <= MOST_WORDS) return words;
  const { indexUid, locales } = plan.pages[0]!;
  const search = { indexUid, locales, filter: plan.withoutFacets, limit: 0 };
  const counted = await connection.search<IndexedDocument>(
    words.map(({ readings, word }) => ({ ...search, ...exactly(readings[0] ?? { stems: [word], weight: 1 }) })),
  );
  const documents = new Map(words.map((word, place) => [word, counted[place]!.estimatedTotalHits ?? 0]));
  const there = words.filter((word) => documents.get(word)! > 0 || word.open);
  return there.length === 0
    ? words.slice(0, MOST_WORDS)
    : there.toSorted((a, b) => documents.get(a)! - documents.get(b)!).slice(0, MOST_WORDS);
}

/**
 * @param all how many documents a reader may find
 * @param meaning what the search by meaning found; null where there was none
 */
export function rank(
  query: SearchQuery,
  searches: readonly WordSearch[],
  all: number,
  meaning: MultiSearchResult<IndexedDocument> | null,
): Ranking {
  const byDocument = new Map<string, Found & { covered: number }>();
  let highest = 0;
  const telling = tellingWords(searches, all);
  for (const ofWord of telling) {
    const best = new Map<string, { hit: Hit<IndexedDocument>; score: number }>();
    // What was typed comes first, however rare another meaning of it is.
    const most = rarityOf(
      (ofWord.find(({ weight, hits }) => weight === 1 && hits.length > 0) ?? ofWord[0]!).documents,
      all,
    );
    for (const { weight, hits, documents, typos } of ofWord) {
      const worth = weight * TYPO_WEIGHT ** typos * Math.min(rarityOf(documents, all), most);
      for (const hit of hits) {
        const id = documentIdOf(hit);
        const score = worth * impactOf(hit);
        if (score > (best.get(id)?.score ?? 0)) best.set(id, { hit, score });
      }
    }
    highest += most;
    for (const [id, { hit, score }] of best) {
      const known = byDocument.get(id) ?? { ...foundOf(hit), covered: 0 };
      known.score += score;
      known.covered += most;
      byDocument.set(id, known);
    }
  }
  bringTogether(byDocument, highest, meaning);
  const found = inOrder([...byDocument.values()]);
  // Places of one document and translations of one entry are counted as one where all of them are fetched.
  const isOneOfEach = query.locale !== undefined && !query.near;
  const cut = telling.flat().filter(({ hits, documents }) => isOneOfEach && documents > hits.length);
  return {
    found,
    matching: onePerOwner(found.filter((one) => fits(query, one))),
    atLeast: Math.max(0, ...cut.map(({ documents }) => documents)),
    corrected: new Set(searches.filter(({ typos }) => typos > 0).map(({ word }) => word.word)),
  };
}

/** The searches for each word that says something, the rarest first. */
function tellingWords(searches: readonly WordSearch[], all: number): WordSearch[][] {
  const frequency = (ofWord: readonly WordSearch[]) => Math.max(...ofWord.map(({ documents }) => documents));
  const byWord = [...Map.groupBy(searches, ({ word }) => word).values()].map((ofWord) => {
    // What is written as it was typed is not looked for in other spellings.
    const isKnown = ofWord.some(({ loosely, hits }) => !loosely && hits.length > 0);
    if (!isKnown) return ofWord.filter(({ loosely, documents }) => loosely || documents > 0);
    return ofWord
      .filter(({ loosely, typos, hits }) => hits.length > 0 && !(loosely && typos > 0))
      .map((one) => (one.loosely ? { ...one, weight: PREFIX_WEIGHT } : one));
  });
  const byRarity = byWord.toSorted((a, b) => frequency(a) - frequency(b));
  // What every second document has says nothing of any.
  const telling = byRarity.filter((ofWord) => all <= FEW_DOCUMENTS || frequency(ofWord) <= all / 2);
  return telling.length > 0 ? telling : byRarity;
}

/** The best text of each owner. */
export function onePerOwner(found: readonly Found[]): Found[] {
  const owners = new Map<string, Found>();
  for (const one of found) if (!owners.has(one.ownerId)) owners.set(one.ownerId, one);
  return [...owners.values()];
}

export function inOrder<T extends Found>(found: readonly T[]): T[] {
  return found.toSorted((a, b) => b.score - a.score || (a.ownerId < b.ownerId ? -1 : 1));
}

/** Scores from 0 to 1: the best by words has as much as it has of the words. */
function bringTogether(
  byDocument: Map<string, Found & { covered: number }>,
  highest: number,
  meaning: MultiSearchResult<IndexedDocument> | null,
): void {
  const [best] = [...byDocument.values()].sort((a, b) => b.score - a.score);
  const scale = best ? ((meaning ? 1 - MEANING_WEIGHT : 1) * best.covered) / (highest * best.score || 1) : 0;
  for (const one of byDocument.values()) one.score *= scale;
  for (const hit of meaning?.hits ?? []) {
    const id = documentIdOf(hit);
    const known = byDocument.get(id) ?? { ...foundOf(hit), covered: 0 };
    known.score += MEANING_WEIGHT * (hit._rankingScore ?? 0);
    byDocument.set(id, known);
  }
}

/** Inverse document frequency. */
function rarityOf(documents: number, all: number): number {
  const having = Math.min(documents, all);
  return Math.log(1 + (all - having + 0.5) / (having + 0.5));
}

function exactlyFound(
  asked: MultiSearchQuery,
  word: TypedWord,
  { weight }: Reading,
  result: MultiSearchResult<IndexedDocument>,
): WordSearch {
  const { hits, estimatedTotalHits: documents = 0 } = result;
  return { asked, word, weight, loosely: false, hits, documents, typos: 0 };
}

/** Of other spellings only the nearest count. */
function looselyFound(
  asked: MultiSearchQuery,
  word: TypedWord,
  { hits, estimatedTotalHits = 0 }: MultiSearchResult<IndexedDocument>,
): WordSearch {
  const typos = hits[0] ? typosOf(hits[0]) : 0;
  const nearest = hits.filter((hit) => typosOf(hit) === typos);
  const documents = nearest.length < hits.length ? nearest.length : estimatedTotalHits;
  return { asked, word, weight: 1, loosely: true, hits: nearest, documents, typos };
}

function foundOf(hit: Hit<IndexedDocument>): Found {
  const { ownerId, type, locale, topics, audiences } = hit;
  return { documentId: documentIdOf(hit), ownerId, type, locale, topics, audiences, score: 0 };
}

/** A word in quotes is found as it stands, without its beginnings and other spellings. */
function exactly({ stems }: Reading) {
  return {
    q: stems.map((stem) => `"${stem}"`).join(' '),
    matchingStrategy: 'all' as const,
    attributesToSearchOn: IMPACTS,
  };
}

const FETCHED = {
  attributesToRetrieve: ['id', 'ownerId', 'type', 'locale', 'topics', 'audiences'],
  showRankingScoreDetails: true,
};

/** What Meilisearch says of a hit, as far as it is read here. */
interface Details {
  typo?: { typoCount: number };
  /** 1 for the first of the searched attributes, less by an equal share for each further one. */
  attribute?: { attributeRankingOrderScore: number };
}

/** In how many letters what was found differs from what was looked for. */
export function typosOf({ _rankingScoreDetails: details }: Hit<IndexedDocument>): number {
  return (details as Details | undefined)?.typo?.typoCount ?? 0;
}

function impactOf({ _rankingScoreDetails: details }: Hit<IndexedDocument>): number {
  const score = (details as Details | undefined)?.attribute?.attributeRankingOrderScore ?? 0;
  const place = Math.round((1 - score) * SEARCHED.length);
  if (place < IMPACT_ATTRIBUTES.length) return impactIn(place);
  return NAMES.includes(SEARCHED[place]!) ? IMPACT_IN_NAMES : IMPACT_IN_TEXTS;
}
