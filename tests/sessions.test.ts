import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import {
  CHANGE_PASSWORD,
  FROM_ANYWHERE,
  ME,
  type Me,
  me,
  newMember,
  PASSWORD,
  type SessionAnswer,
  SIGN_IN,
  signIn,
} from './harness/people.js';

const SIGN_OUT = 'mutation { signOut { signedOut } }';
const UPDATE_PROFILE = `mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { member { handle name biography locale } errors { code path } } }`;

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ environment: FROM_ANYWHERE });
});
afterAll(() => hub.close());

describe('sessions', () => {
  test('end at once when one signs out, also in another process', async () => {
    const other = await testHub({ databaseUrl: hub.databaseUrl });
    try {
      const { token, id } = await newMember(hub);
      const there = async () => (await other.query<Me>(ME, {}, { as: token })).data.me;
      expect((await there())?.id).toBe(id);
      expect((await hub.query(SIGN_OUT, {}, { as: token })).data).toEqual({ signOut: { signedOut: true } });
      expect(await there()).toBeNull();
      expect(await me(hub, token)).toBeNull();
    } finally {
      await other.close();
    }
  });

  test('are found in one statement', async () => {
    const { token } = await newMember(hub);
    expect(await hub.statements(() => hub.services.identity.viewerOf(token))).toBe(1);
  });

  test('expire', async () => {
    const { token, id } = await newMember(hub);
    await hub.database.pool.query('update auth_session set expires_at = now() where user_id = $1', [id]);
    expect(await me(hub, token)).toBeNull();
    const { errors } = await hub.query(UPDATE_PROFILE, { input: { name: 'X' } }, { as: token });
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('are prolonged by use, once an hour', async () => {
    const { token, id } = await newMember(hub);
    const session = async () =>
      (await hub.database.pool.query('select expires_at, updated_at from auth_session where user_id = $1', [id]))
        .rows[0];
    const fresh = await session();
    await me(hub, token);
    expect(await session()).toEqual(fresh);
    await hub.database.pool.query(
      `update auth_session set updated_at = now() - interval '61 minutes', expires_at = now() + interval '1 day' where user_id = $1`,
      [id],
    );
    await me(hub, token);
    const prolonged = await session();
    expect(prolonged.expires_at.getTime()).toBeGreaterThanOrEqual(fresh.expires_at.getTime());
  });

  test('need a token signed by us: what stands in the table is none', async () => {
    const { token, id } = await newMember(hub);
    const { rows } = await hub.database.pool.query('select token from auth_session where user_id = $1', [id]);
    expect(await me(hub, rows[0].token)).toBeNull();
    const middle = token.length - 20;
    const forged = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
    expect(await me(hub, forged)).toBeNull();
  });

  test('all end when the password changes, and a new one begins', async () => {
    const { email, from, token, id } = await newMember(hub);
    const second = (await signIn(hub, email, PASSWORD, from)).data.session.token!;
    const input = { currentPassword: PASSWORD, newPassword: 'four blue kettles whistle' };
    const wrong = { ...input, currentPassword: 'wrong password' };
    const refused = await hub.query<SessionAnswer>(CHANGE_PASSWORD, { input: wrong }, { as: token });
    expect(refused.data.session.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'currentPassword'] }]);
    const weak = await hub.query<SessionAnswer>(
      CHANGE_PASSWORD,
      { input: { ...input, newPassword: 'short' } },
      { as: token },
    );
    expect(weak.data.session.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'newPassword'] }]);
    expect((await me(hub, second))?.id).toBe(id);

    const { data } = await hub.query<SessionAnswer>(CHANGE_PASSWORD, { input }, { as: token });
    expect(data.session).toMatchObject({ member: { id, email }, errors: [] });
    expect(await me(hub, token)).toBeNull();
    expect(await me(hub, second)).toBeNull();
    expect((await me(hub, data.session.token!))?.id).toBe(id);
    expect((await signIn(hub, email, PASSWORD, from)).data.session.errors).toHaveLength(1);
    expect((await signIn(hub, email, input.newPassword, from)).data.session.errors).toEqual([]);
  });

  test('end when a command sets the password', async () => {
    const { email, from, token } = await newMember(hub);
    await hub.services.identity.setPassword(email, 'five red kettles hum');
    expect(await me(hub, token)).toBeNull();
    expect((await signIn(hub, email, 'five red kettles hum', from)).data.session.errors).toEqual([]);
  });
});

