import type { SearchEngine, SearchQuery } from '../../src/search/engine.js';
import { FACETS } from '../../src/search/engine.js';
import type { Answer } from './corpus.js';
import { KINDS, ndcg, questionsOf, recall, SPELLINGS, spelled } from './questions.js';

/** One row of the table: a figure per spelling. */
export interface Row {
  readonly engine: string;
  readonly documents: number;
  readonly what: string;
  readonly figures: readonly string[];
}

/** Right answers: nDCG@10, recall@10 and recall@100 of each kind of query and spelling. */
export async function relevance(engine: SearchEngine, answers: readonly Answer[], documents: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const kind of KINDS) {
    const questions = questionsOf(answers, kind);
    const figures: string[] = [];
    for (const spelling of SPELLINGS) {
      const sums = [0, 0, 0];
      for (const [number, question] of questions.entries()) {
        const found = await owners(engine, spelled(question.text, spelling, number));
        sums[0]! += ndcg(found, question);
        sums[1]! += recall(found, question, 10);
        sums[2]! += recall(found, question, 100);
      }
      figures.push(sums.map((sum) => (sum / questions.length).toFixed(3).replace(/^0/, '')).join(' '));
    }
    rows.push({ engine: engine.name, documents, what: `${kind}: nDCG@10 recall@10 @100`, figures });
  }
  return rows;
}

async function owners(engine: SearchEngine, text: string): Promise<string[]> {
  const { hits } = await engine.search({ text, locale: 'en', offset: 0, limit: 100 });
  return hits.map(({ ownerId }) => ownerId);
}

/** Milliseconds, p50 and p95, of what a search page asks for, with and without filters, and of suggestions. */
export async function speed(engine: SearchEngine, answers: readonly Answer[], documents: number): Promise<Row[]> {
  const page: Omit<SearchQuery, 'text'> = { locale: 'en', offset: 0, limit: 10, facets: FACETS, highlight: true };
  const asked: [string, (text: string) => Promise<unknown>][] = [
    ['page: ms p50/p95', (text) => engine.search({ ...page, text })],
    ['filtered page: ms p50/p95', (text) => engine.search({ ...page, text, types: ['RESOURCE'], topics: ['topic-7'] })],
    ['suggest: ms p50/p95', (text) => engine.suggest({ prefix: text, locale: 'en', limit: 8 })],
  ];
  const questions = questionsOf(answers, 'names');
  const rows: Row[] = [];
  for (const [what, ask] of asked) {
    const figures: string[] = [];
    for (const spelling of SPELLINGS) {
      const times: number[] = [];
      for (const [number, { text }] of questions.entries()) {
        const start = performance.now();
        await ask(spelled(text, spelling, number));
        times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      const at = (share: number) => times[Math.floor(times.length * share)]!.toFixed(1);
      figures.push(`${at(0.5)}/${at(0.95)}`);
    }
    rows.push({ engine: engine.name, documents, what, figures });
  }
  return rows;
}
