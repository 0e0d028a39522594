import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let strict: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
  strict = await testHub({
    databaseUrl: hub.databaseUrl,
    environment: { MAX_QUERY_COST: '100', MAX_QUERY_DEPTH: '3' },
  });
});
afterAll(async () => {
  await strict.close();
  await hub.close();
});

const ARTICLES = 'query ($first: Int) { expertArticles(first: $first) { nodes { title topics { name } } } }';

async function ask(at: TestHub, query: string, variables: object, headers: Record<string, string>) {
  const response = await fetch(`${at.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as {
    data: unknown;
    errors?: { message: string; extensions: Record<string, unknown> }[];
    extensions?: { cost: number; maximumCost: number };
  };
}
const asking = { 'hearth-cost': '1' };

test('is told to those who ask, the first time and again', async () => {
  const first = await ask(hub, ARTICLES, { first: 10 }, asking);
  expect(first.extensions).toEqual({ cost: expect.any(Number), maximumCost: 20_000 });
  expect(first.extensions!.cost).toBeGreaterThan(10);
  expect(await ask(hub, ARTICLES, { first: 10 }, asking)).toEqual(first);
  expect((await ask(hub, ARTICLES, { first: 20 }, asking)).extensions!.cost).toBeGreaterThan(first.extensions!.cost);
  for (const headers of [{}, { 'hearth-cost': '' }] as Record<string, string>[]) {
    expect((await ask(hub, ARTICLES, { first: 10 }, headers)).extensions).toBeUndefined();
  }
  // By GET as well, and a cache can tell the two apart.
  const url = `${hub.url}/graphql?${new URLSearchParams({ query: ARTICLES, variables: '{"first":10}' })}`;
  const got = await fetch(url, { headers: asking });
  expect(await got.json()).toEqual(first);
  expect(got.headers.get('vary')).toContain('hearth-cost');
});

test('counts all fields at the root, and nothing where nothing is read', async () => {
  const one = await ask(hub, '{ topics { totalCount } }', {}, asking);
  const two = await ask(hub, '{ a: topics { totalCount } b: topics { totalCount } }', {}, asking);
  expect(two.extensions!.cost).toBe(2 * one.extensions!.cost);
  expect((await ask(hub, getIntrospectionQuery(), {}, asking)).extensions!.cost).toBe(0);
});

test('of what is refused is named with what is allowed, as it would be told if it were accepted', async () => {
  const { extensions } = await ask(hub, ARTICLES, { first: 100 }, asking);
  const { errors, extensions: beside } = await ask(strict, ARTICLES, { first: 100 }, asking);
  expect(errors).toHaveLength(1);
  expect(errors![0]!.extensions).toEqual({ code: 'QUERY_TOO_COMPLEX', cost: extensions!.cost, maximumCost: 100 });
  expect(errors![0]!.message).toContain(String(extensions!.cost));
  expect(beside).toEqual({ cost: extensions!.cost, maximumCost: 100 });
});

test('of much too much is named as far as it was reckoned', async () => {
  const fields = Array.from({ length: 300 }, (_, i) => `t${i}: title`).join(' ');
  const { errors } = await ask(strict, `{ expertArticles(first: 100) { nodes { ${fields} } } }`, {}, {});
  expect(errors![0]!.extensions.cost).toBeGreaterThan(5_000);
  expect(errors![0]!.extensions.cost).toBeLessThan(30_000);
});

test('is not all that is limited: other limits are named as well', async () => {
  const deep =
    '{ topics(first: 1) { nodes { articles(first: 1) { nodes { topics { articles { nodes { title } } } } } } } }';
  expect((await ask(strict, deep, {}, {})).errors![0]!.extensions).toEqual({
    code: 'QUERY_TOO_COMPLEX',
    depth: 4,
    maximumDepth: 3,
  });
  const wide = `{ ${Array.from({ length: 41 }, (_, i) => `a${i}: topics { totalCount }`).join(' ')} }`;
  expect((await ask(hub, wide, {}, {})).errors![0]!.extensions).toEqual({
    code: 'QUERY_TOO_COMPLEX',
    rootFields: 41,
    maximumRootFields: 40,
  });
});

test('is one account for a request, whoever signs in on the way', async () => {
  await hub.signIn('member');
  const signIn =
    'signIn(input: { email: "member@test.example", password: "correct horse battery staple" }) { member { handle } }';
  const one = await ask(hub, `mutation { ${signIn} }`, {}, asking);
  const two = await ask(hub, `mutation { a: ${signIn} b: ${signIn} }`, {}, asking);
  expect(two.extensions!.cost).toBeGreaterThan(1.5 * one.extensions!.cost);
});