describe('the cookie', () => {
  const inCookie = async () => {
    const { email, from, id } = await newMember(hub);
    const input = { email, password: PASSWORD, cookie: true };
    const { data, headers } = await hub.query<SessionAnswer>(SIGN_IN, { input }, { headers: from });
    const line = headers.getSetCookie()[0]!;
    return { data, line, cookie: line.split(';')[0]!, id };
  };

  test('holds the token out of reach of scripts', async () => {
    const { data, line } = await inCookie();
    expect(data.session).toMatchObject({ token: null, errors: [] });
    expect(line).toMatch(/^hearth\.session_token=[^;]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/);
  });

  test('counts for pages of our own and is refused with 403 for others', async () => {
    const { cookie, id } = await inCookie();
    const ask = (headers: Record<string, string>) => hub.query<Me>(ME, {}, { headers: { cookie, ...headers } });
    expect((await ask({ origin: hub.url })).data.me?.id).toBe(id);
    expect((await ask({ 'sec-fetch-site': 'same-origin' })).data.me?.id).toBe(id);
    for (const headers of [{ origin: 'https://elsewhere.example' }, { origin: 'null' }, {}]) {
      const refused = await ask(headers as Record<string, string>);
      expect(refused.status).toBe(403);
      expect(refused.errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
      expect(refused.errors?.[0]?.message).toContain('another site');
    }
  });

  test('counts for exactly our scheme, host and port, as a trusted proxy tells them', async () => {
    const { cookie, id } = await inCookie();
    const alone = await testHub({ databaseUrl: hub.databaseUrl });
    const status = async (headers: Record<string, string>, at = hub) =>
      (await at.query<Me>(ME, {}, { headers: { cookie, ...headers } })).status;
    try {
      const { host, port } = new URL(hub.url);
      const https = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'hub.example' };
      const http = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'hub.example' };
      const ours: [Record<string, string>, TestHub][] = [
        [{ origin: `HTTP://${host}` }, hub],
        [{ referer: `${hub.url}/explorer` }, hub],
        [{ ...https, origin: 'https://hub.example' }, hub],
        [{ ...https, origin: 'https://HUB.example:443' }, hub],
        [{ ...http, origin: 'http://hub.example:80' }, hub],
      ];
      for (const [headers, at] of ours) expect([headers, await status(headers, at)]).toEqual([headers, 200]);
      const others: [Record<string, string>, TestHub][] = [
        [{ origin: `https://${host}` }, hub],
        [{ origin: `http://127.0.0.1` }, hub],
        [{ origin: `http://127.0.0.1.evil.example:${port}` }, hub],
        [{ origin: `http://evil.example/${host}` }, hub],
        [{ origin: host }, hub],
        [{ origin: 'null', referer: hub.url }, hub],
        [{ origin: '', referer: hub.url }, hub],
        [{ referer: `https://${host}/explorer` }, hub],
        [{ referer: `${hub.url}/explorer`, 'sec-fetch-site': 'cross-site' }, hub],
        [{ 'sec-fetch-site': 'same-site' }, hub],
        [{ 'x-forwarded-proto': 'https', origin: alone.url.replace('http:', 'https:') }, alone],
        [{ ...https, origin: 'http://hub.example' }, hub],
        [{ ...http, origin: 'https://hub.example' }, hub],
        [{ ...https, origin: 'https://hub.example:8443' }, hub],
      ];
      for (const [headers, at] of others) expect([headers, await status(headers, at)]).toEqual([headers, 403]);
      expect((await hub.query<Me>(ME, {}, { headers: { cookie, origin: hub.url } })).data.me?.id).toBe(id);
    } finally {
      await alone.close();
    }
  });

  test('does not get past the check for simple cross-site requests', async () => {
    const { cookie } = await inCookie();
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', cookie, origin: hub.url },
      body: JSON.stringify({ query: ME }),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  test('is taken away by signing out', async () => {
    const { cookie } = await inCookie();
    const headers = { cookie, origin: hub.url };
    const { headers: answered } = await hub.query(SIGN_OUT, {}, { headers });
    expect(answered.get('set-cookie')).toMatch(/^hearth\.session_token=; Path=\/; Max-Age=0/);
    expect((await hub.query<Me>(ME, {}, { headers })).data.me).toBeNull();
  });

  test('goes over HTTPS only when the public address is HTTPS, from where it may come', async () => {
    const environment = { PUBLIC_URL: 'https://hub.example', TRUSTED_PROXIES: '127.0.0.1' };
    const secure = await testHub({ databaseUrl: hub.databaseUrl, environment });
    try {
      const { email, from, id } = await newMember(hub);
      const input = { email, password: PASSWORD, cookie: true };
      const { headers } = await secure.query(SIGN_IN, { input }, { headers: from });
      const line = headers.getSetCookie()[0]!;
      expect(line).toMatch(/^__Secure-hearth\.session_token=.*; Secure$/);
      const cookie = line.split(';')[0]!;
      const { data } = await secure.query<Me>(ME, {}, { headers: { cookie, origin: 'https://hub.example' } });
      expect(data.me?.id).toBe(id);
      // A page that came by http may have been written by whoever is on the way.
      const unsafe = await secure.query<Me>(ME, {}, { headers: { cookie, origin: secure.url } });
      expect(unsafe.status).toBe(403);
    } finally {
      await secure.close();
    }
  });
});
