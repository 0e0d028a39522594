import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { type TestHub, testHub } from './harness/hub.js';

const APP = 'https://app.example';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const HASH_OF_TYPENAME = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ seeds: true });
});
afterAll(() => hub.close());

interface Raw {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** As it comes over the line: `fetch` would follow and unpack. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const call = request(`${hub.url}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  send('GET', `/graphql?${new URLSearchParams(parameters)}`, headers);
const post = (query: string, headers: Record<string, string> = {}) =>
  send('POST', '/graphql', { ...json, ...headers }, JSON.stringify({ query }));
const read = ({ body }: Raw) => JSON.parse(body.toString());

async function cookieOf(who: 'member'): Promise<string> {
  await hub.signIn(who);
  const { headers } = await hub.query(
    `mutation { signIn(input: { email: "${who}@test.example", password: "correct horse battery staple", cookie: true }) { errors { code } } }`,
  );
  return headers.get('set-cookie')!.split(';')[0]!;
}

describe('GET', () => {
  // The first time a document goes the general way, then the short one.
  test.each(['the first time', 'again'])('answers a query with variables, %s', async () => {
    const query = 'query ($first: Int) { expertArticles(first: $first) { nodes { slug } } }';
    const { status, body } = await get({ query, variables: '{"first":2}' });
    expect(status).toBe(200);
    expect(JSON.parse(body.toString()).data.expertArticles.nodes).toHaveLength(2);
  });

  test.each(['the first time', 'when it is known'])('changes nothing, %s', async () => {
    const query = 'mutation { signOut { signedOut } }';
    const answer = await get({ query });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    expect(read(answer).errors[0].message).toContain('GET');
    expect((await post(query)).status).toBe(200);
  });

  test('changes nothing by the hash of a document either', async () => {
    const query = 'mutation ByHash { signOut { signedOut } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    for (const body of [{ query, extensions }, { extensions }, { extensions }]) {
      const sent = await send('POST', '/graphql', json, JSON.stringify(body));
      expect(read(sent)).toEqual({ data: { signOut: { signedOut: false } } });
      expect((await get({ extensions: JSON.stringify(extensions) })).status).toBe(405);
    }
  });

  test.each<[string, Record<string, string>, number]>([
    ['variables that are no JSON', { query: '{ __typename }', variables: '{' }, 400],
    ['variables that are a list', { query: '{ __typename }', variables: '[1]' }, 400],
    ['an operation that is not there', { query: '{ __typename }', operationName: 'X' }, 400],
    ['extensions that are none', { query: '{ __typename }', extensions: '1' }, 400],
    ['nothing', {}, 400],
    ['a mistake', { query: '{ nothing }' }, 400],
    ['an unknown hash', { extensions: `{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}` }, 200],
    [
      'a hash of another document',
      { query: '{ __typename }', extensions: `{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}` },
      400,
    ],
    [
      'another version of hashes',
      { extensions: `{"persistedQuery":{"version":2,"sha256Hash":"${HASH_OF_TYPENAME}"}}` },
      400,
    ],
  ])('with %s says so, and no cache keeps it', async (_, parameters, status) => {
    await post('{ __typename }');
    const answer = await get(parameters);
    expect(answer.status).toBe(status);
    expect(read(answer).errors[0].message).toBeTruthy();
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('with the session cookie works from pages of our own only', async () => {
    const cookie = await cookieOf('member');
    const me = (headers: Record<string, string>) => get({ query: '{ me { handle } }' }, { cookie, ...headers });
    const own = await me({ 'sec-fetch-site': 'same-origin' });
    expect(read(own).data).toEqual({ me: { handle: 'member' } });
    expect(own.headers['cache-control']).toBe('no-store');
    for (const site of ['cross-site', 'same-site']) {
      const other = await me({ 'sec-fetch-site': site });
      expect([other.status, read(other).data]).toEqual([403, undefined]);
      expect(other.headers['set-cookie']).toBeUndefined();
      expect(other.headers['cache-control']).toBe('no-store');
    }
    expect((await me({})).status).toBe(403);
  });
});

describe('POST takes JSON and nothing that a form of another site could send', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json', ''])(
    'and so no %s',
    async (type) => {
      const headers = { 'apollo-require-preflight': '1', ...(type ? { 'content-type': type } : {}) };
      const answer = await send('POST', '/graphql', headers, '{"query":"{ __typename }"}');
      expect(answer.status).toBe(415);
      expect(read(answer).errors[0].message).toContain('Content-Type: application/json');
    },
  );

  test('with any parameters of the media type', async () => {
    const { status } = await send(
      'POST',
      '/graphql',
      { 'content-type': 'Application/JSON; charset=UTF-8' },
      '{"query":"{ __typename }"}',
    );
    expect(status).toBe(200);
  });
});

describe('caches', () => {
  const DEPENDS_ON = ['accept', 'accept-encoding', 'accept-language', 'authorization', 'cookie', 'hearth-preview'];
  const QUERY = '{ expertArticles(first: 3) { nodes { title } } }';
  const named = ({ headers }: Raw) => String(headers.vary).split(', ');

  test.each(['the first time', 'again'])('may keep what all see but ask whether it still holds, %s', async () => {
    const answer = await get({ query: QUERY });
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(named(answer)).toEqual(expect.arrayContaining(DEPENDS_ON));
    const etag = String(answer.headers.etag);
    const same = await get({ query: QUERY }, { 'if-none-match': `"other", ${etag}` });
    expect([same.status, same.body.length, same.headers.etag]).toEqual([304, 0, etag]);
    expect(same.headers['cache-control']).toBe('no-cache');
    expect(named(same)).toEqual(expect.arrayContaining(DEPENDS_ON));
    const other = await get({ query: QUERY }, { 'if-none-match': etag, 'accept-language': 'de' });
    expect(other.status).toBe(200);
    expect(other.headers.etag).not.toBe(etag);
  });

  test('keep nothing that one person sees, nor what was sent or has failed', async () => {
    const as = await hub.signIn('member');
    const token = { authorization: `Bearer ${as}` };
    const answers = [
      await post(QUERY),
      await get({ query: QUERY }, token),
      await get({ query: QUERY }, token),
      // A token that counts for nothing any more was still sent for one person.
      await get({ query: QUERY }, { authorization: 'Bearer nobody' }),
      await get({ query: QUERY }, { authorization: 'Bearer hearth_nobody' }),
      await get({ query: QUERY }, { 'hearth-preview': 'none' }),
      // A part of it went wrong.
      await get({ query: `{ expertArticles(first: 1000) { nodes { title } } __typename }` }),
      await get({ query: `{ expertArticles(first: 1000) { nodes { title } } __typename }` }),
      await get({ query: QUERY }, { accept: 'image/png' }),
    ];
    for (const answer of answers) {
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.headers.etag).toBeUndefined();
      expect(named(answer)).toEqual(expect.arrayContaining(DEPENDS_ON));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 401, 401, 200, 200, 406]);
  });

  test('know what else answers depend on: the site that asks, and the country that a proxy tells', async () => {
    const other = await testHub({ environment: { CORS_ORIGINS: APP, COUNTRY_HEADER: 'cf-ipcountry' } });
    try {
      const { headers } = await fetch(`${other.url}/graphql?query={__typename}`);
      expect(headers.get('vary')!.split(', ')).toEqual(
        expect.arrayContaining([...DEPENDS_ON, 'origin', 'cf-ipcountry']),
      );
    } finally {
      await other.close();
    }
  });

  test.each<[string, string, string]>([
    ['GET', '/nothing', 'no-store'],
    ['GET', '/%zz', 'no-store'],
    ['PUT', '/graphql', 'no-store'],
    ['GET', '/healthz', 'no-store'],
    ['GET', '/readyz', 'no-store'],
    ['GET', '/exports/nothing', 'no-store'],
    ['POST', '/uploads/nothing', 'no-store'],
    ['GET', '/media/nothing/x/y/original', 'no-store'],
    ['GET', '/explorer', 'no-cache'],
  ])('hear at %s %s: %s', async (method, path, expected) => {
    expect((await send(method, path)).headers['cache-control']).toBe(expected);
  });
});

describe('compression', () => {
  const LONG = '{ expertArticles(first: 20) { nodes { title body { html } } } }';
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync };

  test.each<[string, 'br' | 'gzip' | undefined]>([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0.2, gzip;q=0.9', 'gzip'],
    ['gzip;q=0, br;q=0', undefined],
    ['identity', undefined],
    ['zstd', undefined],
  ])('of an answer for whoever takes %s is %s', async (accepted, encoding) => {
    const plain = await post(LONG);
    for (const answer of [
      await post(LONG, { 'accept-encoding': accepted }),
      await get({ query: LONG }, { 'accept-encoding': accepted }),
    ]) {
      expect(answer.headers['content-encoding']).toBe(encoding);
      expect(
        String(answer.headers.vary)
          .split(', ')
          .filter((name) => name === 'accept-encoding'),
      ).toHaveLength(1);
      const whole = encoding ? unpack[encoding](answer.body) : answer.body;
      expect(whole.equals(plain.body)).toBe(true);
      if (encoding) expect(answer.body.length).toBeLessThan(plain.body.length / 2);
    }
  });

  test('leaves alone what is small, and what fails to be', async () => {
    const small = await post('{ __typename }', { 'accept-encoding': 'br' });
    expect(small.headers['content-encoding']).toBeUndefined();
    const healthy = await send('GET', '/healthz', { 'accept-encoding': 'br' });
    expect(healthy.headers['content-encoding']).toBeUndefined();
  });

  test('of the whole schema, with an ETag that is the same however it is sent', async () => {
    const query = getIntrospectionQuery();
    const [plain, br] = [await get({ query }), await get({ query }, { 'accept-encoding': 'br' })];
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
    expect(br.headers.etag).toBe(plain.headers.etag);
    expect((await get({ query }, { 'accept-encoding': 'br', 'if-none-match': String(br.headers.etag) })).status).toBe(
      304,
    );
  });

  test('of requests is not taken: what is small could swell', async () => {
    const body = gzipSync('{"query":"{ __typename }"}');
    const answer = await send('POST', '/graphql', { ...json, 'content-encoding': 'gzip' }, body);
    expect(answer.status).toBe(400);
  });
});

describe('a browser', () => {
  test('that opens the address of the API gets to the explorer, which is ours alone', async () => {
    const { status, headers } = await send('GET', '/graphql', { accept: BROWSER });
    expect([status, headers.location, headers['cache-control']]).toEqual([302, '/explorer', 'no-store']);
    expect(String(headers.vary)).toContain('accept');
    const page = await fetch(`${hub.url}/graphql`, { headers: { accept: BROWSER } });
    expect([page.status, page.url]).toEqual([200, `${hub.url}/explorer`]);
    expect(await page.text()).not.toMatch(/apollo|https?:\/\//i);
  });

  test('that opens a query gets its answer', async () => {
    const answer = await get({ query: '{ __typename }' }, { accept: BROWSER });
    expect(read(answer)).toEqual({ data: { __typename: 'Query' } });
  });

  test.each([undefined, '*/*', 'application/json', 'application/graphql-response+json, application/json;q=0.9'])(
    'is not what accepts %s',
    async (accept) => {
      const { status } = await send('GET', '/graphql', accept ? { accept } : {});
      expect(status).toBe(400);
    },
  );
});

describe('methods', () => {
  test.each<[string, string]>([
    ['/graphql', 'GET, POST'],
    ['/healthz', 'GET, HEAD'],
    ['/readyz', 'GET, HEAD'],
    ['/explorer', 'GET, HEAD'],
    ['/exports/x', 'GET, HEAD'],
    ['/uploads/x', 'POST'],
    ['/media/a/b/c/original', 'GET, HEAD'],
  ])('that %s does not take are answered 405 with those that it does: %s', async (path, allowed) => {
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
    for (const method of methods.filter((one) => !allowed.split(', ').includes(one))) {
      // Whatever comes along is not looked at.
      const body = ['PUT', 'PATCH', 'POST'].includes(method) ? '<x/>' : undefined;
      const answer = await send(method, path, body ? { 'content-type': 'application/xml' } : {}, body);
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, allowed]);
      if (method !== 'HEAD') expect(read(answer).errors[0].extensions.code).toBe('METHOD_NOT_ALLOWED');
    }
  });

  test('of what is not there are not found', async () => {
    for (const method of ['PUT', 'OPTIONS', 'DELETE']) expect((await send(method, '/nothing')).status).toBe(404);
  });
});

describe('a preflight', () => {
  const preflight = (at: TestHub, origin: string, path = '/graphql') =>
    fetch(`${at.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });

