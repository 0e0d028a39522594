import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import type { SearchDocument, SearchType } from '../../src/search/engine.js';
import { Random } from '../data/random.js';

/** One answer of the question-and-answer collection: a document, and the questions that are asked about it. */
export interface Answer {
  readonly id: string;
  /** What it is about; answers with the same focus are about the same thing. */
  readonly focus: string;
  readonly synonyms: readonly string[];
  readonly question: string;
  readonly text: string;
}

/** A file has one root element, whose name differs from collection to collection. */
interface Root {
  Focus: unknown;
  FocusAnnotations?: { Synonyms?: { Synonym: unknown[] } | '' };
  QAPairs?: { QAPair: { Question: { '#text': string } | string; Answer: unknown }[] } | '';
}

const PARSER = new XMLParser({
  ignoreDeclaration: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => name === 'QAPair' || name === 'Synonym',
});

/** Reads a folder of MedQuAD (folders of XML files). */
export async function readAnswers(folder: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if (!name.endsWith('.xml')) continue;
    const [document] = Object.values(PARSER.parse(await readFile(join(folder, name), 'utf8'))) as [Root];
    const synonyms = (document.FocusAnnotations?.Synonyms || undefined)?.Synonym.map(String) ?? [];
    for (const [place, pair] of ((document.QAPairs || undefined)?.QAPair ?? []).entries()) {
      const text = String(pair.Answer ?? '')
        .replace(/\s+/g, ' ')
        .trim();
      if (text === '') continue;
      const question = typeof pair.Question === 'string' ? pair.Question : pair.Question['#text'];
      const id = `${name.replaceAll(/\W+/g, '-').replace(/-xml$/, '')}-${place}`;
      answers.push({ id, focus: String(document.Focus), synonyms, question, text });
    }
  }
  return answers;
}

const TYPES: readonly SearchType[] = ['RESOURCE', 'EXPERT_ARTICLE', 'SUCCESS_STORY', 'DISCUSSION_THREAD'];
const AUDIENCES = ['PREGNANCY', 'AGE_0_1', 'AGE_1_3', 'AGE_3_6', 'AGE_6_12', 'AGE_13_18'];

/**
 * The answers as documents, and neighbours in the same words until there are `count`: a neighbour's title is made of
 * words of several titles, and its text, of some 200 words, of pieces of sentences of several texts. The more of them,
 * the more different words there are, as in every collection: each names some places and people.
 */
export function* documents(answers: readonly Answer[], count: number): Generator<SearchDocument> {
  for (let n = 0; n < Math.min(count, answers.length); n++) {
    const { id, focus, text } = answers[n]!;
    yield document(n, id, focus, text);
  }
  const sentences = answers.map(({ text }) => text.split(/(?<=[.?!])\s+/).map((sentence) => sentence.split(' ')));
  for (let n = answers.length; n < count; n++) {
    const random = new Random('neighbour', n);
    const title = random.several(2, answers.length).map((i) => random.one(answers[i]!.focus.split(' ')));
    const pieces = random.several(8, answers.length).flatMap((i) =>
      Array.from({ length: 5 }, () => {
        const words = random.one(sentences[i]!);
        const start = random.below(words.length);
        const piece = words.slice(start, start + random.between(4, 9));
        if (random.chance(0.1)) piece.push(name(random));
        return piece.join(' ').replace(/[\s.?!,;:-]+$/, '');
      }),
    );
    yield document(n, `neighbour-${n}`, title.join(' '), pieces.join('. '));
  }
}

const NAMES = 2_000_000;
const CONSONANTS = 'b c d f g h j k l m n p r s t v w z br ch dr fr gl kr pl sh st th tr'.split(' ');
const VOWELS = 'a e i o u ai ea ee ie oo ou'.split(' ');
const ENDINGS = ['', '', '', 'l', 'm', 'n', 'r', 's', 't', 'nd', 'rk', 'ck'];

/** A name; the second most frequent one comes half as often as the first, and so on (Zipf's law). */
function name(random: Random): string {
  const letters = new Random('name', Math.floor(NAMES ** random.fraction()));
  const syllables = Array.from({ length: letters.between(2, 3) }, () => letters.one(CONSONANTS) + letters.one(VOWELS));
  return syllables.join('') + letters.one(ENDINGS);
}

function document(n: number, id: string, title: string, text: string): SearchDocument {
  const random = new Random('facets', n);
  const publishedAt = new Date(Date.UTC(2026, 0, 1) - random.below(1000) * 86_400_000).toISOString();
  return {
    id: `${id}_en`,
    ownerId: id,
    type: random.one(TYPES),
    locale: 'en',
    readerLocales: ['en', 'de'],
    title,
    summary: '',
    body: text,
    terms: [],
    topics: random.several(2, 60).map((topic) => `topic-${topic}`),
    audiences: random.several(2, AUDIENCES.length).map((audience) => AUDIENCES[audience]!),
    points: [],
    publishedAt,
    freshAt: publishedAt,
    reviewDueOn: null,
    helpfulness: 0,
  };
}
