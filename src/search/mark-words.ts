import { normalForm } from '../normal-form.js';
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
  return normalForm(plainQuery(word, 'simple'), 'NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ß', 'ss');
}

/** More is not marked of what somebody types. */
const MOST_WORDS = 100;

/**
 * Marks the words of a query where PostgreSQL cannot: in scripts without spaces, and in Arabic and Hebrew, where texts
 * are written with marks or letters that the query leaves out, and with small words stuck to the front.
 */
export class WordMarks {
  private readonly words: readonly string[];
  private readonly folded: readonly string[];
  /** Whether a word of a text is meant, for those that were looked at. */
  private readonly known = new Map<string, boolean>();

  /** @param words as `plainQuery` leaves them */
  constructor(words: string) {
    this.words = [...new Set(words.split(' '))].filter((word) => word !== '').slice(0, MOST_WORDS);
    this.folded = this.words.map(foldedWord);
  }

  /** The text with its matches marked. */
  mark(text: string): string {
    return text.replace(WORDS, (run) => {
      if (UNSEGMENTED.test(run)) return this.markParts(run);
      return this.isMeant(run) ? `${MARK_START}${run}${MARK_END}` : run;
    });
  }

  /** About 200 characters of a text around its first match, marked; null when there is none. */
  passage(text: string): string | null {
    const match = this.firstIn(text);
    if (match === undefined) return null;
    const start = match <= LEAD ? 0 : match - LEAD;
    const end = start + SNIPPET;
    return `${start > 0 ? '… ' : ''}${this.mark(text.slice(start, end).toWellFormed())}${end < text.length ? ' …' : ''}`;
  }

  private firstIn(text: string): number | undefined {
    for (const { index, 0: run } of text.matchAll(WORDS)) {
      if (!UNSEGMENTED.test(run)) {
        if (this.isMeant(run)) return index;
        continue;
      }
      const plain = plainRun(run);
      const places = this.words.map((part) => plain.indexOf(part)).filter((place) => place >= 0);
      if (places.length > 0) return index + Math.min(...places);
    }
    return undefined;
  }

  private isMeant(run: string): boolean {
    const known = this.known.get(run);
    if (known !== undefined) return known;
    const word = foldedWord(run);
    const meant = this.folded.some((typed) => (typed.length < 3 ? word === typed : word.includes(typed)));
    this.known.set(run, meant);
    return meant;
  }

  private markParts(run: string): string {
    const plain = plainRun(run);
    const marked = new Array<boolean>(run.length).fill(false);
    for (const part of this.words) {
      let end = 0;
      for (let at = plain.indexOf(part); at >= 0; at = plain.indexOf(part, at + 1)) {
        // Of one that begins within the last only what is new: so that each place is marked once.
        marked.fill(true, Math.max(at, end), at + part.length);
        end = at + part.length;
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
}

function plainRun(run: string): string {
  return run.toLowerCase().replace(KATAKANA, hiraganaOf);
}

/** About 200 characters of a marked text around its first match; null when there is none. */
export function passageAround(marked: string): string | null {
  const match = marked.indexOf(MARK_START);
  if (match < 0) return null;
  const start = match <= LEAD ? 0 : match - LEAD;
  const passage = marked.slice(start, start + SNIPPET).toWellFormed();
  return `${start > 0 ? '… ' : ''}${passage}${start + SNIPPET < marked.length ? ' …' : ''}`;
}
