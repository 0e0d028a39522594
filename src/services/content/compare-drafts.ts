import { diffArrays } from 'diff';
import type { EntryDraft } from '../../schema/drafts/entry.js';

/** A piece of a text: in both, only in the later one, or only in the earlier one. */
export interface WordChange {
  readonly kind: 'SAME' | 'ADDED' | 'REMOVED';
  readonly text: string;
}

/** A field that differs. */
export interface Difference {
  /** Names of fields; within a list of texts or places the language or key, else the place in the list. */
  readonly path: readonly string[];
  /** As JSON; null when it was not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** A field that differs, and how. */
export interface FieldChange extends Difference {
  /** For texts on both sides. */
  readonly words: readonly WordChange[] | null;
}

export type Json = Readonly<Record<string, unknown>>;

/** Texts longer than this together are compared line by line: word by word would take the process's time from others. */
const LONGEST_BY_WORD = 40_000;
/** How far two texts may be from each other before they count as different as a whole. */
const MOST_EDITS = 2_000;

/** What differs between two drafts, field by field, in the order of the later one. What is empty counts as not there. */
export function compareDrafts(before: EntryDraft, after: EntryDraft): FieldChange[] {
  return differences(before, after).map((difference) => {
    const { before, after } = difference;
    const words = typeof before === 'string' && typeof after === 'string' ? compareTexts(before, after) : null;
    return { ...difference, words };
  });
}

/** The fields that differ between two drafts, without a look into their texts. */
export function differences(before: EntryDraft, after: EntryDraft): Difference[] {
  return compareObjects(before as unknown as Json, after as unknown as Json, []);
}

function compareObjects(before: Json, after: Json, path: readonly string[]): Difference[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((name) => compareValues(before[name], after[name], [...path, name]));
}

function compareValues(before: unknown, after: unknown, path: readonly string[]): Difference[] {
  if (JSON.stringify(emptied(before)) === JSON.stringify(emptied(after))) return [];
  if (isObject(before) && isObject(after)) return compareObjects(before, after, path);
  if (isListOfObjects(before) && isListOfObjects(after)) return compareLists(before, after, path);
  return [{ path, before: before ?? null, after: after ?? null }];
}

/** Elements are the same that have one language or key, else one place. */
function compareLists(before: readonly Json[], after: readonly Json[], path: readonly string[]): Difference[] {
  const [old, fresh] = [byKey(before), byKey(after)];
  return [...new Set([...fresh.keys(), ...old.keys()])].flatMap((key) =>
    compareValues(old.get(key), fresh.get(key), [...path, key]),
  );
}

function byKey(list: readonly Json[]): Map<string, Json> {
  return new Map(list.map((element, i) => [String(element.locale ?? element.key ?? i), element]));
}

function compareTexts(before: string, after: string): WordChange[] {
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

function emptied(value: unknown): unknown {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0) ? null : value;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: unknown): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}
