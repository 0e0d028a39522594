import type { TextDirection } from './enums.js';

/** The words in the nearest of the locales that there are any in; else the first of them. */
export function inLanguage<Words extends { readonly locale: string }>(
  languages: readonly [Words, ...Words[]],
  locales: readonly string[],
): Words {
  const near = locales.map((locale) => languages.find((one) => one.locale === locale));
  return near.find((one) => one !== undefined) ?? languages[0];
}

/** Scripts that are written from right to left, by ISO 15924. */
const RIGHT_TO_LEFT = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Samr', 'Mand'];

/** In which direction a language is written, by its usual script unless the tag names another. */
export function directionOf(locale: string): TextDirection {
  return RIGHT_TO_LEFT.includes(scriptOf(locale) ?? '') ? 'RTL' : 'LTR';
}

function scriptOf(locale: string): string | undefined {
  return new Intl.Locale(locale).maximize().script;
}

/** Which languages the site has, and what to show a reader whose language something is not there in. */
export class Locales {
  /** @param all canonical BCP 47 tags, the default first */
  constructor(readonly all: readonly string[]) {}

  get default(): string {
    return this.all[0]!;
  }

  /**
   * The locales to show a reader of `wanted`, nearest first: itself, what it is a variant of (`de-AT`, then `de`), then
   * `fallback`, or all of the site's: those of the same language, in the same script before others, and the rest in their
   * order.
   */
  chain(wanted: string, fallback?: readonly string[] | null): string[] {
    const near: string[] = [];
    for (let tag = wanted; tag; tag = tag.includes('-') ? tag.slice(0, tag.lastIndexOf('-')) : '') near.push(tag);
    return [...new Set([...near, ...(fallback ?? [...this.relatives(wanted), ...this.all])])];
  }

  /** The site's locales of the same language: `pt-BR` for a reader of `pt` or `pt-PT`. */
  private relatives(wanted: string): string[] {
    const language = wanted.split('-')[0];
    const same = this.all.filter((tag) => tag.split('-')[0] === language);
    // Every request asks, and to find out the script costs more than all the rest.
    if (same.length < 2) return same;
    const script = scriptOf(wanted);
    return same.toSorted((a, b) => Number(scriptOf(b) === script) - Number(scriptOf(a) === script));
  }

  /** The one of the site's locales that a reader of `wanted` gets first. */
  nearest(wanted: string): string {
    return this.chain(wanted).find((tag) => this.all.includes(tag))!;
  }

  /** The best match for an `Accept-Language` header; the default without one. */
  negotiate(header: string | undefined): string {
    if (!header) return this.default;
    const wishes = header
      .slice(0, 500)
      .split(',')
      .map((part, index) => {
        const [tag, ...parameters] = part.trim().split(';');
        const quality = Number(
          parameters
            .find((p) => p.trim().startsWith('q='))
            ?.trim()
            .slice(2) ?? 1,
        );
        return { tag: tag!.trim(), quality: Number.isFinite(quality) ? quality : 0, index };
      })
      .filter(({ quality }) => quality > 0)
      .sort((a, b) => b.quality - a.quality || a.index - b.index);
    for (const { tag } of wishes) {
      const lower = tag.toLowerCase();
      const found =
        this.all.find((known) => known.toLowerCase() === lower) ??
        this.all.find((known) => lower.startsWith(`${known.toLowerCase()}-`)) ??
        this.all.find((known) => known.toLowerCase().startsWith(`${lower}-`));
      if (found) return found;
    }
    return this.default;
  }
}
