import type { SearchEngine, SearchQuery } from '../../src/search/engine.js';
import { FACETS } from '../../src/search/engine.js';
import type { Answer } from './corpus.js';
import { KINDS, type Kind, ndcg, questionsOf, recall, SPELLINGS, spelled } from './questions.js';

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

/** Milliseconds, p50, p95 and p99, of what people ask for while they search, from the first letters to the page. */
export async function speed(engine: SearchEngine, answers: readonly Answer[], documents: number): Promise<Row[]> {
  const hits: Omit<SearchQuery, 'text'> = { locale: 'en', offset: 0, limit: 10 };
  const page: typeof hits = { ...hits, facets: FACETS, highlight: true };
  const filtered: typeof hits = { ...page, types: ['RESOURCE'], topics: ['topic-7'] };
  const asked: [string, Kind, (text: string) => Promise<unknown>][] = [
    ['suggest', 'names', (text) => engine.suggest({ prefix: text, locale: 'en', limit: 8 })],
    ['page for three letters', 'names', (text) => engine.search({ ...page, text: text.slice(0, 3) })],
    ['hits for names', 'names', (text) => engine.search({ ...hits, text })],
    ['page for names', 'names', (text) => engine.search({ ...page, text })],
    ['page for questions', 'questions', (text) => engine.search({ ...page, text })],
    ['page for sentences', 'sentences', (text) => engine.search({ ...page, text })],
    ['filtered page for names', 'names', (text) => engine.search({ ...filtered, text })],
  ];
  const rows: Row[] = [];
  for (const [what, kind, ask] of asked) {
    const figures: string[] = [];
    for (const spelling of SPELLINGS) {
      const times: number[] = [];
      for (const [number, { text }] of questionsOf(answers, kind).entries()) {
        const start = performance.now();
        await ask(spelled(text, spelling, number));
        times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      const at = (share: number) => times[Math.floor(times.length * share)]!.toFixed(1);
      figures.push(`${at(0.5)}/${at(0.95)}/${at(0.99)}`);
    }
    rows.push({ engine: engine.name, documents, what: `${what}: ms p50/p95/p99`, figures });
  }
  return rows;
}
