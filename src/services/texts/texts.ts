import type { WordChange } from './compare.js';
import { storable } from './lines.js';
import { mayName, type Names, NO_NAMES } from './names.js';
import { isPlain } from './plain.js';
import { type Rendered, type RenderOptions, render } from './render.js';
import { Thread, TookTooLong } from './thread.js';
import type { TooMuch, Work } from './work.js';

/*
 * All that is done with long texts goes on in two threads, beside the one that answers everybody: what members write
 * never keeps waiting what editors do.
 */
const THREADS = { editors: new Thread(), members: new Thread() } as const;

/** Longest text in Markdown that is taken, in characters. */
export const LONGEST_TEXT = 200_000;

/** Up to here a text without mark-up is read where it is asked for: it takes less time than to hand it over. */
const SHORT = 20_000;

/** Makes all forms of a text from its Markdown, or says why that takes too long. */
export async function renderText(markdown: string, options: RenderOptions): Promise<Rendered | TooMuch> {
  if (markdown.length > LONGEST_TEXT) return tooLong(markdown);
  if (markdown.length <= SHORT && isPlain(storable(markdown))) return render(markdown, options);
  return inThread(options.trusted ? 'editors' : 'members', 'render', markdown, options);
}

/** The files and entries that a text of editors names, or why that takes too long to find out. */
export async function readNames(markdown: string): Promise<Names | TooMuch> {
  if (markdown.length > LONGEST_TEXT) return tooLong(markdown);
  if (markdown.length <= SHORT && isPlain(storable(markdown)) && !mayName(markdown)) return NO_NAMES;
  return inThread('editors', 'names', markdown);
}

/** A text of editors in which words stand in place of what names any of these files and entries. */
export async function leaveOutOfText(markdown: string, ids: readonly string[]): Promise<string> {
  const text = await inThread('editors', 'without', markdown, ids);
  // What cannot be read names nothing.
  return typeof text === 'string' ? text : markdown;
}

/** What differs between two texts. Where that takes too long to find out, they differ as a whole. */
export async function compareInThread(before: string, after: string): Promise<WordChange[]> {
  const done = await inThread('editors', 'compare', before, after);
  if (!('reason' in done)) return done;
  return [
    { kind: 'REMOVED', text: before },
    { kind: 'ADDED', text: after },
  ];
}

/** Gives back what the threads take up, as far as they have nothing to do. */
export function restThreads(): void {
  for (const thread of Object.values(THREADS)) thread.rest();
}

async function inThread<Name extends keyof Work>(
  whose: keyof typeof THREADS,
  name: Name,
  ...given: Parameters<Work[Name]>
): Promise<ReturnType<Work[Name]> | TooMuch> {
  try {
    return await THREADS[whose].do<ReturnType<Work[Name]>>({ name, given });
  } catch (error) {
    if (error instanceof TookTooLong)
      return { reason: 'it takes too long to read. Use less formatting, or divide the text.' };
    throw error;
  }
}

function tooLong({ length }: string): TooMuch {
  return { reason: `At most ${LONGEST_TEXT} characters fit here; there are ${length}.` };
}
