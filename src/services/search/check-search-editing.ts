import type { Locales } from '../../schema/locales.js';
import { foldedWord } from '../../search/mark-words.js';
import { plainQuery } from '../../search/plain-words.js';
import type { Problems } from '../content/problems.js';

export interface SynonymSetFields {
  readonly locale: string;
  readonly words: readonly string[];
  /** Null: each of the words finds the others. */
  readonly from: readonly string[] | null;
}

export interface PinFields {
  readonly queries: readonly string[];
  /** Null: for readers of all languages. */
  readonly locale: string | null;
  readonly entryIds: readonly string[];
}

const MOST_WORDS = 50;
const LONGEST_WORD = 100;
const MOST_WORDS_A_PHRASE = 5;
const MOST_QUERIES = 50;
export const MOST_PINNED = 10;

/** A query as pins compare it: small letters, without accents and marks, one space between words. */
export function queryKey(text: string): string {
  return plainQuery(text, 'simple').split(' ').map(foldedWord).join(' ').trim();
}

/** The key of what is as long as it may be, so that what is longer costs no more before it is refused. */
function beginningKey(text: string): string {
  return queryKey(text.slice(0, LONGEST_WORD));
}

/** Adds all that is impossible about a set of synonyms. */
export function checkSynonymSet({ locale, words, from }: SynonymSetFields, locales: Locales, problems: Problems): void {
  checkLocale(locale, locales, problems);
  const least = from ? 1 : 2;
  const different = new Set(words.slice(0, MOST_WORDS).map(beginningKey)).size;
  if (different < least || words.length > MOST_WORDS) {
    const wanted = from ? `1 to ${MOST_WORDS} words` : `2 to ${MOST_WORDS} different words`;
    problems.add('INVALID', `Give ${wanted}.`, 'input', 'words');
  }
  if (from && (from.length < 1 || from.length > MOST_WORDS)) {
    problems.add('INVALID', `Give 1 to ${MOST_WORDS} words, or null for synonyms of all directions.`, 'input', 'from');
  }
  for (const [name, list] of [
    ['words', words],
    ['from', from ?? []],
  ] as const) {
    for (const [place, word] of list.entries()) {
      const count = beginningKey(word)
        .split(' ')
        .filter((part) => part !== '').length;
      if (count < 1 || word.length > LONGEST_WORD) {
        problems.add(
          'INVALID',
          `A word has a letter or digit, and at most ${LONGEST_WORD} characters.`,
          'input',
          name,
          place,
        );
      } else if (count > MOST_WORDS_A_PHRASE) {
        problems.add('INVALID', `A phrase has at most ${MOST_WORDS_A_PHRASE} words.`, 'input', name, place);
      }
    }
  }
}

function checkLocale(locale: string, { all }: Locales, problems: Problems): void {
  if (all.includes(locale)) return;
  problems.add('INVALID', `The hub has no language ${locale}. It has ${all.join(', ')}.`, 'input', 'locale');
}

/** Adds all that is impossible about a pin, but for its entries. */
export function checkPin({ queries, locale, entryIds }: PinFields, locales: Locales, problems: Problems): void {
  if (locale != null) checkLocale(locale, locales, problems);
  if (queries.length < 1 || queries.length > MOST_QUERIES) {
    problems.add('INVALID', `Give 1 to ${MOST_QUERIES} queries.`, 'input', 'queries');
  }
  for (const [place, query] of queries.entries()) {
    if (beginningKey(query) === '' || query.length > LONGEST_WORD) {
      problems.add(
        'INVALID',
        `A query has a letter or digit, and at most ${LONGEST_WORD} characters.`,
        'input',
        'queries',
        place,
      );
    }
  }
  if (entryIds.length < 1 || entryIds.length > MOST_PINNED) {
    problems.add('INVALID', `Pin 1 to ${MOST_PINNED} entries.`, 'input', 'entryIds');
  }
}
