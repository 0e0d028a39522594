import type { Break, Html, Parents, PhrasingContent, Text } from 'mdast';
import type { Processor } from 'unified';

/*
 * HTML in Markdown. What is understood are tags without attributes that only change how words look, in pairs within one
 * paragraph, and `<br>`. Everything else that looks like HTML is shown as it was typed: nothing anybody writes is lost.
 */

/** Tags that are understood. */
export const FORMATTING: readonly string[] = [
  ...['b', 'strong', 'i', 'em', 'u', 's', 'del', 'ins', 'mark', 'small', 'sub', 'sup', 'kbd', 'q'],
];

const TAG = /^<(\/?)([a-z]+)[ \t\n]*(\/?)>$/i;

/** Words between two tags that are understood. */
export interface Formatting {
  type: 'formatting';
  children: PhrasingContent[];
  /** What they become in HTML. */
  data: { hName: string };
}

/** More than these within each other are shown as typed. */
const DEEPEST = 10;

/** Reads blocks of HTML as paragraphs: Markdown and words between the tags are what they are elsewhere. */
export function withoutHtmlBlocks(this: Processor): void {
  const data = this.data() as { micromarkExtensions?: object[] };
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), { disable: { null: ['htmlFlow'] } }];
}

/** Makes formatting of the tags among children of a node that are understood, and text of the others. */
export function readTags(parent: Parents): void {
  const read: (Parents['children'][number] | Formatting)[] = [];
  const open: { name: string; at: number }[] = [];
  for (const child of parent.children) {
    const tag = child.type === 'html' ? TAG.exec(child.value) : null;
    const name = tag?.[2]?.toLowerCase();
    const before = open.findLastIndex((one) => one.name === name);
    if (tag && name === 'br' && !tag[1]) read.push({ type: 'break' } satisfies Break);
    else if (tag?.[1] && before >= 0) {
      const { at } = open[before]!;
      open.length = before;
      const children = read.splice(at + 1) as PhrasingContent[];
      read[at] = { type: 'formatting', children, data: { hName: name! } };
    } else {
      if (tag && !tag[1] && !tag[3] && FORMATTING.includes(name!) && open.length < DEEPEST)
        open.push({ name: name!, at: read.length });
      read.push(child.type === 'html' ? asTyped(child) : child);
    }
  }
  parent.children = read as typeof parent.children;
}

function asTyped({ value }: Html): Text {
  return { type: 'text', value };
}
