import type { Element, Root as HtmlRoot } from 'hast';
import type { Nodes } from 'mdast';
import rehypeSanitize, { defaultSchema, type Options as Sanitizing } from 'rehype-sanitize';
import rehypeSlug from 'rehype-slug';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import type { Heading, RichText } from '../schema/rich-text.js';

const WORDS_PER_MINUTE = 200;

/*
 * Raw HTML never gets as far as the sanitiser: remark-rehype leaves it out. So every id in the tree is made by the
 * libraries, with prefixes that cannot clobber names of a page, and must not be prefixed once more: links within
 * footnotes would miss their targets.
 */
const SANITIZING: Sanitizing = {
  ...defaultSchema,
  clobberPrefix: '',
  protocols: { ...defaultSchema.protocols, src: ['http', 'https', 'media'], href: ['http', 'https', 'mailto', 'tel'] },
};

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(rehypeSanitize, SANITIZING)
  .use(rehypeSlug, { prefix: 'section-' })
  .use(rehypeStringify)
  .freeze();

/**
 * Makes all forms of a text from its Markdown (CommonMark with GitHub's extensions). Raw HTML is left out, links and
 * images lead to http and https only (links also to mailto and tel). Every heading has an anchor that is unique within
 * the text and stays the same as long as the headings before it do.
 *
 * Pictures that were uploaded are named by `media:` and their id, and are found when the text is read.
 *
 * @param options.trusted whether the centre answers for the text. Links in texts it does not answer for are marked
 *   `rel="nofollow ugc"`, and their images become links.
 */
export function renderMarkdown(markdown: string, { trusted }: { trusted: boolean }): RichText {
  const source = storable(markdown);
  if (isPlain(source)) return renderPlain(source);
  const tree = processor.parse(source);
  const html = processor.runSync(tree);
  if (trusted) nameMedia(html);
  else {
    imagesToLinks(html);
    markLinks(html);
  }
  const text = plainText(tree).trim();
  return {
    markdown: source,
    html: processor.stringify(html),
    text,
    headings: headingsOf(html),
    readingMinutes: minutesFor(text),
  };
}

/*
 * Most of what people write to each other is paragraphs with no mark-up at all. A line of words that begins with a
 * letter, with nothing in it that could be mark-up, a link or an address, needs no parser; that the parser would answer
 * the same is tested.
 */
const PLAIN_LINE = /^(?!www\.)\p{L}[\p{L}\p{M}\p{N} ,.;:!?'"()%€…„“”‚‘’–—-]*$/u;

function isPlain(source: string): boolean {
  return source.split('\n').every((line) => (PLAIN_LINE.test(line) && !LINK_OR_BREAK.test(line)) || line === '');
}

/** What becomes a link by itself, and spaces at the end of a line, which break it. */
const LINK_OR_BREAK = /www\.|:\/\/|(?:https?|mailto|xmpp):| $/i;

function renderPlain(source: string): RichText {
  const paragraphs = source
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/^\n+|\n+$/g, ''))
    .filter(Boolean);
  const text = paragraphs.map((paragraph) => paragraph.replace(/\s+/g, ' ')).join('\n');
  return {
    markdown: source,
    html: paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n'),
    text,
    headings: [],
    readingMinutes: minutesFor(text),
  };
}

/** PostgreSQL keeps no NUL and no half of a surrogate pair. CommonMark shows U+FFFD in their place. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
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
    const href = source.startsWith(MEDIA) ? '' : source;
    const words = { type: 'text' as const, value: String(child.properties.alt || href) };
    if (insideLink || !href) return words;
    return { type: 'element', tagName: 'a', properties: { href }, children: [words] };
  }) as typeof parent.children;
}

/** What stands before the id of an uploaded picture. */
const MEDIA = 'media:';

/** A picture in a text that was uploaded. */
export interface MediaImage {
  /** As it was written; it may be none. */
  readonly id: string;
  /** The words in place of its own; empty when there are none. */
  readonly alt: string;
}

/** The uploaded pictures that a text shows. */
export function mediaImagesIn(markdown: string): MediaImage[] {
  if (!markdown.includes(MEDIA)) return [];
  return mediaImages(processor.runSync(processor.parse(storable(markdown)))).map(({ properties }) => ({
    id: String(properties.src).slice(MEDIA.length).toLowerCase(),
    alt: String(properties.alt ?? '').trim(),
  }));
}

function mediaImages(html: HtmlRoot): Element[] {
  return [...elements(html)].filter(({ tagName, properties }) => {
    return tagName === 'img' && String(properties.src ?? '').startsWith(MEDIA);
  });
}

/** Writes the names of uploaded pictures so that the database finds them, also where their own words shall stand. */
function nameMedia(html: HtmlRoot): void {
  for (const image of mediaImages(html)) {
    const { src, alt, ...others } = image.properties;
    const name = String(src).toLowerCase();
    image.properties = { src: name, alt: String(alt ?? '').trim() || name, ...others };
  }
}

/** Says of every link out of the page that a visitor wrote it. */
function markLinks(html: HtmlRoot): void {
  for (const { tagName, properties } of elements(html)) {
    if (tagName !== 'a' || !properties.href || String(properties.href).startsWith('#')) continue;
    properties.rel = ['nofollow', 'ugc'];
  }
}

function headingsOf(html: HtmlRoot): Heading[] {
  const headings: Heading[] = [];
  for (const element of elements(html)) {
    // The heading that the footnotes get of themselves is for screen readers only.
    if (!/^h[1-6]$/.test(element.tagName) || element.properties.id === 'footnote-label') continue;
    headings.push({
      level: Number(element.tagName[1]),
      text: textOf(element).trim(),
      anchor: String(element.properties.id),
    });
  }
  return headings;
}

function* elements(parent: HtmlRoot | Element): Generator<Element> {
  for (const child of parent.children) {
    if (child.type !== 'element') continue;
    yield child;
    yield* elements(child);
  }
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

/** Han, Hiragana and Katakana are written without spaces: there each character counts as a word. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}'’-])+/gu;

function minutesFor(text: string): number {
  let words = 0;
  for (const _ of text.matchAll(WORD)) words++;
  return Math.max(1, Math.ceil(words / WORDS_PER_MINUTE));
}
