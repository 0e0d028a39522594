/*
 * What programs leave in texts on their way from one to the other. Line breaks are put right; the rest is only told, since
 * nobody can know what stood there.
 */

/** Text with line breaks where `\n` is written out. */
export function withLineBreaks(text: string): string {
  return text.replace(/(?:\\r)?\\n/g, '\n').trim();
}

const TRACES: readonly (readonly [RegExp, string])[] = [
  [
    /#{2,}\w{1,40}#{2,}|%%\w{1,40}%%|\{\{[^{}]{1,60}\}\}/,
    'is a mark of a program, in whose place something should stand',
  ],
  [/_x00[\dA-F]{2}_|#(?:REF|N\/A|VALUE|NAME)[!?]?/, 'is what a spreadsheet has left'],
  [/&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[\da-f]{1,6});/i, 'is written for a web page'],
  [/<\/?(?:p|br|div|span|b|i|u|strong|em|a|ul|ol|li|h[1-6]|font|table|tr|td)(?:\s[^<>]{0,200})?\/?>/i, 'is HTML'],
  [
    /Ã[\u0080-\u00bf\u0152-\u2122]|Â[\u0080-\u00bf]|â€.?|ï»¿|ðŸ/,
    'looks like letters that were read in the wrong encoding',
  ],
  [/\ufffd/, 'stands where a letter was lost before the file was written'],
];

/** What is to be looked at in a text, each with the piece it is about. */
export function tracesIn(text: string): string[] {
  return TRACES.flatMap(([pattern, what]) => {
    const found = pattern.exec(text);
    return found ? [`"${found[0]}" ${what}. It is published as it stands.`] : [];
  });
}
