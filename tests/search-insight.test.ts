import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub({ seeds: true, environment: { TRUSTED_PROXIES: '127.0.0.1,::1' } });
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

const today = new Date().toISOString().slice(0, 10);

interface Searched {
  search: { searchId: string | null; totalCount: number; pageInfo: { endCursor: string }; nodes: { id: string }[] };
}

async function search(query: string, caller = 1, extra = ''): Promise<Searched['search']> {
  const { data, errors } = await hub.query<Searched>(
    `query ($query: String!) { search(query: $query, locale: "en" ${extra}) { searchId totalCount pageInfo { endCursor } nodes { ... on Node { id } } } }`,
    { query },
    { headers: { 'x-forwarded-for': `198.51.100.${caller}` } },
  );
  expect(errors).toBeUndefined();
  return data.search;
}

const click = (searchId: string, id: string, position: number) =>
  hub.query<{ reportSearchClick: { errors: { code: string; path: string[] }[] } }>(
    'mutation ($searchId: ID!, $id: ID!, $position: Int!) { reportSearchClick(searchId: $searchId, id: $id, position: $position) { errors { code path } } }',
    { searchId, id, position },
  );

interface Query {
  query: string;
  searches: number;
  noResultRate: number;
  clickThroughRate: number;
  meanPosition: number | null;
}

interface Insights {
  searchInsights: {
    searches: number;
    noResultRate: number;
    clickThroughRate: number;
    meanPosition: number | null;
    topQueries: Query[];
    topQueriesWithoutResults: Query[];
    topResults: { node: { id: string }; clicks: number; meanPosition: number }[];
    support: { kind: string; searches: number }[];
  };
  searchNeeds: Query[];
}

async function insights(): Promise<Insights> {
  await hub.services.searchLog.flush();
  const { data, errors } = await hub.query<Insights>(
    `query ($day: Date!) {
      searchInsights(from: $day, to: $day) { searches noResultRate clickThroughRate meanPosition
        topQueries { query searches noResultRate clickThroughRate meanPosition } topQueriesWithoutResults { query searches noResultRate clickThroughRate meanPosition }
        topResults { node { ... on Node { id } } clicks meanPosition } support { kind searches } }
      searchNeeds(from: $day, to: $day, locale: "en") { query searches noResultRate clickThroughRate meanPosition } }`,
    { day: today },
    { as: editor },
  );
  expect(errors).toBeUndefined();
  return data;
}

/** Everything in the tables of the hub, as text. */
async function stored(word: string): Promise<string[]> {
  const { rows } = await hub.database.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema = 'public'",
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await hub.database.pool.query(
      `select 1 from "${name}" t where strpos(t::text, $1) > 0 limit 1`,
      [word],
    );
    if (rowCount) found.push(name);
  }
  return found;
}

