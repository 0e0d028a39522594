import type { EntryDraft } from '../../schema/drafts/entry.js';
import {
  elementsOf,
  type Item,
  type Items,
  isList,
  isObject,
  itemsOf,
  type Json,
  movedOf,
  same,
} from './list-items.js';

/** A field that two editors have changed in different ways. */
export interface Collision {
  /** As in a comparison; what goes by its place has that in the merged list, or in theirs when it is not in that. */
  readonly path: readonly string[];
  readonly before: unknown;
  readonly theirs: unknown;
  readonly yours: unknown;
}

export interface Merge {
  readonly merged: EntryDraft;
  readonly collisions: readonly Collision[];
}

/** Objects whose fields mean nothing without each other: half a consent is none. */
const WHOLE = new Set(['consent', 'file']);

/**
 * Brings together what two editors have made of one draft. Each change of one of them is in it; where both have changed
 * a field, `yours` stands and the collision says what `theirs` was. Nothing is lost without being named, and no element of
 * a list that either of them has added is lost at all.
 */
export function mergeDrafts(base: EntryDraft, theirs: EntryDraft, yours: EntryDraft): Merge {
  const collisions: Collision[] = [];
  const merged = mergeObjects(plain(base), plain(theirs), plain(yours), []);
  return { merged: merged as unknown as EntryDraft, collisions };

  function mergeValues(before: unknown, their: unknown, your: unknown, path: readonly string[]): unknown {
    if (same(before, their) || same(their, your)) return your;
    if (same(before, your)) return their;
    if (isObject(their) && isObject(your) && (isObject(before) || before == null) && !WHOLE.has(path.at(-1)!))
      return mergeObjects(before ?? {}, their, your, path);
    const versions = [before, their, your];
    if (versions.every(isList)) return mergeLists(versions.map(elementsOf), path);
    return collide(before, their, your, path);
  }

  function collide(before: unknown, their: unknown, your: unknown, path: readonly string[]): unknown {
    collisions.push({ path, before: before ?? null, theirs: their ?? null, yours: your ?? null });
    return your;
  }

  function mergeObjects(before: Json, their: Json, your: Json, path: readonly string[]): Json {
    const names = new Set([...Object.keys(your), ...Object.keys(their)]);
    const fields = [...names].map((name) => [
      name,
      mergeValues(before[name], their[name], your[name], [...path, name]),
    ]);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }

  function mergeLists(versions: readonly (readonly unknown[])[], path: readonly string[]): unknown[] {
    const [before, their, your] = itemsOf(path.at(-1)!, versions) as [Items, Items, Items];
    const order = orderOf(before, their, your, path);
    const kept = order.filter((identity) => isKept(before.get(identity), their.get(identity), your.get(identity)));
    const places = new Map(kept.map((identity, place) => [identity, place]));
    const theirPlaces = new Map([...their.keys()].map((identity, place) => [identity, place]));
    const elements = new Map<string, unknown>();
    for (const identity of order) {
      const [was, theirs, yours] = [before, their, your].map((items) => items.get(identity));
      const name = (yours ?? theirs)!.key ?? String(places.get(identity) ?? theirPlaces.get(identity));
      elements.set(identity, mergeValues(was?.value, theirs?.value, yours?.value, [...path, name]));
    }
    if (isRewritten(before, their, your)) collide(...(versions as [unknown, unknown, unknown]), path);
    return kept.map((identity) => elements.get(identity));
  }

  /** What is in either list: in your order, with what they have added or moved behind that which it follows there. */
  function orderOf(before: Items, their: Items, your: Items, path: readonly string[]): string[] {
    const [old, theirs, yours] = [before, their, your].map((items) => [...items.keys()]) as [
      string[],
      string[],
      string[],
    ];
    const [theyMoved, youMoved] = [movedOf(old, theirs), movedOf(old, yours)];
    const staying = yours.filter((identity) => !theyMoved.has(identity) || youMoved.has(identity));
    const order = woven(staying, theirs);
    if ([theirs, yours].some((side) => isUndone(old, side, order)))
      collide(...([before, their, your].map(valuesOf) as [unknown, unknown, unknown]), path);
    return order;
  }
}

/** Whether elements stand in the order of before again that somebody has put into the other one. */
function isUndone(before: readonly string[], side: readonly string[], merged: readonly string[]): boolean {
  const [old, now] = [before, merged].map((list) => new Map(list.map((identity, place) => [identity, place])));
  const common = side.filter((identity) => old!.has(identity) && now!.has(identity));
  const precedes = (places: Map<string, number>, one: string, other: string) => places.get(one)! < places.get(other)!;
  return common.some(
    (identity, i) => i > 0 && precedes(old!, identity, common[i - 1]!) && precedes(now!, identity, common[i - 1]!),
  );
}

function valuesOf(items: Items): unknown[] {
  return [...items.values()].map(({ value }) => value);
}

/** Whether an element is in the merged list: who takes it away loses nothing that others have written in the meantime. */
function isKept(before: Item | undefined, their: Item | undefined, your: Item | undefined): boolean {
  if (!your) return !before && !same(their!.value, undefined);
  return their !== undefined || !before || !same(before.value, your.value);
}

/**
 * Whether both have written something else in place of one element that has no key: then each one's is there, and a
 * person must say whether both are meant.
 */
function isRewritten(before: Items, their: Items, your: Items): boolean {
  const news = (one: Items, other: Items) =>
    [...one].some(([identity, { key }]) => key === null && !before.has(identity) && !other.has(identity));
  const gone = [...before].some(([identity, { key }]) => key === null && !their.has(identity) && !your.has(identity));
  return gone && news(their, your) && news(your, their);
}

/** All of `lead`, and what only `other` has behind that which it follows there. */
function woven(lead: readonly string[], other: readonly string[]): string[] {
  // Each with the next one; the empty word, which is no identity, stands before the first.
  const next = new Map<string, string | undefined>();
  for (const [i, identity] of ['', ...lead].entries()) next.set(identity, lead[i]);
  for (const [i, identity] of other.entries()) {
    if (next.has(identity)) continue;
    const before = other[i - 1] ?? '';
    next.set(identity, next.get(before));
    next.set(before, identity);
  }
  const order: string[] = [];
  for (let identity = next.get(''); identity !== undefined; identity = next.get(identity)) order.push(identity);
  return order;
}

/** As it will be kept: what an editor sends is made of objects of classes. */
function plain(draft: EntryDraft): Json {
  return JSON.parse(JSON.stringify(draft)) as Json;
}
