/** The languages Meilisearch knows by name (ISO 639-1): their texts are split into words by the rules of that language. */
export const LANGUAGES: readonly string[] = [
  ...['af', 'ak', 'am', 'ar', 'az', 'be', 'bg', 'bn', 'ca', 'cs', 'da', 'de', 'el', 'en', 'eo', 'es', 'et', 'fa', 'fi'],
  ...['fr', 'gu', 'he', 'hi', 'hr', 'hu', 'hy', 'id', 'it', 'ja', 'jv', 'ka', 'km', 'kn', 'ko', 'la', 'lt', 'lv', 'mk'],
  ...['ml', 'mr', 'my', 'nb', 'ne', 'nl', 'or', 'pa', 'pl', 'pt', 'ro', 'ru', 'si', 'sk', 'sl', 'sn', 'sr', 'sv', 'ta'],
  ...['te', 'th', 'tk', 'tl', 'tr', 'uk', 'ur', 'uz', 'vi', 'yi', 'zh', 'zu'],
];

const KNOWN = new Set(LANGUAGES);

/** The language of a BCP 47 tag as Meilisearch names it; undefined when it does not know that language. */
export function languageOf(locale: string): string | undefined {
  const language = locale.split('-', 1)[0]?.toLowerCase();
  return language && KNOWN.has(language) ? language : undefined;
}
