import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

const PASSWORD = 'three green kettles sing';

const SESSION = 'member { id handle name email roles } token expiresAt errors { code message path }';
const SIGN_UP = `mutation ($input: SignUpInput!) { session: signUp(input: $input) { ${SESSION} } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { session: signIn(input: $input) { ${SESSION} } }`;
const CHANGE_PASSWORD = `mutation ($input: ChangePasswordInput!) { session: changePassword(input: $input) { ${SESSION} } }`;
const SIGN_OUT = 'mutation { signOut { signedOut } }';
const ME = '{ me { id handle name email roles locale biography } }';
const UPDATE_PROFILE = `mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { member { handle name biography locale } errors { code path } } }`;
const UPDATE_ROLES = `mutation ($memberId: ID!, $roles: [Role!]!) {
  updateMemberRoles(memberId: $memberId, roles: $roles) { member { roles } errors { code path } } }`;

interface Person {
  id: string;
  handle: string;
  name: string;
  email: string | null;
  roles: string[] | null;
  locale: string | null;
  biography: string | null;
}
interface Problem {
  code: string;
  message: string;
  path: string[];
}
interface SessionAnswer {
  session: { member: Person | null; token: string | null; expiresAt: string | null; errors: Problem[] };
}
interface Me {
  me: Person | null;
}

let hub: TestHub;
let people = 0;
beforeAll(async () => {
  // Trusting the tests' own machine lets each test come from an address of its own.
  hub = await testHub({ environment: { TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => hub.close());

/** A new e-mail address and network address, so that no test shares limits with another. */
function somebody() {
  people++;
  return { email: `person${people}@test.example`, from: { 'x-forwarded-for': `198.51.100.${people}` } };
}

async function newMember(name = 'Nadia') {
  const { email, from } = somebody();
  const { data } = await hub.query<SessionAnswer>(
    SIGN_UP,
    { input: { email, password: PASSWORD, name } },
    { headers: from },
  );
  return { email, from, token: data.session.token!, id: data.session.member!.id, handle: data.session.member!.handle };
}

const signIn = (email: string, password: string, headers: Record<string, string>) =>
  hub.query<SessionAnswer>(SIGN_IN, { input: { email, password } }, { headers });
const me = async (token: string) => (await hub.query<Me>(ME, {}, { as: token })).data.me;

describe('signing up', () => {
  test('makes an account and a member, and begins a session', async () => {
    const { email, from } = somebody();
    const input = { email: ` ${email.toUpperCase()} `, password: PASSWORD, name: 'Jürgen Groß' };
    const { data } = await hub.query<SessionAnswer>(SIGN_UP, { input }, { headers: from });
    expect(data.session).toMatchObject({
      member: { handle: 'juergen-gross', name: 'Jürgen Groß', email, roles: ['MEMBER'] },
      errors: [],
    });
    expect(Date.parse(data.session.expiresAt!)).toBeGreaterThan(Date.now());
    expect(await me(data.session.token!)).toMatchObject({ id: data.session.member!.id, email });
  });

  test('gives people of the same name handles of their own', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => newMember('Amélie Ünal')));
    const handles = new Set(all.map(({ handle }) => handle));
    expect(handles.size).toBe(4);
    expect(handles).toContain('amelie-uenal');
    expect((await newMember('นภา')).handle).toMatch(/^member-\d+$/);
    expect((await newMember('Admin')).handle).toMatch(/^admin-\d+$/);
  });

  test('names all that is wrong at once and leaves nothing behind', async () => {
    const input = { email: 'not an address', password: 'Passwort123!', name: '  ' };
    const { data } = await hub.query<SessionAnswer>(SIGN_UP, { input }, { headers: somebody().from });
    expect(data.session.member).toBeNull();
    expect(data.session.errors.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['INVALID', 'input.email'],
      ['INVALID', 'input.name'],
      ['INVALID', 'input.password'],
    ]);
  });

  test('refuses an e-mail address that has an account, and makes no member for it', async () => {
    const { email, from } = await newMember();
    const count = async () => (await hub.database.pool.query('select count(*) from member')).rows[0].count;
    const before = await count();
    const input = { email, password: PASSWORD, name: 'Someone Else' };
    const { data } = await hub.query<SessionAnswer>(SIGN_UP, { input }, { headers: from });
    expect(data.session.errors).toMatchObject([{ code: 'TAKEN', path: ['input', 'email'] }]);
    expect(await count()).toBe(before);
  });
});

