import type { Definition, Nodes } from 'mdast';
import { namedBy } from './names.js';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/**
 * A text without the pictures and links that name any of these ids: their words stay. All else is as it was written.
 * @param tree what `source` was read as
 */
export function leaveOutNames(tree: Nodes, source: string, ids: readonly string[]): string {
  const definitions = new Map<string, string>();
  for (const node of nodesIn(tree)) {
    // The first of a name counts.
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node.url);
  }
  const edits = [...nodesIn(tree)].flatMap((node) => {
    const named = namedBy(addressOf(node, definitions) ?? '');
    return named !== undefined && ids.includes(named) ? editsOf(node) : [];
  });
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((text, { from, to, words }) => text.slice(0, from) + words + text.slice(to), source);
}

/** Nodes from outside inwards. */
function* nodesIn(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* nodesIn(child);
}

function addressOf(node: Nodes, definitions: ReadonlyMap<string, Definition['url']>): string | undefined {
  if (node.type === 'link' || node.type === 'image') return node.url;
  if (node.type === 'linkReference' || node.type === 'imageReference') return definitions.get(node.identifier);
  return undefined;
}

/** Takes away what stands around the words of a link, and of a picture all but its words. */
function editsOf(node: Nodes): Edit[] {
  const [from, to] = placeOf(node);
  if (node.type === 'image' || node.type === 'imageReference') return [{ from, to, words: asWritten(node.alt ?? '') }];
  const children = 'children' in node ? node.children : [];
  if (children.length === 0) return [{ from, to, words: '' }];
  return [
    { from, to: placeOf(children[0]!)[0], words: '' },
    { from: placeOf(children.at(-1)!)[1], to, words: '' },
  ];
}

function placeOf({ position }: Nodes): [number, number] {
  return [position!.start.offset!, position!.end.offset!];
}

/** Words in Markdown that mean nothing but themselves. */
function asWritten(words: string): string {
  return words.replace(/[\\`*_~[\]<>&|]/g, '\\$&');
}
