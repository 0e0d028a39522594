import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { checkStyle, type StyleReference } from './check-style.js';
import { checkDrawnParts, type Part } from './drawn-parts.js';
import type { DrawingPart } from './sanitise-svg.js';
import { fromElsewhere, UnsafeDrawing } from './unsafe-drawing.js';
import { ANIMATIONS, DRAWN, ELEMENTS, PICTURES, TIMING, WORDS } from './vocabulary.js';

const SVG = 'http://www.w3.org/2000/svg';
const XLINK = 'http://www.w3.org/1999/xlink';
const XML = 'http://www.w3.org/XML/1998/namespace';

const DEEPEST = 200;
const MOST_ELEMENTS = 100_000;
const MOST_PICTURES = 20;
/** Characters that abbreviations in the file may add to it. */
const LONGEST_ENTITY = 300;
const LONGEST = 4 * 1024 * 1024;

/** An abbreviation that drawing programs declare for the addresses of their namespaces. */
const ENTITY = /<!ENTITY\s+([\w.-]+)\s+(?:"([^"&<%]*)"|'([^'&<%]*)')\s*>/g;
/** Data of a picture in an address. */
const PICTURE_DATA = /^data:(image\/[-+.\w]+)(?:;[-=.\w]+)*;base64,/i;

interface Open extends Part {
  /** The text of a style sheet, which is checked as a whole. */
  sheet: string | undefined;
  /** Whether a page was left out of it, where something else is shown to who cannot show pages. */
  withoutPage: boolean;
}

/**
 * Reads a drawing as browsers do, and writes down what is safe of it: elements and attributes that are known, and addresses
 * that lead into the drawing itself. What shows nothing is left out; what would be missed is refused.
 * @throws UnsafeDrawing
 */
export function readDrawing(text: string): DrawingPart[] {
  const reader = new Reader();
  const parser = new SaxesParser({ xmlns: true, additionalNamespaces: { xlink: XLINK } });
  parser.on('error', ({ message }) => {
    throw new UnsafeDrawing(`The SVG is not well-formed XML, at line and column ${message}`);
  });
  parser.on('doctype', (doctype) => {
    for (const [, name, double, single] of doctype.matchAll(ENTITY)) {
      const value = double ?? single ?? '';
      if (value.length <= LONGEST_ENTITY && !(name! in parser.ENTITIES)) parser.ENTITIES[name!] = value;
    }
  });
  parser.on('processinginstruction', ({ target }) => {
    if (target === 'xml-stylesheet')
      throw new UnsafeDrawing('The SVG takes a style sheet from elsewhere. Put it into a <style> of the file itself.');
  });
  parser.on('opentag', (tag) => reader.open(tag));
  parser.on('closetag', () => reader.close());
  parser.on('text', (words) => reader.text(words));
  parser.on('cdata', (words) => reader.text(words));
  parser.write(text).close();
  return reader.end();
}

class Reader {
  private readonly parts: DrawingPart[] = [];
  private length = 0;
  private pictures = 0;
  private readonly within: Open[] = [];
  private readonly all: Part[] = [];
  private readonly styles: StyleReference[] = [];
  /** How deep in something that is left out with all that is in it. */
  private leftOut = 0;
  /** Elements of drawings that do not say that they are have none. */
  private namespace = SVG;

  open(tag: SaxesTagNS): void {
    if (this.leftOut > 0 || !this.isTaken(tag)) {
      this.leftOut++;
      if (this.leftOut > DEEPEST) throw tooMuch();
      return;
    }
    if (this.within.length > DEEPEST || this.all.length >= MOST_ELEMENTS) throw tooMuch();
    const attributes = Object.values(tag.attributes);
    const named = (name: string) => attributes.find((one) => one.local === name && one.uri === '')?.value;
    const part: Open = {
      name: tag.local,
      id: named('id'),
      classes: (named('class') ?? '').split(/\s+/),
      children: [],
      shows: [],
      corners: Math.ceil(((named('d') ?? '').length + (named('points') ?? '').length) / 2) || 1,
      sheet: tag.local === 'style' ? '' : undefined,
      withoutPage: false,
    };
    this.within.at(-1)?.children.push(part);
    this.write(`<${tag.local}${this.within.length === 0 ? ` xmlns="${SVG}"` : ''}`);
    this.within.push(part);
    this.all.push(part);
    if (ANIMATIONS.has(tag.local)) checkAnimation(tag.local, named('attributeName'));
    for (const attribute of attributes) this.attribute(part, attribute, attributes);
    this.write('>');
  }

  close(): void {
    if (this.leftOut > 0) {
      this.leftOut--;
      return;
    }
    const part = this.within.pop()!;
    if (part.sheet !== undefined) {
      const { style, references } = checkStyle(part.sheet);
      for (const reference of references) this.styles.push(reference);
      this.write(escaped(style));
    }
    if (part.withoutPage && part.children.length === 0) throw showsPage();
    this.write(`</${part.name}>`);
  }