  test('of a site that may not says which setting lets it', async () => {
    for (const path of ['/graphql', '/uploads/x', '/explorer']) {
      const answer = await preflight(hub, APP, path);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      const { errors } = (await answer.json()) as { errors: { message: string }[] };
      expect(errors[0]!.message).toContain(`CORS_ORIGINS=${APP}`);
    }
    const file = await preflight(hub, 'null');
    expect(await file.text()).toContain('CORS_ORIGINS');
  });

  test('of a site that may lets it send what clients send by themselves', async () => {
    for (const origins of [`http://localhost:3000,${APP}`, '*']) {
      const other = await testHub({ environment: { CORS_ORIGINS: origins } });
      try {
        const { status, headers } = await preflight(other, APP);
        expect(status).toBe(204);
        const allowed = headers.get('access-control-allow-headers')!.split(', ');
        expect(allowed).toEqual(
          expect.arrayContaining([
            'accept-language',
            'apollo-require-preflight',
            'apollographql-client-name',
            'apollographql-client-version',
            'authorization',
            'content-type',
            'hearth-cost',
            'hearth-preview',
            'traceparent',
            'x-apollo-operation-name',
          ]),
        );
        expect(headers.get('vary')).toMatch(/origin/i);
        // What is no preflight is a method like any other.
        const options = await fetch(`${other.url}/graphql`, { method: 'OPTIONS' });
        expect([options.status, options.headers.get('allow')]).toEqual([405, 'GET, POST']);
        const stranger = await preflight(other, 'https://stranger.example');
        expect(stranger.status).toBe(origins === '*' ? 204 : 403);
        const answer = await fetch(`${other.url}/graphql?query={__typename}`, { headers: { origin: APP } });
        expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
      } finally {
        await other.close();
      }
    }
  });
});
