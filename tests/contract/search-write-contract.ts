import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SearchDocument, SearchEngine } from '../../src/search/engine.js';
import { CORPUS, document } from './search-corpus.js';

/** The part of the contract that changes the store: every test has an engine over an empty store of its own. */
export function searchEngineWriteContract(makeEngine: () => Promise<SearchEngine>): void {
  let engine: SearchEngine;

  beforeEach(async () => {
    engine = await makeEngine();
    await engine.configure();
  }, 60_000);

  afterEach(async () => {
    await engine?.close();
  });

  const owners = async (text: string, locale = 'en'): Promise<string[]> => {
    const { hits } = await engine.search({ text, locale, offset: 0, limit: 100 });
    return hits.map((hit) => hit.ownerId).sort();
  };

  const batches = async function* (...parts: (readonly SearchDocument[])[]): AsyncGenerator<readonly SearchDocument[]> {
    yield* parts;
  };

  test('an empty store answers: nothing', async () => {
    const facets = ['type', 'topic', 'audience', 'locale'] as const;
    const empty = {
      hits: [],
      total: 0,
      facets: { type: [], topic: [], audience: [], locale: [] },
      didYouMean: null,
      incomplete: false,
    };
    expect(await engine.search({ text: '', offset: 0, limit: 20, facets })).toEqual(empty);
    expect(await engine.search({ text: 'fever', locale: 'en', offset: 0, limit: 20, facets })).toEqual(empty);
    expect(await engine.suggest({ prefix: 'fev', locale: 'en', limit: 5 })).toEqual([]);
    expect(await engine.stats()).toEqual({ documents: 0, byType: {}, byLocale: {} });
  });

  test('configuring again keeps the documents', async () => {
    await engine.upsert([document({ id: 'a_en', title: 'Lullabies' })]);
    await engine.configure();
    expect(await owners('lullabies')).toEqual(['a']);
  });

  test('writing nothing is allowed', async () => {
    await engine.upsert([]);
    await engine.remove([]);
    expect((await engine.stats()).documents).toBe(0);
  });

  test('a new document is findable at once, also unfinished and with a typo', async () => {
    await engine.upsert(CORPUS);
    await engine.upsert([document({ id: 'new_en', title: 'Babywearing with a sling' })]);
    expect(await owners('babywearing')).toEqual(['new']);
    expect(await owners('babywea')).toEqual(['new']);
    expect(await owners('babywaering')).toEqual(['new']);
    expect(await engine.suggest({ prefix: 'slin', locale: 'en', limit: 5 })).toEqual(['Babywearing with a sling']);
  });

  test('a document replaces the one with the same id', async () => {
    await engine.upsert([document({ id: 'a_en', title: 'Lullabies', topics: ['sleep'], readerLocales: ['en', 'de'] })]);
    await engine.upsert([document({ id: 'a_en', title: 'Nursery rhymes', topics: ['play'] })]);
    expect(await owners('lullabies')).toEqual([]);
    expect(await owners('rhymes')).toEqual(['a']);
    expect(await owners('', 'de')).toEqual([]);
    const { facets } = await engine.search({ text: '', offset: 0, limit: 1, facets: ['topic'] });
    expect(facets.topic).toEqual([{ value: 'play', count: 1 }]);
    expect(await engine.suggest({ prefix: 'lull', limit: 5 })).toEqual([]);
  });

  test('the same document twice in one call: the last one stays', async () => {
    await engine.upsert([document({ id: 'a_en', title: 'Lullabies' }), document({ id: 'a_en', title: 'Rhymes' })]);
    expect(await owners('')).toEqual(['a']);
    expect(await owners('rhymes')).toEqual(['a']);
  });

  test('removing an owner removes all its documents but those to keep', async () => {
    await engine.upsert([
      document({ id: 'a_en', title: 'Lullabies' }),
      document({ id: 'a_de', title: 'Schlaflieder' }),
      document({ id: 'b_en', title: 'Rhymes' }),
    ]);
    await engine.remove(['a'], ['a_de']);
    expect(await owners('')).toEqual(['b']);
    expect(await owners('schlaflieder', 'de')).toEqual(['a']);
    await engine.remove(['a', 'nobody']);
    expect(await owners('', 'de')).toEqual([]);
    expect((await engine.stats()).documents).toBe(1);
  });

  test('strange documents are no error', async () => {
    await engine.upsert([
      document({ id: 'blank_en', title: '', publishedAt: '2026-01-04T08:00:00.000Z' }),
      document({ id: 'odd_en', title: `It's "odd" \\ \0 \ud83d 👶🏽 \uE000x\uE001`, terms: ["'", '\\', ''] }),
      document({ id: 'long_en', title: 'Long', body: `${'word '.repeat(60_000)} ${'x'.repeat(5000)}` }),
      document({ id: 'cjk_ja', title: '子どもの発熱', body: '水分をこまめに', readerLocales: ['ja', 'en'] }),
      document({ id: 'unknown_tlh', title: 'puqloD', readerLocales: ['tlh', 'en'] }),
    ]);
    expect(await owners('')).toEqual(['blank', 'cjk', 'long', 'odd', 'unknown']);
    expect(await owners('odd')).toEqual(['odd']);
    const { hits } = await engine.search({ text: 'odd', offset: 0, limit: 1, highlight: true });
    expect(hits[0]?.highlight?.title.match(/<mark>/g)).toHaveLength(1);
  });

  test('twenty parallel writers do not get into each other’s way', async () => {
    const words = ['sleep', 'fever', 'milk', 'story', 'winter', 'garden', 'music'];
    const writers = Array.from({ length: 20 }, (_, writer) => {
      const turned = [...words.slice(writer % 7), ...words.slice(0, writer % 7)];
      return engine.upsert([
        document({ id: `own${writer}_en`, title: turned.join(' ') }),
        document({ id: `shared${writer % 3}_en`, title: `${turned.join(' ')} shared` }),
      ]);
    });
    await Promise.all(writers);
    expect(await owners('garden')).toHaveLength(23);
    expect(await owners('shared')).toHaveLength(3);
  });

  describe('rebuild', () => {
    test('what it is given replaces everything', async () => {
      await engine.upsert([document({ id: 'old_en', title: 'Lullabies' })]);
      const first = [document({ id: 'a_en', title: 'Nursery rhymes' })];
      const second = [document({ id: 'b_en', title: 'Finger games' })];
      expect(await engine.rebuild(batches(first, [], second))).toEqual({ documents: 2 });
      expect(await owners('')).toEqual(['a', 'b']);
      expect(await owners('ryhmes')).toEqual(['a']);
      expect(await engine.suggest({ prefix: 'lull', limit: 5 })).toEqual([]);
      await engine.upsert([document({ id: 'c_en', title: 'Lullabies' })]);
      expect(await owners('lullabies')).toEqual(['c']);
    });

    test('of nothing leaves an empty store', async () => {
      await engine.upsert(CORPUS);
      expect(await engine.rebuild(batches())).toEqual({ documents: 0 });
      expect((await engine.stats()).documents).toBe(0);
    });

    test('readers see the old store until it is done', async () => {
      await engine.upsert([document({ id: 'old_en', title: 'Lullabies' })]);
      const seen: string[][] = [];
      await engine.rebuild(
        (async function* () {
          yield [document({ id: 'new_en', title: 'Rhymes' })];
          seen.push(await owners(''));
        })(),
      );
      expect(seen).toEqual([['old']]);
      expect(await owners('')).toEqual(['new']);
    });

    test('that fails leaves the old store, and the next one works', async () => {
      await engine.upsert([document({ id: 'old_en', title: 'Lullabies' })]);
      const failing = async function* (): AsyncGenerator<readonly SearchDocument[]> {
        yield [document({ id: 'new_en', title: 'Rhymes' })];
        throw new Error('the source broke');
      };
      await expect(engine.rebuild(failing())).rejects.toThrow('the source broke');
      expect(await owners('')).toEqual(['old']);
      await engine.rebuild(batches([document({ id: 'new_en', title: 'Rhymes' })]));
      expect(await owners('')).toEqual(['new']);
    });

    test('loses no write that happens meanwhile, even when its source is behind', async () => {
      const stale = (id: string): SearchDocument => document({ id, title: 'Stale' });
      await engine.upsert([stale('early_en'), stale('late_en'), stale('gone_en'), stale('goneLate_en')]);
      await engine.rebuild(
        (async function* () {
          yield [stale('early_en'), stale('gone_en')];
          await engine.upsert([
            document({ id: 'early_en', title: 'Fresh' }),
            document({ id: 'late_en', title: 'Fresh' }),
          ]);
          await engine.upsert([document({ id: 'added_en', title: 'Fresh' })]);
          await engine.remove(['gone', 'goneLate']);
          yield [stale('late_en'), stale('goneLate_en'), document({ id: 'calm_en', title: 'Calm' })];
        })(),
      );
      expect(await owners('fresh')).toEqual(['added', 'early', 'late']);
      expect(await owners('stale')).toEqual([]);
      expect(await owners('')).toEqual(['added', 'calm', 'early', 'late']);
    });
  });
}
