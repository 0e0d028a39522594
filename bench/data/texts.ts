import type { Heading, RichText } from '../../src/schema/rich-text.js';
import type { Random } from './random.js';
import { drawWord } from './words.js';

const WORDS_PER_MINUTE = 200;

/** A part of a text in the three forms that the hub keeps. */
interface Block {
  readonly markdown: string;
  readonly html: string;
  readonly text: string;
  readonly heading?: Heading;
}

/** Writes texts about some topics, with their HTML as the hub's Markdown renderer makes it, but a thousand times faster. */
export class Writer {
  constructor(
    private readonly random: Random,
    private readonly topics: readonly number[],
  ) {}

  /** A few words, the first with a capital. */
  title(least = 3, most = 7): string {
    return capital(this.words(this.random.between(least, most)));
  }

  /** One paragraph of about `length` characters, in plain words. */
  paragraph(length: number): string {
    const sentences: string[] = [];
    for (let written = 0; written < length; ) {
      const sentence = `${capital(this.words(this.random.between(5, 17)))}.`;
      sentences.push(sentence);
      written += sentence.length + 1;
    }
    return sentences.join(' ');
  }

  /** An article: paragraphs, headings and lists, about `length` characters long. */
  article(length: number): RichText {
    const blocks: Block[] = [];
    const anchors = new Set<string>();
    for (let written = 0; written < length; ) {
      const wanted = blocks.length % 4;
      const block =
        wanted === 1 ? this.headingBlock(anchors) : wanted === 3 ? this.listBlock() : this.paragraphBlock(320);
      blocks.push(block);
      written += block.text.length;
    }
    return joined(blocks);
  }

  /** What someone writes in a thread: one to three short paragraphs. */
  post(): RichText {
    return joined(Array.from({ length: this.random.between(1, 3) }, () => this.paragraphBlock(120)));
  }

  private paragraphBlock(length: number): Block {
    const text = this.paragraph(length);
    if (!this.random.chance(0.3)) return { markdown: text, html: `<p>${text}</p>`, text };
    const strong = this.words(2);
    return {
      markdown: `${text} And **${strong}** too.`,
      html: `<p>${text} And <strong>${strong}</strong> too.</p>`,
      text: `${text} And ${strong} too.`,
    };
  }

  private headingBlock(anchors: Set<string>): Block {
    for (;;) {
      const text = this.title();
      const anchor = `section-${text.toLowerCase().replaceAll(' ', '-')}`;
      if (anchors.has(anchor)) continue;
      anchors.add(anchor);
      const html = `<h2 id="${anchor}">${text}</h2>`;
      return { markdown: `## ${text}`, html, text, heading: { level: 2, text, anchor } };
    }
  }

  private listBlock(): Block {
    const items = Array.from({ length: this.random.between(3, 5) }, () => capital(this.words(6)));
    return {
      markdown: items.map((item) => `- ${item}`).join('\n'),
      html: `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`,
      text: items.join('\n'),
    };
  }

  private words(count: number): string {
    return Array.from({ length: count }, () => drawWord(this.random, this.topics)).join(' ');
  }
}

function joined(blocks: readonly Block[]): RichText {
  const text = blocks.map((block) => block.text).join('\n');
  return {
    markdown: blocks.map((block) => block.markdown).join('\n\n'),
    html: blocks.map((block) => block.html).join('\n'),
    text,
    headings: blocks.flatMap(({ heading }) => heading ?? []),
    readingMinutes: Math.ceil(text.split(/\s+/).length / WORDS_PER_MINUTE),
  };
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
