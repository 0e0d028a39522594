/**
 * The languages PostgreSQL has a stemmer for, by the primary subtag of BCP 47. A server older than 18 may lack one
 * of them; its schema then treats that language as `simple`.
 */
const LANGUAGES: Record<string, string> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  et: 'estonian',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  nb: 'norwegian',
  ne: 'nepali',
  nl: 'dutch',
  nn: 'norwegian',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
  yi: 'yiddish',
};

/** Words as they are, without stemming and stop words: for every language without a stemmer. */
export const SIMPLE = 'simple';

/** The names of all text-search configurations that `textSearchLanguage` can answer. */
export const TEXT_SEARCH_LANGUAGES: readonly string[] = [...new Set(Object.values(LANGUAGES)), SIMPLE];

/** The text-search configuration for texts in a locale (BCP 47 tag, any case): `de-CH` is `german`. */
export function textSearchLanguage(locale: string): string {
  const [primary = ''] = locale.toLowerCase().split(/[-_]/);
  return LANGUAGES[primary] ?? SIMPLE;
}