describe('an editor', () => {
  test('sees what several people search for, what they open, and what they do not find', async () => {
    const before = (await insights()).searchInsights.searches;
    for (const caller of [1, 2, 3]) {
      await search('  Toddler   SLEEP ', caller);
      await search('qqxyzzyq', caller);
    }
    const { searchId, nodes } = await search('toddler sleep', 3);
    expect((await click(searchId!, nodes[1]!.id, 2)).data.reportSearchClick.errors).toEqual([]);
    await click(searchId!, nodes[1]!.id, 2);
    const { searchInsights: seen, searchNeeds: needs } = await insights();
    expect(seen.searches - before).toBe(7);
    expect(seen.topQueries[0]).toEqual({
      query: 'toddler sleep',
      searches: 4,
      noResultRate: 0,
      clickThroughRate: 0.25,
      meanPosition: 2,
    });
    expect(needs.map(({ query, searches, noResultRate }) => [query, searches, noResultRate])).toEqual([
      ['qqxyzzyq', 3, 1],
    ]);
    expect(seen.topQueriesWithoutResults).toEqual(needs);
    expect(seen.topResults).toEqual([{ node: { id: nodes[1]!.id }, clicks: 1, meanPosition: 2 }]);
    const { rows } = await hub.database.pool.query('select query, searches from search_frequent_query');
    expect(rows).toEqual([{ query: 'toddler sleep', searches: 4 }]);
  });

  test('does not see what only few have typed, however often, and tomorrow it is gone', async () => {
    for (let n = 0; n < 8; n++) await search('anna musterfrau', (n % 2) + 1);
    const seen = await insights();
    expect(JSON.stringify(seen)).not.toContain('musterfrau');
    expect(await stored('musterfrau')).toEqual(expect.arrayContaining(['search_query_day', 'search_query_caller']));
    for (const table of ['search_query_day', 'search_query_caller', 'daily_salt', 'search_day']) {
      await hub.database.pool.query(`update ${table} set day = day - 1`);
    }
    await hub.services.searchInsight.expire();
    expect(await stored('musterfrau')).toEqual([]);
    const { rows } = await hub.database.pool.query('select count(*)::int as n from daily_salt');
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('is the only one', async () => {
    for (const who of ['member', 'moderator'] as const) {
      const { errors } = await hub.query(
        `{ searchNeeds(from: "${today}", to: "${today}") { query } }`,
        {},
        { as: await hub.signIn(who) },
      );
      expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
    }
  });
});

describe('of who searches', () => {
  test('nothing is kept: no address, no member, no numbers, no mail, no distress', async () => {
    const member = await hub.signIn('member');
    const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: member });
    for (const caller of [11, 12, 13, 14]) {
      await search('anna.qwertz@example.org', caller);
      await search('call 0170 7654321', caller);
      await search('suicide zzyzx', caller);
    }
    const { searchId, nodes } = await search('sleep', 77);
    await hub.query(
      'mutation ($s: ID!, $id: ID!) { reportSearchClick(searchId: $s, id: $id, position: 1) { errors { code } } }',
      { s: searchId, id: nodes[0]!.id },
      { as: member, headers: { 'x-forwarded-for': '198.51.100.77' } },
    );
    const { searchInsights } = await insights();
    expect(searchInsights.support).toEqual([{ kind: 'SUICIDE', searches: 4 }]);
    for (const word of ['qwertz', '7654321', 'zzyzx', '198.51.100.77'])
      expect([word, await stored(word)]).toEqual([word, []]);
    const { rows } = await hub.database.pool.query(
      "select 1 from audit_event where action = 'reportSearchClick' or (actor_id = $1 and action ilike '%search%')",
      [data.me.id],
    );
    expect(rows).toEqual([]);
  });

  test('a search in distress has no id, and neither have later pages', async () => {
    expect((await search('suicide')).searchId).toBeNull();
    expect((await search('')).searchId).toBeNull();
    const { pageInfo } = await search('sleep', 1, ', first: 1');
    expect((await search('sleep', 1, `, after: "${pageInfo.endCursor}"`)).searchId).toBeNull();
  });
});

test('what many have searched for and texts say completes what others type, before titles and once', async () => {
  for (let caller = 1; caller <= 6; caller++) await search('Baby SLEEP', caller);
  for (let caller = 1; caller <= 2; caller++) await search('baby sleep of my neighbour', caller);
  // Each of them finds something by its other words.
  const unsaid = ['baby sleep qwertzhausen', 'baby slep'];
  for (const query of unsaid) {
    for (let caller = 1; caller <= 6; caller++) expect((await search(query, caller)).totalCount).toBeGreaterThan(0);
  }
  await hub.services.searchLog.flush();
  const suggest = async (prefix: string, locale: string) => {
    const text = 'query ($prefix: String!, $locale: Locale) { suggest(prefix: $prefix, locale: $locale) { text } }';
    const { data } = await hub.query<{ suggest: { text: string }[] }>(text, { prefix, locale });
    return data.suggest.map((one) => one.text);
  };
  const completions = await suggest('baby sl', 'en');
  expect(completions[0]).toBe('baby sleep');
  expect(completions).not.toContain('baby sleep of my neighbour');
  for (const query of unsaid) expect(completions).not.toContain(query);
  expect(await suggest('baby sl', 'de')).not.toContain('baby sleep');
  expect(await suggest('ba%', 'en')).not.toContain('baby sleep');
});

