import type { SearchQuery } from '../engine.js';
import { readQuery } from '../query-text.js';
import { type WordForms, wordFormsOf } from './word-forms.js';

/** What the words of a query are looked for in. */
export interface Collection {
  /** How many documents a reader may find at all. */
  documents: number;
  /** The locales of their texts. */
  locales: readonly string[];
  /** By what is typed, what else is found. */
  synonyms: Readonly<Record<string, readonly string[]>>;
}

/** One way to understand a typed word: all these stems must be there. */
export interface Reading {
  stems: readonly string[];
  /** 1, less for a guess. */
  weight: number;
}

export interface TypedWord {
  word: string;
  /** What else than the word itself may be meant, too. */
  readings: Reading[];
  /** Whether it may be unfinished. */
  open: boolean;
}

/** More is not read of what somebody types: the last words of it. */
const MOST_WORDS = 100;
const LONGEST_SYNONYM = 5;
const SYNONYM_WEIGHT = 0.8;

/** The words of a query that say what is looked for, in the forms of the languages it is looked for in. */
export async function typedWords(query: SearchQuery, { locales, synonyms }: Collection): Promise<TypedWord[]> {
  const asked = query.locale === undefined ? locales : [query.locale, ...locales];
  const languages = await Promise.all([...new Set(asked.map(languageOf))].map(wordFormsOf));
  const [own] = languages;
  if (!own) return [];
  const { loose, open } = readQuery(query.text);
  const typed = own.wordsOfQuery(loose).slice(-MOST_WORDS);
  const unfinished = open && query.prefix !== false ? typed.length - 1 : undefined;
  const words = typed.map((word, place) => ({
    word,
    readings: stemsOf(word, languages).map((stem): Reading => ({ stems: [stem], weight: 1 })),
    open: place === unfinished,
    isStopWord: own.isStopWord(word),
  }));
  /** Several words that mean something together share what that counts. */
  const together = (start: number, end: number, stems: readonly string[], weight: number): void => {
    const shared = words.slice(start, end).filter(({ isStopWord }) => !isStopWord);
    for (const { readings } of shared) readings.push({ stems, weight: weight / shared.length });
  };
  for (let start = 0; start + 1 < typed.length; start += 1) {
    if (words[start]!.isStopWord || words[start + 1]!.isStopWord) continue;
    for (const stem of stemsOf(typed[start]! + typed[start + 1]!, languages)) together(start, start + 2, [stem], 1);
  }
  const meanings = new Map(
    Object.entries(synonyms).map(([words, others]) => [own.wordsOfQuery(words).join(' '), others]),
  );
  for (let start = 0; meanings.size > 0 && start < typed.length; start += 1) {
    for (let end = start + 1; end <= Math.min(typed.length, start + LONGEST_SYNONYM); end += 1) {
      for (const other of meanings.get(typed.slice(start, end).join(' ')) ?? []) {
        const stems = own
          .wordsOfQuery(other)
          .filter((word) => !own.isStopWord(word))
          .map(own.stemOf);
        if (stems.length > 0) together(start, end, stems, SYNONYM_WEIGHT);
      }
    }
  }
  const said = words.filter(({ isStopWord }) => !isStopWord);
  // A query of nothing but small words is looked for as it is: texts list none of them by their stems.
  const meant = said.length > 0 ? said : words.map((word) => ({ ...word, readings: [] }));
  return [...new Map(meant.map(({ word, readings, open }) => [word, { word, readings, open }])).values()];
}

function stemsOf(word: string, languages: readonly WordForms[]): string[] {
  return [...new Set(languages.map(({ stemOf }) => stemOf(word)))];
}

function languageOf(locale: string): string {
  return new Intl.Locale(locale).language;
}
