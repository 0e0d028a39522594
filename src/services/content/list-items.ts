/*
 * When two elements of lists are the same one. Drafts are compared and brought together by it: a list that was sorted anew
 * or got something on top has not changed in its other elements.
 */

export type Json = Readonly<Record<string, unknown>>;

/** An element of a list. */
export interface Item {
  readonly value: unknown;
  /** Its language or key, so that it stays the same one however it is changed. Null for what goes by its place. */
  readonly key: string | null;
}

/** The elements of a list in their order, each by an identity that it shares with itself in other versions of the list. */
export type Items = ReadonlyMap<string, Item>;

/** By which fields elements without language or key are known, by the name of their list. */
const KNOWN_BY: Readonly<Record<string, readonly string[]>> = {
  phones: ['number'],
  sources: ['title'],
  schedules: ['frequency', 'interval', 'byDay', 'byMonthDay', 'validFrom', 'validTo'],
  scheduleExceptions: ['startsOn', 'endsOn'],
};

/**
 * The elements of several versions of one list. They are the same by their language or key, else by what they are known
 * by, else by all they say. Where that is there twice in any of the versions, only elements that say the same are the
 * same: the first with the first, the second with the second.
 * @param list the name of the field
 */
export function itemsOf(list: string, versions: readonly (readonly unknown[])[]): Items[] {
  const named = versions.map((elements) => elements.map((value) => identify(list, value)));
  const twice = new Set(named.flatMap((items) => repeated(items.map(({ identity }) => identity))));
  return named.map((items) => {
    const counts = new Map<string, number>();
    return new Map(
      items.map(({ identity, ...item }) => {
        if (!twice.has(identity)) return [identity, item];
        const exact = `${identity} ${JSON.stringify(canonical(item.value))}`;
        const count = (counts.get(exact) ?? 0) + 1;
        counts.set(exact, count);
        return [`${exact} ${count}`, { ...item, key: null }];
      }),
    );
  });
}

function identify(list: string, value: unknown): Item & { readonly identity: string } {
  if (!isObject(value))
    return {
      identity: JSON.stringify(UUID.test(String(value)) ? String(value).toLowerCase() : value),
      value,
      key: null,
    };
  const key = value.locale ?? value.key;
  if (typeof key === 'string' && key !== '') return { identity: JSON.stringify(key), value, key };
  const known = KNOWN_BY[list]?.map((field) => canonical(value[field]));
  return { identity: JSON.stringify(known ?? canonical(value)), value, key: null };
}

/** The same id, however it is written. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function repeated(identities: readonly string[]): string[] {
  const seen = new Set<string>();
  return identities.filter((identity) => seen.has(identity) || !seen.add(identity));
}

/** Those of what is in both that stand in another order in `after`: as few as that can be said with. */
export function movedOf(before: Iterable<string>, after: Iterable<string>): Set<string> {
  const places = new Map([...before].map((identity, place) => [identity, place]));
  const common = [...after].filter((identity) => places.has(identity));
  const staying = new Set(longestRising(common.map((identity) => places.get(identity)!)).map((i) => common[i]!));
  return new Set(common.filter((identity) => !staying.has(identity)));
}

/** Indexes of a longest rising part of a row of different numbers. */
function longestRising(numbers: readonly number[]): number[] {
  /** By length: the index at which the row of that length ends that ends lowest. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [i, number] of numbers.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    before[i] = ends[low - 1];
    ends[low] = i;
  }
  const rising: number[] = [];
  for (let i = ends.at(-1); i !== undefined; i = before[i]) rising.push(i);
  return rising.reverse();
}

/** Whether a list may be there: what is empty is a list of nothing. */
export function isList(value: unknown): boolean {
  return value === undefined || value === null || value === '' || Array.isArray(value);
}

/** The elements of what `isList`. */
export function elementsOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values say the same: what is empty counts as not there, and the order of fields says nothing. */
export function same(one: unknown, other: unknown): boolean {
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
