/*
 * What people write may hold signs that nobody sees: blanks of all kinds, joiners, marks for the direction of writing,
 * fillers, tags, control characters. They stay where they mean something (joiners in Persian, Hindi and emoji), but a
 * text of nothing else is none.
 */

const SEEN = /[^\p{White_Space}\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB]/u;

/** Whether nothing of a text can be seen. Every check for something required asks this. */
export function isBlank(text: string | null | undefined): boolean {
  return text == null || !SEEN.test(text);
}

/** A text without blanks around it; null when there is nothing to see. */
export function written(text: string | null | undefined): string | null {
  return isBlank(text) ? null : text!.trim();
}

/** A text in one line, such as a name or a title: without what would turn other texts beside it round. */
export function oneLine(text: string): string {
  const line = keepDirection(
    text
      .toWellFormed()
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
  );
  return isBlank(line) ? '' : line;
}

const OVERRIDE = /[\u202A-\u202E]/g;
const ISOLATE = /[\u2066-\u2069]/g;
const END_OF_ISOLATE = '\u2069';

/**
 * A line that sets the direction of no text behind it: without embeddings and overrides (U+202A to U+202E), and with
 * isolates (U+2066 to U+2069) only in pairs. The marks U+200E and U+200F stay, they turn nothing round.
 */
export function keepDirection(line: string): string {
  const plain = line.replace(OVERRIDE, '');
  const open: number[] = [];
  const paired = new Set<number>();
  for (const { 0: sign, index } of plain.matchAll(ISOLATE)) {
    if (sign !== END_OF_ISOLATE) open.push(index);
    else if (open.length) paired.add(index).add(open.pop()!);
  }
  return plain.replace(ISOLATE, (sign, index: number) => (paired.has(index) ? sign : ''));
}
