import type { SearchHit } from './engine.js';
import { foldedWord } from './mark-words.js';

const WORDS = /\p{L}[\p{L}\p{M}]*/gu;
const SHORTEST = 4;
const MOST_EDITS = 2;

/**
 * A query with the words that were found only by another spelling spelled that way, as it stands in what was found;
 * null when there are none. So nothing is suggested that is not public, and nothing that finds nothing.
 * @param hits with highlights
 * @param isCorrected whether this word, folded, may have been found by another spelling
 */
export function didYouMean(
  text: string,
  hits: readonly SearchHit[],
  isCorrected: (word: string) => boolean,
): string | null {
  const found = markedWords(hits);
  let changed = false;
  const words = text.replace(WORDS, (word) => {
    const typed = foldedWord(word);
    if (typed.length < SHORTEST || !isCorrected(typed)) return word;
    if ([...found.keys()].some((folded) => folded.startsWith(typed))) return word;
    const better = nearest(typed, found);
    if (better === null) return word;
    changed = true;
    return better;
  });
  return changed ? words : null;
}

/** What is marked in the hits: folded, with how it is written there, the best hits first. */
function markedWords(hits: readonly SearchHit[]): Map<string, string> {
  const words = new Map<string, string>();
  const add = (word: string): void => {
    const written = word.toLowerCase();
    if (!words.has(foldedWord(written))) words.set(foldedWord(written), written);
  };
  for (const { highlight } of hits) {
    const html = `${highlight?.title ?? ''} ${highlight?.snippet ?? ''}`;
    // Of a word that was found by its beginning only that may be marked.
    for (const [, start, end] of html.matchAll(/<mark>([^<]*)<\/mark>([\p{L}\p{M}]*)/gu)) add(`${start}${end}`);
    for (const [, first, second] of html.matchAll(/(?=<mark>([^<]*)<\/mark>[ -]<mark>([^<]*)<\/mark>)/g)) {
      add(`${first} ${second}`);
    }
  }
  return words;
}

function nearest(typed: string, found: ReadonlyMap<string, string>): string | null {
  let best: string | null = null;
  let fewest = typed.length >= 8 ? MOST_EDITS + 1 : MOST_EDITS;
  for (const [folded, written] of found) {
    const edits = folded.replace(' ', '') === typed ? 0 : distance(typed, folded);
    if (edits < fewest) [best, fewest] = [written, edits];
  }
  return best;
}

/** How many letters have to be put in, left out, changed or swapped with their neighbour. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_EDITS) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : change;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change, swapped));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
