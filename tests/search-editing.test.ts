import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

interface Edge {
  pinned: boolean;
  node: { id: string; __typename: string };
}
interface Found {
  totalCount: number;
  didYouMean: string | null;
  edges: Edge[];
}

async function search(query: string, more: object = {}): Promise<Found> {
  const { data, errors } = await hub.query<{ search: Found }>(
    `query ($query: String!, $locale: Locale, $types: [SearchType!], $openNow: Boolean, $orderBy: SearchOrder) {
      search(query: $query, locale: $locale, types: $types, openNow: $openNow, orderBy: $orderBy, first: 100) {
        totalCount didYouMean edges { pinned node { __typename ... on Node { id } } } } }`,
    { query, locale: 'en', ...more },
  );
  expect(errors).toBeUndefined();
  return data.search;
}

interface Saved {
  done: {
    searchSynonymSet?: { id: string };
    searchPin?: { id: string; entryIds: string[]; entries: { id: string }[] };
    errors: { code: string; path: string[]; message: string }[];
  };
}
const run = async (mutation: string, variables: object, as: string | undefined = editor): Promise<Saved['done']> =>
  (await hub.query<Saved>(mutation, variables, { as })).data.done;

const SET = 'searchSynonymSet { id locale words from } errors { code path message }';
const CREATE_SET = `mutation ($input: SearchSynonymSetInput!) { done: createSearchSynonymSet(input: $input) { ${SET} } }`;
const UPDATE_SET = `mutation ($id: ID!, $input: SearchSynonymSetInput!) { done: updateSearchSynonymSet(id: $id, input: $input) { ${SET} } }`;
const DELETE_SET = 'mutation ($id: ID!) { done: deleteSearchSynonymSet(id: $id) { deletedId errors { code } } }';
const PIN = 'searchPin { id queries locale entryIds entries { id } } errors { code path message }';
const CREATE_PIN = `mutation ($input: SearchPinInput!) { done: createSearchPin(input: $input) { ${PIN} } }`;
const UPDATE_PIN = `mutation ($id: ID!, $input: SearchPinInput!) { done: updateSearchPin(id: $id, input: $input) { ${PIN} } }`;
const DELETE_PIN = 'mutation ($id: ID!) { done: deleteSearchPin(id: $id) { deletedId errors { code } } }';

describe('synonyms', () => {
  test('are understood as soon as they are saved, and no longer when they are deleted', async () => {
    expect((await search('glorpwick')).totalCount).toBe(0);
    const { searchSynonymSet, errors } = await run(CREATE_SET, {
      input: { locale: 'en', words: ['glorpwick', 'toddler'] },
    });
    expect(errors).toEqual([]);
    await hub.settle();
    expect((await search('glorpwick')).totalCount).toBeGreaterThan(0);
    const id = searchSynonymSet!.id;
    await run(UPDATE_SET, { id, input: { locale: 'en', words: ['toddler'], from: ['snorfle'] } });
    await hub.settle();
    expect((await search('glorpwick')).totalCount).toBe(0);
    expect((await search('snorfle')).totalCount).toBeGreaterThan(0);
    expect(await run(DELETE_SET, { id })).toMatchObject({ deletedId: id, errors: [] });
    await hub.settle();
    expect((await search('snorfle')).totalCount).toBe(0);
  });

  test('are no typing errors, though no text has the word and many one that looks alike', async () => {
    const misspelt = await search('todller');
    expect(misspelt).toMatchObject({ didYouMean: 'toddler' });
    const { searchSynonymSet } = await run(CREATE_SET, {
      input: { locale: 'en', words: ['voucher'], from: ['todller'] },
    });
    await hub.settle();
    const found = await search('todller');
    expect(found.didYouMean).toBeNull();
    expect(found.totalCount).toBe((await search('voucher ')).totalCount);
    await run(DELETE_SET, { id: searchSynonymSet!.id });
    await hub.settle();
  });

  test('of topics find texts that are about it but in no topic', async () => {
    const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
      'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
      {
        input: {
          kind: 'GUIDE',
          cost: 'FREE',
          url: 'https://example.org/',
          translations: [{ locale: 'en', title: 'Flimmerberry picking', body: 'x' }],
        },
      },
      { as: editor },
    );
    const { entryId } = data.createResource.revision;
    await hub.query(
      'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
      { id: entryId },
      { as: editor },
    );
    await hub.query(
      'mutation { createTopic(input: { slug: "berries", translations: [{ locale: "en", name: "Wimberry", synonyms: ["flimmerberry"] }] }) { errors { message } } }',
      {},
      { as: editor },
    );
    await hub.settle();
    expect((await search('wimberry')).edges.map(({ node }) => node.id)).toEqual([entryId]);
  });

  test('that make no sense are refused, all at once', async () => {
    const { errors } = await run(CREATE_SET, { input: { locale: 'xx', words: ['Baby', 'báby', '?'] } });
    expect(errors.map(({ path }) => path.join('.'))).toEqual(['input.locale', 'input.words.2']);
    const alone = await run(CREATE_SET, { input: { locale: 'en', words: ['baby', 'BABY'] } });
    expect(alone.errors).toMatchObject([{ path: ['input', 'words'] }]);
  });
});

