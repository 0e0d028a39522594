import type { RichText } from '../../schema/rich-text.js';
import type { Problems } from '../content/problems.js';
import { renderMarkdown } from '../markdown.js';

type Path = readonly (string | number)[];

const TITLE = { least: 3, most: 200 };
const BODY = { least: 1, most: 20_000 };

/** A title in one line; a problem is added when it is too short or too long. */
export function titleOf(written: string, problems: Problems, path: Path): string {
  const title = oneLine(written);
  checkLength(title, TITLE, 'A title', problems, path);
  return title;
}

/** What a member wrote, in all its forms. Null when a problem was added. */
export function bodyOf(written: string, problems: Problems, path: Path): RichText | null {
  const markdown = written.trim();
  if (!checkLength(markdown, BODY, 'A text', problems, path)) return null;
  if (isTangled(markdown)) {
    problems.add(
      'INVALID',
      'The text nests or marks up too much in one paragraph. Use less formatting, or put empty lines between the parts.',
      ...path,
    );
    return null;
  }
  const body = renderMarkdown(markdown, { trusted: false });
  if (body.text === '' && !body.html.includes('<img')) {
    problems.add(
      'INVALID',
      'Nothing of this text can be read: HTML is left out. Write in plain words or Markdown.',
      ...path,
    );
    return null;
  }
  return body;
}

/** A short text without line breaks, control characters and space around it. */
export function oneLine(written: string): string {
  return written
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function checkLength(
  text: string,
  { least, most }: { least: number; most: number },
  what: string,
  problems: Problems,
  path: Path,
): boolean {
  const length = [...text].length;
  if (length === 0) problems.add('REQUIRED', `${what} is needed.`, ...path);
  else if (length < least) problems.add('INVALID', `${what} has at least ${least} characters.`, ...path);
  else if (length > most)
    problems.add('INVALID', `${what} has at most ${most} characters; this one has ${length}.`, ...path);
  return length >= least && length <= most;
}

/*
 * The time Markdown takes grows with the square of the marks in one paragraph, and each level of nesting costs stack:
 * twenty thousand characters can keep the process busy for a minute. No text meant for people comes near these limits.
 */
const MOST_MARKS = 1000;
const MOST_MARKS_TIMES_LINES = 100_000;
const DEEPEST = 9;
const MOST_CONTAINERS = 1000;
/** The marks of quotes and list items that a line begins with. */
const CONTAINERS = /^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t]))+/gm;

function isTangled(markdown: string): boolean {
  const depths = (markdown.match(CONTAINERS) ?? []).map((start) => start.match(/[>+*.)-]/g)!.length);
  if (depths.some((depth) => depth > DEEPEST) || depths.reduce((sum, depth) => sum + depth, 0) > MOST_CONTAINERS)
    return true;
  return markdown.split(/\n[ \t]*\n/).some((paragraph) => {
    const marks = paragraph.match(/[*_~[\]|]/g)?.length ?? 0;
    return marks > MOST_MARKS || marks * paragraph.split('\n').length > MOST_MARKS_TIMES_LINES;
  });
}
