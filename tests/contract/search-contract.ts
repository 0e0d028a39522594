import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Facet, SearchEngine, SearchQuery, SearchResult } from '../../src/search/engine.js';
import { CORPUS, HAMBURG } from './search-corpus.js';
import { searchEngineLanguageContract } from './search-language-contract.js';
import { searchEngineRankingContract } from './search-ranking-contract.js';
import { searchEngineWordingContract } from './search-wording-contract.js';
import { searchEngineWriteContract } from './search-write-contract.js';

/**
 * The behaviour every search engine must show. `makeEngine` answers, at each call, an engine over an empty store of its
 * own, not yet configured; the suite configures and closes it. What the engines may do differently (how many typos,
 * the order of equally good hits) is not asked here.
 */
export function searchEngineContract(name: string, makeEngine: () => Promise<SearchEngine>): void {
  describe(`${name}: reading`, () => {
    let engine: SearchEngine;

    beforeAll(async () => {
      engine = await makeEngine();
      await engine.configure();
      await engine.upsert(CORPUS);
    }, 120_000);

    afterAll(async () => {
      await engine?.close();
    });

    const search = (query: Partial<SearchQuery>): Promise<SearchResult> =>
      engine.search({ text: '', locale: 'en', offset: 0, limit: 20, ...query });

    const owners = async (query: Partial<SearchQuery>): Promise<string[]> =>
      (await search(query)).hits.map((hit) => hit.ownerId);

    const counts = async (query: Partial<SearchQuery>, facet: Facet): Promise<Record<string, number>> => {
      const values = (await search({ ...query, facets: [facet] })).facets[facet] ?? [];
      return Object.fromEntries(values.map(({ value, count }) => [value, count]));
    };

    describe('words', () => {
      test('a word of the title, the summary and the body finds the document', async () => {
        expect(await owners({ text: 'village' })).toEqual(['story']);
        expect(await owners({ text: 'patience' })).toEqual(['chickenpox']);
        expect(await owners({ text: 'blisters' })).toEqual(['chickenpox']);
      });

      test('other words people use find the document, and are never shown', async () => {
        const { hits } = await search({ text: 'varicella', highlight: true });
        expect(hits.map((hit) => hit.ownerId)).toEqual(['chickenpox']);
        expect(JSON.stringify(hits)).not.toContain('aricella');
      });

      test('a match in the title comes before a match in the body', async () => {
        const { hits, total } = await search({ text: 'fever' });
        const found = hits.map((hit) => hit.ownerId);
        expect(total).toBe(3);
        expect(found.slice(0, 2).sort()).toEqual(['fever', 'pollen']);
        expect(found[2]).toBe('chickenpox');
      });

      test('more of the words is better than fewer', async () => {
        expect((await owners({ text: 'hay fever pollen' }))[0]).toBe('pollen');
      });

      test('scores fall from hit to hit', async () => {
        const scores = (await search({ text: 'fever' })).hits.map((hit) => hit.score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      });

      test('capitals and accents make no difference', async () => {
        for (const text of ['café löwenzahn', 'CAFE LOWENZAHN', 'Cafe\u0301 Lo\u0308wenzahn']) {
          expect((await owners({ text }))[0]).toBe('cafe');
        }
      });

      test('the last word may be unfinished', async () => {
        expect(await owners({ text: 'brea' })).toEqual(expect.arrayContaining(['cafe', 'harbour']));
        expect((await owners({ text: 'bedtime check' }))[0]).toBe('sleep');
      });

      test('finished words are found without prefix search too', async () => {
        expect(await owners({ text: 'pollen season', prefix: false })).toContain('pollen');
      });

      test.each([
        ['a letter too few', 'counseling'],
        ['a wrong letter', 'pollan'],
        ['two letters swapped', 'breakfsat'],
        ['a letter too many', 'villlage'],
      ])('a typo still finds it: %s', async (_kind, text) => {
        const expected: Record<string, string> = {
          counseling: 'harbour',
          pollan: 'pollen',
          breakfsat: 'cafe',
          villlage: 'story',
        };
        expect(await owners({ text })).toContain(expected[text]);
      });

      test('words written together or apart find each other', async () => {
        expect(await owners({ text: 'chicken pox' })).toContain('chickenpox');
        expect(await owners({ text: 'hayfever' })).toContain('pollen');
      });

      test('a word nobody wrote does not hide what the other words find', async () => {
        expect((await owners({ text: 'chickenpox xqzwvutr' }))[0]).toBe('chickenpox');
      });

      test('a word that is nowhere finds nothing', async () => {
        expect(await search({ text: 'xqzwvutr', facets: ['type'] })).toMatchObject({
          hits: [],
          total: 0,
          facets: { type: [] },
        });
      });
    });

    describe('locales', () => {
      test('a reader finds the translations that are shown to them, and no other', async () => {
        const { hits } = await search({ text: 'Fieber', locale: 'de' });
        expect(hits.map((hit) => [hit.ownerId, hit.locale])).toEqual([['fever', 'de']]);
        expect(await owners({ text: 'pollen', locale: 'de' })).toEqual([]);
      });

      test('an entry that is not translated is found in the language it has', async () => {
        const { hits } = await search({ text: 'chickenpox', locale: 'de' });
        expect(hits.map((hit) => [hit.ownerId, hit.locale])).toEqual([['chickenpox', 'en']]);
      });

      test('without a locale all languages are searched and every entry is one hit', async () => {
        const { hits, total } = await search({ text: 'löwenzahn', locale: undefined });
        expect(hits.map((hit) => hit.ownerId)).toEqual(['cafe']);
        expect(total).toBe(1);
        expect((await search({ locale: undefined })).total).toBe(9);
        const fever = (await search({ text: 'Fieber', locale: undefined })).hits.find((hit) => hit.ownerId === 'fever');
        expect(fever?.locale).toBe('de');
      });
    });

    describe('filters and facets', () => {
      test('types, topics and audiences narrow the answer; several values mean any of them', async () => {
        expect((await owners({ types: ['RESOURCE'] })).sort()).toEqual(['pollen', 'sleep']);
        expect((await owners({ topics: ['sleep', 'fever'] })).sort()).toEqual(['fever', 'sleep', 'thread']);
        expect((await owners({ audiences: ['AGE_3_6', 'AGE_6_12'] })).sort()).toEqual(['chickenpox', 'pollen']);
        expect(await owners({ types: ['EXPERT_ARTICLE'], topics: ['fever'], audiences: ['AGE_0_1'] })).toEqual([
          'fever',
        ]);
        expect(await owners({ text: 'fever', types: ['RESOURCE'] })).toEqual(['pollen']);
      });

      test('facets count every match, not only the page', async () => {
        const result = await search({ text: 'fever', limit: 1, facets: ['type', 'locale'] });
        expect(result.hits).toHaveLength(1);
        expect(result.total).toBe(3);
        expect(result.facets.type).toEqual([
          { value: 'EXPERT_ARTICLE', count: 2 },
          { value: 'RESOURCE', count: 1 },
        ]);
        expect(result.facets.locale).toEqual([{ value: 'en', count: 3 }]);
        expect(Object.keys(result.facets).sort()).toEqual(['locale', 'type']);
      });

      test('a facet ignores its own filter and obeys the others', async () => {
        const query: Partial<SearchQuery> = { types: ['RESOURCE'], topics: ['child-health'] };
        expect(await counts(query, 'type')).toEqual({ EXPERT_ARTICLE: 2, RESOURCE: 1 });
        expect(await counts(query, 'topic')).toEqual({ sleep: 1, 'child-health': 1 });
        expect(await counts(query, 'audience')).toEqual({ AGE_6_12: 1 });
        expect(await counts({ audiences: ['AGE_3_6'] }, 'audience')).toEqual({
          AGE_0_1: 2,
          AGE_1_3: 4,
          AGE_3_6: 1,
          AGE_6_12: 1,
          CAREGIVERS: 3,
        });
        expect((await search(query)).total).toBe(1);
      });

      test('texts that are excepted are neither found nor counted, pinned or not', async () => {
        const rows = [
          { ownerId: 'fever', locale: null },
          { ownerId: 'pollen', locale: 'en' },
          { ownerId: 'chickenpox', locale: 'de' },
        ];
        const sql = `select * from (values ${rows
          .map(({ ownerId, locale }) => `('${ownerId}', ${locale === null ? 'null' : `'${locale}'`})`)
          .join(', ')}) as v (owner_id, locale)`;
        const except = { sql, rows: async () => rows };
        for (const query of [{ text: 'fever' }, { text: 'fever', pinned: ['pollen', 'fever'] }, { text: '"fever"' }]) {
          const { hits, total, facets } = await search({ ...query, except, facets: ['type', 'locale'] });
          expect(hits.map(({ ownerId }) => ownerId)).toEqual(['chickenpox']);
          expect(total).toBe(1);
          expect(facets).toEqual({
            type: [{ value: 'EXPERT_ARTICLE', count: 1 }],
            locale: [{ value: 'en', count: 1 }],
          });
        }
        const all = await search({ facets: ['type'] });
        const left = await search({ except, facets: ['type'] });
        expect(left.total).toBe(all.total - 2);
      });

      test('the languages of the answer are counted', async () => {
        expect(await counts({ locale: 'de' }, 'locale')).toEqual({ de: 3, en: 2 });
      });

      test('facets that are not asked for are not answered', async () => {
        expect((await search({ text: 'fever' })).facets).toEqual({});
      });
    });

    describe('places', () => {
      const near = { ...HAMBURG, radiusKm: 20 };

      test('only what is within the radius is found, nearest first, with the distance to its nearest place', async () => {
        const { hits, total } = await search({ near });
        expect(hits.map((hit) => hit.ownerId)).toEqual(['cafe', 'harbour']);
        expect(total).toBe(2);
        expect(hits[0]?.distanceKm).toBeCloseTo(3.58, 1);
        expect(hits[1]?.distanceKm).toBeCloseTo(10.08, 1);
        expect(await owners({ near: { ...HAMBURG, radiusKm: 5 } })).toEqual(['cafe']);
        expect(await owners({ near: { ...HAMBURG, radiusKm: 1 } })).toEqual([]);
      });

      test('an organisation is found at each of its places', async () => {
        const berlin = { latitude: 52.52, longitude: 13.41, radiusKm: 10 };
        const { hits } = await search({ near: berlin });
        expect(hits.map((hit) => hit.ownerId)).toEqual(['cafe']);
        expect(hits[0]?.distanceKm).toBeLessThan(1);
      });

      test('words and place together, ordered by distance', async () => {
        expect(await owners({ text: 'breakfast', near, order: 'DISTANCE' })).toEqual(['cafe', 'harbour']);
        const harburg = { latitude: 53.46, longitude: 9.98, radiusKm: 50 };
        expect(await owners({ text: 'breakfast', near: harburg, order: 'DISTANCE' })).toEqual(['harbour', 'cafe']);
        expect(await owners({ text: 'counselling', near })).toEqual(['harbour']);
      });

      test('without a place there is no distance', async () => {
        expect((await search({ text: 'breakfast' })).hits.map((hit) => hit.distanceKm)).toEqual([null, null]);
      });
    });

    describe('order and pages', () => {
      const newestFirst = ['thread', 'story', 'fever', 'chickenpox', 'sleep', 'pollen', 'cafe', 'harbour'];

      test('blank text answers everything, newest first', async () => {
        for (const text of ['', ' \n\t ']) {
          expect(await owners({ text })).toEqual(newestFirst);
        }
      });

      test('matches can be ordered by date', async () => {
        expect(await owners({ text: 'fever', order: 'NEWEST' })).toEqual(['fever', 'chickenpox', 'pollen']);
      });

      test('pages continue where the one before ended', async () => {
        const pages = await Promise.all([0, 3, 6, 9].map((offset) => search({ offset, limit: 3 })));
        expect(pages.flatMap((page) => page.hits.map((hit) => hit.ownerId))).toEqual(newestFirst);
        expect(pages.map((page) => page.total)).toEqual([8, 8, 8, 8]);
        const [first, second] = [await owners({ text: 'fever', limit: 2 }), await owners({ text: 'fever', offset: 2 })];
        expect([...first, ...second].sort()).toEqual(['chickenpox', 'fever', 'pollen']);
      });
    });

    describe('highlights', () => {
      test('matches are marked and everything else is escaped', async () => {
        const [hit] = (await search({ text: 'coffee', highlight: true })).hits;
        expect(hit?.highlight?.title).toBe('How I found my village');
        expect(hit?.highlight?.snippet).toContain('<mark>coffee</mark> &amp; stayed');
        const tags = hit?.highlight?.snippet.match(/<[^>]*>/g) ?? [];
        expect(new Set(tags)).toEqual(new Set(['<mark>', '</mark>']));
      });

      test('matches in the title are marked', async () => {
        const [hit] = (await search({ text: 'village', highlight: true })).hits;
        expect(hit?.highlight?.title).toBe('How I found my <mark>village</mark>');
      });

      test('what is listed without words has no marks', async () => {
        const { hits } = await search({ types: ['RESOURCE'], highlight: true });
        expect(hits[0]?.highlight).toEqual({ title: 'Bedtime checklist', snippet: expect.stringContaining('Seven') });
        expect(JSON.stringify(hits)).not.toContain('<mark>');
      });

      test('they are left out when nobody asks', async () => {
        expect((await search({ text: 'fever' })).hits[0]?.highlight).toBeNull();
      });
    });

    test.each([
      ['quotes', `'fever" ''' """`],
      ['backslashes', String.raw`fever \\ \' \e \x00`],
      ['operators of query languages', 'fever & | ! <-> <2> :* () *:AB -fever AND OR NOT'],
      ['only punctuation', '!!! ??? ...'],
      ['NUL', 'fever\0\0'],
      ['half a surrogate pair', 'fever \ud83d'],
      ['emoji', '👶🏽 👩‍👩‍👧 fever'],
      ['stop words only', 'the'],
      ['ten thousand characters', 'fever '.repeat(1700)],
      ['one very long word', 'f'.repeat(10_000)],
      ['a language without spaces', '子どもの発熱について'],
      ['right-to-left text', 'حمى الأطفال'],
      ['the marks of highlights', '\uE000fever\uE001'],
    ])('strange text is no error: %s', async (_kind, text) => {
      const result = await search({ text, highlight: true, facets: ['type', 'topic', 'audience', 'locale'] });
      expect(result.total).toBeGreaterThanOrEqual(result.hits.length);
    });

    describe('suggestions', () => {
      test('are only those that pass', async () => {
        const only = {
          sql: (text: string) => `${text} like '%hay%'`,
          passing: async (texts: readonly string[]) => new Set(texts.filter((text) => text.includes('hay'))),
        };
        const all = await engine.suggest({ prefix: 'fe', locale: 'en', limit: 10 });
        const some = await engine.suggest({ prefix: 'fe', locale: 'en', limit: 10, only });
        expect(all.length).toBeGreaterThan(some.length);
        expect(some).toEqual(all.filter((text) => text.includes('hay')));
        expect(some.length).toBeGreaterThan(0);
      });

      const suggest = (prefix: string, locale?: string, limit = 10): Promise<string[]> =>
        engine.suggest({ prefix, locale, limit });

      test('titles and other words are completed', async () => {
        expect(await suggest('chick', 'en')).toEqual(['Chickenpox: what helps against the itching']);
        expect(await suggest('varic', 'en')).toEqual(['varicella']);
      });

      test('any word of a text can be the one that is typed', async () => {
        expect(await suggest('check', 'en')).toEqual(['Bedtime checklist']);
        expect(await suggest('hay fe', 'en')).toEqual(['Living with hay fever']);
      });

      test('capitals and accents make no difference, and a text comes only once', async () => {
        expect(await suggest('LOWEN', 'en')).toEqual(['Café Löwenzahn']);
        expect(await suggest('löwen')).toEqual(['Café Löwenzahn']);
      });

      test('they are in the language the reader is shown', async () => {
        expect(await suggest('müs', 'de')).toEqual(['Müsli für müde Morgen']);
        expect(await suggest('müs', 'en')).toEqual([]);
        expect(await suggest('bedt', 'de')).toEqual(['Bedtime checklist']);
      });

      test('there are no more than asked for, and none for nothing', async () => {
        expect(await suggest('fe', 'en', 1)).toHaveLength(1);
        expect(await suggest('', 'en')).toEqual([]);
        expect(await suggest(`'\\:*&|!\0`, 'en')).toEqual([]);
      });
    });

    test('the store is described', async () => {
      expect(await engine.stats()).toEqual({
        documents: 11,
        byType: {
          EXPERT_ARTICLE: 3,
          RESOURCE: 3,
          SUCCESS_STORY: 1,
          PARTNER_ORGANIZATION: 3,
          DISCUSSION_THREAD: 1,
        },
        byLocale: { en: 8, de: 3 },
      });
      await expect(engine.ping()).resolves.toBeUndefined();
    });
  });

  describe(`${name}: what is asked for`, () => searchEngineWordingContract(makeEngine));
  describe(`${name}: languages`, () => searchEngineLanguageContract(makeEngine));
  describe(`${name}: ranking`, () => searchEngineRankingContract(makeEngine));
  describe(`${name}: writing`, () => searchEngineWriteContract(makeEngine));
}
