import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLEnumType, getNamedType, isInputObjectType, isObjectType, isRequiredArgument } from 'graphql';
import pino from 'pino';
import { startHub } from '../src/app.js';
import { readConfig } from '../src/config.js';
import { hubSchema } from '../src/resolvers/build-schema.js';
import { LONGER_LISTS, LONGER_TEXTS } from '../src/schema/input-bounds.js';
import { type TestHub, testHub } from './harness/hub.js';

const HALF = 'cut \ud83d';
const TOPICS = 'query ($filter: ExpertArticleFilter) { expertArticles(filter: $filter) { totalCount } }';

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
});
afterAll(() => hub.close());

/** The status of the answer, and the code and argument of its first error. */
async function refusal(text: string, variables: object = {}, as?: string) {
  const { errors, status } = await hub.query(text, variables, { as });
  const { code, argument } = errors?.[0]?.extensions ?? {};
  return { status, code, argument };
}

describe('a text that cannot be kept', () => {
  test.each<[string, string, object, string]>([
    ['in a variable', 'query ($s: String) { topic(slug: $s) { id } }', { s: HALF }, '$s'],
    ['as an id', 'query ($i: ID) { topic(id: $i) { id } }', { i: 'nul\0' }, '$i'],
    ['in a list in an input', TOPICS, { filter: { topics: ['sleep', HALF] } }, '$filter.topics.1'],
    ['in a cursor', 'query ($a: String) { topics(after: $a) { totalCount } }', { a: HALF }, '$a'],
    ['in the document', '{ topic(slug: "nul\\u0000") { id } }', {}, 'slug'],
    [
      'in an object in the document',
      '{ expertArticles(filter: { topics: ["a", "b\\u0000"] }) { totalCount } }',
      {},
      'filter.topics',
    ],
    ['as what a variable is otherwise', 'query ($s: String = "\\u0000") { topic(slug: $s) { id } }', { s: 'x' }, '$s'],
  ])('%s is refused with its place', async (_, text, variables, argument) => {
    // The first time through Apollo, then by the short way of documents that are known.
    for (let i = 0; i < 2; i++) {
      expect(await refusal(text, variables)).toEqual({ status: 400, code: 'BAD_USER_INPUT', argument });
    }
  });

  test('is refused in any JSON, however it is sent', async () => {
    const as = await hub.signIn('admin');
    const save = 'mutation ($input: SavedViewInput!) { createSavedView(input: $input) { errors { message } } }';
    const view = (filter: unknown) => ({ input: { list: 'EXPERT_ARTICLES', name: 'x', columns: ['title'], filter } });
    expect(await refusal(save, view({ a: [{ [HALF]: 1 }] }), as)).toMatchObject({ argument: '$input.filter.a.0' });
    expect(await refusal(save, view({ a: [{ b: HALF }] }), as)).toMatchObject({ argument: '$input.filter.a.0.b' });
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown;
    expect(await refusal(save, view(deep), as)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    const url = `${hub.url}/graphql?query=${encodeURIComponent('query ($s: String) { topic(slug: $s) { id } }')}`;
    const response = await fetch(`${url}&variables=${encodeURIComponent('{"s":"\\ud83d"}')}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(response.status).toBe(400);
  });

  test('that was cut to be shown in a message is shown without its half', async () => {
    const as = await hub.signIn('admin');
    const { data, errors } = await hub.query<{ createSavedView: { errors: { message: string }[] } }>(
      'mutation ($input: SavedViewInput!) { createSavedView(input: $input) { errors { message } } }',
      { input: { list: 'EXPERT_ARTICLES', name: 'x', columns: [`x${'\u{1f600}'.repeat(100)}`] } },
      { as },
    );
    expect(errors).toBeUndefined();
    expect(data.createSavedView.errors[0]!.message).toContain('\u{1f600}');
  });
});

describe('an instant', () => {
  const since = (at: string) =>
    refusal('query ($filter: AuditEventFilter) { auditEvents(filter: $filter) { totalCount } }', {
      filter: { since: at },
    });
  test.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-23:59',
    '+275760-09-13T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2016-12-31T23:59:60Z',
  ])('%s is refused', async (at) => {
    expect(await since(at)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
  });

  test.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2024-02-29t12:00z', '2026-03-01T09:30:00.5-14:00'])(
    '%s is taken',
    async (at) => {
      const as = await hub.signIn('admin');
      const { errors } = await hub.query(
        'query ($filter: AuditEventFilter) { auditEvents(filter: $filter) { totalCount } }',
        { filter: { since: at } },
        { as },
      );
      expect(errors).toBeUndefined();
    },
  );

  test.each(['0000-01-01T00:00:00+00:00', '2026-02-30T00:00:00+00:00', '2026-01-01T00:00:60+00:00', HALF, 'nul\0'])(
    '%j in a forged cursor is refused',
    async (key) => {
      const text =
        'query ($after: String) { expertArticles(orderBy: NEWEST, first: 1, after: $after) { edges { cursor } } }';
      const { data } = await hub.query<{ expertArticles: { edges: [{ cursor: string }] } }>(text);
      const [list, parent, , id] = JSON.parse(
        Buffer.from(data.expertArticles.edges[0].cursor, 'base64url').toString('utf8'),
      );
      const after = Buffer.from(JSON.stringify([list, parent, key, id])).toString('base64url');
      expect(await refusal(text, { after })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
    },
  );
});

/** The arrays that a cursor may hold, with a key in all places that there may be. */
const forged = (order: string, key: unknown) => {
  const id = '00000000-0000-7000-8000-000000000000';
  return [
    [order, key, id],
    [order, key, key, id],
  ].map((keys) => Buffer.from(JSON.stringify(keys)).toString('base64url'));
};

describe('a cursor', () => {
  const lists = Object.values(hubSchema().schema.getQueryType()!.getFields()).flatMap(({ name, args }) => {
    const order = args.find((arg) => arg.name === 'orderBy');
    const pages = args.some((arg) => arg.name === 'after') && !args.some(isRequiredArgument);
    return pages && order ? [{ name, orders: (getNamedType(order.type) as GraphQLEnumType).getValues() }] : [];
  });
  const KEYS = ['0000-01-01T00:00:00+00:00', '2026-02-30', '2016-12-31T23:59:60+00:00', 'x', '', -1e300, 0.5, true];

  test.each(lists)('of $name that is forged is refused, or is a place', async ({ name, orders }) => {
    const as = await hub.signIn('admin');
    const failures: unknown[] = [];
    for (const order of orders) {
      const text = `query ($after: String) { ${name}(orderBy: ${order.name}, after: $after, first: 1) { pageInfo { hasNextPage } } }`;
      for (const after of KEYS.flatMap((key) => forged(order.name, key))) {
        const { errors = [], status } = await hub.query(text, { after }, { as });
        const codes = errors.map(({ extensions }) => extensions.code);
        if (status >= 500 || codes.some((code) => code !== 'BAD_USER_INPUT')) {
          failures.push([order.name, Buffer.from(after, 'base64url').toString(), codes]);
        }
      }
    }
    expect(failures).toEqual([]);
  });
});

describe('a list or text in an argument', () => {
  const fallback = 'query ($all: [Locale!]) { topics(fallback: $all) { totalCount } }';

  test('is bounded, whether it is in a variable, in the document, or in an input', async () => {
    const tags = (many: number) => Array.from({ length: many }, () => 'de');
    expect(await refusal(fallback, { all: tags(20_000) })).toMatchObject({ status: 400, argument: '$all' });
    expect((await hub.query(fallback, { all: tags(100) })).errors).toBeUndefined();
    const literal = `{ topics(fallback: [${'"de" '.repeat(101)}]) { totalCount } }`;
    expect(await refusal(literal)).toMatchObject({ status: 400, argument: 'fallback' });
    expect(await refusal(TOPICS, { filter: { topics: tags(101) } })).toMatchObject({ argument: '$filter.topics' });
    const long = 'x'.repeat(10_001);
    expect(await refusal(TOPICS, { filter: { topics: [long] } })).toMatchObject({ argument: '$filter.topics.0' });
    expect(await refusal(`{ topic(slug: "${long}") { id } }`)).toMatchObject({ status: 400, argument: 'slug' });
  });

  test('that no field takes is named once, and not shown again whole', async () => {
    const asked = 'query ($v: ExpertArticleFilter) { expertArticles(filter: $v) { totalCount } }';
    const many = Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`tpoics${i}`, 1]));
    const sizes: number[] = [];
    for (const variables of [
      { v: many },
      { v: { audiences: many } },
      { v: [many] },
      { v: { audiences: ['x'.repeat(9_000)] } },
    ]) {
      const response = await fetch(`${hub.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: asked, variables }),
      });
      expect(response.status).toBe(400);
      sizes.push((await response.text()).length);
    }
    expect(Math.max(...sizes)).toBeLessThan(5_000);
    expect(await refusal(asked, { v: { topisc: ['sleep'] } })).toMatchObject({ argument: '$v' });
    const { errors } = await hub.query(asked, { v: { topisc: ['sleep'] } });
    expect(errors![0]!.message).toBe(
      '"$v" has a field "topisc", which "ExpertArticleFilter" does not have. Did you mean "topics"?',
    );
  });

  test('may be longer where that is declared', async () => {
    const as = await hub.signIn('admin');
    const tag =
      'mutation ($of: EntrySelection!, $add: [ID!]) { tagEntries(entries: $of, add: $add) { errors { code } } }';
    const ids = Array.from({ length: 101 }, (_, i) => String(i));
    const known = ids.map((id) => ({ id, revision: 1 }));
    for (const of of [{ ids }, { known }]) {
      const found = await hub.query(tag, { of, add: [] }, { as });
      expect(found.errors?.[0]?.extensions.argument).toBeUndefined();
    }
    const put =
      'mutation ($id: ID!, $items: [ReleaseItemInput!]!) { addToRelease(id: $id, items: $items) { errors { code } } }';
    const items = ids.map((entryId) => ({ entryId }));
    expect((await hub.query(put, { id: 'none', items }, { as })).errors).toBeUndefined();
    expect(await refusal(tag, { of: { ids: [] }, add: ids }, as)).toMatchObject({ argument: '$add' });
  });

  test('is declared to be longer only where there is one', () => {
    const { schema } = hubSchema();
    const exists = (place: string) => {
      const [type = '', field = '', argument] = place.split('.');
      const found = schema.getType(type);
      if (isInputObjectType(found)) return field in found.getFields() && argument === undefined;
      const args = isObjectType(found) ? found.getFields()[field]?.args : undefined;
      return args?.some(({ name }) => name === argument) ?? false;
    };
    expect([...Object.keys(LONGER_LISTS), ...Object.keys(LONGER_TEXTS)].filter((place) => !exists(place))).toEqual([]);
  });
});

