/** As many entries and threads as are indexed at once. */
const MOST = 100;

/** Entries and threads, as many at a time as are indexed at once. */
export function* inBatches(ownerIds: readonly string[]): Generator<string[]> {
  for (let start = 0; start < ownerIds.length; start += MOST) yield ownerIds.slice(start, start + MOST);
}
