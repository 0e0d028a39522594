import { escapeHtml } from '../../mail/escape-html.js';
import { inLanguage } from '../../schema/locales.js';
import type { Section } from './own-data.js';
import { de } from './wording/de.js';
import { en } from './wording/en.js';
import type { FieldName, PageWording } from './wording/language.js';

const STYLE = `body{max-width:46em;margin:2em auto;padding:0 1em;font:17px/1.5 system-ui,sans-serif;color:#2b2622;background:#faf7f2}
article{margin:1em 0;padding:.5em 1em;background:#fff;border-radius:8px}
dt{font-weight:600}dd{margin:0 0 .5em;white-space:pre-wrap;overflow-wrap:anywhere}`;

/** Every language there is a page in. */
export const PAGE_WORDINGS: readonly [PageWording, ...PageWording[]] = [en, de];

/**
 * The data as a page that every browser shows, with nothing loaded from elsewhere.
 * @param locales in which to read it, the nearest first
 */
export function readablePage(sections: readonly Section[], madeAt: Date, locales: readonly string[]): string {
  const words = inLanguage(PAGE_WORDINGS, locales);
  const when = new Intl.DateTimeFormat(words.locale, {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: 'UTC',
  }).format(madeAt);
  const links = sections.map(
    ({ name, rows }) => `<li><a href="#${name}">${escapeHtml(words.sections[name])}</a> (${rows.length})</li>`,
  );
  return `<!doctype html>
<html lang="${words.locale}" dir="${words.direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(words.title)}</title><style>${STYLE}</style></head>
<body>
<h1>${escapeHtml(words.title)}</h1>
<p>${words.introduction(escapeHtml(when), '<code>data</code>')}</p>
<ul>${links.join('\n')}</ul>
${sections.map((section) => sectionOf(section, words)).join('\n')}
</body>
</html>
`;
}

function sectionOf({ name, rows }: Section, words: PageWording): string {
  const articles = rows.map((row) => {
    const items = Object.entries(row).map(([field, value]) => itemOf(field as FieldName, value, words));
    return `<article dir="auto"><dl>${items.join('')}</dl></article>`;
  });
  const nothing = `<p>${escapeHtml(words.nothing)}</p>`;
  return `<section id="${name}"><h2>${escapeHtml(words.sections[name])}</h2>\n${articles.join('\n') || nothing}</section>`;
}

function itemOf(field: FieldName, value: unknown, words: PageWording): string {
  if (value === null) return '';
  return `<dt>${escapeHtml(words.fields[field])}</dt><dd dir="auto">${escapeHtml(textOf(value, words))}</dd>`;
}

function textOf(value: unknown, words: PageWording): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}
