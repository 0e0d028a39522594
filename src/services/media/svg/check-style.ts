import { fromElsewhere, UnsafeDrawing } from './unsafe-drawing.js';
import { AT_RULES, FUNCTIONS } from './vocabulary.js';

/** What a style, or an attribute that is read as one, shows of the drawing itself. */
export interface StyleReference {
  readonly id: string;
  /** The selectors of the innermost rule it stands in; empty in an attribute. */
  readonly selectors: string;
}

/** The parts a style falls into when it has no escapes: texts, names, names that open a bracket, and single characters. */
const PART = /"[^"\r\n\f]*"|'[^'\r\n\f]*'|@?[-\w\u0080-\uffff]+\(?|[\s\S]/y;
const SPACE = /[ \t\r\n\f]*/y;
const ADDRESS = /"[^"\r\n\f]*"|'[^'\r\n\f]*'|[^"'()\s]*/y;

/** Letters that the drawing brings along. */
const FONT_DATA = /^data:(?:font|application)\/[-a-z.]*(?:font|woff|ttf|otf|sfnt|opentype|truetype)[-a-z0-9]*[;,]/i;

/**
 * Looks for everything in a style that could fetch something from elsewhere.
 * @returns the style without comments, and what it shows of the drawing itself
 * @throws UnsafeDrawing
 */
export function checkStyle(style: string): { style: string; references: StyleReference[] } {
  // Browsers read `u\72l(` as `url(`: what needs no escape is not worth reading like all of them.
  if (style.includes('\\'))
    throw new UnsafeDrawing('The SVG has a backslash in its styles. Write them without escapes.');
  const references: StyleReference[] = [];
  const open: string[] = [];
  const kept: string[] = [];
  let prelude = '';
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [taken] = pattern.exec(style)!;
    at += taken.length;
    return taken;
  };
  while (at < style.length) {
    if (style.startsWith('/*', at)) {
      const end = style.indexOf('*/', at + 2);
      if (end < 0) throw new UnsafeDrawing('The SVG has a comment in its styles that does not end. Close it.');
      at = end + 2;
      kept.push(' ');
      continue;
    }
    const part = take(PART);
    const word = part.toLowerCase();
    if (word === 'url(') {
      take(SPACE);
      const address = take(ADDRESS);
      take(SPACE);
      const id = checkAddress(/^["']/.test(address) ? address.slice(1, -1).trim() : address);
      if (style[at++] !== ')') throw new UnsafeDrawing('The SVG has an address in its styles that cannot be read.');
      if (id !== undefined) references.push({ id, selectors: open.at(-1) ?? '' });
      kept.push(`url(${address})`);
      continue;
    }
    const isRule = word.length > 1 && word.startsWith('@');
    const isFunction = word.length > 1 && word.endsWith('(');
    if ((isRule && !AT_RULES.has(word)) || (isFunction && !FUNCTIONS.has(word.slice(0, -1))))
      throw new UnsafeDrawing(`The SVG has "${part.slice(0, 50)}" in its styles. Save it without that.`);
    if (part === '"' || part === "'")
      throw new UnsafeDrawing('The SVG has a text in its styles that does not end. Close it.');
    if (part === '{') open.push(prelude);
    if (part === '}') open.pop();
    prelude = part === '{' || part === '}' || part === ';' ? '' : prelude + part;
    kept.push(part);
  }
  return { style: kept.join(''), references };
}

/** The id within the drawing that an address in a style leads to; undefined for letters that it brings along. */
function checkAddress(address: string): string | undefined {
  if (address.startsWith('#')) return address.slice(1);
  if (FONT_DATA.test(address)) return undefined;
  throw fromElsewhere(address);
}
