import { MARK_END, MARK_START } from './html.js';
import { hiraganaOf, KATAKANA, plainQuery } from './plain-words.js';

const WORDS = /[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}\p{N}]+)*/gu;
const UNSEGMENTED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const SNIPPET = 200;
/** How much of a snippet comes before its first match. */
const LEAD = 40;

/** A word without capitals, accents and marks that are often left out. */
export function foldedWord(word: string): string {
  return plainQuery(word, 'simple').normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ı', 'i').replaceAll('ß', 'ss');
}

/**
 * Marks the words of a query where PostgreSQL cannot: in scripts without spaces, and in Arabic and Hebrew, where texts
 * are written with marks or letters that the query leaves out, and with small words stuck to the front.
 * @param words as `plainQuery` leaves them
 */
export function markWords(text: string, words: string): string {
  const wanted = words.split(' ').filter((word) => word !== '');
  const folded = wanted.map(foldedWord);
  return text.replace(WORDS, (run) => {
    if (UNSEGMENTED.test(run)) return markParts(run, wanted);
    const word = foldedWord(run);
    const fits = folded.some((typed) => (typed.length < 3 ? word === typed : word.includes(typed)));
    return fits ? `${MARK_START}${run}${MARK_END}` : run;
  });
}

function markParts(run: string, parts: readonly string[]): string {
  const plain = run.toLowerCase().replace(KATAKANA, hiraganaOf);
  const marked = new Array<boolean>(run.length).fill(false);
  for (const part of parts) {
    for (let at = plain.indexOf(part); at >= 0; at = plain.indexOf(part, at + 1)) {
      marked.fill(true, at, at + part.length);
    }
  }
  return [...run.matchAll(/./gsu)]
    .map(({ index, 0: character }) => {
      const opens = marked[index] && !marked[index - 1] ? MARK_START : '';
      const closes = marked[index] && !marked[index + character.length] ? MARK_END : '';
      return opens + character + closes;
    })
    .join('');
}

/** About 200 characters of a marked text around its first match; null when there is none. */
export function passageAround(marked: string): string | null {
  const match = marked.indexOf(MARK_START);
  if (match < 0) return null;
  const start = match <= LEAD ? 0 : match - LEAD;
  const passage = marked.slice(start, start + SNIPPET).toWellFormed();
  return `${start > 0 ? '… ' : ''}${passage}${start + SNIPPET < marked.length ? ' …' : ''}`;
}
