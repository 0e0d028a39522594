import { diffArrays } from 'diff';

/** A piece of a text: in both, only in the later one, or only in the earlier one. */
export interface WordChange {
  readonly kind: 'SAME' | 'ADDED' | 'REMOVED';
  readonly text: string;
}

/** Texts longer than this together are compared line by line: word by word would take the process's time from others. */
const LONGEST_BY_WORD = 40_000;
/** How far two texts may be from each other before they count as different as a whole. */
const MOST_EDITS = 2_000;

/** What differs between two texts, word by word; long ones line by line. All pieces together are the texts. */
export function compareTexts(before: string, after: string): WordChange[] {
  const cut = before.length + after.length > LONGEST_BY_WORD ? linesOf : wordsOf;
  const pieces = diffArrays(cut(before), cut(after), { maxEditLength: MOST_EDITS });
  if (!pieces) {
    return [
      { kind: 'REMOVED', text: before },
      { kind: 'ADDED', text: after },
    ];
  }
  return pieces.map(({ added, removed, value }) => ({
    kind: added ? 'ADDED' : removed ? 'REMOVED' : 'SAME',
    text: value.join(''),
  }));
}

/** Knows where words end in scripts that do not say so by blanks, too. */
const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });

function wordsOf(text: string): string[] {
  return Array.from(WORDS.segment(text), ({ segment }) => segment);
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}
