import type { PhrasingContent, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';

/** A piece of plain text with its place in the whole. Nothing in it is Markdown yet. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] };

const processor = unified().use(remarkGfm).use(remarkStringify, { bullet: '-', rule: '-' }).freeze();

/** Markdown that shows the texts as they are: what would mean something in Markdown is escaped. */
export function markdownOf(blocks: readonly Block[]): string {
  const root: Root = { type: 'root', children: blocks.map(nodeOf) };
  return processor.stringify(root).trim();
}

/** The paragraphs of a plain text; empty lines part them. */
export function paragraphsOf(text: string): Block[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
    .map((paragraph) => ({ kind: 'paragraph', text: paragraph }));
}

function nodeOf(block: Block): RootContent {
  switch (block.kind) {
    case 'paragraph':
      return { type: 'paragraph', children: linesOf(block.text) };
    case 'heading':
      return { type: 'heading', depth: 2, children: [{ type: 'text', value: block.text }] };
    case 'list':
      return {
        type: 'list',
        ordered: false,
        spread: false,
        children: block.items.map((text) => ({
          type: 'listItem',
          spread: false,
          children: [{ type: 'paragraph', children: linesOf(text) }],
        })),
      };
  }
}

/** Lines stay lines. */
function linesOf(text: string): PhrasingContent[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .flatMap((value, i) => (i > 0 ? [{ type: 'break' }, { type: 'text', value }] : [{ type: 'text', value }]));
}
