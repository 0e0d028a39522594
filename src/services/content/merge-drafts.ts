import type { EntryDraft } from '../../schema/drafts/entry.js';
import { isObject, type Json } from './compare-drafts.js';

/** A field that two editors have changed in different ways. */
export interface Collision {
  /** As in a comparison: within lists of texts, places or services the language or key. */
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
 * a field, `yours` stands and the collision says what `theirs` was. Nothing is lost without being named.
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
    const lists = [before, their, your].map(byKey);
    if (lists.every((list) => list !== undefined)) return mergeLists(lists[0]!, lists[1]!, lists[2]!, path);
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

  function mergeLists(before: Keyed, their: Keyed, your: Keyed, path: readonly string[]): Json[] {
    const elements = new Map<string, unknown>();
    for (const key of new Set([...your.keys(), ...their.keys()]))
      elements.set(key, mergeValues(before.get(key), their.get(key), your.get(key), [...path, key]));
    return orderOf(before, their, your, path)
      .map((key) => elements.get(key) as Json | undefined)
      .filter((element) => element !== undefined);
  }

  /** All keys: in the order of whoever has changed it. Where both have, that is a collision, too. */
  function orderOf(before: Keyed, their: Keyed, your: Keyed, path: readonly string[]): string[] {
    const [old, theirs, yours] = [before, their, your].map((list) => [...list.keys()]) as [
      string[],
      string[],
      string[],
    ];
    const moved = [theirs, yours].map((keys) => !sameOrder(old, keys));
    if (moved[0] && moved[1] && !sameOrder(theirs, yours))
      collide([...before.values()], [...their.values()], [...your.values()], path);
    return moved[0] && !moved[1] ? woven(theirs, yours) : woven(yours, theirs);
  }
}

type Keyed = ReadonlyMap<string, Json>;

/** The elements by language or key; undefined for what is no list of such elements, each with its own. */
function byKey(list: unknown): Keyed | undefined {
  if (list == null || list === '') return new Map();
  if (!Array.isArray(list) || !list.every(isObject)) return undefined;
  const keys = list.map(({ locale, key }) => locale ?? key);
  if (!keys.every((key) => typeof key === 'string') || new Set(keys).size < keys.length) return undefined;
  return new Map(list.map((element, i) => [keys[i] as string, element]));
}

/** Whether what is in both stands in the same order. */
function sameOrder(one: readonly string[], other: readonly string[]): boolean {
  const inBoth = one.filter((key) => other.includes(key));
  return inBoth.join('\n') === other.filter((key) => one.includes(key)).join('\n');
}

/** All of `lead`, and what only `other` has behind that which it follows there. */
function woven(lead: readonly string[], other: readonly string[]): string[] {
  const keys = [...lead];
  for (const [i, key] of other.entries()) {
    if (!keys.includes(key)) keys.splice(i === 0 ? 0 : keys.indexOf(other[i - 1]!) + 1, 0, key);
  }
  return keys;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

/** Without what is empty, and with the fields of objects in one order. */
function canonical(value: unknown): unknown {
  if (value === undefined || value === '') return null;
  if (Array.isArray(value)) return value.length ? value.map(canonical) : null;
  if (!isObject(value)) return value;
  const fields = Object.keys(value)
    .sort()
    .map((name) => [name, canonical(value[name])] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== null));
}

/** As it will be kept: what an editor sends is made of objects of classes. */
function plain(draft: EntryDraft): Json {
  return JSON.parse(JSON.stringify(draft)) as Json;
}
