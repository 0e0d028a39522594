/*
 * Statements seen before are prepared: planning a deep query costs more than running it. The names are bounded, since
 * a prepared statement lives as long as its connection.
 */
const MAXIMUM_PREPARED = 500;
const MAXIMUM_SEEN = 2_000;

/** Names by text; no name for a text seen only once so far. */
const names = new Map<string, string | undefined>();
let named = 0;

/** The statement under a name of its own if it is worth preparing, for `pool.query({ ...prepared(text), values })`. */
export function prepared(text: string): { name?: string; text: string } {
  const name = names.get(text);
  if (name) return { name, text };
  if (names.has(text) && named < MAXIMUM_PREPARED) {
    const fresh = `hearth_${++named}`;
    names.set(text, fresh);
    return { name: fresh, text };
  }
  if (names.size < MAXIMUM_SEEN) names.set(text, undefined);
  return { text };
}