describe('whoever wants to spoil it', () => {
  test('cannot make up searches', async () => {
    const { searchId, nodes } = await search('sleep');
    const [content, signature] = searchId!.split('.');
    const forged = Buffer.from(JSON.stringify(['en', '', 'buy now', 'x'])).toString('base64url');
    for (const id of ['', 'x', `${forged}.${signature}`, `${content}.`, `${content}.${'A'.repeat(22)}`]) {
      expect((await click(id, nodes[0]!.id, 1)).data.reportSearchClick.errors).toEqual([
        { code: 'NOT_FOUND', path: ['searchId'] },
      ]);
    }
    expect((await click(searchId!, nodes[0]!.id, 0)).data.reportSearchClick.errors[0]!.path).toEqual(['position']);
    expect((await click(searchId!, 'nothing', 1)).data.reportSearchClick.errors[0]!.path).toEqual(['id']);
  });

  test('fills no table: one caller adds a hundred queries a day', async () => {
    const count = async () =>
      (await hub.database.pool.query<{ n: number }>('select count(*)::int as n from search_query_day')).rows[0]!.n;
    await hub.services.searchLog.flush();
    const before = await count();
    const note = (n: number, topic = '') =>
      hub.services.searchLog
        .begin({
          text: `spam ${'abcdefghij'[n % 10]}${'klmnopqrst'[Math.floor(n / 10) % 10]}${'uvwxyzabcd'[Math.floor(n / 100)]}`,
          locale: 'en',
          topic,
          address: '198.51.100.200',
        })
        .answered(0);
    for (let n = 0; n < 1000; n++) note(n);
    const { rows } = await hub.database.pool.query<{ slug: string }>('select slug from topic');
    for (const { slug } of rows) note(0, slug);
    await hub.services.searchLog.flush();
    expect((await count()) - before).toBe(100);
  });

  test('makes up neither languages nor topics, and breaks the counting with neither', async () => {
    const asked = async (locale: string, topic: string, query = 'lullabies') => {
      const { errors } = await hub.query(
        'query ($query: String!, $locale: Locale, $topics: [String!]) { search(query: $query, locale: $locale, topics: $topics) { searchId } }',
        { query, locale, topics: [topic] },
        { headers: { 'x-forwarded-for': '198.51.100.201' } },
      );
      expect(errors).toBeUndefined();
    };
    const { rows: topics } = await hub.database.pool.query<{ slug: string }>('select slug from topic limit 1');
    const slug = topics[0]!.slug;
    await hub.services.searchLog.flush();
    const counts = async () =>
      (
        await hub.database.pool.query(
          `select (select sum(searches)::int from search_day) as searches, (select count(*)::int from search_day) as days,
             array(select topic from search_query_day where query = 'lullabies' order by 1) as topics`,
        )
      ).rows[0];
    await asked('en', slug);
    await hub.services.searchLog.flush();
    const before = await counts();
    for (const odd of ['no-such-topic', 'x'.repeat(5000)]) await asked('en', odd);
    for (let n = 0; n < 5; n++) await asked(`en-x-made${n}`, slug);
    await hub.services.searchLog.flush();
    expect(before.topics).toEqual([slug]);
    expect(await counts()).toEqual({ ...before, searches: before.searches + 7 });
    const { rows } = await hub.database.pool.query(
      "select searches from search_query_day where query = 'lullabies' and locale = 'en'",
    );
    expect(rows).toEqual([{ searches: 6 }]);
  });

  test('no search waits for the counting', async () => {
    const text = '{ search(query: "sleep") { totalCount searchId } }';
    await hub.query(text);
    await hub.services.searchLog.flush();
    expect(await hub.statements(() => hub.query(text))).toBe(3);
  });
});
