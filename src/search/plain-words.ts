import { normalForm } from '../normal-form.js';

/**
 * Texts as PostgreSQL divides them into words without harm: in small letters, one form for letters that have several,
 * no marks that are left out as often as written, spaces between all words. Accents stay; stemmers want to see them.
 */

const HAN_AND_KANA = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー々';
const SOUTH_EAST_ASIAN = '\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';

/** Runs of scripts that leave no spaces between words (Korean does, and adds to its words what others write apart). */
const UNSEGMENTED = new RegExp(`[${HAN_AND_KANA}]+|[${SOUTH_EAST_ASIAN}]+`, 'gu');
const IN_PAIRS = new RegExp(`^[${HAN_AND_KANA}]`, 'u');

/** Letters and digits that mean the same: Arabic, Persian and Urdu forms, Hebrew finals, Eastern digits. */
const SAME: Readonly<Record<string, string>> = {
  ...mapped('أإآٱ', 'ا'),
  ...mapped('ىیے', 'ي'),
  ...mapped('ةہھۀۂە', 'ه'),
  ...mapped('کڪ', 'ك'),
  ...mapped('ؤ', 'و'),
  ...mapped('ئ', 'ي'),
  ...mapped('ך', 'כ'),
  ...mapped('ם', 'מ'),
  ...mapped('ן', 'נ'),
  ...mapped('ף', 'פ'),
  ...mapped('ץ', 'צ'),
  ...Object.fromEntries([...'٠١٢٣٤٥٦٧٨٩'].map((digit, value) => [digit, String(value)])),
  ...Object.fromEntries([...'۰۱۲۳۴۵۶۷۸۹'].map((digit, value) => [digit, String(value)])),
};
const HAS_SAME = new RegExp(`[${Object.keys(SAME).join('')}]`, 'gu');

/**
 * The Arabic article, which is written in one with its word, and what may stand before it. The stemmer takes it off only
 * from words that end in ة or ى, which many type as ه and ي. Not where hardly a word would be left, nor off parents (والد).
 */
const ARTICLE = /(?<!\p{L})(?:(?:[فبك]|و(?!الد))?ال|لل)+(?=\p{L}{3})(?!ذين|لذ|لت)/gu;

/** Vowel points and other marks of Arabic and Hebrew, and the letter that only stretches words. */
const UNWRITTEN =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/gu;

function mapped(letters: string, letter: string): Record<string, string> {
  return Object.fromEntries([...letters].map((each) => [each, letter]));
}

/** Another one than before when the same text becomes other words: indexes have to be made anew then. */
export const WORDS_VERSION = 3;

/** @param language one of `TEXT_SEARCH_LANGUAGES` */
export function plainWords(text: string, language: string): string {
  return words(text, language, 'document');
}

/** The same for what is typed: words may be unfinished, and are not written in two ways. */
export function plainQuery(text: string, language: string): string {
  return words(text, language, 'query');
}

function words(text: string, language: string, of: 'document' | 'query'): string {
  const letters = lowerCase(normalForm(text, 'NFKC'), language)
    .replace(UNWRITTEN, '')
    .replace(HAS_SAME, (letter) => SAME[letter] ?? letter)
    .replace(ARTICLE, '')
    .replace(KATAKANA, hiraganaOf)
    // Within Cyrillic words an apostrophe is a sound that is often not typed; in other scripts it parts two words.
    .replace(/(?<=\p{Script=Cyrillic})['’ʼ](?=\p{Script=Cyrillic})/gu, '')
    .replace(/\u00ad|\u200d|\u2060|\ufeff/g, '')
    // 38.5 °C: the letter alone would be a vitamin.
    .replace(/°\s*[cf](?!\p{L})/gu, ' ')
    .replace(UNSEGMENTED, (run) => ` ${segments(run, of).join(' ')} `);
  const apart = letters.replace(/(?!(?<=\p{N})[.,](?=\p{N}))[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
  return of === 'query' ? apart : [apart, ...hyphenated(letters)].join(' ');
}

/** Words, and several joined by hyphens as one. Every word fits, so that no letter is read twice. */
const JOINED = /\p{L}[\p{L}\p{M}]*(?:[-\u2010\u2011]\p{L}[\p{L}\p{M}]*)*/gu;
const HYPHEN = /[-\u2010\u2011]/g;

/** What is written with a hyphen is also found when written together: co-sleeping, cosleeping. */
function hyphenated(letters: string): Set<string> {
  const together = new Set<string>();
  for (const [word] of letters.matchAll(JOINED)) {
    const joined = word.replace(HYPHEN, '');
    if (joined !== word) together.add(joined);
  }
  return together;
}

/** Turkish and Azerbaijani have an i with and one without a dot, in both cases; others take the dot off a capital. */
function lowerCase(text: string, language: string): string {
  const dotted = text.replaceAll('İ', 'i');
  return (language === 'turkish' ? dotted.replaceAll('I', 'ı') : dotted).toLowerCase();
}

/** Many Japanese words are written in either kana. */
export const KATAKANA = /[\u30a1-\u30f6]/gu;

/** Hiragana lie 0x60 before katakana. */
export function hiraganaOf(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60);
}

const SEGMENTER = new Intl.Segmenter('th', { granularity: 'word' });

/**
 * Chinese, Japanese and Korean in overlapping pairs of characters, so that any part of a text finds it; others by a
 * dictionary of their words. A document has its last character alone too, where a single one is looked for.
 */
function segments(run: string, of: 'document' | 'query'): string[] {
  if (!IN_PAIRS.test(run)) return [...SEGMENTER.segment(run)].map(({ segment }) => segment);
  const characters = [...run];
  const pairs = characters.slice(0, -1).map((character, place) => character + characters[place + 1]);
  return pairs.length === 0 || of === 'document' ? [...pairs, characters.at(-1)!] : pairs;
}
