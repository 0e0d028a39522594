import { normalForm } from '../../normal-form.js';
import { type Stemmer, stemmerOf } from '../../search/stemmers.js';

/** How words of one language are brought to their stems. */
export interface Stemming {
  /** Primary subtag. */
  readonly language: string;
  readonly stem: Stemmer;
  /** What words in its script begin with. */
  readonly script: RegExp;
}

/** Null for a language whose words have to stay as they are. */
export async function stemmingOf(language: string): Promise<Stemming | null> {
  const stem = await stemmerOf(language);
  if (!stem) return null;
  const script = new RegExp(`^\\p{Script=${new Intl.Locale(language).maximize().script}}`, 'u');
  return { language, stem, script };
}

/** Accents of Latin, Greek and Cyrillic letters, and the vowel signs of Arabic and Hebrew, which few people type. */
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/g;

/** A text in small letters, with one spelling for what people type in several. */
export function folded(text: string): string {
  const bare = normalForm(text.toLowerCase(), 'NFKD').replace(ACCENTS, '');
  return normalForm(bare, 'NFC')
    .replace(/ß/g, 'ss')
    .replace(/ı/g, 'i')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .replace(/(?<=[aou])e/g, '');
}

/** The words of a text in small letters, accents kept. An apostrophe is no boundary: people leave it out. */
export function wordsIn(text: string): string[] {
  const plain = normalForm(text.toLowerCase(), 'NFC').replace(/['’ʼ`´]/g, '');
  return plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** A word and its stems in some languages, as they are compared. */
export function formsOf(word: string, languages: readonly Stemming[]): string[] {
  const plain = folded(word);
  const spellings = [...new Set([word, plain])];
  const stems = languages
    .filter(({ script }) => script.test(word))
    .flatMap(({ language, stem }) => spellings.map((spelling) => `${language} ${folded(stem(spelling))}`));
  return [plain, ...new Set(stems)];
}

/** Scripts that put no blanks between words. */
const UNSEGMENTED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

export function isUnsegmented(text: string): boolean {
  return UNSEGMENTED.test(text);
}

/** How many letters have to be changed, left out, added or exchanged with their neighbour; `most + 1` for more. */
export function typingErrors(a: string, b: string, most: number): number {
  const tooMany = most + 1;
  if (Math.abs(a.length - b.length) > most) return tooMany;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(tooMany);
    row[0] = i;
    let fewest = i;
    // Letters further apart than that are as many errors.
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const exchanged = i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : tooMany;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, change, exchanged);
      fewest = Math.min(fewest, row[j]!);
    }
    if (fewest > most) return tooMany;
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
