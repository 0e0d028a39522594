import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type TestHub, testHub } from './harness/hub.js';

const FROM_ANYWHERE = { TRUSTED_PROXIES: '127.0.0.1,::1' };
const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const STANDARD = getIntrospectionQuery();

async function withHub(
  environment: Record<string, string>,
  work: (hub: TestHub) => Promise<void>,
  databaseUrl?: string,
) {
  const hub = await testHub({ seeds: true, environment, ...(databaseUrl ? { databaseUrl } : {}) });
  try {
    await work(hub);
  } finally {
    await hub.close();
  }
}

/** Asks until it is too much, at most so often. @returns how often it was answered */
async function answered(hub: TestHub, most: number, text: (i: number) => string, options: object): Promise<number> {
  for (let i = 0; i < most; i++) {
    const { errors } = await hub.query(text(i), {}, options);
    if (errors?.[0]?.extensions.code === 'RATE_LIMITED') return i;
    expect(errors).toBeUndefined();
  }
  return most;
}

describe('what is read within a minute', () => {
  const LIMITED = { MAX_READ_COST_PER_MINUTE: '20000', ...FROM_ANYWHERE };
  const page = () => '{ expertArticles(first: 20) { totalCount nodes { id title topics { name } } } }';

  test('from one network address is limited by what it costs, in all processes together', () =>
    withHub(LIMITED, async (hub) => {
      const here = from('198.51.100.1');
      const change = 'mutation { signOut { signedOut } }';
      await hub.query(change);
      const alone = await answered(hub, 1_000, page, from('198.51.100.9'));
      expect(alone).toBeGreaterThan(5);
      expect(alone).toBeLessThan(100);
      // Cheaper questions are answered more often.
      const cheap = await answered(hub, 1_000, () => '{ topics(first: 1) { nodes { id } } }', from('198.51.100.10'));
      expect(cheap).toBeGreaterThan(2 * alone);
      expect(await answered(hub, Math.ceil(alone / 2), page, here)).toBe(Math.ceil(alone / 2));
      await withHub(
        LIMITED,
        async (other) => expect(await answered(other, 1_000, page, here)).toBeLessThanOrEqual(alone / 2 + 2),
        hub.databaseUrl,
      );
      // What a process has taken already it gives.
      expect(await answered(hub, 1_000, page, here)).toBeLessThanOrEqual(2);
      const { status, headers, errors, data } = await hub.query(page(), {}, here);
      expect({ status, data }).toEqual({ status: 429, data: undefined });
      expect(headers.get('retry-after')).toBe(String(errors![0]!.extensions.retryAfterSeconds));
      expect(errors![0]!.message).toContain('Too much was read within a minute');
      expect((await hub.query(page(), {}, from('198.51.100.2'))).errors).toBeUndefined();
      // What changes something is answered whole: it must not be done twice.
      expect((await hub.query(change, {}, here)).errors).toBeUndefined();
      await hub.database.pool.query("update auth_try set resets_at = now() - interval '1 second'");
      expect((await hub.query(page(), {}, here)).errors).toBeUndefined();
    }));

  test('with an API key counts by the key, ten times as much', () =>
    withHub({ ...LIMITED, MAX_READ_COST_PER_MINUTE: '5000' }, async (hub) => {
      const { data } = await hub.query<{ createApiKey: { secret: string } }>(
        'mutation { createApiKey(input: { name: "x", scope: READ }) { secret } }',
        {},
        { as: await hub.signIn('member'), ...from('198.51.100.4') },
      );
      const without = await answered(hub, 1_000, page, from('198.51.100.5'));
      const as = data.createApiKey.secret;
      const withKey = await answered(hub, 10_000, page, { as, ...from('198.51.100.5') });
      expect(withKey).toBeGreaterThan(5 * without);
    }));

  test('is counted where nothing is answered, and where the work is a search or is done elsewhere', () =>
    withHub(LIMITED, async (hub) => {
      const tooMuch = `{ topics(first: 100) { nodes { ${Array.from({ length: 99 }, (_, i) => `c${i}: entries(first: 0) { totalCount }`).join(' ')} } } }`;
      const codes: unknown[] = [];
      for (let i = 0; i < 3; i++) {
        const { errors } = await hub.query(tooMuch, {}, from('198.51.100.6'));
        codes.push(errors?.[0]?.extensions.code);
      }
      expect(codes).toEqual(['QUERY_TOO_COMPLEX', 'RATE_LIMITED', 'RATE_LIMITED']);
      const found = (i: number) => `{ search(query: "sleep ${i}") { totalCount } }`;
      expect(await answered(hub, 1_000, found, from('198.51.100.7'))).toBeLessThan(50);
      expect(await answered(hub, 2_000, () => '{ __typename }', from('198.51.100.8'))).toBeLessThan(1_001);
      // What is not valid is never executed, and was read all the same.
      const statuses: number[] = [];
      for (let i = 0; i < 3; i++) {
        const wrong = await hub.query(`{ ${'nothing '.repeat(1_000)} a${i} }`, {}, from('198.51.100.11'));
        statuses.push(wrong.status);
        if (wrong.status === 429) expect(wrong.headers.get('retry-after')).toMatch(/^\d+$/);
      }
      expect(statuses).toEqual([400, 429, 429]);
    }));

  test('costs one who asks for little no statement more', () =>
    withHub(FROM_ANYWHERE, async (hub) => {
      const first = await hub.statements(() => hub.query('{ topics { nodes { id } } }', {}, from('198.51.100.1')));
      expect(first).toBe(1);
    }));
});

