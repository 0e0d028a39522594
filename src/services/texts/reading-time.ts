const WORDS_PER_MINUTE = 200;

/** Han, Hiragana and Katakana are written without spaces: there each character counts as a word. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}'’-])+/gu;

/** How long reading a text takes, in minutes; at least 1. */
export function minutesFor(text: string): number {
  let words = 0;
  for (const _ of text.matchAll(WORD)) words++;
  return Math.max(1, Math.ceil(words / WORDS_PER_MINUTE));
}
