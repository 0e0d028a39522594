/**
 * Measures how well and how fast search finds: `docs/search.md` says how to read the table.
 * Exit codes: 0 measured, or skipped where the collection is not there; 1 when it failed; 2 for wrong options.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import pino from 'pino';
import { startEmbeddedServer } from '../../src/database/embedded.js';
import type { SearchDocument, SearchEngine } from '../../src/search/engine.js';
import { MeilisearchEngine } from '../../src/search/meilisearch/engine.js';
import { PostgresSearchEngine } from '../../src/search/postgres/engine.js';
import { type Answer, documents, readAnswers } from './corpus.js';
import { type Row, relevance, speed } from './measure.js';
import { SPELLINGS } from './questions.js';

const USAGE = `npm run bench -- search [options]

  --data FOLDER            a folder of MedQuAD (XML); HEARTH_SEARCH_DATA otherwise
  --documents 1000,10000   sizes of the collection; 1000, 10000 and 100000 unless told, the last takes some minutes
  --only speed|relevance   one half only

With MEILI_URL (and MEILI_KEY) that Meilisearch is measured too, in indexes of its own.`;

const log = (line: string) => console.error(line);
const BATCH = 1000;

try {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: process.env.HEARTH_SEARCH_DATA ?? '' },
      documents: { type: 'string', default: '1000,10000,100000' },
      only: { type: 'string' },
    },
  });
  const sizes = values.documents.split(',').map(Number);
  if (sizes.some((size) => !(size >= 1))) throw new TypeError('--documents must be numbers of documents.');
  if (!values.data || !existsSync(values.data)) {
    console.log('Skipped: name a folder of MedQuAD with --data or HEARTH_SEARCH_DATA (github.com/abachaa/MedQuAD).');
  } else {
    console.log(table(await bench(values.data, sizes, values.only)));
  }
} catch (error) {
  const wrongOptions = error instanceof TypeError;
  console.error(wrongOptions ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = wrongOptions ? 2 : 1;
}

async function bench(data: string, sizes: readonly number[], only: string | undefined): Promise<Row[]> {
  const answers = await readAnswers(data);
  const directory = await mkdtemp(join(tmpdir(), 'hearth-search-bench-'));
  const server = await startEmbeddedServer({ directory, log: () => {} });
  const pool = new Pool({ connectionString: server.url, max: 4 });
  const engines: SearchEngine[] = [new PostgresSearchEngine(pool)];
  const { MEILI_URL: url, MEILI_KEY: key } = process.env;
  if (url) {
    const indexName = 'hearth_bench';
    engines.push(new MeilisearchEngine({ url, ...(key ? { key } : {}), indexName, log: pino({ level: 'silent' }) }));
  }
  try {
    const rows: Row[] = [];
    for (const size of sizes) {
      for (const engine of engines) rows.push(...(await measured(engine, answers, size, only)));
    }
    return rows;
  } finally {
    for (const engine of engines) {
      await engine.rebuild((async function* () {})()).catch(() => undefined);
      await engine.close();
    }
    await pool.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measured(engine: SearchEngine, answers: readonly Answer[], size: number, only: string | undefined) {
  log(`${engine.name}: building ${size} documents…`);
  await engine.configure();
  const start = performance.now();
  await engine.rebuild(batches(documents(answers, size)));
  log(
    `${engine.name}: built in ${((performance.now() - start) / 1000).toFixed(0)} s, measuring at a load of ${loadavg()[0]!.toFixed(1)}…`,
  );
  const inIndex = answers.slice(0, size);
  return [
    ...(only === 'speed' ? [] : await relevance(engine, inIndex, size)),
    ...(only === 'relevance' ? [] : await speed(engine, inIndex, size)),
  ];
}

async function* batches(all: Iterable<SearchDocument>): AsyncGenerator<SearchDocument[]> {
  let batch: SearchDocument[] = [];
  for (const document of all) {
    batch.push(document);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function table(rows: readonly Row[]): string {
  const cells = [
    ['engine', 'documents', '', ...SPELLINGS],
    ...rows.map(({ engine, documents, what, figures }) => [engine, String(documents), what, ...figures]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')).join('\n');
}
