import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

const meili = process.env.MEILI_URL;

const engines: { name: string; environment: Record<string, string> }[] = [{ name: 'PostgreSQL', environment: {} }];
if (meili) {
  const MEILI_INDEX = `test_${randomBytes(6).toString('hex')}`;
  engines.push({
    name: 'Meilisearch',
    environment: { MEILI_URL: meili, MEILI_KEY: process.env.MEILI_KEY ?? '', MEILI_INDEX },
  });
} else {
  test.skip('Meilisearch: set MEILI_URL and MEILI_KEY to run these against a server', () => {});
}

/** Until Meilisearch has been filled, PostgreSQL stands in for it. */
async function mainEngineAnswers(hub: TestHub): Promise<void> {
  for (let degraded = true; degraded; ) {
    const { data } = await hub.query<{ search: { degraded: boolean } }>('{ search(query: "sleep") { degraded } }');
    ({ degraded } = data.search);
  }
}

interface Related {
  __typename: string;
  id: string;
  title: string;
  resolvedLocale: string;
  topics: { slug: string }[];
}

const RELATED = `query ($id: ID!, $first: Int, $locale: Locale) {
  related(id: $id, first: $first, locale: $locale) { __typename id title resolvedLocale topics { slug } } }`;

describe.each(engines)('related entries with $name', ({ environment }) => {
  let hub: TestHub;
  let editor: string;
  beforeAll(async () => {
    hub = await testHub({ seeds: true, environment });
    editor = await hub.signIn('editor');
    await mainEngineAnswers(hub);
  });
  afterAll(() => hub.close());

  async function related(id: string, variables: object = {}, as?: string): Promise<Related[] | null> {
    const { data, errors } = await hub.query<{ related: Related[] | null }>(RELATED, { id, ...variables }, { as });
    expect(errors).toBeUndefined();
    return data.related;
  }
  async function write(title: string, more: object = {}): Promise<string> {
    const { data } = await hub.query<{ createResource: { revision: { entryId: string } | null; errors: unknown } }>(
      'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message path } } }',
      {
        input: {
          kind: 'GUIDE',
          cost: 'FREE',
          url: 'https://example.org/',
          translations: [{ locale: 'en', title, body: 'Words.' }],
          ...more,
        },
      },
      { as: editor },
    );
    expect(data.createResource.errors).toEqual([]);
    return data.createResource.revision!.entryId;
  }
  async function change(mutation: 'publishEntry' | 'unpublishEntry', id: string): Promise<void> {
    const revision = mutation === 'publishEntry' ? ', revision: 1' : '';
    const { data } = await hub.query<Record<string, { errors: unknown }>>(
      `mutation ($id: ID!) { ${mutation}(id: $id${revision}) { errors { message } } }`,
      { id },
      { as: editor },
    );
    expect(data[mutation]!.errors).toEqual([]);
    await hub.settle();
  }
  async function published(title: string, more: object = {}): Promise<string> {
    const id = await write(title, more);
    await change('publishEntry', id);
    return id;
  }
  async function articles(): Promise<Related[]> {
    const { data } = await hub.query<{ expertArticles: { nodes: Related[] } }>(
      '{ expertArticles(first: 20) { nodes { __typename id title topics { slug } } } }',
    );
    return data.expertArticles.nodes;
  }

  test('every article leads to others, never to itself nor twice to one', async () => {
    for (const article of await articles()) {
      const found = (await related(article.id))!;
      // Meilisearch gives up words sooner, and nothing that has nothing in common fills up the list.
      expect(found.length).toBeGreaterThanOrEqual(environment.MEILI_URL ? 3 : 6);
      expect(found.length).toBeLessThanOrEqual(6);
      const ids = found.map(({ id }) => id);
      expect(new Set(ids).size).toBe(found.length);
      expect(ids).not.toContain(article.id);
      for (const { __typename } of found) expect(__typename).not.toBe('DiscussionThread');
    }
  });

  test('what shares words comes before what shares nothing, and what is no longer public goes', async () => {
    const one = await published('Glimmerstone "wobbletunes" -quietly');
    const two = await published('Wobbletunes of glimmerstone');
    expect((await related(one))![0]!.id).toBe(two);
    expect((await related(two, { first: 1 }))!.map(({ id }) => id)).toEqual([one]);
    await change('unpublishEntry', one);
    expect((await related(two))!.map(({ id }) => id)).not.toContain(one);
    expect(await related(one)).toBeNull();
  });

  test('what shares a topic comes before what shares only words', async () => {
    const { data } = await hub.query<{ topics: { nodes: { id: string; slug: string }[] } }>(
      '{ topics(first: 1) { nodes { id slug } } }',
    );
    const topic = data.topics.nodes[0]!;
    const subject = await published('Quokkawhistle', { topicIds: [topic.id] });
    const words = await published('Quokkawhistle for others');
    const both = await published('A quokkawhistle at home', { topicIds: [topic.id] });
    const ids = (await related(subject, { first: 20 }))!.map(({ id }) => id);
    expect(ids[0]).toBe(both);
    expect(ids).toContain(words);
    const last = (await related(subject, { first: 20 }))!.findLastIndex(({ topics }) =>
      topics.some(({ slug }) => slug === topic.slug),
    );
    expect(ids.indexOf(words)).toBeGreaterThan(last);
  });

  test('what editors picked comes first, in their order, as far as it is public', async () => {
    const [first, second] = (await articles()).slice(-2);
    const subject = await published('Zephyrbasket', { relatedEntryIds: [second!.id, first!.id] });
    const alike = await published('The zephyrbasket again');
    expect((await related(subject, { first: 3 }))!.map(({ id }) => id)).toEqual([second!.id, first!.id, alike]);
    expect((await related(subject, { first: 1 }))!.map(({ id }) => id)).toEqual([second!.id]);
    expect(await hub.statements(() => related(subject, { first: 2 }))).toBe(2);
    await hub.database.pool.query("update entry set status = 'DRAFT' where id = $1", [second!.id]);
    expect((await related(subject, { first: 2 }))!.map(({ id }) => id)).toEqual([first!.id, alike]);
    await hub.database.pool.query("update entry set status = 'PUBLISHED' where id = $1", [second!.id]);
  });

  test('answers in the language of the reader', async () => {
    const { id } = (await articles())[0]!;
    const german = (await related(id, { locale: 'de' }))!;
    expect(german).toHaveLength(6);
    expect(german.some(({ resolvedLocale }) => resolvedLocale === 'de')).toBe(true);
    const english = (await related(id, { locale: 'en' }))!;
    for (const { resolvedLocale } of english) expect(resolvedLocale).toBe('en');
  });

  test('a draft, what is no entry and no id answer null; too many are refused', async () => {
    const draft = await write('Nobody reads this yet');
    expect(await related(draft)).toBeNull();
    expect(await related(draft, {}, editor)).toBeNull();
    expect(await related(randomUUID())).toBeNull();
    expect(await related("x' or true --")).toBeNull();
    for (const first of [0, -1, 21]) {
      const { errors } = await hub.query(RELATED, { id: draft, first });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'first' } }]);
    }
  });

  test('takes a number of statements that does not grow', async () => {
    const { id } = (await articles())[0]!;
    await related(id);
    const statements = (first: number) => hub.statements(() => related(id, { first }));
    const most = environment.MEILI_URL ? 2 : 10;
    expect(await statements(2)).toBeLessThanOrEqual(most);
    expect(await statements(20)).toBeLessThanOrEqual(most);
  });
});

test('without its index it answers what was picked', async () => {
  const hub = await testHub({ seeds: true });
  try {
    await hub.database.pool.query('drop schema search cascade');
    const { data } = await hub.query<{ resources: { nodes: { id: string }[] } }>(
      '{ resources(first: 1) { nodes { id } } }',
    );
    const answer = await hub.query(RELATED, { id: data.resources.nodes[0]!.id });
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ related: [] });
  } finally {
    await hub.close();
  }
});
