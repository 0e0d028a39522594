const GERMAN: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/**
 * Makes a slug of a title: lower-case letters and digits of any script, joined by hyphens. Latin letters lose their
 * accents, other scripts stay as they are written.
 */
export function slugify(title: string, locale: string): string {
  const lower = title.normalize('NFC').toLocaleLowerCase(locale);
  const spelt = locale.startsWith('de')
    ? lower.replace(/[äöüß]/g, (letter) => GERMAN[letter]!)
    : lower.replaceAll('ß', 'ss');
  return spelt
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin})\p{Mark}+/gu, '')
    .normalize('NFC')
    .replace(/['’]/g, '')
    .replace(/[^\p{Letter}\p{Mark}\p{Number}]+/gu, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '');
}

/** Whether the text can stand as one part of an address. */
export function isSlug(text: string): boolean {
  return text.length <= 80 && /^[\p{Letter}\p{Mark}\p{Number}]+(-[\p{Letter}\p{Mark}\p{Number}]+)*$/u.test(text);
}
