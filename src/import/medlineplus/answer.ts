import type { Block } from '../markdown.js';

/** An answer as text with its structure. */
export interface CleanAnswer {
  readonly blocks: readonly Block[];
  /** The agency named at its end as its author; null when none is. */
  readonly agency: string | null;
}

/**
 * Finds the structure of an answer whose lines were run together: newlines and runs of spaces part paragraphs, and a
 * dash at the beginning of one makes it an item of a list.
 * @param endsWithAgency whether the last line may name the agency that wrote it
 */
export function cleanAnswer(answer: string, { endsWithAgency }: { endsWithAgency: boolean }): CleanAnswer {
  const pieces = answer
    .replace(/^\s*Summary\s*:/, '')
    .split(/\n|\s{3,}/)
    .map((piece) => piece.replace(/\s+/g, ' ').trim())
    .filter((piece) => piece !== '' && piece !== '-');
  const last = pieces.at(-1) ?? '';
  // Sentences end in a full stop, items begin with a dash; what does neither, below the text, is the agency.
  const isAgency =
    endsWithAgency && pieces.length > 1 && !/[.!?:;)"]$/.test(last) && !isItem(last) && !pieces.at(-2)!.endsWith(':');
  const blocks: Block[] = [];
  for (const piece of isAgency ? pieces.slice(0, -1) : pieces) {
    const before = blocks.at(-1);
    if (!isItem(piece)) blocks.push({ kind: 'paragraph', text: piece });
    else if (before?.kind === 'list')
      blocks[blocks.length - 1] = { kind: 'list', items: [...before.items, itemText(piece)] };
    else blocks.push({ kind: 'list', items: [itemText(piece)] });
  }
  return { blocks, agency: isAgency ? last : null };
}

/** Whether an answer says anything: a heading that was left over when pages were cut up does not. */
export function saysSomething({ blocks }: CleanAnswer): boolean {
  return blocks.some((block) => block.kind === 'list' || (block.kind === 'paragraph' && /[.!?]/.test(block.text)));
}

/** The first sentence of a text, up to `most` characters; a longer one is cut between words. */
export function firstSentence(blocks: readonly Block[], most: number): string | null {
  const paragraph = blocks.find((block) => block.kind === 'paragraph' && /[.!?]/.test(block.text));
  if (paragraph?.kind !== 'paragraph') return null;
  const [first] = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(paragraph.text);
  const sentence = first!.segment.trim();
  if (sentence.length <= most) return sentence;
  const cut = sentence.slice(0, most - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1))}…`;
}

function isItem(piece: string): boolean {
  return /^- \S/.test(piece);
}

function itemText(piece: string): string {
  return piece.slice(2);
}
