import { normalForm } from '../normal-form.js';

/**
 * Highlights travel from every engine as plain text in which two private-use characters enclose the matches. Only here
 * do they become HTML, after everything else has been escaped, so that no text of a document can bring its own mark-up.
 */

/** Opens a match in marked text. */
export const MARK_START = '\uE000';
/** Closes a match in marked text. */
export const MARK_END = '\uE001';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Turns marked text into safe HTML: escaped, with `<mark>` around matches. Marks that do not pair up (a snippet may have
 * been cut inside a match) are mended, so that the HTML is always well-formed.
 */
export function markedToHtml(text: string): string {
  let open = false;
  const html = text.replace(/[&<>"'\uE000\uE001]/g, (character) => {
    if (character === MARK_START) {
      const tag = open ? '' : '<mark>';
      open = true;
      return tag;
    }
    if (character === MARK_END) {
      const tag = open ? '</mark>' : '';
      open = false;
      return tag;
    }
    return ESCAPES[character] ?? character;
  });
  return open ? `${html}</mark>` : html;
}

/**
 * A text as engines can store it: composed Unicode (NFC), without NUL (PostgreSQL has none), without half surrogate
 * pairs, and without the marks of highlights, which would otherwise turn into such nobody searched for.
 */
export function storableText(text: string): string {
  const storable = text
    .toWellFormed()
    .replaceAll('\0', ' ')
    .replace(/[\uE000-\uE002]/g, '');
  return normalForm(storable, 'NFC');
}
