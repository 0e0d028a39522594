import { normalForm } from '../../normal-form.js';
import { textSearchLanguage } from '../languages.js';
import { plainQuery, plainWords } from '../plain-words.js';
import { stemmerOf } from '../stemmers.js';
import { stopWordsOf } from '../stop-words.js';

/** How the words of a language are read, in texts and in queries. */
export interface WordForms {
  /** The words of a text that say what it is about, as they are written there. */
  readonly wordsOfText: (text: string) => string[];
  /** The words of a query, all of them, in their order. */
  readonly wordsOfQuery: (text: string) => string[];
  readonly isStopWord: (word: string) => boolean;
  readonly stemOf: (word: string) => string;
  /** By what a written word is found: its stem, what its stem is for who types no accents, and as it is. */
  readonly formsOf: (word: string) => string[];
}

const known = new Map<string, Promise<WordForms>>();

/** @param locale BCP 47 tag */
export function wordFormsOf(locale: string): Promise<WordForms> {
  const language = new Intl.Locale(locale).language;
  const forms = known.get(language) ?? read(language);
  known.set(language, forms);
  return forms;
}

async function read(language: string): Promise<WordForms> {
  const [stem, stopWords] = await Promise.all([stemmerOf(language), stopWordsOf(language)]);
  const textLanguage = textSearchLanguage(language);
  const plainStopWords = new Set([...stopWords].flatMap((word) => wordsIn(plainQuery(word, textLanguage))));
  const isStopWord = (word: string) => stopWords.has(word) || plainStopWords.has(word);
  const stemOf = (word: string) => stem?.(word) || word;
  return {
    wordsOfText: (text) => wordsIn(plainWords(text, textLanguage)).filter((word) => !isStopWord(word)),
    wordsOfQuery: (text) => wordsIn(plainQuery(text, textLanguage)),
    isStopWord,
    stemOf,
    formsOf: (word) => [...new Set([stemOf(word), stemOf(withoutAccents(word)), word])],
  };
}

function wordsIn(plain: string): string[] {
  return plain.split(/\s+/).filter((word) => word !== '');
}

function withoutAccents(word: string): string {
  return normalForm(normalForm(word, 'NFKD').replace(/\p{M}/gu, ''), 'NFC');
}
