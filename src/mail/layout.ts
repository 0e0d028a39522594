import { escapeHtml } from './escape-html.js';
import type { Language, Wording } from './wording/language.js';

/** Everything that stands in a mail, as plain text. */
export interface Content {
  readonly language: Language;
  readonly wording: Wording;
  readonly greeting: string;
  readonly signature: string;
  readonly code?: string;
  readonly validity?: string;
  readonly link?: string;
}

export function plainText({ language, wording, greeting, signature, code, validity, link }: Content): string {
  const blocks = [greeting, ...wording.opening];
  if (link) blocks.push(`${wording.action}:\n${link}`);
  if (code) blocks.push(`${link ? language.codeBesideLink : language.codeAlone}\n${code}`);
  if (validity) blocks.push(validity);
  return `${[...blocks, ...wording.closing, signature].join('\n\n')}\n`;
}

/**
 * HTML that every mail program shows: one column, styles in place, nothing loaded from elsewhere. It has no side of its
 * own, so that languages written from the right work as well.
 */
export function htmlPage({ language, wording, greeting, signature, code, validity, link }: Content): string {
  const parts = [paragraph(greeting), ...wording.opening.map(paragraph)];
  if (link) {
    parts.push(
      `<p><a href="${escapeHtml(link)}" style="${BUTTON}">${escapeHtml(wording.action ?? '')}</a></p>`,
      paragraph(language.codeBesideLink),
    );
  } else if (code) {
    parts.push(paragraph(language.codeAlone));
  }
  if (code) parts.push(`<p dir="ltr"><code style="${CODE}">${escapeHtml(code)}</code></p>`);
  if (validity) parts.push(paragraph(validity));
  parts.push(...wording.closing.map(paragraph), paragraph(signature));
  return `<!doctype html>
<html lang="${language.locale}" dir="${language.direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(wording.subject)}</title></head>
<body dir="${language.direction}" style="${BODY}"><div style="${COLUMN}">
${parts.join('\n')}
</div></body>
</html>
`;
}

const BODY = 'margin:0;padding:16px;background:#faf7f2;color:#2b2622;text-align:start';
const COLUMN = 'max-width:34em;margin:0 auto;font:17px/1.5 system-ui,sans-serif';
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:8px;background:#8a3b1e;color:#ffffff;text-decoration:none';
const CODE = 'font-size:16px;word-break:break-all';

function paragraph(text: string): string {
  return `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`;
}
