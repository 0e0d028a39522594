/** The ends of lines that there are besides `\n`. */
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;

/**
 * A text as it can be kept and read: every line ends in `\n`. PostgreSQL keeps no NUL and no half of a surrogate pair;
 * CommonMark shows U+FFFD in their place.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD').replace(LINE_ENDS, '\n');
}
