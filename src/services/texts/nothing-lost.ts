import type { Definition, FootnoteDefinition, Nodes, Parents, Root, Table } from 'mdast';
import { readTags } from './html.js';

/*
 * Markdown leaves out what leads nowhere: links to addresses it does not know, definitions and footnotes nobody refers to,
 * cells beyond the head of a table. Here it is shown as it was typed, so that its author sees what is wrong.
 */

/** Addresses a browser may open without harm, by what they begin with. */
export const LINKS: readonly string[] = ['http', 'https', 'mailto', 'tel', 'sms', 'geo', 'whatsapp'];
export const PICTURES: readonly string[] = ['http', 'https', 'media'];

/** What an address begins with that is no path. */
const SCHEME = /^[^:/?#]*:/;

/** @param links what addresses of links may begin with */
export function loseNothing(tree: Root, source: string, links: readonly string[]): void {
  const definitions = new Map<string, Definition>();
  for (const node of nodes(tree)) {
    // Telephones begin with a capital letter by themselves, also where somebody types an address.
    if ('url' in node) node.url = node.url.replace(SCHEME, (scheme) => scheme.toLowerCase());
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
  }
  change(tree, (node) => (leadsNowhere(node, definitions, links) ? typed(node, source) : node));
  const used = new Set<string>();
  for (const node of nodes(tree)) {
    if (node.type === 'linkReference' || node.type === 'imageReference') used.add(node.identifier);
  }
  const unread = unreadFootnotes(tree);
  change(tree, (node) => {
    if (node.type === 'definition') {
      const isUsed = used.has(node.identifier) && definitions.get(node.identifier) === node;
      return isUsed ? node : { type: 'paragraph', children: [typed(node, source)] };
    }
    if (node.type === 'footnoteDefinition' && unread.has(node)) return opened(node);
    return node;
  });
  for (const node of nodes(tree)) {
    if (node.type === 'table') keepCells(node);
    if ('children' in node) readTags(node);
  }
}

function leadsNowhere(node: Nodes, definitions: ReadonlyMap<string, Definition>, links: readonly string[]): boolean {
  switch (node.type) {
    case 'link':
      return !isKnown(node.url, links);
    case 'image':
      return !isKnown(node.url, PICTURES);
    case 'linkReference':
      return !isKnown(definitions.get(node.identifier)?.url, links);
    case 'imageReference':
      return !isKnown(definitions.get(node.identifier)?.url, PICTURES);
    default:
      return false;
  }
}

/** Whether an address begins with something known, or leads to a page of the same site. */
function isKnown(url: string | undefined, schemes: readonly string[]): boolean {
  if (url === undefined) return false;
  const [scheme] = SCHEME.exec(url) ?? [];
  return scheme === undefined || schemes.includes(scheme.slice(0, -1));
}

/** Footnotes that no text leads to, not even through other footnotes; the first of them counts as text that does. */
function unreadFootnotes(tree: Root): Set<FootnoteDefinition> {
  const footnotes = new Map<string, FootnoteDefinition>();
  const all: FootnoteDefinition[] = [];
  for (const node of nodes(tree)) {
    if (node.type !== 'footnoteDefinition') continue;
    all.push(node);
    if (!footnotes.has(node.identifier)) footnotes.set(node.identifier, node);
  }
  const read = new Set<FootnoteDefinition>();
  const follow = (start: Nodes) => {
    const waiting = [start];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (next.type === 'footnoteReference') {
        const footnote = footnotes.get(next.identifier);
        if (!footnote || read.has(footnote)) continue;
        read.add(footnote);
        waiting.push(...footnote.children);
      }
      if ('children' in next) waiting.push(...next.children.filter(({ type }) => type !== 'footnoteDefinition'));
    }
  };
  follow(tree);
  const unread = new Set<FootnoteDefinition>();
  for (const footnote of all) {
    if (read.has(footnote)) continue;
    unread.add(footnote);
    for (const child of footnote.children) follow(child);
  }
  return unread;
}

/** A footnote as text, with its mark before it. */
function opened(footnote: FootnoteDefinition): Nodes {
  const mark = { type: 'text' as const, value: `[^${footnote.label ?? footnote.identifier}]: ` };
  const [first, ...others] = footnote.children;
  if (first?.type === 'paragraph')
    return { type: 'blockquote', children: [{ ...first, children: [mark, ...first.children] }, ...others] };
  return { type: 'blockquote', children: [{ type: 'paragraph', children: [mark] }, ...footnote.children] };
}

/** Cells beyond the head of a table get columns of their own. */
function keepCells(table: Table): void {
  const columns = table.children.reduce((most, { children }) => Math.max(most, children.length), 0);
  const align = table.align ?? [];
  table.align = [...align, ...Array(Math.max(0, columns - align.length)).fill(null)];
}

function typed(node: Nodes, source: string) {
  const value = source.slice(node.position?.start.offset, node.position?.end.offset);
  return { type: 'text' as const, value };
}

function change(parent: Nodes, to: (node: Nodes) => Nodes): void {
  if (!('children' in parent)) return;
  const { children } = parent as Parents;
  for (const [i, child] of children.entries()) {
    const changed = to(child) as (typeof children)[number];
    children[i] = changed;
    change(changed, to);
  }
}

function* nodes(parent: Nodes): Generator<Nodes> {
  const waiting: Nodes[] = [parent];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    if ('children' in next) waiting.push(...next.children.toReversed());
  }
}
