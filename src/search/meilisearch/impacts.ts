import type { SearchDocument } from '../engine.js';
import type { WordForms } from './word-forms.js';

/*
 * Meilisearch knows in which attributes of a document a word is, and not how often, nor how long the document is. So each
 * document lists its words, by their stems, in attributes that say how much a word counts there: `impact10` the most,
 * `impact1` the least. A search for a word answers in which of them it was found; times how rare the word is, that is BM25.
 */

/** How many such attributes there are: finer ones rank no better. */
const LEVELS = 10;

/** BM25: how soon repeating a word stops to count, and how much long texts are held back. */
const K1 = 1.2;
const B = 0.6;
/** What a word counts in each text. Many texts share the terms of a topic; a title is of one. */
const WEIGHTS = { title: 1, terms: 0.8, summary: 0.8, body: 0.7 };
/**
 * Each further time a word is there counts less: 1 + 1/4 + 1/9 + … That is how PostgreSQL's `ts_rank` counts, from which the
 * other engine takes its figures, so that both rank alike.
 */
const RANK_OF_ENDLESS_TIMES = Math.PI ** 2 / 6;
/** Words of an average document, without the small ones. A guess: what is indexed cannot wait for what will be. */
const AVERAGE_LENGTH = 100;

/** The attributes that list the words, the weightiest first. Each holds one list per language: `impact10.de`. */
export const IMPACT_ATTRIBUTES: readonly ImpactAttribute[] = Array.from(
  { length: LEVELS },
  (_, index) => `impact${LEVELS - index}` as const,
);

export type ImpactAttribute = `impact${number}`;

/** How much a word counts that was found in one of the attributes: from 0 to 1. */
export function impactIn(place: number): number {
  return (LEVELS - place - 0.5) / LEVELS;
}

/** The words of a document by how much they count in it. Every attribute has a value. */
export function impactsOf(document: SearchDocument, forms: WordForms): Record<ImpactAttribute, string[]> {
  const words = new Map<string, { times: number; rank: number; written: Set<string> }>();
  let length = 0;
  const add = (text: string, weight: number): void => {
    for (const word of forms.wordsOfText(text)) {
      const stem = forms.stemOf(word);
      const entry = words.get(stem) ?? { times: 0, rank: 0, written: new Set() };
      entry.times += 1;
      entry.rank += weight / entry.times ** 2 / RANK_OF_ENDLESS_TIMES;
      entry.written.add(word);
      words.set(stem, entry);
      length += 1;
    }
  };
  add(document.title, WEIGHTS.title);
  for (const term of document.terms) add(term, WEIGHTS.terms);
  add(document.summary, WEIGHTS.summary);
  add(document.body, WEIGHTS.body);
  const lists = IMPACT_ATTRIBUTES.map((): string[] => []);
  const saturation = K1 * (1 - B + (B * length) / AVERAGE_LENGTH);
  for (const { rank, written } of words.values()) {
    const count = rank / (1 - rank) / 1.63;
    const impact = count / (count + saturation);
    const place = Math.min(LEVELS - 1, Math.floor((1 - impact) * LEVELS));
    lists[place]!.push(...new Set([...written].flatMap(forms.formsOf)));
  }
  return Object.fromEntries(IMPACT_ATTRIBUTES.map((attribute, place) => [attribute, lists[place]!]));
}
