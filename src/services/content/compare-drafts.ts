import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { FieldChangeKind } from '../../schema/enums.js';
import type { WordChange } from '../texts/compare.js';
import { compareInThread } from '../texts/texts.js';
import { elementsOf, type Items, isList, isObject, itemsOf, type Json, movedOf, same } from './list-items.js';

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

/** What differs between two drafts, field by field, in the order of the later one. What is empty counts as not there. */
export async function compareDrafts(before: EntryDraft, after: EntryDraft): Promise<FieldChange[]> {
  return Promise.all(
    differences(before, after).map(async (difference) => {
      const { before, after } = difference;
      const words =
        typeof before === 'string' && typeof after === 'string' ? await compareInThread(before, after) : null;
      return { ...difference, words };
    }),
  );
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
  // In which order languages stand says nothing.
  const moved = path.at(-1) === 'translations' ? new Set<string>() : movedOf(old.keys(), fresh.keys());
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
