import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchEngine, SearchQuery } from '../../src/search/engine.js';
import { document } from './search-corpus.js';

/** Other forms of a word, by locale: what a text says, and what finds it. */
const FORMS: readonly [locale: string, written: string, typed: readonly string[]][] = [
  ['en', 'Vaccinated children', ['vaccinations', 'vaccinating', 'which vaccinations does my child need']],
  ['de', 'Impfungen im ersten Jahr', ['impfung', 'welche Impfung braucht mein Baby']],
  ['fr', 'Les vaccinations gratuites', ['vaccination', 'gratuit']],
  ['es', 'Vacunaciones para niños', ['vacunación', 'niño']],
  ['tr', 'Çocukların uykusu', ['çocuk', 'çocuklar']],
  ['ru', 'Прививки для детей', ['прививка', 'прививку']],
  ['ar', 'تطعيم الأطفال', ['للأطفال', 'أطفال']],
];

/** Words that are only there to make a text long. */
const OTHER_THINGS = Array.from({ length: 400 }, (_, n) => `thing${n}`).join(' ');

/** The part of the contract about which of several texts comes first, and about other forms of words. */
export function searchEngineRankingContract(makeEngine: () => Promise<SearchEngine>): void {
  let engine: SearchEngine;

  beforeAll(async () => {
    engine = await makeEngine();
    await engine.configure();
    const today = Date.now();
    const day = (days: number) => new Date(today + days * 86_400_000).toISOString().slice(0, 10);
    await engine.upsert([
      ...FORMS.map(([locale, title]) => document({ id: `forms_${locale}`, ownerId: `forms-${locale}`, title })),
      document({ id: 'often_en', title: 'Evenings', body: 'Lullabies calm. Sing lullabies. Old lullabies are best.' }),
      document({ id: 'once_en', title: 'Mornings', body: 'Porridge, then a walk. Lullabies wait for later, at dusk.' }),
      document({ id: 'long_en', title: 'Afternoons', body: `Lullabies. ${OTHER_THINGS}` }),
      document({ id: 'rare_en', title: 'Mumps', body: 'It lasts a week.' }),
      ...Array.from({ length: 5 }, (_, n) => document({ id: `common${n}_en`, title: `Weeks and days ${n}` })),
      document({ id: 'overdue_en', title: 'Thunderstorms', reviewDueOn: day(-1) }),
      document({ id: 'settled_en', title: 'Thunderstorms', reviewDueOn: day(30) }),
    ]);
  }, 120_000);

  afterAll(async () => {
    await engine?.close();
  });

  const owners = async (query: Partial<SearchQuery>): Promise<string[]> =>
    (await engine.search({ text: '', locale: 'en', offset: 0, limit: 20, ...query })).hits.map((hit) => hit.ownerId);

  describe.each(FORMS)('%s: %s', (locale, _written, typed) => {
    test.each(typed)('is found by %s, and marked', async (text) => {
      const { hits } = await engine.search({ text, locale, prefix: false, offset: 0, limit: 5, highlight: true });
      expect(hits[0]?.ownerId).toBe(`forms-${locale}`);
      expect(hits[0]?.highlight?.title).toContain('<mark>');
    });
  });

  test('the more often a word is there and the shorter the text, the better', async () => {
    expect(await owners({ text: 'lullabies' })).toEqual(['often', 'once', 'long']);
    expect(await owners({ text: 'which lullabies are there' })).toEqual(['often', 'once', 'long']);
  });

  test('a rare word counts more than a frequent one', async () => {
    expect((await owners({ text: 'mumps for weeks' }))[0]).toBe('rare');
  });

  test('any of the words finds a text, and all that is found is counted', async () => {
    const { hits, total } = await engine.search({ text: 'mumps lullabies', locale: 'en', offset: 0, limit: 1 });
    expect(hits).toHaveLength(1);
    expect(total).toBe(4);
  });

  test('of two texts that fit equally well the one that waits for a review comes last', async () => {
    expect(await owners({ text: 'thunderstorms' })).toEqual(['settled', 'overdue']);
    expect(await owners({ text: 'what to do in thunderstorms' })).toEqual(['settled', 'overdue']);
  });
}
