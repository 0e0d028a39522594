import { storableText } from './html.js';

/** What somebody typed into a search box, taken apart. */
export interface QueryText {
  /** Words to find, those of phrases too, in the order in which they were typed. */
  words: string;
  /** The words that are in no phrase. */
  loose: string;
  /** What must be there just so: the parts in double quotes, of whatever language's form. */
  phrases: string[];
  /** Words and phrases that must not be there: those with a minus sign before them. */
  excluded: string[];
  /** Whether the last word may be unfinished. Who has set a blank, a mark or a quote behind it is done with it. */
  open: boolean;
}

/** A quoted part, or a run without spaces; either may have a minus sign before it. A quote without an end is none. */
const PARTS =
  /(?<minus>[-\u2212])?(?:"(?<straight>[^"]*)"|[“”„‟](?<curly>[^“”„‟"]*)[“”‟]|[«»](?<angled>[^«»]*)[«»])|\S+/gu;

const WORD = /[\p{L}\p{N}]/u;
/** So many words or quotes nobody types: what says more has been pasted, and its quotes and dashes are those of a text. */
const MOST_TYPED_WORDS = 20;

const ENDS_IN_WORD = /[\p{L}\p{M}\p{N}]$/u;

/** @param text as typed; what cannot be stored is left out */
export function readQuery(text: string): QueryText {
  const words: string[] = [];
  const loose: string[] = [];
  const phrases: string[] = [];
  const excluded: string[] = [];
  let lastIsWord = false;
  for (const part of storableText(text).matchAll(PARTS)) {
    const { minus, straight, curly, angled } = part.groups ?? {};
    const quoted = straight ?? curly ?? angled;
    const startsWord = part.index === 0 || /\s/.test(text[part.index - 1] ?? ' ');
    if (quoted === undefined) {
      const isExcluded = startsWord && /^[-\u2212][\p{L}\p{N}]/u.test(part[0]);
      if (isExcluded) {
        excluded.push(part[0].slice(1));
      } else {
        words.push(part[0]);
        loose.push(part[0]);
      }
      lastIsWord = !isExcluded;
    } else if (WORD.test(quoted)) {
      if (minus && startsWord) {
        excluded.push(quoted);
      } else {
        words.push(quoted);
        phrases.push(quoted);
        lastIsWord = false;
      }
    }
  }
  const marked = phrases.length + excluded.length;
  if (marked > MOST_TYPED_WORDS || (marked > 0 && loose.length > MOST_TYPED_WORDS)) return prose(text);
  return {
    words: words.join(' '),
    loose: loose.join(' '),
    phrases,
    excluded,
    open: lastIsWord && ENDS_IN_WORD.test(text),
  };
}

/** A text that asks for nothing but its words. */
function prose(text: string): QueryText {
  const words = storableText(text)
    .replace(/["“”„‟«»]|(?<=^|\s)[-\u2212]+/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
  return { words, loose: words, phrases: [], excluded: [], open: ENDS_IN_WORD.test(text) };
}