describe('pins', () => {
  async function entries(): Promise<string[]> {
    const { edges } = await search('', { types: ['EXPERT_ARTICLE'] });
    return edges.map(({ node }) => node.id);
  }

  test('come first for their query however it is written, in their order, and in no other', async () => {
    const [first, second] = (await entries()).slice(-2) as [string, string];
    const before = await search('potty training');
    const { searchPin, errors } = await run(CREATE_PIN, {
      input: { queries: ['Potty   Training!'], entryIds: [second, first] },
    });
    expect(errors).toEqual([]);
    expect(searchPin!.entries.map(({ id }) => id)).toEqual([second, first]);
    const found = await search('pótty training');
    expect(found.edges.slice(0, 3).map(({ pinned }) => pinned)).toEqual(
      [true, true, false].slice(0, found.edges.length),
    );
    expect(found.edges.slice(0, 2).map(({ node }) => node.id)).toEqual([second, first]);
    const others = before.edges.filter(({ node }) => node.id !== first && node.id !== second).length;
    expect(found.totalCount).toBe(others + 2);
    expect((await search('potty')).edges.some(({ pinned }) => pinned)).toBe(false);
    expect((await search('potty training', { types: ['DISCUSSION_THREAD'] })).edges.some(({ pinned }) => pinned)).toBe(
      false,
    );
    expect((await search('potty training', { orderBy: 'NEWEST' })).edges.some(({ pinned }) => pinned)).toBe(false);

    const id = searchPin!.id;
    await run(UPDATE_PIN, { id, input: { queries: ['potty training'], locale: 'de', entryIds: [first] } });
    expect((await search('potty training')).edges.some(({ pinned }) => pinned)).toBe(false);
    expect((await search('potty training', { locale: 'de' })).edges[0]).toMatchObject({
      pinned: true,
      node: { id: first },
    });
    await run(DELETE_PIN, { id });
    expect((await search('potty training', { locale: 'de' })).edges.some(({ pinned }) => pinned)).toBe(false);
  });

  test('hold at once in every process, by whichever way they were changed', async () => {
    const other = await testHub({ databaseUrl: hub.databaseUrl });
    const pinned = async (in_: TestHub) => {
      const { data } = await in_.query<{ search: { edges: { pinned: boolean; node: { id: string } }[] } }>(
        '{ search(query: "umbrella walk", first: 100) { edges { pinned node { ... on Entry { id } } } } }',
      );
      return data.search.edges.filter((edge) => edge.pinned).map(({ node }) => node.id);
    };
    const [first, second] = (await entries()) as [string, string];
    expect([await pinned(hub), await pinned(other)]).toEqual([[], []]);
    const { searchPin } = await run(CREATE_PIN, { input: { queries: ['umbrella walk'], entryIds: [first, second] } });
    expect([await pinned(other), await pinned(hub)]).toEqual([
      [first, second],
      [first, second],
    ]);
    const { pool } = hub.database;
    await pool.query('delete from search_pin_entry where entry_id = $1', [first]);
    expect([await pinned(hub), await pinned(other)]).toEqual([[second], [second]]);

    // A backup that is restored brings other pins under a number that is known.
    const { rows } = await pool.query('select version from search_lists_version');
    await pool.query('delete from search_pin where id = $1', [searchPin!.id]);
    await pool.query('update search_lists_version set version = $1', [rows[0].version]);
    expect([await pinned(hub), await pinned(other)]).toEqual([[], []]);
    await other.close();
  });

  test('that change under many searches at once are obeyed by each that begins later', async () => {
    const [first] = (await entries()) as [string];
    const ask = () => search('teapot parade', { locale: 'en' });
    const under = Array.from({ length: 20 }, ask);
    const { searchPin } = await run(CREATE_PIN, { input: { queries: ['teapot parade'], entryIds: [first] } });
    const later = await Promise.all(Array.from({ length: 20 }, ask));
    for (const { edges } of later) expect(edges[0]).toMatchObject({ pinned: true, node: { id: first } });
    await Promise.all(under);
    await run(DELETE_PIN, { id: searchPin!.id });
    for (const { edges } of await Promise.all(Array.from({ length: 20 }, ask))) {
      expect(edges.some(({ pinned }) => pinned)).toBe(false);
    }
  });

  test('of what is not published are not found', async () => {
    const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
      'mutation { createResource(input: { kind: GUIDE, translations: [{ locale: "en", title: "Secret" }] }) { revision { entryId } errors { message } } }',
      {},
      { as: editor },
    );
    const { entryId } = data.createResource.revision;
    const { searchPin } = await run(CREATE_PIN, { input: { queries: ['hidden gem'], entryIds: [entryId] } });
    expect(searchPin).toMatchObject({ entryIds: [entryId], entries: [] });
    expect((await search('hidden gem')).edges.map(({ node }) => node.id)).not.toContain(entryId);
  });

  test('that make no sense are refused, all at once', async () => {
    const { errors } = await run(CREATE_PIN, { input: { queries: ['…'], locale: 'xx', entryIds: ['nonsense'] } });
    expect(errors.map(({ path }) => path.join('.'))).toEqual(['input.locale', 'input.queries.0', 'input.entryIds.0']);
  });

  test('name entries by ids in capitals or small letters, each once', async () => {
    const [entryId] = (await entries()) as [string];
    const capitals = entryId.toUpperCase();
    const { searchPin, errors } = await run(CREATE_PIN, { input: { queries: ['capitals'], entryIds: [capitals] } });
    expect([errors, searchPin!.entryIds]).toEqual([[], [entryId]]);
    await run(DELETE_PIN, { id: searchPin!.id });
    const twice = await run(CREATE_PIN, { input: { queries: ['capitals'], entryIds: [entryId, capitals] } });
    expect(twice.errors.map(({ path }) => path.join('.'))).toEqual(['input.entryIds.1']);
  });

  test('are for editors', async () => {
    const member = await hub.signIn('member');
    const { errors } = await hub.query(CREATE_PIN, { input: { queries: ['x'], entryIds: [] } }, { as: member });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

test('what is open at this moment is found, counted as everywhere else', async () => {
  await hub.database.pool.query(
    "update schedule set opens_at = '00:00', closes_at = '00:00' where id in (select id from schedule order by id limit 3)",
  );
  const { data } = await hub.query<{ partnerOrganizations: { nodes: { id: string }[] } }>(
    '{ partnerOrganizations(first: 100, filter: { openNow: true }) { nodes { id } } }',
  );
  const open = data.partnerOrganizations.nodes.map(({ id }) => id);
  const { edges, totalCount } = await search('', { openNow: true });
  expect(edges.map(({ node }) => node.id).sort()).toEqual(open.sort());
  expect(totalCount).toBe(open.length);
  await hub.database.pool.query('delete from schedule');
  expect(await search('', { openNow: true })).toMatchObject({ totalCount: 0, edges: [] });
});

test('a misspelt query is answered with how it is spelled', async () => {
  expect(await search('todler')).toMatchObject({ didYouMean: 'toddler' });
  expect(await search('toddler')).toMatchObject({ didYouMean: null });
});

describe('search by type', () => {
  const BY_TYPE = `query ($query: String!, $first: Int) { searchByType(query: $query, locale: "en", first: $first) {
    totalCount groups { type totalCount nodes { __typename } edges { highlight { title } node { ... on Node { id } } } } } }`;

  test('answers the first of each type, and how many there are', async () => {
    const { data } = await hub.query<{
      searchByType: { totalCount: number; groups: { type: string; totalCount: number; nodes: unknown[] }[] };
    }>(BY_TYPE, { query: 'baby', first: 2 });
    const { groups, totalCount } = data.searchByType;
    expect(groups.length).toBeGreaterThan(1);
    for (const { type, totalCount: count, nodes } of groups) {
      expect(nodes).toHaveLength(Math.min(2, count));
      expect((await search('baby', { types: [type] })).totalCount).toBe(count);
    }
    expect(groups.reduce((sum, group) => sum + group.totalCount, 0)).toBe(totalCount);
  });

  test('refuses too many', async () => {
    const { errors } = await hub.query(BY_TYPE, { query: 'baby', first: 21 });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }]);
  });
});
