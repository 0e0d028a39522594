import { Random } from '../data/random.js';
import type { Answer } from './corpus.js';

/** A query and how well documents answer it, by owner: 2 best, 1 well, none not at all. */
export interface Question {
  readonly text: string;
  readonly grades: ReadonlyMap<string, number>;
}

export type Kind = 'questions' | 'names' | 'sentences';
export const KINDS: readonly Kind[] = ['questions', 'names', 'sentences'];

/** In what state a query is typed. */
export type Spelling = 'clean' | 'typo' | 'cut';
export const SPELLINGS: readonly Spelling[] = ['clean', 'typo', 'cut'];

const QUESTIONS = 80;

/**
 * Queries whose right answers are known: the questions of the collection; names and synonyms of what answers are about, as
 * people type them; and half of the words of a sentence somebody remembers.
 */
export function questionsOf(answers: readonly Answer[], kind: Kind): Question[] {
  const byFocus = Map.groupBy(answers, ({ focus }) => focus);
  const random = new Random(kind);
  return random.several(QUESTIONS, answers.length).flatMap((place) => {
    const answer = answers[place]!;
    const about = new Map(byFocus.get(answer.focus)!.map(({ id }) => [id, 1]));
    if (kind === 'questions') return [{ text: answer.question, grades: about.set(answer.id, 2) }];
    if (kind === 'names') return [{ text: random.one([answer.focus, ...answer.synonyms]), grades: about }];
    const words = random.one(answer.text.split(/(?<=[.?!])\s+/)).split(' ');
    if (words.length < 6) return [];
    const kept = words.filter(() => random.chance(0.5)).join(' ');
    return [{ text: kept, grades: new Map([[answer.id, 2]]) }];
  });
}

/** The query with one random typo in a word of at least four letters, or with its last word cut in half. */
export function spelled(text: string, spelling: Spelling, number: number): string {
  if (spelling === 'clean') return text;
  const trimmed = text.replace(/[\s?.!,;)]+$/, '');
  if (spelling === 'cut') {
    return trimmed.replace(/\p{L}{4,}$/u, (word) => word.slice(0, Math.ceil(word.length / 2)));
  }
  const words = [...trimmed.matchAll(/\p{L}{4,}/gu)];
  if (words.length === 0) return trimmed;
  const random = new Random('typo', number);
  const { index, 0: word } = random.one(words);
  return trimmed.slice(0, index) + misspelt(word, random) + trimmed.slice(index + word.length);
}

function misspelt(word: string, random: Random): string {
  const at = random.between(1, word.length - 2);
  const letter = String.fromCharCode(97 + random.below(26));
  return random.one([
    word.slice(0, at) + word.slice(at + 1),
    word.slice(0, at) + letter + word.slice(at),
    word.slice(0, at) + letter + word.slice(at + 1),
    word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
  ]);
}

/** Normalised discounted cumulative gain of the first ten. */
export function ndcg(found: readonly string[], { grades }: Question): number {
  const gain = (values: readonly number[]) =>
    values.slice(0, 10).reduce((sum, grade, place) => sum + (2 ** grade - 1) / Math.log2(place + 2), 0);
  return gain(found.map((id) => grades.get(id) ?? 0)) / gain([...grades.values()].sort((a, b) => b - a));
}

/** How many of the right answers are among the first `count`. */
export function recall(found: readonly string[], { grades }: Question, count: number): number {
  const right = found.slice(0, count).filter((id) => grades.has(id)).length;
  return right / Math.min(count, grades.size);
}
