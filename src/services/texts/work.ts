import { compareTexts, type WordChange } from './compare.js';
import { tooMuch } from './guard.js';
import { storable } from './lines.js';
import { mayName, type Names, NO_NAMES } from './names.js';
import { namesOf, type Rendered, type RenderOptions, render, withoutNames } from './render.js';

/** Said instead of an answer, for people. */
export interface TooMuch {
  readonly reason: string;
}

/*
 * What the threads do with what people write: all that takes longer than one pass over a text. Nothing is parsed before
 * the guard has passed it.
 */
export const WORK = {
  render: (markdown: string, options: RenderOptions): Rendered | TooMuch => {
    const reason = tooMuch(storable(markdown), options.trusted);
    return reason === undefined ? render(markdown, options) : { reason };
  },
  names: (markdown: string): Names | TooMuch => {
    const reason = tooMuch(storable(markdown), true);
    if (reason !== undefined) return { reason };
    return mayName(markdown) ? namesOf(markdown) : NO_NAMES;
  },
  without: (markdown: string, ids: readonly string[]): string | TooMuch => {
    const reason = tooMuch(storable(markdown), true);
    return reason === undefined ? withoutNames(markdown, ids) : { reason };
  },
  compare: (before: string, after: string): WordChange[] => compareTexts(before, after),
} as const;

export type Work = typeof WORK;
