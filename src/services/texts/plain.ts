import type { RichText } from '../../schema/rich-text.js';
import { keepDirection } from '../../schema/visible.js';
import { minutesFor } from './reading-time.js';

/*
 * Most of what people write to each other is paragraphs with no mark-up at all. A line of words that begins with a
 * letter, with nothing in it that could be mark-up, a link or an address, needs no parser; that the parser would answer
 * the same is tested.
 */
const PLAIN_LINE = /^(?!www\.)\p{L}[\p{L}\p{M}\p{N} ,.;:!?'"()%€…„“”‚‘’–—-]*$/u;

/** Whether a text, with lines that end in `\n`, has no mark-up. */
export function isPlain(source: string): boolean {
  return source.split('\n').every((line) => (PLAIN_LINE.test(line) && !LINK_OR_BREAK.test(line)) || line === '');
}

/** What becomes a link by itself, and spaces at the end of a line, which break it. */
const LINK_OR_BREAK = /www\.|:\/\/|(?:https?|mailto|xmpp):| $/i;

/** All forms of such a text. */
export function renderPlain(source: string): RichText {
  const paragraphs = source
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/^\n+|\n+$/g, ''))
    .filter(Boolean);
  const text = paragraphs.map((paragraph) => keepDirection(paragraph.replace(/\s+/g, ' '))).join('\n');
  return {
    markdown: source,
    html: paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n'),
    text,
    headings: [],
    readingMinutes: minutesFor(text),
  };
}
