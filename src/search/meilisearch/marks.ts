import { MARK_END, MARK_START } from '../html.js';
import type { TypedWord } from './typed-words.js';
import { type WordForms, wordFormsOf } from './word-forms.js';

/** Marks the words of a text that are meant by a query; marks that are there stay. */
export type Marker = (text: string, locale: string) => string;

const MARKED_OR_WORD = new RegExp(
  `${MARK_START}[^${MARK_END}]*${MARK_END}|[\\p{L}\\p{M}\\p{N}]+(?:['’ʼ][\\p{L}\\p{M}\\p{N}]+)*`,
  'gu',
);

/**
 * Meilisearch marks what it has found by the words as they were typed. This marks their other forms, too.
 * @param locales of the texts
 */
export async function markerOf(words: readonly TypedWord[], locales: readonly string[]): Promise<Marker> {
  const forms = new Map(
    await Promise.all(locales.map(async (locale): Promise<[string, WordForms]> => [locale, await wordFormsOf(locale)])),
  );
  const wanted = new Set(words.flatMap(({ word, readings }) => [word, ...readings.flatMap(({ stems }) => stems)]));
  const beginnings = words.filter(({ open }) => open).map(({ word }) => word);
  const decided = new Map<string, boolean>();
  const isMeant = (written: string, { wordsOfQuery, formsOf }: WordForms): boolean =>
    wordsOfQuery(written).some(
      (word) => formsOf(word).some((form) => wanted.has(form)) || beginnings.some((typed) => word.startsWith(typed)),
    );
  return (text, locale) => {
    const known = forms.get(locale);
    if (!known) return text;
    return text.replace(MARKED_OR_WORD, (part) => {
      if (part.startsWith(MARK_START)) return part;
      const key = `${locale} ${part}`;
      const meant = decided.get(key) ?? isMeant(part, known);
      decided.set(key, meant);
      return meant ? `${MARK_START}${part}${MARK_END}` : part;
    });
  };
}
