import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchEngine, SearchQuery, SearchResult } from '../../src/search/engine.js';
import { CORPUS, document, HAMBURG } from './search-corpus.js';

/** The part of the contract about quotes, exclusions, synonyms, corrections, pins, groups and what decides a tie. */
export function searchEngineWordingContract(makeEngine: () => Promise<SearchEngine>): void {
  let engine: SearchEngine;

  beforeAll(async () => {
    engine = await makeEngine();
    await engine.configure();
    await engine.upsert([
      ...CORPUS,
      document({ id: 'coughs_en', title: 'Whooping cough', body: 'Call a doctor when breathing is hard.' }),
      document({
        id: 'apart_en',
        title: 'A doctor in the family',
        body: 'Whom to call first, and when a cough is harmless.',
      }),
      document({ id: 'sleepers_en', title: 'Co-sleeping safely', body: 'A firm mattress for everybody.' }),
      document({ id: 'stale_en', title: 'Umbrellas', freshAt: '2020-01-01T00:00:00.000Z', helpfulness: 0 }),
      document({ id: 'helpful_en', title: 'Umbrellas', freshAt: '2020-01-01T00:00:00.000Z', helpfulness: 1 }),
      document({ id: 'fresh_en', title: 'Umbrellas', freshAt: new Date().toISOString(), helpfulness: 0 }),
      document({ id: 'wordy_en', title: 'Rain', body: 'Many things. Umbrellas too.', helpfulness: 1 }),
    ]);
  }, 120_000);

  afterAll(async () => {
    await engine?.close();
  });

  const search = (query: Partial<SearchQuery>): Promise<SearchResult> =>
    engine.search({ text: '', locale: 'en', offset: 0, limit: 20, ...query });

  const owners = async (query: Partial<SearchQuery>): Promise<string[]> =>
    (await search(query)).hits.map((hit) => hit.ownerId);

  describe('quotes and exclusions', () => {
    test('what is in quotes must be there just so', async () => {
      expect((await owners({ text: '"call a doctor"' })).sort()).toEqual(['coughs', 'fever']);
      for (const text of ['“whooping cough”', '„whooping cough“', '«whooping cough»']) {
        expect(await owners({ text })).toEqual(['coughs']);
      }
      expect(await owners({ text: '"doctor call"' })).toEqual([]);
      expect(await owners({ text: '"whoping cough"' })).toEqual([]);
    });

    test('totals and facets obey quotes', async () => {
      const { total, facets } = await search({ text: '"call a doctor"', facets: ['type'] });
      expect(total).toBe(2);
      expect(facets.type).toEqual([{ value: 'EXPERT_ARTICLE', count: 2 }]);
    });

    test('a minus sign takes away what has the word or phrase', async () => {
      expect((await owners({ text: 'cough' })).sort()).toEqual(['apart', 'coughs']);
      expect(await owners({ text: 'cough -whooping' })).toEqual(['apart']);
      expect(await owners({ text: 'cough -"cough is harmless"' })).toEqual(['coughs']);
      const { total } = await search({});
      expect((await search({ text: '-cough' })).total).toBe(total - 2);
    });

    test('a hyphen is none, and a quote without an end is no quote', async () => {
      expect(await owners({ text: 'co-sleeping' })).toContain('sleepers');
      expect(await owners({ text: '"whooping' })).toContain('coughs');
    });
  });

  test('the quotes and dashes of a text that was pasted ask for nothing', async () => {
    const pasted = `My sister says "he will be fine - trust me", but the whooping cough of my son keeps us awake every night,
      his breathing is hard -really hard-, and the leaflet only says "wait and see" without a word about what to do then.`;
    expect((await owners({ text: pasted }))[0]).toBe('coughs');
    // A text that is nothing but one quote is looked for as it stands.
    expect(await owners({ text: `"${pasted.replaceAll('"', '')}"` })).toEqual([]);
  });

  test('words with a hyphen, together and apart find each other', async () => {
    for (const text of ['co-sleeping', 'co sleeping', 'cosleeping'])
      expect(await owners({ text })).toContain('sleepers');
    expect(await owners({ text: 'chicken-pox' })).toContain('chickenpox');
    expect(await owners({ text: 'bed-time' })).toContain('sleep');
  });

  test('a query of nothing but stop words still finds', async () => {
    for (const text of ['the', 'to be', 'a of the']) {
      expect((await search({ text, prefix: false })).total).toBeGreaterThan(0);
    }
  });

  describe('synonyms', () => {
    afterAll(() => engine.setSynonyms([]));

    test('find what the others find, in both directions, phrases too', async () => {
      expect(await owners({ text: 'pertussis' })).toEqual([]);
      await engine.setSynonyms([{ locale: 'en', words: ['pertussis', 'whooping cough'] }]);
      expect((await owners({ text: 'pertussis' }))[0]).toBe('coughs');
      await engine.upsert([document({ id: 'latin_en', title: 'Pertussis' })]);
      expect(await owners({ text: 'whooping cough' })).toContain('latin');
      await engine.remove(['latin']);
    });

    test('of one direction are not found the other way round', async () => {
      await engine.setSynonyms([{ locale: 'en', words: ['pollen'], from: ['birch'] }]);
      expect(await owners({ text: 'birch' })).toEqual(['pollen']);
      await engine.upsert([document({ id: 'tree_en', title: 'Birch' })]);
      expect(await owners({ text: 'pollen' })).not.toContain('tree');
      await engine.remove(['tree']);
    });

    test('are gone when they are replaced, and outlive configuring and a rebuild', async () => {
      await engine.setSynonyms([{ locale: 'en', words: ['pussywillow', 'blisters'] }]);
      expect(await owners({ text: 'birch' })).toEqual([]);
      await engine.configure();
      expect(await owners({ text: 'pussywillow' })).toEqual(['chickenpox']);
      await engine.setSynonyms([]);
      expect(await owners({ text: 'pussywillow' })).toEqual([]);
    });
  });

  describe('did you mean', () => {
    test('is the query with what was found spelled as it stands there', async () => {
      expect((await search({ text: 'chikenpox' })).didYouMean).toBe('chickenpox');
      expect((await search({ text: 'Whooping coufhh' })).didYouMean).toBeNull();
      expect((await search({ text: 'pollan season' })).didYouMean).toBe('pollen season');
    });

    test('is nothing where words were found as typed, unfinished or not at all', async () => {
      for (const text of ['chickenpox', 'chicken', 'brea', 'xqzwvutr', '', '"fever"', 'the']) {
        expect((await search({ text })).didYouMean).toBeNull();
      }
    });
  });

  describe('what is pinned', () => {
    test('comes first, in its order, whether it has the words or not, and is counted once', async () => {
      const plain = await search({ text: 'fever', facets: ['type'] });
      const { hits, total, facets } = await search({ text: 'fever', pinned: ['cafe', 'pollen'], facets: ['type'] });
      expect(hits.slice(0, 2).map(({ ownerId, pinned }) => [ownerId, pinned])).toEqual([
        ['cafe', true],
        ['pollen', true],
      ]);
      expect(hits.slice(2).every(({ pinned }) => !pinned)).toBe(true);
      expect(total).toBe(plain.total + 1);
      expect(hits).toHaveLength(total);
      expect(facets.type).toContainEqual({ value: 'PARTNER_ORGANIZATION', count: 1 });
      expect(facets.type).toContainEqual({ value: 'RESOURCE', count: 1 });
    });

    test('obeys the filters and the language of the reader', async () => {
      expect(await owners({ text: 'fever', pinned: ['cafe'], types: ['RESOURCE'] })).toEqual(['pollen']);
      expect(await owners({ text: 'fever', pinned: ['muesli'] })).not.toContain('muesli');
      const { facets, hits } = await search({ text: 'fever', pinned: ['cafe'], types: ['RESOURCE'], facets: ['type'] });
      expect(hits.map(({ ownerId }) => ownerId)).toEqual(['pollen']);
      expect(facets.type).toContainEqual({ value: 'PARTNER_ORGANIZATION', count: 1 });
    });

    test('pages go on where the one before ended', async () => {
      const query = { text: 'fever', pinned: ['cafe', 'nobody', 'story'] };
      const whole = await owners(query);
      expect(whole.slice(0, 2)).toEqual(['cafe', 'story']);
      const pages = await Promise.all([0, 1, 2, 3, 4].map((offset) => owners({ ...query, offset, limit: 1 })));
      expect(pages.flat()).toEqual(whole);
    });
  });

  test('only documents of certain owners can be asked for', async () => {
    const these = (...ids: string[]) => ({ sql: `select unnest('{${ids}}'::text[])`, ids: async () => ids });
    expect((await owners({ text: 'breakfast', owners: these('cafe', 'fever') })).sort()).toEqual(['cafe']);
    const { total, facets } = await search({ owners: these('cafe', 'fever'), facets: ['type'] });
    expect(total).toBe(2);
    expect(facets.type).toHaveLength(2);
    expect(await owners({ owners: these() })).toEqual([]);
  });

  test('the first of each type come together in one answer', async () => {
    const { hits, facets, total } = await search({ text: 'fever', perType: 1, facets: ['type'], highlight: true });
    expect(hits.map(({ type }) => type)).toEqual(['RESOURCE', 'EXPERT_ARTICLE']);
    expect(hits[0]?.ownerId).toBe('pollen');
    expect(total).toBe(3);
    expect(facets.type).toContainEqual({ value: 'EXPERT_ARTICLE', count: 2 });
    const all = await search({ perType: 2, near: { ...HAMBURG, radiusKm: 20 } });
    expect(all.hits.map(({ ownerId }) => ownerId)).toEqual(['cafe', 'harbour']);
  });

  test('of texts that fit equally well, those that helped and fresh ones come first, and none before a better fit', async () => {
    expect(await owners({ text: 'umbrellas' })).toEqual(['helpful', 'fresh', 'stale', 'wordy']);
  });
}
