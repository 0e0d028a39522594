import type { RichText } from '../../schema/rich-text.js';
import { isBlank, oneLine } from '../../schema/visible.js';
import type { Problems } from '../content/problems.js';
import { renderText } from '../texts/texts.js';

type Path = readonly (string | number)[];

const TITLE = { least: 3, most: 200 };
const BODY = { least: 1, most: 20_000 };

/** A title in one line; a problem is added when it is too short or too long. */
export function titleOf(written: string, problems: Problems, path: Path): string {
  const title = oneLine(written);
  checkLength(title, TITLE, 'A title', problems, path);
  return title;
}

/**
 * What a member wrote, in all its forms. Null when a problem was added.
 * @param ids what all its ids begin with; see `idsOf`
 */
export async function bodyOf(written: string, ids: string, problems: Problems, path: Path): Promise<RichText | null> {
  const markdown = written.trim();
  if (!checkLength(markdown, BODY, 'A text', problems, path)) return null;
  const rendered = await renderText(markdown, { trusted: false, ids });
  if ('reason' in rendered) {
    problems.add('INVALID', rendered.reason, ...path);
    return null;
  }
  if (rendered.isEmpty) {
    problems.add('INVALID', 'Nothing of this text can be seen. Write in plain words or Markdown.', ...path);
    return null;
  }
  return rendered.body;
}

function checkLength(
  text: string,
  { least, most }: { least: number; most: number },
  what: string,
  problems: Problems,
  path: Path,
): boolean {
  const length = isBlank(text) ? 0 : [...text].length;
  if (length === 0) problems.add('REQUIRED', `${what} is needed.`, ...path);
  else if (length < least) problems.add('INVALID', `${what} has at least ${least} characters.`, ...path);
  else if (length > most)
    problems.add('INVALID', `${what} has at most ${most} characters; this one has ${length}.`, ...path);
  return length >= least && length <= most;
}
