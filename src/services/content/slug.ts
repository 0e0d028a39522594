import { normalForm } from '../../normal-form.js';

const GERMAN: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** Longest slug, in UTF-16 units as everywhere. */
const LONGEST = 80;

/**
 * Makes a slug of a title: lower-case letters and digits of any script, joined by hyphens. Latin letters lose their
 * accents, other scripts stay as they are written. Empty when the title has neither letters nor digits.
 */
export function slugify(title: string, locale: string): string {
  const lower = normalForm(title, 'NFC').toLocaleLowerCase(locale);
  const spelt = locale.startsWith('de')
    ? lower.replace(/[äöüß]/g, (letter) => GERMAN[letter]!)
    : lower.replaceAll('ß', 'ss');
  const plain = normalForm(spelt, 'NFD').replace(/(?<=\p{Script=Latin})\p{Mark}+/gu, '');
  const words = normalForm(plain, 'NFC')
    .replace(/['’]/g, '')
    // Signs that nobody sees: joiners, those for the direction of writing, what makes an emoji; and marks on nothing.
    .replace(
      /(?!\u200C)[\p{Format}\p{Default_Ignorable_Code_Point}]|[\u20E3\u2800]|(?<![\p{Letter}\p{Mark}\p{Number}])\p{Mark}+/gu,
      '',
    )
    .replace(/[^\p{Letter}\p{Mark}\p{Number}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return shorten(words, LONGEST);
}

/**
 * The one form in which a slug is kept: small letters, composed. An address in capitals leads to the same as one without.
 */
export function canonicalSlug(slug: string): string {
  return normalForm(normalForm(slug, 'NFC').toLowerCase(), 'NFC');
}

/** The slug `base`, made another one by a number from the second on. */
export function numbered(base: string, n: number): string {
  return n === 1 ? base : `${shorten(base, LONGEST - 5)}-${n}`;
}

/** What is wrong with a text that is no slug. */
export const NO_SLUG = 'A slug holds letters, digits and single hyphens, and at most 80 of them.';

/** Cuts a slug to at most `length`: between words when most of it remains, and never within what readers see as one letter. */
export function shorten(slug: string, length: number): string {
  if (slug.length <= length) return slug;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter().segment(slug)) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  const cut = slug.slice(0, end);
  const atWord = slug[end] === '-' ? end : cut.lastIndexOf('-');
  return atWord > length / 2 ? cut.slice(0, atWord) : cut;
}

/** Whether the text can stand as one part of an address. */
export function isSlug(text: string): boolean {
  return (
    text.length <= LONGEST &&
    // Some letters are there to fill a place, and nobody sees them.
    !/\p{Default_Ignorable_Code_Point}/u.test(text) &&
    /^[\p{Letter}\p{Number}][\p{Letter}\p{Mark}\p{Number}]*(-[\p{Letter}\p{Number}][\p{Letter}\p{Mark}\p{Number}]*)*$/u.test(
      text,
    )
  );
}
