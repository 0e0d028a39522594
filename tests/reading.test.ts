import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultQueries } from '../src/http/explorer/default-queries.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
});
afterAll(() => hub.close());

interface Page<T> {
  totalCount: number;
  nodes: T[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

describe('a front end', () => {
  test.each(defaultQueries)('gets an answer to the query of the explorer: $title', async ({ query }) => {
    const { data, errors } = await hub.query<Record<string, unknown>>(query);
    expect(errors).toBeUndefined();
    for (const answer of Object.values(data)) {
      const found = Array.isArray(answer)
        ? answer
        : ((answer as { nodes?: unknown[]; edges: unknown[] }).nodes ?? (answer as { edges: unknown[] }).edges);
      expect(found.length).toBeGreaterThan(0);
    }
  });

  test('reads an article with all that belongs to it in its language', async () => {
    const { data } = await hub.query(
      `{ expertArticle(slug: "toddler-sleep", locale: "de") {
        id title resolvedLocale summary keyTakeaways publishedAt reviewedOn contentWarning audiences status
        body { html markdown text readingMinutes headings { level text anchor } }
        experts { name credentials title articles(first: 1) { totalCount nodes { id } } }
        reviewer { slug } sources { title publisher year url license }
        topics { slug name parent { slug } articles(first: 2) { nodes { title } pageInfo { hasNextPage } } }
        translations { locale slug } } }`,
    );
    const article = (data as { expertArticle: Record<string, unknown> }).expertArticle;
    expect(article).toMatchObject({
      resolvedLocale: 'de',
      status: 'PUBLISHED',
      topics: expect.arrayContaining([expect.objectContaining({ slug: 'sleep', name: 'Schlaf' })]),
    });
    expect(article.translations).toHaveLength(2);
    expect(article.publishedAt).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/);
  });

  test('may name fields as it likes, ask twice with other arguments, use fragments, directives and variables', async () => {
    const { data, errors } = await hub.query(
      `query ($withTopics: Boolean!, $slug: String!) {
        one: expertArticle(slug: $slug, locale: "en") { ...Text heading: title topics @include(if: $withTopics) { slug } summary @skip(if: true) }
        two: expertArticle(slug: $slug, locale: "de") { ...Text __typename experts { a: articles(first: 1) { nodes { slug } } b: articles(first: 2) { nodes { slug } } } }
        __typename
      }
      fragment Text on ExpertArticle { title ... on Entry { slug } }`,
      { withTopics: false, slug: 'toddler-sleep' },
    );
    expect(errors).toBeUndefined();
    const { one, two, __typename } = data as unknown as {
      one: Record<string, unknown>;
      two: Record<string, unknown>;
      __typename: string;
    };
    expect(__typename).toBe('Query');
    expect(Object.keys(one)).toEqual(['title', 'slug', 'heading']);
    expect(one.heading).toBe(one.title);
    expect(two.__typename).toBe('ExpertArticle');
    expect(two.slug).not.toBe(one.slug);
  });

  test('may ask for nothing but the count, or where a page lies', async () => {
    const { data, errors } = await hub.query<{ a: { totalCount: number }; b: object; c: object }>(
      `{ a: expertArticles { totalCount } b: expertArticles { pageInfo { hasPreviousPage } } c: expertArticles(first: 0) { nodes { id } pageInfo { hasNextPage endCursor } }
        d: expertArticles(first: 1) { pageInfo { endCursor } } topics(first: 2) { nodes { articles { totalCount } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.a.totalCount).toBeGreaterThanOrEqual(24);
    expect(data).toMatchObject({
      b: { pageInfo: { hasPreviousPage: false } },
      c: { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } },
    });
    const { endCursor } = (data as unknown as { d: { pageInfo: { endCursor: string } } }).d.pageInfo;
    const later = await hub.query(
      'query ($after: String) { expertArticles(after: $after) { totalCount __typename } }',
      { after: endCursor },
    );
    expect(later.data).toEqual({
      expertArticles: { totalCount: data.a.totalCount, __typename: 'ExpertArticleConnection' },
    });
  });

  test('gets objects with more than fifty fields whole and in order', async () => {
    const names = Array.from({ length: 130 }, (_, i) => `f${i}`);
    const { data } = await hub.query<{ experts: { nodes: Record<string, string>[] } }>(
      `{ experts(first: 2) { nodes { ${names.map((name) => `${name}: name`).join(' ')} } } }`,
    );
    expect(Object.keys(data.experts.nodes[0]!)).toEqual(names);
  });

  test('finds anything again by its id', async () => {
    const { data } = await hub.query<Record<string, { nodes: { id: string; __typename: string }[] }>>(
      `{ ${['resources', 'expertArticles', 'successStories', 'partnerOrganizations', 'topics', 'experts', 'spaces', 'discussionThreads', 'posts'].map((list) => `${list}(first: 1) { nodes { id __typename } }`).join(' ')} }`,
    );
    for (const list of Object.values(data)) {
      const [node] = list.nodes;
      const again = await hub.query<{ node: object }>('query ($id: ID!) { node(id: $id) { id __typename } }', {
        id: node!.id,
      });
      expect(again.data.node).toEqual(node);
    }
    expect(
      (await hub.query('{ a: node(id: "nonsense") { id } b: node(id: "00000000-0000-7000-8000-000000000000") { id } }'))
        .data,
    ).toEqual({ a: null, b: null });
  });

  test('filters content by a topic with all below it', async () => {
    const { data } = await hub.query<{ child: Page<{ slug: string }>; parent: Page<{ slug: string }> }>(
      `{ child: expertArticles(first: 100, filter: { topics: ["fever"] }) { nodes { slug } } parent: expertArticles(first: 100, filter: { topics: ["child-health"] }) { nodes { slug } } }`,
    );
    expect(data.child.nodes.length).toBeGreaterThan(0);
    expect(data.parent.nodes).toEqual(expect.arrayContaining(data.child.nodes));
    expect(data.parent.nodes.length).toBeGreaterThan(data.child.nodes.length);
  });

  test('lists in the order asked for', async () => {
    const { data } = await hub.query<{ newest: Page<{ publishedAt: string }>; titles: Page<{ title: string }> }>(
      `{ newest: resources(first: 100) { nodes { publishedAt } } titles: resources(first: 100, orderBy: TITLE, locale: "de") { nodes { title } } }`,
    );
    const dates = data.newest.nodes.map(({ publishedAt }) => publishedAt);
    expect(dates).toEqual([...dates].sort().reverse());
    const titles = data.titles.nodes.map(({ title }) => title);
    expect(titles).toEqual([...titles].sort(new Intl.Collator('und').compare));
  });

  test('gets the language its reader prefers, or the one it names', async () => {
    const query = '{ topic(slug: "sleep") { name } }';
    expect((await hub.query(query)).data).toEqual({ topic: { name: 'Sleep' } });
    expect((await hub.query(query, {}, { headers: { 'accept-language': 'fr, de-CH;q=0.8, en;q=0.3' } })).data).toEqual({
      topic: { name: 'Schlaf' },
    });
    expect((await hub.query('{ topic(slug: "sleep", locale: "de-AT") { name } }')).data).toEqual({
      topic: { name: 'Schlaf' },
    });
    expect((await hub.query('{ topic(slug: "sleep", locale: "tr") { name } }')).data).toEqual({
      topic: { name: 'Sleep' },
    });
  });
});

describe('a bad request', () => {
  const code = async (query: string, variables?: object) => (await hub.query(query, variables)).errors?.[0];

  test('for more than a page holds is refused, not cut', async () => {
    expect(await code('{ expertArticles(first: 101) { nodes { id } } }')).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', argument: 'first' },
      path: ['expertArticles'],
    });
    expect(await code('{ topics(first: 1) { nodes { articles(first: -1) { nodes { id } } } } }')).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('with a cursor that is none, or of another order, is refused', async () => {
    const forged = Buffer.from(JSON.stringify(['NEWEST', "2026-01-01'; drop table entry", 'x'])).toString('base64url');
    for (const after of ['', 'x', forged]) {
      expect(
        await code('query ($after: String) { expertArticles(after: $after) { nodes { id } } }', { after }),
      ).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } });
    }
    const { data } = await hub.query<{ expertArticles: Page<object> }>(
      '{ expertArticles(first: 1, orderBy: TITLE) { pageInfo { endCursor } } }',
    );
    expect(
      await code('query ($after: String) { expertArticles(orderBy: NEWEST, after: $after) { nodes { id } } }', {
        after: data.expertArticles.pageInfo.endCursor,
      }),
    ).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('that would cost too much is refused before it runs', async () => {
    const greedy =
      '{ topics(first: 100) { nodes { articles(first: 100) { nodes { topics { articles(first: 100) { nodes { title } } } } } } } }';
    const statements = await hub.statements(async () => {
      expect(await code(greedy)).toMatchObject({ extensions: { code: 'QUERY_TOO_COMPLEX' } });
    });
    expect(statements).toBe(0);
    const deep = `{ expert(slug: "amara-okafor") { ${'articles(first: 1) { nodes { experts { '.repeat(12)} name ${'} } }'.repeat(12)} } }`;
    expect(await code(deep)).toMatchObject({ extensions: { code: 'QUERY_TOO_COMPLEX' } });
  });

  test('for too much at the root, or in one document, is refused before it runs', async () => {
    const many = Array.from({ length: 41 }, (_, i) => `s${i}: search(query: "baby") { totalCount }`).join(' ');
    const statements = await hub.statements(async () => {
      expect(await code(`{ ${many} }`)).toMatchObject({ extensions: { code: 'QUERY_TOO_COMPLEX' } });
    });
    expect(statements).toBe(0);
    const endless = `{ topics { nodes { ${'name '.repeat(12_000)} } } }`;
    expect(await code(endless)).toMatchObject({ extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  });

  test('with variables of the wrong type answers 400 and names them', async () => {
    const answer = await hub.query('query ($first: Int!) { expertArticles(first: $first) { nodes { id } } }', {
      first: 'many',
    });
    expect(answer.status).toBe(400);
    expect(answer.errors![0]!.message).toContain('$first');
  });

  test('with a character that cannot be stored is refused', async () => {
    expect(
      await code('query ($slug: String) { expertArticle(slug: $slug) { id } }', { slug: 'a\u0000b' }),
    ).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });
});

describe('every list', () => {
  const lists = [
    'resources',
    'expertArticles',
    'successStories',
    'partnerOrganizations',
    'topics',
    'experts',
    'spaces',
    'discussionThreads',
    'posts',
  ];

  test.each(lists)('%s takes one SQL statement, whatever is asked of it', async (list) => {
    const statements = await hub.statements(() =>
      hub.query(
        `{ ${list}(first: 50) { totalCount nodes { id } edges { cursor node { __typename } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      ),
    );
    expect(statements).toBe(1);
  });

  test('takes one SQL statement at any depth', async () => {
    const query = `query ($n: Int!) { topics(first: $n) { nodes { name parent { name } children { name }
      articles(first: 3) { totalCount nodes { title experts { name articles(first: 2) { nodes { topics { name } } } } } pageInfo { hasNextPage } }
      threads(first: 2) { nodes { title author { name posts(first: 2) { nodes { thread { title } } } } posts(last: 3) { nodes { body { text } author { name } } } } }
      partnerOrganizations(first: 2) { nodes { name openNow locations { address { city } services { name schedules { byDay } } phones { number } } } } } } }`;
    for (const n of [1, 4, 12]) {
      const statements = await hub.statements(async () => {
        expect((await hub.query(query, { n })).errors).toBeUndefined();
      });
      expect(statements).toBe(1);
    }
  });
});

describe('a space for members', () => {
  const queries = {
    space: '{ space(slug: "centre-team") { name } }',
    threads: '{ discussionThreads(first: 100, filter: { spaces: ["centre-team"] }) { nodes { title } } }',
  };

  test('and all within it is seen by members and by nobody else, on every way to it', async () => {
    const member = await hub.signIn('member');
    const inside = await hub.query<{ space: { threads: Page<{ id: string; posts: Page<{ id: string }> }> } }>(
      '{ space(slug: "centre-team") { name threads(first: 5) { nodes { id posts(first: 1) { nodes { id } } } } } }',
      {},
      { as: member },
    );
    const [thread] = inside.data.space.threads.nodes;
    expect(thread).toBeDefined();
    expect((await hub.query(queries.space)).data).toEqual({ space: null });
    expect((await hub.query(queries.threads)).data).toEqual({ discussionThreads: { nodes: [] } });
    const ways = `query ($thread: ID!, $post: ID!) { discussionThread(id: $thread) { title } post(id: $post) { id } a: node(id: $thread) { id } b: node(id: $post) { id } }`;
    const ids = { thread: thread!.id, post: thread!.posts.nodes[0]!.id };
    expect((await hub.query(ways, ids)).data).toEqual({ discussionThread: null, post: null, a: null, b: null });
    expect((await hub.query<{ b: { id: string } }>(ways, ids, { as: member })).data.b).toEqual({ id: ids.post });
    const all = `{ posts(first: 100) { nodes { id thread { id } } } members: topics(first: 100) { nodes { threads(first: 50) { nodes { id } } } } }`;
    expect(JSON.stringify((await hub.query(all)).data)).not.toContain(ids.thread);
  });
});
