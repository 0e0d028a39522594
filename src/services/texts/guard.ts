/*
 * The time Markdown takes grows with the square of the marks in one paragraph, and each level of nesting costs stack and
 * is gone through for every line: twenty thousand characters can take minutes. No text meant for people comes near these
 * limits, which are checked in one pass before anything is parsed.
 */
const MOST_LINES = 10_000;
const MOST_MARKS = 1_000;
const MOST_MARKS_TIMES_LINES = 100_000;
const MOST_UNDERLINES = 500;
const MOST_DEFINITIONS = 1_000;
const MOST_COLUMNS = 100;
const MOST_CELLS = 30_000;
/** How deep quotes and lists nest, and how many there are, each counted in every line that begins with it. */
const CONTAINERS = { members: { deepest: 9, most: 1_000 }, editors: { deepest: 12, most: 5_000 } };

/** The marks of quotes and list items, and the blanks between them, that a line begins with. */
const CONTAINER_MARKS = /^(?:[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))*/;
const MARKS = /[*_~[\]`]|<[!?]/g;
/** A line of `=` or `-` makes the one above a heading. */
const UNDERLINE = /^[ \t>]*(?:=+|-+)[ \t]*$/;
const DEFINITION = /^[ \t>]*\[[^\]]*\]:/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** The line below the head of a table, without the blanks around it. */
const DELIMITERS = /^(?=.*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/;

/** Where one line says too much, for people. */
interface Limit {
  readonly line: number;
  readonly reason: string;
}

/**
 * Why a text takes too long to read as Markdown; undefined when it does not.
 * @param markdown with lines that end in `\n`
 * @param trusted whether the centre answers for it: then what stands in tables, lists and code counts line by line, as it
 *   is read. Others could pretend that it is, and only keep a thread busy until its time is over.
 */
export function tooMuch(markdown: string, trusted: boolean): string | undefined {
  const limit = firstLimit(markdown, trusted);
  return limit && `Line ${limit.line}: ${limit.reason}`;
}

function firstLimit(markdown: string, trusted: boolean): Limit | undefined {
  let [containers, underlines, definitions] = [0, 0, 0];
  let [marks, lines] = [0, 0];
  let fence: string | undefined;
  let [columns, cells] = [0, 0];
  const { deepest, most } = CONTAINERS[trusted ? 'editors' : 'members'];
  for (const [i, line] of markdown.split('\n').entries()) {
    const stop = (reason: string): Limit => ({ line: i + 1, reason });
    if (i >= MOST_LINES) return stop(`a text has at most ${MOST_LINES} lines. Divide it.`);
    const mark = FENCE.exec(line)?.[1];
    if (trusted && fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
      continue;
    }
    if (mark && fence === undefined) fence = mark;
    const start = CONTAINER_MARKS.exec(line)![0];
    const depth = depthOf(start);
    if (depth > deepest) return stop(`quotes and lists nest at most ${deepest} deep. Use fewer levels.`);
    containers += depth;
    if (containers > most) return stop('there are too many quotes and list items. Divide the text.');
    if (UNDERLINE.test(line) && ++underlines > MOST_UNDERLINES)
      return stop('there are too many underlined headings. Begin headings with # instead.');
    if (DEFINITION.test(line) && ++definitions > MOST_DEFINITIONS)
      return stop('there are too many footnotes and definitions of links. Divide the text.');
    const words = line.trim();
    const isBlank = words === '';
    if (isBlank) columns = 0;
    else if (DELIMITERS.test(words)) columns = line.split('|').length;
    if (columns > MOST_COLUMNS) return stop(`a table has at most ${MOST_COLUMNS} columns.`);
    cells += columns;
    if (cells > MOST_CELLS) return stop(`tables have at most ${MOST_CELLS} cells. Divide the text.`);
    const standsAlone = depth > 0 || (columns > 0 && line.includes('|'));
    if (isBlank || (trusted && standsAlone)) [marks, lines] = [0, 0];
    marks += line.match(MARKS)?.length ?? 0;
    lines++;
    if (marks > MOST_MARKS || marks * lines > MOST_MARKS_TIMES_LINES)
      return stop('one paragraph has too many marks. Use less formatting, or put empty lines between its parts.');
  }
  return undefined;
}

/** How deep the line is that begins so: by the marks, and by how far the last of them is indented. */
function depthOf(start: string): number {
  if (start === '') return 0;
  const marks = start.match(/[>+*.)-]/g)!.length;
  let columns = 0;
  for (const character of /^[ \t]*/.exec(start)![0]) columns += character === '\t' ? 4 - (columns % 4) : 1;
  // An item is at least two columns further in than the one it belongs to.
  return marks + Math.floor(columns / 2);
}
