/** Words and phrases by language. */
export type WordLists = Readonly<Record<string, readonly string[]>>;

/** Phrases that stand with commas between them. */
export function list(phrases: string): string[] {
  return phrases.split(',').map((phrase) => phrase.trim());
}

/** Each of the beginnings with each of the ends. */
export function pairs(beginnings: string, ends: string): string[] {
  return list(beginnings).flatMap((beginning) => list(ends).map((end) => `${beginning} ${end}`));
}