describe('what is asked', () => {
  test.each<[string, object]>([
    ['an operation that is not there', { query: 'query A { __typename }', operationName: 'B' }],
    ['none of several', { query: 'query A { __typename } query B { __typename }' }],
    ['no operation', { query: 'fragment F on Query { __typename }' }],
    ['half an operation name', { query: 'query A { __typename }', operationName: HALF }],
    ['too deep a list', { query: `{ topics(fallback: ${'['.repeat(4_990)}${']'.repeat(4_990)}) { totalCount } }` }],
    ['too deep an object', { query: `{ topics(filter: ${'{a:'.repeat(3_300)}1${'}'.repeat(3_300)}) { totalCount } }` }],
    ['too deep a selection', { query: `{ topics ${'{a'.repeat(3_300)}${'}'.repeat(3_300)} }` }],
    ['too deep a type', { query: `query ($a: ${'['.repeat(4_990)}Int${']'.repeat(4_990)}) { __typename }` }],
    ['variables that are a list', { query: '{ __typename }', variables: [1] }],
    ['a document that is a number', { query: 7 }],
    ['neither a document nor a hash', { extensions: { persistedQuery: { version: 2, sha256Hash: { a: 1 } } } }],
  ])('being %s is answered in plain words, and is no failure in the log', async (_, body) => {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const settings = { ROLE: 'api', PORT: '0', DATABASE_URL: hub.databaseUrl, DATABASE_POOL_SIZE: '4' };
    const other = await startHub(readConfig(settings), log);
    try {
      const response = await fetch(`${other.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
      expect(response.status).toBe(400);
      expect(errors[0]!.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
      expect(errors[0]!.message).not.toContain('call stack');
      expect(lines).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('with deep brackets in a string only is answered', async () => {
    const text = `{ a: topic(slug: "${'('.repeat(200)}\\"${'['.repeat(200)}") { id } b: topic(slug: """${'{'.repeat(200)}\\"""${'{'.repeat(200)}""") { id } # ${'{'.repeat(200)}\n }`;
    expect((await hub.query(text)).data).toEqual({ a: null, b: null });
  });

  test.each([
    '/exports/%00',
    '/uploads/%00',
    '/media/%00',
    '/media/%ed%a0%bd',
    '/media/originals/%00/x',
    '/%00',
    '/explorer/%00',
  ])('at %s is no failure', async (path) => {
    for (const method of ['GET', 'POST']) {
      expect((await fetch(`${hub.url}${path}`, { method })).status).toBeLessThan(500);
    }
  });

  test.each<[string, Record<string, string>]>([
    ['a token', { authorization: 'Bearer \xff.\xff' }],
    ['an API key', { authorization: 'Bearer hearth_\xff' }],
    ['a cookie', { cookie: 'hearth_session=%00.%00; hearth_session=%ed%a0%bd' }],
    ['languages', { 'accept-language': '\xff;q=1e999, x-\xff, *;q=NaN' }],
    ['a preview', { 'hearth-preview': '\xff'.repeat(300) }],
    ['a device', { 'user-agent': '\xff\x80' }],
  ])('with %s that is none in its headers is no failure', async (_, headers) => {
    const { status, errors } = await hub.query('{ me { id } }', {}, { headers });
    expect(status).toBeLessThan(500);
    expect(errors?.[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
  });
});
