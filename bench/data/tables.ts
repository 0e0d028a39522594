import { isDeepStrictEqual } from 'node:util';
import type { RichText } from '../../src/schema/rich-text.js';
import { render } from '../../src/services/texts/render.js';

export type TableRow = Readonly<Record<string, unknown>>;

/** Rows of one table, made while they are read. All have the same columns. */
export interface TableRows {
  readonly table: string;
  readonly rows: Iterable<TableRow>;
}

/** A row for each number below `count`. */
export function* rowFor(count: number, make: (n: number) => TableRow): Generator<TableRow> {
  for (let n = 0; n < count; n++) yield make(n);
}

/** Several rows for each number below `count`. */
export function* rowsFor(count: number, make: (n: number) => readonly TableRow[]): Generator<TableRow> {
  for (let n = 0; n < count; n++) yield* make(n);
}

const CHECK_ONE_IN = 500;
let bodies = 0;

/**
 * The columns `body_…` of a text.
 * @throws Error when the hub would keep the text in other forms; only some are tried, for that is slow
 */
export function bodyColumns(body: RichText, options: { trusted: boolean }) {
  if (bodies++ % CHECK_ONE_IN === 0 && !isDeepStrictEqual(render(body.markdown, { ...options, ids: '' }).body, body)) {
    throw new Error(`The benchmark's texts are not what the hub makes of their Markdown:\n${body.markdown}`);
  }
  return {
    body_markdown: body.markdown,
    body_html: body.html,
    body_text: body.text,
    body_headings: body.headings,
    body_reading_minutes: body.readingMinutes,
  };
}
