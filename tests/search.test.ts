import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

interface Found {
  search: {
    totalCount: number;
    nodes: { __typename: string; id: string; title: string }[];
    edges: {
      cursor: string;
      distanceKm: number | null;
      highlight: { title: string; snippet: string } | null;
      node: { __typename: string; title: string };
    }[];
    facets: { name: string; values: { value: string; label: string; count: number }[] }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

const SEARCH = `query ($query: String!, $locale: Locale, $types: [SearchType!], $topics: [String!], $near: NearInput, $orderBy: SearchOrder, $first: Int, $after: String) {
  search(query: $query, locale: $locale, types: $types, topics: $topics, near: $near, orderBy: $orderBy, first: $first, after: $after) {
    totalCount nodes { __typename ... on Node { id } ... on Entry { title } ... on DiscussionThread { title } }
    edges { cursor distanceKm highlight { title snippet } node { __typename ... on Entry { title } ... on DiscussionThread { title } } }
    facets { name values { value label count } } pageInfo { hasNextPage endCursor } } }`;

async function search(query: string, variables: object = {}) {
  const { data, errors } = await hub.query<Found>(SEARCH, { query, ...variables });
  expect(errors).toBeUndefined();
  return data.search;
}

describe('a parent', () => {
  test('finds something on sleep with nothing but the word', async () => {
    const { data } = await hub.query<Found>('{ search(query: "sleep") { totalCount nodes { __typename } } }');
    expect(data.search.totalCount).toBeGreaterThan(3);
    expect(data.search.nodes.length).toBeGreaterThan(3);
  });

  test.each([
    ['toddler sleep', 'en', 'toddler'],
    ['todler slep', 'en', 'toddler'],
    ['breastfe', 'en', 'breastfeeding'],
    ['schlaf', 'de', 'schl|nachts'],
    ['stillen', 'de', 'still'],
    ['eingewoehnung', 'de', 'kita'],
  ])('finds with "%s" (%s) something about it first', async (query, locale, word) => {
    const { edges } = await search(query, { locale, types: ['EXPERT_ARTICLE'] });
    expect(edges[0]!.node.title.toLowerCase()).toMatch(new RegExp(word));
  });

  test('gets each thing once, in their language', async () => {
    const { nodes, totalCount } = await search('schlaf', { locale: 'de', first: 100 });
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    expect(nodes).toHaveLength(totalCount);
  });

  test('finds the nearest help first, with how far it is', async () => {
    const near = { latitude: 53.55, longitude: 9.99, radiusKm: 30 };
    const { edges, totalCount } = await search('', { near, orderBy: 'DISTANCE', first: 50 });
    expect(totalCount).toBeGreaterThan(10);
    const distances = edges.map(({ distanceKm }) => distanceKm!);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(Math.max(...distances)).toBeLessThanOrEqual(30);
    expect(edges.every(({ node }) => node.__typename === 'PartnerOrganization')).toBe(true);
  });

  test('finds with words of another language than the one they read in, and reads in theirs', async () => {
    const { nodes, edges } = await search('toddler sleep', { locale: 'de', types: ['EXPERT_ARTICLE'] });
    expect(nodes[0]!.title).toBe('Wenn dein Kleinkind nachts aufwacht');
    expect(edges[0]!.highlight!.title.toLowerCase()).toContain('toddler');
  });

  test('is not kept from guidance by where they are', async () => {
    const near = { latitude: 53.55, longitude: 9.99, radiusKm: 10 };
    const types = ['EXPERT_ARTICLE', 'RESOURCE'];
    const here = await search('toddler sleep', { locale: 'de', types, near });
    expect(here.totalCount).toBeGreaterThan(0);
    expect(here.edges[0]!.distanceKm).toBeNull();
    expect(here.totalCount).toBe((await search('toddler sleep', { locale: 'de', types })).totalCount);
  });

  test('sees how many there are of each kind, in words of their language', async () => {
    const { facets } = await search('baby', { locale: 'de', types: ['RESOURCE'] });
    expect(facets.map(({ name }) => name).sort()).toEqual(['AUDIENCE', 'LOCALE', 'TOPIC', 'TYPE']);
    const types = facets.find(({ name }) => name === 'TYPE')!.values;
    expect(types.length).toBeGreaterThan(1);
    expect(types.find(({ value }) => value === 'EXPERT_ARTICLE')).toMatchObject({ label: 'Artikel' });
    const topics = facets.find(({ name }) => name === 'TOPIC')!.values;
    expect(topics.every(({ label, count }) => label.length > 0 && count > 0)).toBe(true);
  });

  test('pages through all that was found', async () => {
    const whole = await search('kind', { locale: 'de', first: 100 });
    const titles: string[] = [];
    let after: string | null = null;
    do {
      const page: Found['search'] = await search('kind', { locale: 'de', first: 7, after });
      titles.push(...page.edges.map(({ node }) => node.title));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(titles).toEqual(whole.edges.map(({ node }) => node.title));
    expect(titles).toHaveLength(whole.totalCount);
  });

  test('gets completions of what they type', async () => {
    const { data } = await hub.query<{ suggest: { text: string }[] }>(
      '{ suggest(prefix: "brea", locale: "en") { text } }',
    );
    expect(data.suggest.length).toBeGreaterThan(0);
    for (const { text } of data.suggest) expect(text.toLowerCase()).toMatch(/\bbrea/);
  });
});

describe('the number of SQL statements', () => {
  const NODES = 'nodes { ... on Entry { title summary topics { name } } }';
  const EDGES =
    'edges { cursor highlight { title snippet } distanceKm node { ... on Entry { title topics { name } } } }';
  const ALL = `totalCount searchId didYouMean degraded support { hotlines { name } } pageInfo { endCursor } facets { name values { value label count } } ${EDGES} ${NODES}`;

  test.each([
    ['a search', 3, `{ search(query: "sleep", locale: "en", first: 10) { totalCount ${NODES} } }`],
    ['a search for all there is to know', 3, `{ search(query: "sleep", locale: "en") { ${ALL} } }`],
    ['a search in any language', 3, `{ search(query: "sleep") { ${ALL} } }`],
    ['a search in distress', 3, `{ search(query: "sleep suicide") { ${ALL} } }`],
    ['a misspelt search', 3, `{ search(query: "sleap", locale: "en") { ${ALL} } }`],
    [
      'a search with all filters',
      3,
      `{ search(query: "help", openNow: true, types: [PARTNER_ORGANIZATION],
      near: { latitude: 53.5, longitude: 10, radiusKm: 20000 }, orderBy: DISTANCE) { ${ALL} } }`,
    ],
    ['a later page', 3, `{ search(query: "sleep", after: "CURSOR") { ${ALL} } }`],
    ['a search for a stop word', 3, `{ search(query: "the", locale: "en") { ${ALL} } }`],
    ['a search in the words of another language', 5, `{ search(query: "Zöpfe", locale: "en") { ${ALL} } }`],
    ['a search for what nobody wrote', 3, `{ search(query: "xqzvkwq", locale: "en") { ${ALL} } }`],
    ['a search without words', 2, `{ search(query: "", locale: "en") { ${ALL} } }`],
    [
      'a search by type',
      3,
      `{ searchByType(query: "sleep", locale: "en") { totalCount groups { type totalCount ${EDGES} ${NODES} } } }`,
    ],
    ['completing what is typed', 3, '{ suggest(prefix: "slee", locale: "en") { text support { hotlines { name } } } }'],
    [
      'completing what is typed in distress',
      3,
      '{ suggest(prefix: "suici", locale: "en") { text support { hotlines { name } } } }',
    ],
  ])('of %s is %i, each time', async (_, statements, written) => {
    const { data } = await hub.query<{ search: { pageInfo: { endCursor: string } } }>(
      '{ search(query: "sleep", first: 1) { pageInfo { endCursor } } }',
    );
    const text = written.replace('CURSOR', data.search.pageInfo.endCursor);
    expect((await hub.query(text)).errors).toBeUndefined();
    // What is counted of searches is written every few seconds.
    await hub.services.searchLog.flush();
    for (let n = 0; n < 3; n++) expect(await hub.statements(() => hub.query(text))).toBe(statements);
  });
});

describe('what is in the index', () => {
  const INPUT = (title: string, body: string) => ({
    kind: 'GUIDE',
    cost: 'FREE',
    url: 'https://example.org/',
    translations: [
      { locale: 'en', title, body },
      { locale: 'de', title: `${title} deutsch`, body: `${body} deutsch` },
    ],
  });

  async function publish(title: string, body: string): Promise<{ id: string; revision: number }> {
    const { data } = await hub.query<{ createResource: { revision: { entryId: string; number: number } } }>(
      'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId number } errors { message } } }',
      { input: INPUT(title, body) },
      { as: editor },
    );
    const { entryId, number } = data.createResource.revision;
    await hub.query(
      'mutation ($id: ID!, $n: Int!) { publishEntry(id: $id, revision: $n) { errors { message } } }',
      { id: entryId, n: number },
      { as: editor },
    );
    await hub.settle();
    return { id: entryId, revision: number };
  }

  test('is what is published, language by language', async () => {
    const { id } = await publish('Zorbing', 'Quibblewort is a plant.');
    expect((await search('quibblewort', { locale: 'en' })).nodes).toMatchObject([{ id }]);
    expect((await search('zorbing', { locale: 'de' })).nodes).toMatchObject([{ title: 'Zorbing deutsch' }]);
    await hub.query(
      'mutation ($id: ID!) { unpublishEntry(id: $id, locales: ["de"]) { errors { message } } }',
      { id },
      { as: editor },
    );
    await hub.settle();
    // Now readers of German are shown the English text, so that is what they find.
    expect((await search('zorbing', { locale: 'de' })).nodes).toMatchObject([{ title: 'Zorbing' }]);
    await hub.query('mutation ($id: ID!) { deleteEntry(id: $id) { errors { message } } }', { id }, { as: editor });
    expect((await search('zorbing', { locale: 'en' })).nodes).toEqual([]);
    await hub.settle();
    expect((await search('zorbing')).totalCount).toBe(0);
  });

  test('follows the names of topics', async () => {
    const topic = await hub.services.topics.put({ slug: 'kites', translations: [{ locale: 'en', name: 'Kites' }] });
    const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
      'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
      { input: { ...INPUT('In the wind', 'On the hill.'), topicIds: [topic] } },
      { as: editor },
    );
    const id = data.createResource.revision.entryId;
    await hub.query(
      'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
      { id },
      { as: editor },
    );
    await hub.settle();
    expect((await search('kites', { locale: 'en' })).nodes).toMatchObject([{ id }]);
    await hub.query(
      'mutation ($id: ID!) { updateTopic(id: $id, input: { translations: [{ locale: "en", name: "Gliders", synonyms: ["paperbird"] }] }) { errors { message } } }',
      { id: topic },
      { as: editor },
    );
    await hub.settle();
    expect((await search('paperbird', { locale: 'en' })).nodes).toMatchObject([{ id }]);
    expect((await search('x', { topics: ['kites'], locale: 'en' })).totalCount).toBe(0);
    expect((await search('', { topics: ['kites'], locale: 'en' })).nodes).toMatchObject([{ id }]);
  });

  test('is nothing from spaces for members', async () => {
    const titles = await hub.database.pool.query<{ title: string }>(
      "select t.title from discussion_thread t join space s on s.id = t.space_id where s.visibility = 'MEMBERS'",
    );
    expect(titles.rows.length).toBeGreaterThan(0);
    for (const { title } of titles.rows) {
      const { nodes } = await search(title, { types: ['DISCUSSION_THREAD'] });
      expect(nodes.map((node) => node.title)).not.toContain(title);
    }
  });

  test('is the same after it has been built anew', async () => {
    const before = await search('schlaf', { locale: 'de', first: 100 });
    const { documents } = await hub.services.search.reindex();
    const state = await hub.services.search.state();
    expect(state).toMatchObject({ reachable: true, documents, expected: documents });
    const after = await search('schlaf', { locale: 'de', first: 100 });
    expect(new Set(after.nodes.map(({ id }) => id))).toEqual(new Set(before.nodes.map(({ id }) => id)));
  });
});

test('highlights are safe to put into a page', async () => {
  const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
    'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
    {
      input: {
        kind: 'GUIDE',
        cost: 'FREE',
        url: 'https://example.org/',
        translations: [
          {
            locale: 'en',
            title: 'Vexing <img src=x onerror=alert(1)>',
            body: 'Vexing `<script>alert(1)</script>` & more',
          },
        ],
      },
    },
    { as: editor },
  );
  await hub.query(
    'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { message } } }',
    { id: data.createResource.revision.entryId },
    { as: editor },
  );
  await hub.settle();
  const [edge] = (await search('vexing', { locale: 'en' })).edges;
  expect(edge!.highlight!.title).toBe('<mark>Vexing</mark> &lt;img src=x onerror=alert(1)&gt;');
  expect(edge!.highlight!.snippet).not.toMatch(/<(?!\/?mark>)/);
});

describe('a bad search', () => {
  test.each([
    ['first: 101', 'first'],
    ['after: "nonsense"', 'after'],
    ['orderBy: DISTANCE', 'orderBy'],
    ['near: { latitude: 91, longitude: 0, radiusKm: 1 }', 'near'],
    ['near: { latitude: 0, longitude: 0, radiusKm: 0 }', 'near'],
  ])('with %s is refused and names the argument', async (args, argument) => {
    const { errors } = await hub.query(`{ search(query: "x", ${args}) { totalCount } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
  });

  test.each(['"', "'", '\\', '& | !', '((', ':*', '😀', 'a'.repeat(5000), '%', '_', '<b>', ' ', '-', 'the'])(
    'of odd words (%s) still answers',
    async (query) => {
      await search(query, { locale: 'en' });
    },
  );
});
