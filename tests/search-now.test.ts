import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

/*
 * What search answers is public at the moment of answering. No test here lets a worker run after something was taken
 * back: the index is as it was.
 */

const { MEILI_URL, MEILI_KEY = '' } = process.env;
const engines: [string, Record<string, string>][] = [
  ['PostgreSQL', {}],
  ...(MEILI_URL
    ? [['Meilisearch', { MEILI_URL, MEILI_KEY, MEILI_INDEX: `test_${randomBytes(6).toString('hex')}` }] as never]
    : []),
];

describe.each(engines)('with %s', (_engine, environment) => {
  let hub: TestHub;
  let admin: string;
  let publicSpace: string;
  let closedSpace: string;
  beforeAll(async () => {
    hub = await testHub({ environment: { ...environment, SEARCH_INSIGHT_CALLERS: '2', TRUSTED_PROXIES: '127.0.0.1' } });
    admin = await hub.signIn('admin');
    const space = (slug: string, visibility: 'PUBLIC' | 'MEMBERS') =>
      hub.services.spaces.put({ slug, visibility, translations: [{ locale: 'en', name: slug }] });
    publicSpace = await space('open', 'PUBLIC');
    closedSpace = await space('closed', 'MEMBERS');
    const everyone = await Promise.all(['moderator', 'editor'].map((who) => hub.signIn(who as 'editor')));
    expect(everyone).toHaveLength(2);
  });
  afterAll(() => hub.close());

  async function mutate(field: string, args: Record<string, [string, unknown]>, selection = ''): Promise<unknown> {
    const names = Object.keys(args);
    const text = `mutation (${names.map((name) => `$${name}: ${args[name]![0]}`).join(', ')}) {
      answer: ${field}(${names.map((name) => `${name}: $${name}`).join(', ')}) { ${selection} errors { message path } } }`;
    const variables = Object.fromEntries(names.map((name) => [name, args[name]![1]]));
    const { data, errors } = await hub.query<{ answer: { errors: unknown[] } }>(text, variables, { as: admin });
    expect(errors).toBeUndefined();
    expect(data.answer.errors).toEqual([]);
    return data.answer;
  }

  async function publish(kind: 'Resource' | 'SuccessStory', input: object): Promise<string> {
    const { revision } = (await mutate(
      `create${kind}`,
      { input: [`${kind}Input!`, input] },
      'revision { entryId }',
    )) as { revision: { entryId: string } };
    await mutate('publishEntry', { id: ['ID!', revision.entryId], revision: ['Int!', 1] });
    await hub.settle();
    return revision.entryId;
  }

  const resource = (word: string, more: object = {}) =>
    publish('Resource', {
      ...{ kind: 'GUIDE', cost: 'FREE', url: 'https://example.org/', audiences: ['PREGNANCY'], ...more },
      translations: [
        { locale: 'en', title: `${word} in the open`, body: `All about ${word}.`, searchTerms: [`${word} term`] },
        { locale: 'de', title: `${word} auf Deutsch`, body: `Alles über ${word}.` },
      ],
    });

  const story = (word: string, consent: object = {}) =>
    publish('SuccessStory', {
      storytellerName: 'Mo',
      consent: { givenBy: 'Moritz', givenOn: '2026-01-01', scope: 'Website', ...consent },
      translations: [{ locale: 'en', title: `${word} in the open`, body: `All about ${word}.`, quote: 'Yes.' }],
    });

  async function thread(word: string): Promise<string> {
    const { thread } = (await mutate(
      'createDiscussionThread',
      {
        input: [
          'CreateDiscussionThreadInput!',
          { spaceId: publicSpace, title: `${word} in the open`, locale: 'en', body: `All about ${word}.` },
        ],
      },
      'thread { id }',
    )) as { thread: { id: string } };
    await hub.settle();
    return thread.id;
  }

  interface Everything {
    search: {
      totalCount: number;
      didYouMean: string | null;
      nodes: { id: string }[];
      edges: { node: { id: string } | null; highlight: { title: string; snippet: string } | null }[];
      facets: { name: string; values: { value: string; count: number }[] }[];
      pageInfo: { hasNextPage: boolean };
    };
    searchByType: {
      totalCount: number;
      didYouMean: string | null;
      groups: { totalCount: number; edges: { node: { id: string } | null }[] }[];
    };
    suggest: { text: string }[];
  }

  async function everything(query: string, locale: string | null = null): Promise<Everything> {
    const { data, errors } = await hub.query<Everything>(
      `query ($query: String!, $locale: Locale) {
        search(query: $query, locale: $locale) { totalCount didYouMean nodes { ... on Node { id } } pageInfo { hasNextPage }
          edges { node { ... on Node { id } } highlight { title snippet } } facets { name values { value count } } }
        searchByType(query: $query, locale: $locale) { totalCount didYouMean groups { totalCount edges { node { ... on Node { id } } } } }
        suggest(prefix: $query, locale: $locale) { text } }`,
      { query, locale },
    );
    expect(errors).toBeUndefined();
    data.search.facets.sort((a, b) => (a.name < b.name ? -1 : 1));
    return data;
  }

  const NOTHING = {
    search: {
      totalCount: 0,
      didYouMean: null,
      nodes: [],
      edges: [],
      facets: ['AUDIENCE', 'LOCALE', 'TOPIC', 'TYPE'].map((name) => ({ name, values: [] })),
      pageInfo: { hasNextPage: false },
    },
    searchByType: { totalCount: 0, didYouMean: null, groups: [] },
    suggest: [],
  };

  const ways: [string, (word: string) => Promise<string>, (id: string) => Promise<unknown>][] = [
    ['an entry that was unpublished', resource, (id) => mutate('unpublishEntry', { id: ['ID!', id] })],
    ['an entry in the trash', resource, (id) => mutate('deleteEntry', { id: ['ID!', id] })],
    [
      'entries unpublished together',
      resource,
      (id) => mutate('unpublishEntries', { entries: ['EntrySelection!', { ids: [id] }] }),
    ],
    ['a story without consent', story, (id) => mutate('withdrawConsent', { id: ['ID!', id] })],
    [
      'a story whose consent has ended',
      (word) => story(word, { expiresOn: tomorrow() }),
      (id) => hub.database.pool.query('update entry set consent_expires_on = current_date - 1 where id = $1', [id]),
    ],
    ['a deleted thread', thread, (id) => mutate('deleteDiscussionThread', { id: ['ID!', id] })],
    [
      'a thread in a space for members',
      thread,
      (id) => mutate('moveDiscussionThread', { id: ['ID!', id], spaceId: ['ID!', closedSpace] }),
    ],
  ];

  test.each(ways)('%s is gone from all answers at once', async (name, make, takeBack) => {
    const word = `zumpf${name.replace(/[^a-z]/g, '')}`;
    const id = await make(word);
    const before = await everything(word);
    expect(before.search).toMatchObject({ totalCount: 1, nodes: [{ id }] });
    expect(before.suggest.length).toBeGreaterThan(0);
    await takeBack(id);
    expect(await everything(word)).toEqual(NOTHING);
    expect(await everything(word, 'en')).toEqual(NOTHING);
    expect(await everything(word.slice(0, -2), 'de')).toEqual(NOTHING);
  });

  test('a space that is closed takes all its threads with it, and opened again brings them back', async () => {
    const input = (visibility: string) => ({ visibility, translations: [{ locale: 'en', name: 'open' }] });
    const update = (visibility: string) =>
      mutate('updateSpace', { id: ['ID!', publicSpace], input: ['SpaceInput!', input(visibility)] });
    const ids = [await thread('quorx'), await thread('quorx')];
    expect((await everything('quorx')).search.totalCount).toBe(2);
    await update('MEMBERS');
    expect(await everything('quorx')).toEqual(NOTHING);
    await update('PUBLIC');
    const { search } = await everything('quorx');
    expect(search.nodes.map(({ id }) => id).sort()).toEqual(ids.sort());
    await hub.settle();
  });

  test('one language that was taken back is gone, the other is found', async () => {
    const id = await resource('blixen');
    await mutate('unpublishEntry', { id: ['ID!', id], locales: ['[Locale!]', ['de']] });
    const { search, suggest, searchByType } = await everything('blixen');
    expect(search.totalCount).toBe(1);
    expect(search.facets.find(({ name }) => name === 'LOCALE')!.values).toEqual([{ value: 'en', count: 1 }]);
    expect(searchByType.totalCount).toBe(1);
    expect(suggest.map(({ text }) => text).sort()).toEqual(['blixen in the open', 'blixen term']);
    expect((await everything('blixen auf Deutsch', 'de')).suggest).toEqual([]);
  });

  test('of many results those that are gone are neither counted nor shown, page by page', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await resource('wazzock'));
    await mutate('unpublishEntry', { id: ['ID!', ids[1]] });
    await mutate('deleteEntry', { id: ['ID!', ids[3]] });
    const left = ids.filter((_, n) => n !== 1 && n !== 3).sort();
    const { search, searchByType } = await everything('wazzock', 'en');
    expect(search.totalCount).toBe(3);
    expect(search.edges.map(({ node }) => node?.id).sort()).toEqual(left);
    for (const { values } of search.facets) for (const { count } of values) expect(count).toBe(3);
    expect(searchByType.groups).toMatchObject([{ totalCount: 3 }]);
    const pages: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data }: { data: Page } = await hub.query<Page>(PAGE, { after });
      pages.push(...data.search.nodes.map(({ id }) => id));
      ({ endCursor: after, hasNextPage: more } = data.search.pageInfo);
    }
    expect(pages.sort()).toEqual(left);
  });

  test('an entry is still there that was taken back and published anew before anything was indexed', async () => {
    const id = await resource('yarrel');
    await mutate('unpublishEntry', { id: ['ID!', id] });
    await mutate('publishEntry', { id: ['ID!', id], revision: ['Int!', 1] });
    expect((await everything('yarrel')).search).toMatchObject({ totalCount: 1, nodes: [{ id }] });
    await hub.settle();
    const { rows } = await hub.database.pool.query('select from search_withdrawal where owner_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  test('what a text no longer says is not shown, nor proposed', async () => {
    const { thread: made } = (await mutate(
      'createDiscussionThread',
      {
        input: [
          'CreateDiscussionThreadInput!',
          { spaceId: publicSpace, title: 'Grumbletonia today', locale: 'en', body: 'My name is Wilhelmina Zopf.' },
        ],
      },
      'thread { id posts(first: 1) { nodes { id } } }',
    )) as { thread: { id: string; posts: { nodes: { id: string }[] } } };
    await hub.settle();
    expect((await everything('wilhelmina')).search.edges[0]!.highlight!.snippet).toContain('Wilhelmina');
    expect((await everything('wilhelmuna')).search.didYouMean).toBe('wilhelmina');
    await mutate('updatePost', {
      input: ['UpdatePostInput!', { id: made.posts.nodes[0]!.id, body: 'I say nothing.' }],
    });
    await mutate('updateDiscussionThread', {
      input: ['UpdateDiscussionThreadInput!', { id: made.id, title: 'Something else' }],
    });
    for (const query of ['wilhelmina', 'wilhelmuna', 'grumbletonia']) {
      const answer = await everything(query);
      expect(JSON.stringify(answer)).not.toMatch(/Wilhelmina|Grumbletonia/);
      expect(answer.search.didYouMean).toBeNull();
      expect(answer.suggest).toEqual([]);
    }
    await hub.settle();
    expect((await everything('something else')).search.edges[0]!.highlight!.title).toContain('Something');
  });

  test('what many have searched for is proposed as long as something public says it', async () => {
    const id = await resource('flummadiddle');
    for (let n = 1; n < 7; n++) {
      const headers = { 'x-forwarded-for': `192.0.2.${n}` };
      await hub.query('{ search(query: "about flummadiddle") { totalCount } }', {}, { headers });
    }
    await hub.services.searchLog.flush();
    const texts = async () => (await everything('about flumm')).suggest.map(({ text }) => text);
    expect(await texts()).toContain('about flummadiddle');
    expect(await texts()).toContain('about flummadiddle');
    await mutate('unpublishEntry', { id: ['ID!', id] });
    expect(await texts()).toEqual([]);
    await hub.settle();
    expect(await texts()).toEqual([]);
  });

  test('a topic that is renamed or deleted is neither proposed nor counted', async () => {
    const put = (slug: string, name: string) =>
      hub.services.topics.put({ slug, translations: [{ locale: 'en', name }] });
    const [old, gone] = [await put('old-snorkel', 'Snorkelwood'), await put('gone-snorkel', 'Snorkelpipe')];
    const id = await resource('vexillum', { topicIds: [old, gone] });
    expect((await everything('snorkel')).suggest.map(({ text }) => text).sort()).toEqual([
      'Snorkelpipe',
      'Snorkelwood',
    ]);
    await mutate('updateTopic', {
      id: ['ID!', old],
      input: ['TopicInput!', { slug: 'new-snorkel', translations: [{ locale: 'en', name: 'Diving' }] }],
    });
    const { search } = await everything('vexillum');
    expect(search.nodes).toEqual([{ id }]);
    const topics = () => search.facets.find(({ name }) => name === 'TOPIC')!.values.map(({ value }) => value);
    expect(topics()).toEqual(['gone-snorkel']);
    expect((await everything('snorkel')).suggest.map(({ text }) => text)).toEqual(['Snorkelpipe']);
  });

  test('what is like an entry is public, too', async () => {
    const topic = await hub.services.topics.put({ slug: 'ruckus', translations: [{ locale: 'en', name: 'Ruckus' }] });
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push(await resource('hullabaloo', { topicIds: [topic] }));
    await mutate('unpublishEntry', { id: ['ID!', ids[1]] });
    const { data } = await hub.query<{ related: { id: string }[] }>(
      'query ($id: ID!) { related(id: $id, first: 2, locale: "en") { id } }',
      { id: ids[0] },
    );
    expect(data.related.map(({ id }) => id).sort()).toEqual([ids[2], ids[3]].sort());
  });
});

interface Page {
  search: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

const PAGE = `query ($after: String) { search(query: "wazzock", locale: "en", first: 2, after: $after) {
  nodes { ... on Node { id } } pageInfo { hasNextPage endCursor } } }`;

function tomorrow(): string {
  return new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
}