describe('introspection', () => {
  test('by the standard queries is answered, and from memory the next time', () =>
    // As much as some six of them cost, if they were not remembered.
    withHub({ MAX_READ_COST_PER_MINUTE: '400000', ...FROM_ANYWHERE }, async (hub) => {
      expect(await answered(hub, 30, () => STANDARD, from('198.51.100.1'))).toBe(30);
      const differing = (i: number) => STANDARD.replace('__schema {', `s${i}: __schema {`);
      const times = await answered(hub, 30, differing, from('198.51.100.2'));
      expect(times).toBeGreaterThan(0);
      expect(times).toBeLessThan(10);
      const options = {
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        experimentalDirectiveDeprecation: false,
        oneOf: true,
      };
      const longest = getIntrospectionQuery(options).replaceAll('{', '{ __typename').replace('{ __typename', '{');
      const { data, errors } = await hub.query<{ __schema: { types: unknown[] } }>(longest, {}, from('198.51.100.3'));
      expect(errors).toBeUndefined();
      expect(data.__schema.types.length).toBeGreaterThan(400);
    }));

  test('answers the same from memory, for each operation and field of its own', () =>
    withHub({}, async (hub) => {
      const both =
        'query A { s: __schema { queryType { name } } t: __type(name: "Topic") { name } } query B { s: __schema { mutationType { name } } }';
      const ask = async (operationName: string) => {
        const response = await fetch(`${hub.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: both, operationName }),
        });
        return ((await response.json()) as { data: unknown }).data;
      };
      for (let i = 0; i < 3; i++) {
        expect(await ask('A')).toEqual({ s: { queryType: { name: 'Query' } }, t: { name: 'Topic' } });
        expect(await ask('B')).toEqual({ s: { mutationType: { name: 'Mutation' } } });
      }
      const named = 'query ($name: String!, $if: Boolean!) { __type(name: $name) { name kind @include(if: $if) } }';
      expect((await hub.query(named, { name: 'Post', if: false })).data).toEqual({ __type: { name: 'Post' } });
      expect((await hub.query(named, { name: 'Space', if: true })).data).toEqual({
        __type: { name: 'Space', kind: 'OBJECT' },
      });
    }));

  const aliases = (count: number, field: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => field(i)).join(' ');
  // Each fragment twice in the one before it, under two names.
  const doubled = (depth: number, first: string) =>
    `${first} ${aliases(depth, (i) => `fragment F${i} on __Type { a: ofType { ...F${i + 1} } b: ofType { ...F${i + 1} } }`)} fragment F${depth} on __Type { name }`;

  test.each<[string, string]>([
    ['types within types', '{ __schema { types { fields { type { fields { name description } } } } } }'],
    [
      'the types of an interface over and over',
      '{ __schema { types { interfaces { possibleTypes { fields { name args { name } } } } } } }',
    ],
    [
      'all types under many names',
      `{ ${aliases(30, (i) => `s${i}: __schema { types { ...T } }`)} } fragment T on __Type { fields { name description args { name description } } }`,
    ],
    [
      'one type under many names',
      `{ ${aliases(40, (i) => `t${i}: __type(name: "Query") { fields { type { fields { name description } } } }`)} }`,
    ],
    [
      'all types many times below one field',
      `{ __schema { ${aliases(30, (i) => `t${i}: types { fields { name description type { name } } }`)} } }`,
    ],
    ['fragments that double', doubled(30, '{ __type(name: "Topic") { ...F0 } }')],
    [
      'inline fragments and directives',
      `{ __schema { ... on __Schema @include(if: true) { types { ${aliases(60, (i) => `f${i}: fields(includeDeprecated: true) { description }`)} } } } }`,
    ],
  ])('by %s is refused before it begins', (_, text) =>
    withHub({}, async (hub) => {
      const { errors, status } = await hub.query(text);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual([
        expect.stringMatching(/^(QUERY_TOO_COMPLEX|GRAPHQL_VALIDATION_FAILED)$/),
      ]);
      expect(status).toBe(400);
    }),
  );
});

test('a body that does not come is not waited for', () =>
  withHub({ REQUEST_TIMEOUT_SECONDS: '1' }, async (hub) => {
    const { hostname, port } = new URL(hub.url);
    const send = (head: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () => socket.write(head));
        let answer = '';
        socket.on('data', (data) => {
          answer += data.toString();
        });
        socket.on('close', () => resolve(answer));
        socket.on('error', reject);
      });
    const head = (path: string) =>
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query"`;
    const [slow, lost] = await Promise.all([send(head('/graphql')), send(head('/nowhere'))]);
    expect(slow).toMatch(/^HTTP\/1\.1 408 /);
    expect(slow).toMatch(/\r\nconnection: close\r\n/i);
    expect(slow).toContain('did not come within 1 seconds');
    expect(lost).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await hub.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  }));