  text(words: string): void {
    const part = this.within.at(-1);
    if (!part || this.leftOut > 0) return;
    if (part.sheet === undefined) this.write(escaped(words));
    else part.sheet += words;
    if ((part.sheet ?? '').length > LONGEST) throw tooMuch();
  }

  end(): DrawingPart[] {
    const root = this.all[0];
    if (root?.name !== 'svg') throw new UnsafeDrawing('The file is no SVG: its outermost element is not <svg>.');
    checkDrawnParts(root, this.all, this.styles);
    return this.parts;
  }

  private isTaken({ local, uri, attributes }: SaxesTagNS): boolean {
    const above = this.within.at(-1);
    if (!above && local === 'svg' && uri === '') this.namespace = '';
    const drawn = uri === SVG || uri === this.namespace;
    if (!above) return drawn && local === 'svg';
    if (above.sheet !== undefined) return false;
    if (drawn && local === 'foreignObject') {
      // Whoever cannot show pages within drawings is shown what stands beside it.
      if (above.name !== 'switch') throw showsPage();
      // And what needs an extension is shown by the program alone that has it.
      if (!attributes.requiredExtensions?.value) above.withoutPage = true;
    }
    return drawn && ELEMENTS.has(local);
  }

  private attribute(part: Open, { local, uri, value }: SaxesAttributeNS, all: readonly SaxesAttributeNS[]): void {
    const timed = ANIMATIONS.has(part.name) && TIMING.has(local);
    if (local === 'href' && uri === XLINK) {
      // Browsers follow the one without a prefix when there are two.
      if (!all.some((one) => one.local === 'href' && one.uri === '')) this.address(part, value.trim());
    } else if (uri === XML && (local === 'lang' || local === 'space')) {
      this.write(` xml:${local}="${escaped(value)}"`);
    } else if (uri === '' && local === 'href') {
      this.address(part, value.trim());
    } else if (uri === '' && WORDS.has(local)) {
      this.write(` ${local}="${escaped(value)}"`);
    } else if (uri === '' && (local === 'style' || timed || DRAWN.has(local))) {
      const { style, references } = checkStyle(value);
      for (const { id } of references) part.shows.push(id);
      this.write(` ${local}="${escaped(style)}"`);
    }
  }

  /** Where an element gets what it shows from. */
  private address(part: Open, address: string): void {
    // A link in a picture leads nowhere: what it goes round is shown all the same.
    if (part.name === 'a' || address === '') return;
    if (address.startsWith('#')) {
      if (!ANIMATIONS.has(part.name)) part.shows.push(address.slice(1));
      this.write(` href="${escaped(address)}"`);
      return;
    }
    if (!PICTURES.has(part.name) || !/^data:/i.test(address)) throw fromElsewhere(address);
    const [beginning, type] = PICTURE_DATA.exec(address) ?? [];
    const data = address.slice(beginning?.length).replace(/\s+/g, '');
    if (!beginning || !/^[a-z0-9+/]+={0,2}$/i.test(data))
      throw new UnsafeDrawing(
        'The SVG has data that is no picture. Embed pictures as PNG, JPEG, WebP or GIF in base64.',
      );
    if (type!.toLowerCase().startsWith('image/svg'))
      throw new UnsafeDrawing('The SVG has another SVG as data in it. Draw what is in that directly.');
    if (++this.pictures > MOST_PICTURES)
      throw new UnsafeDrawing(`The SVG has more than ${MOST_PICTURES} pictures as data in it. Save it as PNG.`);
    this.write(' href="');
    this.parts.push({ picture: new Uint8Array(Buffer.from(data, 'base64')) });
    this.write('"');
  }

  private write(text: string): void {
    this.length += text.length;
    if (this.length > LONGEST) throw tooMuch();
    const last = this.parts.at(-1);
    if (typeof last === 'string') this.parts[this.parts.length - 1] = last + text;
    else this.parts.push(text);
  }
}

/** An animation of where something comes from would show what nobody has looked at. */
function checkAnimation(name: string, changed: string | undefined): void {
  if (changed === undefined ? name === 'animateMotion' : DRAWN.has(changed)) return;
  const what = changed === undefined ? 'an attribute it does not name' : `"${changed.slice(0, 50)}"`;
  throw new UnsafeDrawing(`The SVG animates ${what} of an element. Animate only what is drawn, such as "opacity".`);
}

function showsPage(): UnsafeDrawing {
  return new UnsafeDrawing(
    'The SVG has parts of a web page in it (<foreignObject>), which pictures do not show. Turn its text into SVG text or paths, or save it as PNG.',
  );
}

function tooMuch(): UnsafeDrawing {
  return new UnsafeDrawing('The SVG is too complicated to be read. Simplify it, or save it as PNG.');
}

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => MARKS[mark]!);
}
