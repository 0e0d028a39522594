import { escapeHtml } from '../../mail/escape-html.js';
import type { Section } from './own-data.js';

const STYLE = `body{max-width:46em;margin:2em auto;padding:0 1em;font:17px/1.5 system-ui,sans-serif;color:#2b2622;background:#faf7f2}
article{margin:1em 0;padding:.5em 1em;background:#fff;border-radius:8px}
dt{font-weight:600}dd{margin:0 0 .5em;white-space:pre-wrap;overflow-wrap:anywhere}`;

/** The data as a page that every browser shows, with nothing loaded from elsewhere. */
export function readablePage(sections: readonly Section[], madeAt: Date): string {
  const links = sections.map(
    ({ name, title, rows }) => `<li><a href="#${name}">${escapeHtml(title)}</a> (${rows.length})</li>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Your data</title><style>${STYLE}</style></head>
<body>
<h1>Your data</h1>
<p>Everything that is kept of you here, as of ${madeAt.toISOString()}. The folder <code>data</code> has the same for programs.</p>
<ul>${links.join('\n')}</ul>
${sections.map(sectionOf).join('\n')}
</body>
</html>
`;
}

function sectionOf({ name, title, rows }: Section): string {
  const articles = rows.map(
    (row) => `<article dir="auto"><dl>${Object.entries(row).map(itemOf).join('')}</dl></article>`,
  );
  return `<section id="${name}"><h2>${escapeHtml(title)}</h2>\n${articles.join('\n') || '<p>Nothing.</p>'}</section>`;
}

function itemOf([name, value]: [string, unknown]): string {
  if (value === null) return '';
  return `<dt>${escapeHtml(inWords(name))}</dt><dd dir="auto">${escapeHtml(textOf(value))}</dd>`;
}

/** `createdAt` as `Created at`. */
function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}
