import { diffArrays } from 'diff';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { FieldChangeKind } from '../../schema/enums.js';
import { elementsOf, type Items, isList, isObject, itemsOf, type Json, movedOf, same } from './list-items.js';

/** A piece of a text: in both, only in the later one, or only in the earlier one. */
export interface WordChange {
  readonly kind: 'SAME' | 'ADDED' | 'REMOVED';
  readonly text: string;
}

/** A field or an element of a list that differs. */
export interface Difference {
  readonly kind: FieldChangeKind;
  /**
   * Names of fields; within a list the language or key of the element, else its place in the later list, or in the
   * earlier one when it is not in that.
   */
  readonly path: readonly string[];
  /** As JSON; null when it was not there. Of what has only moved its places, counted from 0. */
  readonly before: unknown;
  readonly after: unknown;
}

/** A field that differs, and how. */
export interface FieldChange extends Difference {
  /** For texts on both sides. */
  readonly words: readonly WordChange[] | null;
}

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
  if (same(before, after)) return [];
  if (isObject(before) && isObject(after)) return compareObjects(before, after, path);
  if (isList(before) && isList(after)) return compareLists(elementsOf(before), elementsOf(after), path);
  const kind = isList(before) ? 'ADDED' : isList(after) ? 'REMOVED' : 'CHANGED';
  return [{ kind, path, before: before ?? null, after: after ?? null }];
}

/** Element by element. What stands in another order has moved; what others make room for has not. */
function compareLists(before: readonly unknown[], after: readonly unknown[], path: readonly string[]): Difference[] {
  const [old, fresh] = itemsOf(path.at(-1)!, [before, after]) as [Items, Items];
  const moved = movedOf(old.keys(), fresh.keys());
  const [oldPlaces, freshPlaces] = [placesIn(old), placesIn(fresh)];
  return [...new Set([...fresh.keys(), ...old.keys()])].flatMap((identity) => {
    const [was, is] = [old.get(identity), fresh.get(identity)];
    const [from, to] = [oldPlaces.get(identity), freshPlaces.get(identity)];
    const at = [...path, (is ?? was)!.key ?? String(to ?? from)];
    const changes = compareValues(was?.value, is?.value, at);
    if (moved.has(identity)) changes.push({ kind: 'MOVED', path: at, before: from, after: to });
    return changes;
  });
}

function placesIn(items: Items): ReadonlyMap<string, number> {
  return new Map([...items.keys()].map((identity, place) => [identity, place]));
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
