import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startHub } from '../src/app.js';
import { ConfigError, readConfig } from '../src/config.js';
import { makeLog } from '../src/log.js';
import { cloneDatabase, dropDatabase } from './harness/databases.js';
import { type TestHub, testHub } from './harness/hub.js';
import { FROM_ANYWHERE, PASSWORD, SIGN_IN, SIGN_UP } from './harness/people.js';

const APP = 'https://app.example';
const SIGN_OUT = 'mutation { signOut { signedOut } }';

/** A hub for one test. */
async function withHub(
  environment: Record<string, string>,
  work: (hub: TestHub) => Promise<void>,
  databaseUrl?: string,
) {
  const hub = await testHub({ environment, ...(databaseUrl ? { databaseUrl } : {}) });
  try {
    await work(hub);
  } finally {
    await hub.close();
  }
}

describe('every answer', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub();
  });
  afterAll(() => hub.close());

  const post = (body: string) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
  test.each<[string, string, RequestInit | undefined, number]>([
    ['a query', '/graphql', post('{"query":"{ __typename }"}'), 200],
    ['a query with mistakes', '/graphql', post('{"query":"{ nothing }"}'), 400],
    ['broken JSON', '/graphql', post('{'), 400],
    ['too large a body', '/graphql', post(`"${'x'.repeat(3 * 1024 * 1024)}"`), 413],
    ['what is not there', '/nothing', undefined, 404],
    ['an address that is none', '/%zz', undefined, 400],
    ['health', '/healthz', undefined, 200],
    [
      'an API key that does not work',
      '/graphql?query=%7B__typename%7D',
      { headers: { authorization: 'Bearer hearth_x', 'apollo-require-preflight': '1' } },
      401,
    ],
  ])('to %s says what browsers may do with it', async (_, path, request, status) => {
    const { headers, status: answered } = await fetch(`${hub.url}${path}`, request);
    expect(answered).toBe(status);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('leaves the explorer its own policy', async () => {
    const { headers } = await fetch(`${hub.url}/explorer`);
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self'.*frame-ancestors 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('keeps browsers on https where the hub is reached by it', () =>
    withHub({ PUBLIC_URL: 'https://hub.example' }, async (secure) => {
      const { headers } = await fetch(`${secure.url}/healthz`);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    }));
});

describe('pages of other sites', () => {
  const preflight = (hub: TestHub, origin: string) =>
    fetch(`${hub.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  test('may use the API with cookies when they are listed', () =>
    withHub({ CORS_ORIGINS: `${APP}, http://localhost:3000` }, async (hub) => {
      const { headers, status } = await preflight(hub, APP);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(APP);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('access-control-allow-headers')).toMatch(/content-type.*authorization/);
      expect(headers.get('access-control-max-age')).toBe('86400');
      expect(headers.get('vary')).toMatch(/origin/i);

      await hub.signIn('member');
      const signIn = `mutation { signIn(input: { email: "member@test.example", password: "correct horse battery staple", cookie: true }) { errors { code } } }`;
      const signedIn = await hub.query(signIn, {}, { headers: { origin: APP } });
      const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
      const me = (origin: string) => hub.query('{ me { handle } }', {}, { headers: { cookie, origin } });
      const listed = await me(APP);
      expect(listed.data).toEqual({ me: { handle: 'member' } });
      expect(listed.headers.get('access-control-allow-origin')).toBe(APP);
      const stranger = await me('https://evil.example');
      expect(stranger.status).toBe(403);
      expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
      expect(stranger.headers.get('access-control-allow-credentials')).toBeNull();
      const refused = await preflight(hub, 'https://evil.example');
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }));

  test('may read without cookies where all may', () =>
    withHub({ CORS_ORIGINS: '*' }, async (hub) => {
      const { headers } = await preflight(hub, APP);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }));

  test.each(['app.example', 'https://app.example/path', 'https://app.example/', `*,${APP}`, 'null'])(
    'are not configured by %s',
    (origins) => {
      expect(() => readConfig({ CORS_ORIGINS: origins })).toThrow(ConfigError);
    },
  );
});

