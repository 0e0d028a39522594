import type { Element, Root as HtmlRoot } from 'hast';
import type { Nodes } from 'mdast';
import rehypeSanitize, { defaultSchema, type Options as Sanitizing } from 'rehype-sanitize';
import rehypeSlug from 'rehype-slug';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import type { Heading, RichText } from '../../schema/rich-text.js';
import { isBlank, keepDirection } from '../../schema/visible.js';
import { FORMATTING, withoutHtmlBlocks } from './html.js';
import { elements, makeIdsUnique, SECTION } from './ids.js';
import { leaveOutNames } from './leave-out-names.js';
import { storable } from './lines.js';
import { type Names, NO_NAMES, nameLink, namesIn, nameTargets, unresolvable } from './names.js';
import { LINKS, loseNothing, PICTURES } from './nothing-lost.js';
import { isPlain, renderPlain } from './plain.js';
import { minutesFor } from './reading-time.js';

/*
 * Raw HTML never gets as far as the sanitiser. So every id in the tree is made by the libraries, and gets what makes it
 * unique in a page afterwards.
 */
const SANITIZING: Sanitizing = {
  ...defaultSchema,
  tagNames: [...new Set([...defaultSchema.tagNames!, ...FORMATTING])],
  clobberPrefix: '',
  protocols: { ...defaultSchema.protocols, src: [...PICTURES], href: [...LINKS, 'media', 'entry'] },
};

const processor = unified()
  .use(remarkParse)
  .use(withoutHtmlBlocks)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(rehypeSanitize, SANITIZING)
  .use(rehypeSlug, { prefix: SECTION })
  .use(rehypeStringify)
  .freeze();

export interface RenderOptions {
  /**
   * Whether the centre answers for the text. Links in texts it does not answer for are marked `rel="nofollow ugc"`, and
   * their images become links.
   */
  readonly trusted: boolean;
  /** What all its ids begin with, so that several texts can stand on one page; the same each time. */
  readonly ids: string;
}

/** A text in all its forms. */
export interface Rendered {
  readonly body: RichText;
  /** Whether it shows neither words nor a picture. */
  readonly isEmpty: boolean;
  readonly names: Names;
}

/**
 * Makes all forms of a text from its Markdown (CommonMark with GitHub's extensions). What HTML is understood, `html.ts`
 * says. Every heading has an anchor that is unique within the text and stays the same as long as the headings before it
 * do. Uploaded files and entries are named by `media:` or `entry:` and their id, and are found when the text is read.
 */
export function render(markdown: string, { trusted, ids }: RenderOptions): Rendered {
  const source = storable(markdown);
  if (isPlain(source)) {
    const body = renderPlain(source);
    return { body, isEmpty: isBlank(body.text), names: NO_NAMES };
  }
  const { tree, html } = read(source, trusted);
  const names = namesIn(html);
  if (trusted) nameTargets(html);
  else {
    imagesToLinks(html);
    markLinks(html);
  }
  makeIdsUnique(html, ids);
  const text = plainText(tree).split('\n').map(keepDirection).join('\n').trim();
  const shown = [...elements(html)].some(({ tagName, properties }) => tagName === 'img' && properties.src);
  return {
    body: {
      markdown: source,
      html: processor.stringify(html),
      text,
      headings: headingsOf(html),
      readingMinutes: minutesFor(text),
    },
    isEmpty: isBlank(text) && !shown,
    names,
  };
}

/** The files and entries that a text the centre answers for names. */
export function namesOf(markdown: string): Names {
  return namesIn(read(storable(markdown), true).html);
}

/** A text that names none of these files and entries any more: words stay in place of pictures and links. */
export function withoutNames(markdown: string, ids: readonly string[]): string {
  const source = storable(markdown);
  return leaveOutNames(processor.parse(source), source, ids);
}

function read(source: string, trusted: boolean) {
  const tree = processor.parse(source);
  loseNothing(tree, source, trusted ? [...LINKS, 'media', 'entry'] : [...LINKS, 'entry']);
  return { tree, html: processor.runSync(tree) };
}

/**
 * A picture is fetched from wherever its author chose, who so learns the address of everyone who reads the text. In
 * texts the centre does not answer for it becomes a link, for the reader to follow or not.
 */
function imagesToLinks(parent: HtmlRoot | Element, insideLink = false): void {
  parent.children = parent.children.map((child) => {
    if (child.type !== 'element') return child;
    if (child.tagName !== 'img') {
      imagesToLinks(child, insideLink || child.tagName === 'a');
      return child;
    }
    const source = String(child.properties.src ?? '');
    const href = unresolvable(source) ? '' : source;
    const words = { type: 'text' as const, value: String(child.properties.alt || href) };
    if (insideLink || !href) return words;
    return { type: 'element', tagName: 'a', properties: { href }, children: [words] };
  }) as typeof parent.children;
}

/** Says of every link out of the page that a visitor wrote it. */
function markLinks(html: HtmlRoot): void {
  for (const { tagName, properties } of elements(html)) {
    if (tagName !== 'a' || !properties.href || String(properties.href).startsWith('#')) continue;
    nameLink(properties);
    properties.rel = ['nofollow', 'ugc'];
  }
}

function headingsOf(html: HtmlRoot): Heading[] {
  const headings: Heading[] = [];
  for (const element of elements(html)) {
    // The heading that the footnotes get of themselves is for screen readers only.
    if (!/^h[1-6]$/.test(element.tagName) || hasClass(element, 'sr-only')) continue;
    const text = keepDirection(textOf(element)).trim();
    if (isBlank(text)) continue;
    headings.push({
      level: Number(element.tagName[1]),
      text,
      anchor: String(element.properties.id),
    });
  }
  return headings;
}

function hasClass({ properties }: Element, name: string): boolean {
  return Array.isArray(properties.className) && properties.className.includes(name);
}

function textOf(parent: Element): string {
  return parent.children
    .map((child) => (child.type === 'element' ? textOf(child) : child.type === 'text' ? child.value : ''))
    .join('');
}

/** What a reader sees as words, one block a line. */
function plainText(node: Nodes): string {
  switch (node.type) {
    case 'text':
      return node.value.replace(/\s+/g, ' ');
    case 'inlineCode':
    case 'code':
      return node.value;
    case 'image':
    case 'imageReference':
      return node.alt ?? '';
    case 'break':
      return '\n';
  }
  if (!('children' in node)) return '';
  const parts = node.children.map(plainText);
  switch (node.type) {
    case 'root':
    case 'blockquote':
    case 'list':
    case 'listItem':
    case 'footnoteDefinition':
    case 'table':
      return parts.filter(Boolean).join('\n');
    case 'tableRow':
      return parts.filter(Boolean).join(' ');
    default:
      return parts.join('');
  }
}
