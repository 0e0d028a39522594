import type { MultiSearchQuery } from 'meilisearch';
import { normalForm } from '../../normal-form.js';
import type { SuggestQuery } from '../engine.js';
import { type IndexedDocument, textOf } from './documents.js';
import { equals } from './filters.js';
import { localesOf } from './query.js';

/** Suggestions are chosen from the names of this many documents. */
const DOCUMENTS = 100;

/** The search for documents one of whose names may complete what is being typed. */
export function suggestionSearch(words: string, { locale }: SuggestQuery, indexUid: string): MultiSearchQuery {
  return {
    indexUid,
    q: words,
    matchingStrategy: 'all',
    locales: localesOf(locale),
    attributesToSearchOn: ['names.*'],
    attributesToRetrieve: ['names'],
    filter: ['place = 0', ...(locale === undefined ? [] : [equals('readerLocales', locale)])],
    limit: DOCUMENTS,
  };
}

/**
 * The names that complete what is being typed, in the order of the documents. Meilisearch forgives typos, and finds the
 * words spread over several names; a suggestion is one name with all words, the last of which may be unfinished.
 */
export function completions(words: string, documents: readonly IndexedDocument[]): string[] {
  const typed = wordsOf(words);
  const unfinished = typed.pop();
  if (unfinished === undefined) return [];
  const found = new Set<string>();
  for (const { names } of documents) {
    for (const name of textOf(names) ?? []) {
      const inName = wordsOf(name);
      if (typed.every((word) => inName.includes(word)) && inName.some((word) => word.startsWith(unfinished))) {
        found.add(name);
      }
    }
  }
  return [...found];
}

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The words of a text, without capitals and accents. Upper case first makes `ss` of `ß`. */
function wordsOf(text: string): string[] {
  const plain = normalForm(text, 'NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();
  return [...SEGMENTER.segment(plain)].filter((part) => part.isWordLike).map((part) => part.segment);
}
