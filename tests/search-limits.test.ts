import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let id: string;
beforeAll(async () => {
  hub = await testHub({ environment: { SEARCH_TIMEOUT_SECONDS: '1' } });
  const admin = await hub.signIn('admin');
  const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
    'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
    {
      input: {
        ...{ kind: 'GUIDE', cost: 'FREE', url: 'https://example.org/', audiences: ['PREGNANCY'] },
        translations: [{ locale: 'en', title: 'Flummadiddle', body: 'All about wazzocking a flummadiddle.' }],
      },
    },
    { as: admin },
  );
  id = data.createResource.revision.entryId;
  await hub.query(
    'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
    { id },
    {
      as: admin,
    },
  );
  await hub.settle();
});
afterAll(() => hub.close());

interface Found {
  totalCount: number;
  incomplete: boolean;
  nodes: { id: string }[];
  edges: { highlight: { title: string } }[];
  facets: { name: string; values: { count: number }[] }[];
}

const SEARCH = `query ($query: String!, $locale: Locale) { search(query: $query, locale: $locale) {
  totalCount incomplete nodes { ... on Node { id } } edges { highlight { title } } facets { name values { count } } } }`;

async function search(query: string, locale: string | null = 'en'): Promise<Found> {
  const { data, errors, status } = await hub.query<{ search: Found }>(SEARCH, { query, locale });
  expect([errors, status]).toEqual([undefined, 200]);
  return data.search;
}

/** Words that nobody has written and that resemble nothing. */
const unknown = (count: number) => Array.from({ length: count }, (_, n) => `zq${n}xv${n * 7}k`).join(' ');

describe('of many words', () => {
  test('those that are there are found, wherever they stand', async () => {
    for (const query of [`flummadiddle ${unknown(80)}`, `${unknown(80)} flummadiddle`])
      expect(await search(query)).toMatchObject({ totalCount: 1, nodes: [{ id }], incomplete: false });
  });

  test('the first unknown ones are looked up by what resembles them, and no others', async () => {
    expect((await search(`flumadiddle ${unknown(60)}`)).nodes).toEqual([{ id }]);
    expect((await search(`${unknown(5)} flumadiddle ${unknown(5)}`)).nodes).toEqual([{ id }]);
    expect((await search(`${unknown(60)} flumadiddle ${unknown(5)}`)).nodes).toEqual([]);
  });

  test.each(['"', '-', '-"'])('those with %s before them are the words of a text', async (mark) => {
    const end = mark.includes('"') ? '"' : '';
    const words = Array.from({ length: 60 }, (_, n) => `${mark}about${n}${end}`);
    expect(await search(['flummadiddle', ...words].join(' '))).toMatchObject({ totalCount: 1, incomplete: false });
  });
});

describe('a search that takes too long', () => {
  async function whileLocked(table: string, work: () => Promise<void>): Promise<void> {
    const client = new pg.Client(hub.databaseUrl);
    await client.connect();
    try {
      await client.query(`begin; lock table ${table} in access exclusive mode`);
      await work();
    } finally {
      await client.end();
    }
  }

  test('is answered with what is found by the words as typed, and says so', () =>
    whileLocked('search.synonym', async () => {
      for (const locale of ['en', null]) {
        const found = await search('wazzocking flummadiddle', locale);
        expect(found).toMatchObject({ incomplete: true, totalCount: 1, nodes: [{ id }] });
        expect(found.edges[0]!.highlight.title).toBe('<mark>Flummadiddle</mark>');
        expect(found.facets.every(({ values }) => values.length === 0 || values[0]!.count === 1)).toBe(true);
      }
      const { data, errors } = await hub.query<{ searchByType: unknown }>(
        '{ searchByType(query: "flummadiddle") { incomplete totalCount groups { type nodes { ... on Node { id } } } } }',
      );
      expect(errors).toBeUndefined();
      expect(data.searchByType).toEqual({
        incomplete: true,
        totalCount: 1,
        groups: [{ type: 'RESOURCE', nodes: [{ id }] }],
      });
    }));

  test('is answered with nothing where there is nothing to find in time', () =>
    whileLocked('search.document, search.phrase', async () => {
      expect(await search('flummadiddle')).toMatchObject({ incomplete: true, totalCount: 0, nodes: [] });
      expect(await search('')).toMatchObject({ incomplete: true, totalCount: 0, nodes: [] });
      const { data, errors } = await hub.query('{ suggest(prefix: "flumm") { text } }');
      expect([data, errors]).toEqual([{ suggest: [] }, undefined]);
    }));

  test('holds up no later one', async () => {
    expect(await search('flummadiddle')).toMatchObject({ incomplete: false, nodes: [{ id }] });
  });
});

const several = (count: number, field: string) =>
  `{ ${Array.from({ length: count }, (_, n) => `f${n}: ${field}`).join(' ')} }`;

test.each([
  'search(query: "sleep", first: 0) { totalCount }',
  'searchByType(query: "sleep") { totalCount }',
  'related(id: "00000010-0000-7000-8000-000000000000") { id }',
])('a request has room for some of %s, and not for forty', async (field) => {
  expect((await hub.query(several(5, field))).errors).toBeUndefined();
  const statements = await hub.statements(async () => {
    const { errors } = await hub.query(several(40, field));
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('QUERY_TOO_COMPLEX');
  });
  expect(statements).toBeLessThan(40);
});

test.each([
  ['types', '[SearchType!]', 'RESOURCE'],
  ['topics', '[String!]', 'sleep'],
  ['audiences', '[Audience!]', 'PREGNANCY'],
])('the list %s is bounded', async (argument, type, value) => {
  for (const field of ['search', 'searchByType']) {
    const text = `query ($list: ${type}) { ${field}(query: "flummadiddle", ${argument}: $list) { totalCount } }`;
    expect((await hub.query(text, { list: Array(100).fill(value) })).errors).toBeUndefined();
    const { errors, status } = await hub.query(text, { list: Array(101).fill(value) });
    expect(status).toBe(400);
    expect(errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: '$list' }) }),
    ]);
  }
});
