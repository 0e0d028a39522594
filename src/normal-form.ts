/**
 * More marks than any script puts on one letter. Bringing marks into their order takes time that grows with the square
 * of their number.
 */
const MANY_MARKS = /(?:(?!\u034f)\p{M}){30}(?=(?!\u034f)\p{M})/gu;

/**
 * A text in one of Unicode's normal forms, in linear time. Longer runs of marks are parted by a sign that nobody sees, as
 * Unicode advises (the stream-safe format of its annex 15).
 */
export function normalForm(text: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string {
  return text.replace(MANY_MARKS, '$&\u034f').normalize(form);
}