describe('signing in', () => {
  test('works whatever the case of the address', async () => {
    const { email, from, id } = await newMember();
    const { data } = await signIn(email.toUpperCase(), PASSWORD, from);
    expect(data.session).toMatchObject({ member: { id, email }, errors: [] });
    expect((await me(data.session.token!))?.id).toBe(id);
  });

  test('answers the same to a wrong password and to an unknown address', async () => {
    const { email, from } = await newMember();
    const wrong = await signIn(email, 'three green kettles sang', from);
    const unknown = await signIn(somebody().email, PASSWORD, from);
    expect(wrong.data.session).toMatchObject({
      member: null,
      token: null,
      errors: [{ code: 'INVALID', path: ['input'] }],
    });
    expect(unknown.data).toEqual(wrong.data);
    expect(unknown.status).toBe(wrong.status);
  });

  test('checks a password for an unknown address too, so that time tells nothing', async () => {
    const { email, from } = await newMember();
    const time = async (address: string) => {
      const start = performance.now();
      await signIn(address, 'three green kettles sang', from);
      return performance.now() - start;
    };
    await time(email);
    const wrong = await time(email);
    const unknown = await time(somebody().email);
    // Without hashing it would be some 20 times faster; the machine may be busy, so this is only that sharp.
    expect(unknown).toBeGreaterThan(wrong / 4);
  });

  test('is limited by account, even with the right password and from elsewhere', async () => {
    const { email } = await newMember();
    const tries = await Promise.all(Array.from({ length: 12 }, () => signIn(email, 'wrong password', somebody().from)));
    expect(tries.filter(({ errors }) => errors?.[0]?.extensions.code === 'RATE_LIMITED')).toHaveLength(2);
    const { errors } = await signIn(email, PASSWORD, somebody().from);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    expect(errors?.[0]?.extensions.retryAfterSeconds).toBeGreaterThan(800);
    await hub.database.pool.query(`update auth_try set resets_at = now() - interval '1 second'`);
    expect((await signIn(email, PASSWORD, somebody().from)).data.session.errors).toEqual([]);
  });

  test('is limited by network address', async () => {
    const { from } = somebody();
    for (let n = 0; n < 10; n++) await signIn(somebody().email, 'wrong password', from);
    const { email } = await newMember();
    expect((await signIn(email, PASSWORD, from)).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    expect((await signIn(email, PASSWORD, somebody().from)).data.session.errors).toEqual([]);
  });

  test('counts wrong tries only', async () => {
    const { email, from } = await newMember();
    for (let n = 0; n < 12; n++) expect((await signIn(email, PASSWORD, from)).data.session.errors).toEqual([]);
  });
});

describe('sessions', () => {
  test('end at once when one signs out, also in another process', async () => {
    const other = await testHub({ databaseUrl: hub.databaseUrl });
    try {
      const { token, id } = await newMember();
      const there = async () => (await other.query<Me>(ME, {}, { as: token })).data.me;
      expect((await there())?.id).toBe(id);
      expect((await hub.query(SIGN_OUT, {}, { as: token })).data).toEqual({ signOut: { signedOut: true } });
      expect(await there()).toBeNull();
      expect(await me(token)).toBeNull();
    } finally {
      await other.close();
    }
  });

  test('are found in one statement', async () => {
    const { token } = await newMember();
    expect(await hub.statements(() => hub.services.identity.viewerOf(token))).toBe(1);
  });

  test('expire', async () => {
    const { token, id } = await newMember();
    await hub.database.pool.query('update auth_session set expires_at = now() where user_id = $1', [id]);
    expect(await me(token)).toBeNull();
    const { errors } = await hub.query(UPDATE_PROFILE, { input: { name: 'X' } }, { as: token });
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('are prolonged by use, once an hour', async () => {
    const { token, id } = await newMember();
    const session = async () =>
      (await hub.database.pool.query('select expires_at, updated_at from auth_session where user_id = $1', [id]))
        .rows[0];
    const fresh = await session();
    await me(token);
    expect(await session()).toEqual(fresh);
    await hub.database.pool.query(
      `update auth_session set updated_at = now() - interval '61 minutes', expires_at = now() + interval '1 day' where user_id = $1`,
      [id],
    );
    await me(token);
    const prolonged = await session();
    expect(prolonged.expires_at.getTime()).toBeGreaterThanOrEqual(fresh.expires_at.getTime());
  });

  test('need a token signed by us: what stands in the table is none', async () => {
    const { token, id } = await newMember();
    const { rows } = await hub.database.pool.query('select token from auth_session where user_id = $1', [id]);
    expect(await me(rows[0].token)).toBeNull();
    expect(await me(`${token.slice(0, -2)}A=`)).toBeNull();
  });

  test('all end when the password changes, and a new one begins', async () => {
    const { email, from, token, id } = await newMember();
    const second = (await signIn(email, PASSWORD, from)).data.session.token!;
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
    expect((await me(second))?.id).toBe(id);

    const { data } = await hub.query<SessionAnswer>(CHANGE_PASSWORD, { input }, { as: token });
    expect(data.session).toMatchObject({ member: { id, email }, errors: [] });
    expect(await me(token)).toBeNull();
    expect(await me(second)).toBeNull();
    expect((await me(data.session.token!))?.id).toBe(id);
    expect((await signIn(email, PASSWORD, from)).data.session.errors).toHaveLength(1);
    expect((await signIn(email, input.newPassword, from)).data.session.errors).toEqual([]);
  });

  test('end when a command sets the password', async () => {
    const { email, from, token } = await newMember();
    await hub.services.identity.setPassword(email, 'five red kettles hum');
    expect(await me(token)).toBeNull();
    expect((await signIn(email, 'five red kettles hum', from)).data.session.errors).toEqual([]);
  });
});

describe('the cookie', () => {
  const inCookie = async () => {
    const { email, from, id } = await newMember();
    const input = { email, password: PASSWORD, cookie: true };
    const { data, headers } = await hub.query<SessionAnswer>(SIGN_IN, { input }, { headers: from });
    const line = headers.get('set-cookie')!;
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
      const { email, from, id } = await newMember();
      const input = { email, password: PASSWORD, cookie: true };
      const { headers } = await secure.query(SIGN_IN, { input }, { headers: from });
      const line = headers.get('set-cookie')!;
      expect(line).toMatch(/^__Secure-hearth\.session_token=.*; Secure$/);
      const cookie = line.split(';')[0]!;
      const { data } = await secure.query<Me>(ME, {}, { headers: { cookie, origin: 'https://hub.example' } });
      expect(data.me?.id).toBe(id);
    } finally {
      await secure.close();
    }
  });
});

describe('members', () => {
  test('keep e-mail address, roles and locale to themselves and admins', async () => {
    const { id, email, token } = await newMember();
    const read = async (as?: string) =>
      (
        await hub.query<{ member: Person }>(
          'query ($id: ID!) { member(id: $id) { name email roles locale } }',
          { id },
          { as },
        )
      ).data.member;
    const hidden = { name: 'Nadia', email: null, roles: null, locale: null };
    expect(await read()).toEqual(hidden);
    expect(await read(await hub.signIn('other'))).toEqual(hidden);
    expect(await read(token)).toMatchObject({ email, roles: ['MEMBER'] });
    expect(await read(await hub.signIn('admin'))).toMatchObject({ email, roles: ['MEMBER'] });
  });

  test('change their profile; what is absent stays, null clears', async () => {
    const { token, handle } = await newMember();
    const update = async (input: object) =>
      (
        await hub.query<{ updateProfile: { member: Person; errors: Problem[] } }>(
          UPDATE_PROFILE,
          { input },
          { as: token },
        )
      ).data.updateProfile;
    const own = `${handle}-x`;
    expect((await update({ name: 'Nadia B.', biography: 'Two boys.', locale: 'de-at', handle: own })).member).toEqual({
      name: 'Nadia B.',
      biography: 'Two boys.',
      locale: 'de-AT',
      handle: own,
    });
    expect((await update({ biography: null, locale: null })).member).toEqual({
      name: 'Nadia B.',
      biography: null,
      locale: null,
      handle: own,
    });
    const { handle: taken } = await newMember();
    expect((await update({ handle: taken })).errors).toMatchObject([{ code: 'TAKEN', path: ['input', 'handle'] }]);
    expect((await update({ handle: 'admin', name: null })).errors).toMatchObject([
      { code: 'REQUIRED', path: ['input', 'name'] },
      { code: 'INVALID', path: ['input', 'handle'] },
    ]);
  });

  test('cannot give themselves roles; admins can, and it counts at once', async () => {
    const { token, id } = await newMember();
    const update = (as: string | undefined, roles: string[], memberId = id) =>
      hub.query<{ updateMemberRoles: { member: Person | null; errors: Problem[] } }>(
        UPDATE_ROLES,
        { memberId, roles },
        { as },
      );
    expect((await update(undefined, ['ADMIN'])).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await update(token, ['ADMIN'])).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const admin = await hub.signIn('admin');
    expect((await update(admin, ['EDITOR', 'EDITOR'])).data.updateMemberRoles.member?.roles).toEqual(['EDITOR']);
    expect((await me(token))?.roles).toEqual(['EDITOR']);
    expect((await update(admin, [])).data.updateMemberRoles.errors).toMatchObject([
      { code: 'REQUIRED', path: ['roles'] },
    ]);
    expect((await update(admin, ['MEMBER'], 'nobody')).data.updateMemberRoles.errors).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
  });

  test('always have an admin, even when two remove each other at the same time', async () => {
    const own = await testHub();
    try {
      const admin = await own.signIn('admin');
      const other = await own.signIn('other');
      const idOf = async (as: string) => (await own.query<Me>(ME, {}, { as })).data.me!.id;
      const [adminId, otherId] = [await idOf(admin), await idOf(other)];
      const update = async (as: string, memberId: string, roles: string[]) =>
        (await own.query<{ updateMemberRoles: { errors: Problem[] } }>(UPDATE_ROLES, { memberId, roles }, { as })).data;
      expect((await update(admin, adminId, ['MEMBER'])).updateMemberRoles.errors).toMatchObject([
        { code: 'NOT_ALLOWED' },
      ]);
      await update(admin, otherId, ['ADMIN']);
      await Promise.all([
        own.services.identity.updateMemberRoles(adminId, ['MEMBER']).catch(() => {}),
        own.services.identity.updateMemberRoles(otherId, ['MEMBER']).catch(() => {}),
      ]);
      const { rows } = await own.database.pool.query(`select 1 from member where 'ADMIN' = any(roles)`);
      expect(rows).toHaveLength(1);
    } finally {
      await own.close();
    }
  });
});

test('commands make accounts once for an e-mail address', async () => {
  const { email, from } = somebody();
  const account = { email, password: PASSWORD, name: 'Ida', handle: 'ida', roles: ['EDITOR' as const], locale: 'de' };
  const id = await hub.services.identity.createAccount(account);
  expect(await hub.services.identity.createAccount({ ...account, name: 'Other', password: 'another long one' })).toBe(
    id,
  );
  expect(await hub.services.identity.memberWithEmail(email.toUpperCase())).toBe(id);
  await hub.services.identity.grantRole(id, 'ADMIN');
  const { token } = (await signIn(email, PASSWORD, from)).data.session;
  expect(await me(token!)).toMatchObject({ handle: 'ida', name: 'Ida', roles: ['EDITOR', 'ADMIN'], locale: 'de' });
});