describe('writes', () => {
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  const LIMITED = { MAX_WRITES_PER_MINUTE: '5', ...FROM_ANYWHERE };

  test('from one network address are limited, in all processes together', () =>
    withHub(LIMITED, async (hub) => {
      const here = from('198.51.100.1');
      const write = (at: TestHub, where = here, text = SIGN_OUT) => at.query(text, {}, where);
      for (let i = 0; i < 3; i++) expect((await write(hub)).errors).toBeUndefined();
      await withHub(
        LIMITED,
        async (other) => {
          expect(
            (await write(other, here, 'mutation { a: signOut { signedOut } b: signOut { signedOut } }')).errors,
          ).toBeUndefined();
          const { errors } = await write(other);
          expect(errors?.[0]?.extensions).toMatchObject({
            code: 'RATE_LIMITED',
            retryAfterSeconds: expect.any(Number),
          });
        },
        hub.databaseUrl,
      );
      expect((await write(hub)).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
      expect((await write(hub, here, '{ __typename }')).errors).toBeUndefined();
      expect((await write(hub, from('198.51.100.2'))).errors).toBeUndefined();
      await hub.database.pool.query("update auth_try set resets_at = now() - interval '1 second'");
      expect((await write(hub)).errors).toBeUndefined();
    }));

  test('that come too soon are told by the status when to come again, in both media types and both ways', () =>
    withHub(LIMITED, async (hub) => {
      const here = { 'x-forwarded-for': '198.51.100.9' };
      const write = (accept: string, text = SIGN_OUT) => hub.query(text, {}, { headers: { ...here, accept } });
      for (let i = 0; i < 5; i++) expect((await write('*/*')).status).toBe(200);
      // The first of each takes the general way, the second the short one for documents that are known.
      for (const accept of ['application/json', 'application/json', 'application/graphql-response+json']) {
        const { status, headers, errors } = await write(accept, 'mutation Again { signOut { signedOut } }');
        expect(status).toBe(429);
        expect(headers.get('retry-after')).toBe(String(errors![0]!.extensions.retryAfterSeconds));
      }
      // Where a part is answered, the answer as a whole is not too soon.
      expect((await write('application/graphql-response+json', '{ __typename }')).status).toBe(200);
    }));

  test('at once are all counted, and none too often', () =>
    withHub({ MAX_WRITES_PER_MINUTE: '100', ...FROM_ANYWHERE }, async (hub) => {
      const write = () => hub.query(SIGN_OUT, {}, from('198.51.100.5'));
      const answers = await Promise.all(Array.from({ length: 100 }, write));
      expect(answers.filter(({ errors }) => errors)).toEqual([]);
      expect((await write()).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    }));

  test.each<[string, (i: number) => string]>([
    ['of one IPv6 network', (i) => `2001:db8:1:2:${i}::${i}`],
    ['of one line, written in two ways', (i) => (i % 2 ? '203.0.113.9' : '::ffff:203.0.113.9')],
    ['that are none', (i) => `nonsense ${i}`],
    ['put in front of what the proxy adds', (i) => `198.51.100.${i}, 203.0.113.10`],
  ])('from addresses %s are counted together', (_, address) =>
    withHub(LIMITED, async (hub) => {
      for (let i = 0; i < 5; i++) expect((await hub.query(SIGN_OUT, {}, from(address(i)))).errors).toBeUndefined();
      expect((await hub.query(SIGN_OUT, {}, from(address(5)))).status).toBe(429);
      expect((await hub.query(SIGN_OUT, {}, from('2001:db8:1:3::1'))).errors).toBeUndefined();
    }),
  );

  test('in one request are counted one by one', () =>
    withHub(LIMITED, async (hub) => {
      const six = `mutation { ${Array.from({ length: 6 }, (_, i) => `a${i}: signOut { signedOut }`).join(' ')} }`;
      const { errors } = await hub.query(six, {}, from('198.51.100.3'));
      expect(errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    }));

  test('with an API key count by the key, ten times as many', () =>
    withHub(LIMITED, async (hub) => {
      const { data } = await hub.query<{ createApiKey: { secret: string } }>(
        'mutation { createApiKey(input: { name: "x", scope: READ }) { secret } }',
        {},
        { as: await hub.signIn('member'), ...from('198.51.100.4') },
      );
      const as = data.createApiKey.secret;
      const codes: unknown[] = [];
      for (let i = 0; i < 51; i++) {
        const { errors } = await hub.query(SIGN_OUT, {}, { as, ...from(`198.51.100.${i}`) });
        codes.push(errors?.[0]?.extensions.code);
      }
      expect(codes).toEqual([...Array.from({ length: 50 }, () => undefined), 'RATE_LIMITED']);
    }));
});

test('secrets are in no line of the log, whatever goes wrong', async () => {
  const lines: string[] = [];
  const log = makeLog('debug', { write: (line) => lines.push(line) }, false);
  const url = await cloneDatabase();
  const hub = await startHub(
    readConfig({ ROLE: 'api', PORT: '0', DATABASE_URL: url, DATABASE_POOL_SIZE: '6', LOG_LEVEL: 'debug' }),
    log,
  );
  try {
    const ask = async (query: string, variables: object = {}, token?: string) => {
      const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
      const response = await fetch(`${hub.address}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as {
        data: Record<string, Record<string, string>>;
        errors?: { extensions: { code: string } }[];
      };
    };
    const email = 'nadia@test.example';
    await ask(SIGN_UP, { input: { email, password: PASSWORD, name: 'Nadia' } });
    await ask(SIGN_IN, { input: { email, password: 'wrong wrong wrong' } });
    const { session } = (await ask(SIGN_IN, { input: { email, password: PASSWORD } })).data;
    const create = 'mutation { createApiKey(input: { name: "x", scope: ALL }) { secret } }';
    const key = (await ask(create, {}, session!.token)).data.createApiKey!.secret!;
    expect((await ask('{ me { id } }', {}, key)).errors).toBeUndefined();
    await ask('{ me { id } }', {}, `${key}x`);

    // From here on everything that writes fails within the database, which is told all values.
    const hash = (await hub.database.pool.query<{ password: string }>('select password from auth_account')).rows[0]!;
    for (const table of ['api_key', 'auth_session', 'auth_account']) {
      await hub.database.pool.query(`alter table ${table} add constraint broken check (false) not valid`);
    }
    const another = { email: 'other@test.example', password: PASSWORD, name: 'Other' };
    const failed = [
      await ask(create, {}, session!.token),
      await ask(SIGN_UP, { input: another }),
      await ask(SIGN_IN, { input: { email, password: PASSWORD } }),
    ];
    expect(failed.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(failed.map(() => 'INTERNAL_SERVER_ERROR'));
    const whole = lines.join('');
    expect(whole).toContain('A request failed');
    const secrets = [
      PASSWORD,
      'wrong wrong wrong',
      session!.token!,
      session!.token!.split('.')[0]!,
      key,
      hash.password,
    ];
    expect(secrets.filter((secret) => whole.includes(secret))).toEqual([]);
    // Nor what was to be written, such as the hash of the other password.
    expect(whole).not.toMatch(/[0-9a-f]{32}:[0-9a-f]{64}|Failing row contains/);
    expect(whole).not.toContain(another.email);
  } finally {
    await hub.close();
    await dropDatabase(url);
  }
});
