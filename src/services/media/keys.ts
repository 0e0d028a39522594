/** Where the bytes with this hash are. */
export function originalKey(hash: string): string {
  return `originals/${hash.slice(0, 2)}/${hash}`;
}

/** What the keys of everything that was made of these bytes begin with. */
export function renditionPrefix(hash: string): string {
  return `renditions/${hash.slice(0, 2)}/${hash}/`;
}

/** The hash that a key of either sort is about. */
export function hashOfKey(key: string): string | undefined {
  return /^(?:originals|renditions)\/[0-9a-f]{2}\/([0-9a-f]{64})(?:\/|$)/.exec(key)?.[1];
}
