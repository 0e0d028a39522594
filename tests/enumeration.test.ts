import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { lettersTo, letterTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, me, PASSWORD, type Problem, type SessionAnswer, somebody } from './harness/people.js';

const SIGN_UP = `mutation ($input: SignUpInput!) {
  signUp(input: $input) { mustConfirmEmail errors { __typename code message path } } }`;
const SIGN_IN = `mutation ($input: SignInInput!) {
  session: signIn(input: $input) { member { id handle } token expiresAt twoFactorToken errors { __typename code message path } } }`;
const BOTH = `mutation ($signUp: SignUpInput!, $signIn: SignInInput!) {
  signUp(input: $signUp) { mustConfirmEmail errors { code message path } }
  signIn(input: $signIn) { member { id } token errors { code message path } } }`;
const MAGIC_LINK = 'mutation ($email: String!) { requestMagicLink(email: $email) { errors { code message path } } }';
const RESET = 'mutation ($email: String!) { requestPasswordReset(email: $email) { errors { code message path } } }';
const VERIFY = `mutation ($token: String!, $password: String, $cookie: Boolean! = false) {
  session: verifyEmail(token: $token, password: $password, cookie: $cookie) {
    member { id handle name } token expiresAt errors { code message path } } }`;
const USE_LINK = `mutation ($token: String!) {
  session: signInWithMagicLink(input: { token: $token }) { member { id handle } token errors { code } } }`;
const NEW_PASSWORD = `mutation ($token: String!, $newPassword: String!) {
  resetPassword(input: { token: $token, newPassword: $newPassword }) { revokedApiKeys errors { code } } }`;
const MEMBER = 'query ($handle: String!) { member(handle: $handle) { id name } }';
const OTHER_PASSWORD = 'four blue kettles whistle';

let strict: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
beforeAll(async () => {
  folder = await mailFolder();
  strict = await testHub({
    environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory, REQUIRE_EMAIL_VERIFICATION: 'true' },
  });
});
afterAll(async () => {
  await strict.close();
  await folder.remove();
});

/** All that a caller gets, as it comes over the wire. */
async function wire(query: string, variables: object, from: Record<string, string>): Promise<string> {
  const response = await fetch(`${strict.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...from },
    body: JSON.stringify({ query, variables }),
  });
  const headers = [...response.headers].filter(([name]) => name !== 'date');
  return JSON.stringify({ status: response.status, headers, body: await response.text() });
}

/** Someone who has signed up, and not confirmed yet. */
async function signedUp(name = 'Nadia') {
  const person = somebody();
  await wire(SIGN_UP, { input: { email: person.email, password: PASSWORD, name } }, person.from);
  return { ...person, name };
}

/** Someone who is in. */
async function settled(name = 'Nadia') {
  const person = await signedUp(name);
  const { code } = await letterTo(strict, person.email);
  const { data } = await strict.query<SessionAnswer>(VERIFY, { token: code, password: PASSWORD });
  return { ...person, token: data.session.token!, id: data.session.member!.id };
}

/** An address with an account of each kind, and none: whoever asks about them must not be able to tell them apart. */
async function addresses(): Promise<Record<string, string>> {
  const invited = somebody().email;
  await strict.services.identity.createAccount({ email: invited, password: OTHER_PASSWORD, name: 'Seeded' });
  return {
    free: somebody().email,
    confirmed: (await settled()).email,
    unconfirmed: (await signedUp()).email,
    'made by a command': invited,
  };
}

async function sameForAll(ask: (email: string, from: Record<string, string>) => Promise<string>): Promise<void> {
  const answers = new Map<string, string>();
  const all = Object.entries(await addresses());
  // Once for what happens when a document comes for the first time.
  await ask(somebody().email, somebody().from);
  // What the owners themselves have asked for within the hour counts, too.
  await strict.database.pool.query('delete from auth_try');
  for (const [kind, email] of all) answers.set(kind, await ask(email, somebody().from));
  const free = answers.get('free');
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries([...answers.keys()].map((kind) => [kind, free])));
}

describe('whoever signs up with an address learns nothing of it', () => {
  test('from signing up', () =>
    sameForAll((email, from) => wire(SIGN_UP, { input: { email, password: OTHER_PASSWORD, name: 'Eve' } }, from)));

  test('from signing in with the password they have just chosen, at once or later', () =>
    sameForAll(async (email, from) => {
      const password = 'a password of the stranger';
      const input = { email, password };
      const both = await wire(BOTH, { signUp: { ...input, name: 'Eve' }, signIn: input }, from);
      return both + (await wire(SIGN_IN, { input }, from));
    }));

  test('from being refused in the end', () =>
    sameForAll(async (email, from) => {
      const input = { email, password: 'a password of the stranger' };
      await wire(SIGN_UP, { input: { ...input, name: 'Eve' } }, from);
      const answers: string[] = [];
      const tryToSignIn = async () => answers.push(await wire(SIGN_IN, { input }, somebody().from));
      for (let n = 0; n < 3; n++) await tryToSignIn();
      // As if many more had followed.
      await strict.database.pool.query('update auth_try set tries = tries + 47 where tries = 3');
      for (let n = 0; n < 2; n++) await tryToSignIn();
      expect(answers.at(-1)).toContain('RATE_LIMITED');
      // What signing in has brought takes nothing from what they may ask for themselves.
      for (const text of [MAGIC_LINK, RESET, MAGIC_LINK, RESET, MAGIC_LINK]) {
        answers.push(await wire(text, { email }, somebody().from));
      }
      return answers.join('\n').replaceAll(/\d+ minutes|"retryAfterSeconds\\*":\d+/g, '…');
    }));

  test('from asking for mails', () =>
    sameForAll(
      async (email, from) => (await wire(MAGIC_LINK, { email }, from)) + (await wire(RESET, { email }, from)),
    ));

  test('from the work it makes', async () => {
    const counts = new Map<string, number>();
    const input = (email: string) => ({ email, password: PASSWORD });
    await wire(SIGN_IN, { input: input(somebody().email) }, somebody().from);
    for (const [kind, email] of Object.entries(await addresses())) {
      if (kind === 'confirmed') continue;
      counts.set(kind, await strict.statements(() => wire(SIGN_IN, { input: input(email) }, somebody().from)));
    }
    // better-auth looks for the accounts of a user only when there is one; the rest is the same.
    const [free, ...known] = counts.values();
    expect(new Set(known).size).toBe(1);
    expect(Math.abs(known[0]! - free!)).toBeLessThanOrEqual(1);
  });

  test('from the members there are', async () => {
    const watcher = await settled('Watcher');
    const admin = await strict.signIn('admin');
    const count = async () =>
      (
        await strict.query<{ members: { totalCount: number } }>(
          '{ members(first: 1) { totalCount } }',
          {},
          { as: watcher.token },
        )
      ).data.members.totalCount;
    const before = await count();
    const { email } = await signedUp('Quite Unheard Of');
    expect(await count()).toBe(before);
    const find = async (handle: string, as?: string) =>
      (await strict.query<{ member: object | null }>(MEMBER, { handle }, { as })).data.member;
    expect(await find('quite-unheard-of')).toBeNull();
    // Nor is the handle taken.
    const handle = 'mutation { updateProfile(input: { handle: "quite-unheard-of" }) { errors { code } } }';
    const { data } = await strict.query(handle, {}, { as: watcher.token });
    expect(data).toEqual({ updateProfile: { errors: [] } });
    const { id } = (await strict.database.pool.query('select id from auth_user where email = $1', [email])).rows[0];
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    expect((await strict.query(node, { id }, { as: watcher.token })).data).toEqual({ node: null });
    expect((await strict.query(node, { id }, { as: admin })).data).toEqual({ node: { id } });
    const { code } = await letterTo(strict, email);
    const confirmed = (await strict.query<SessionAnswer>(VERIFY, { token: code, password: PASSWORD })).data.session;
    expect(confirmed.member!.handle).toMatch(/^quite-unheard-of-\d+$/);
    expect(await count()).toBe(before + 1);
  });
});

describe('a fresh account', () => {
  test('is opened by the mail and the password in one step', async () => {
    const { email, from } = await signedUp('Amélie Ünal');
    const { code } = await letterTo(strict, email);
    const refused = await strict.query<SessionAnswer>(VERIFY, { token: code, password: OTHER_PASSWORD });
    expect(refused.data.session).toMatchObject({ member: null, token: null, errors: [{ path: ['password'] }] });
    const without = await strict.query<SessionAnswer>(VERIFY, { token: code });
    expect(without.data.session).toMatchObject({ member: null, errors: [{ code: 'REQUIRED', path: ['password'] }] });
    const { data, headers } = await strict.query<SessionAnswer>(VERIFY, {
      token: code,
      password: PASSWORD,
      cookie: true,
    });
    expect(data.session).toMatchObject({ member: { handle: 'amelie-uenal', name: 'Amélie Ünal' }, token: null });
    expect(headers.get('set-cookie')).toContain('hearth.session_token=');
    const again = await strict.query<SessionAnswer>(VERIFY, { token: code, password: PASSWORD });
    expect(again.data.session.errors).toMatchObject([{ code: 'INVALID', path: ['token'] }]);
    const { session } = (
      await strict.query<SessionAnswer>(SIGN_IN, { input: { email, password: PASSWORD } }, { headers: from })
    ).data;
    expect((await me(strict, session.token!))?.email).toBe(email);
  });

  test('gets the mail again by signing in with the right password, five times an hour, and not with a wrong one', async () => {
    const { email } = await signedUp();
    const signIn = (password: string) => wire(SIGN_IN, { input: { email, password } }, somebody().from);
    expect(await lettersTo(strict, email)).toHaveLength(1);
    const wrong = await signIn(OTHER_PASSWORD);
    expect(await lettersTo(strict, email)).toHaveLength(1);
    expect(await signIn(PASSWORD)).toBe(wrong);
    expect(wrong).toContain('confirm your address first');
    const letters = await lettersTo(strict, email);
    expect(letters).toHaveLength(2);
    expect(letters[1]!.subject).toBe(letters[0]!.subject);
    for (let n = 0; n < 7; n++) expect(await signIn(PASSWORD)).toBe(wrong);
    expect(await lettersTo(strict, email)).toHaveLength(6);
    const token = (await letterTo(strict, email)).code;
    const { data } = await strict.query<SessionAnswer>(VERIFY, { token, password: PASSWORD });
    expect(data.session.errors).toEqual([]);
  });

  test('gets the mail again by signing up again, under the password of the first time', async () => {
    const { email, from } = await signedUp();
    await wire(SIGN_UP, { input: { email, password: OTHER_PASSWORD, name: 'Nadia' } }, from);
    const [first, second] = await lettersTo(strict, email);
    expect(second!.subject).toBe(first!.subject);
    const verify = (password: string) => strict.query<SessionAnswer>(VERIFY, { token: second!.code, password });
    expect((await verify(OTHER_PASSWORD)).data.session.errors).toHaveLength(1);
    expect((await verify(PASSWORD)).data.session.errors).toEqual([]);
  });

  test('that a stranger has made is opened neither to them nor with their password', async () => {
    const { email, from } = await signedUp('Stranger');
    await strict.settle();
    await wire(MAGIC_LINK, { email }, somebody().from);
    const { data } = await strict.query<SessionAnswer>(USE_LINK, { token: (await letterTo(strict, email)).code });
    expect(data.session).toMatchObject({ member: { handle: 'stranger' }, errors: [] });
    const signIn = await strict.query<SessionAnswer>(
      SIGN_IN,
      { input: { email, password: PASSWORD } },
      { headers: from },
    );
    expect(signIn.data.session.errors).toHaveLength(1);
  });

  test('gets its handle by a new password, too', async () => {
    const { email } = await signedUp('Ida Unique');
    await strict.settle();
    await wire(RESET, { email }, somebody().from);
    const token = (await letterTo(strict, email)).code;
    const { data } = await strict.query(NEW_PASSWORD, { token, newPassword: OTHER_PASSWORD });
    expect(data).toEqual({ resetPassword: { revokedApiKeys: 0, errors: [] } });
    expect((await strict.query(MEMBER, { handle: 'ida-unique' })).data).toMatchObject({
      member: { name: 'Ida Unique' },
    });
  });

  test('is forgotten when nobody has confirmed it for a month, and no other is', async () => {
    const [old, young] = [await signedUp(), await signedUp()];
    const known = await settled();
    const { pool } = strict.database;
    const joined = `update member m set joined_at = now() - interval '31 days' from auth_user u where u.id = m.id and u.email = any($1)`;
    await pool.query(joined, [[old.email, known.email]]);
    await pool.query("select graphile_worker.add_job('forget-unconfirmed')");
    await strict.settle();
    const all = [old.email, young.email, known.email];
    const { rows } = await pool.query('select email from auth_user where email = any($1)', [all]);
    expect(rows.map(({ email }) => email).sort()).toEqual([young.email, known.email].sort());
  });

  test('needs no mail where the hub does not ask for that: who waited is let in', async () => {
    const { email, from } = await signedUp('Zora Patient');
    const lax = await testHub({ databaseUrl: strict.databaseUrl, environment: FROM_ANYWHERE });
    try {
      const input = { email, password: PASSWORD };
      const { data } = await lax.query<SessionAnswer>(SIGN_IN, { input }, { headers: from });
      expect(data.session.member).toMatchObject({ handle: 'zora-patient' });
      const other = somebody();
      const signUp = { input: { ...input, email: other.email, name: 'Zora' } };
      expect((await lax.query(SIGN_UP, signUp, { headers: other.from })).data).toEqual({
        signUp: { mustConfirmEmail: false, errors: [] },
      });
    } finally {
      await lax.close();
    }
  });
});

describe('API keys', () => {
  const withKey = async () => {
    const person = await settled();
    const create = 'mutation { createApiKey(input: { name: "Front end", scope: ALL }) { secret } }';
    const { data } = await strict.query<{ createApiKey: { secret: string } }>(create, {}, { as: person.token });
    const works = async () =>
      (await strict.query('{ me { id } }', {}, { as: data.createApiKey.secret })).status === 200;
    expect(await works()).toBe(true);
    return { ...person, works };
  };

  test('do not survive that a lost password is replaced', async () => {
    const { email, works } = await withKey();
    await wire(RESET, { email }, somebody().from);
    const token = (await letterTo(strict, email)).code;
    const { data } = await strict.query(NEW_PASSWORD, { token, newPassword: OTHER_PASSWORD });
    expect(data).toEqual({ resetPassword: { revokedApiKeys: 1, errors: [] } });
    expect(await works()).toBe(false);
  });

  test('go on when the password is changed, unless their owner says otherwise', async () => {
    const { works, ...person } = await withKey();
    const change = async (as: string, currentPassword: string, newPassword: string, revoke: string) => {
      const text = `mutation { changePassword(input: { currentPassword: "${currentPassword}", newPassword: "${newPassword}"${revoke} }) {
        token errors { code } } }`;
      const { data } = await strict.query<{ changePassword: { token: string; errors: Problem[] } }>(text, {}, { as });
      expect(data.changePassword.errors).toEqual([]);
      return data.changePassword.token;
    };
    const token = await change(person.token, PASSWORD, OTHER_PASSWORD, '');
    expect(await works()).toBe(true);
    await change(token, OTHER_PASSWORD, PASSWORD, ', revokeApiKeys: true');
    expect(await works()).toBe(false);
  });

  test('of a stranger are gone once the owner of the address has come', async () => {
    const lax = await testHub({ databaseUrl: strict.databaseUrl, environment: FROM_ANYWHERE });
    try {
      const { email, from } = somebody();
      const input = { email, password: PASSWORD };
      await lax.query(SIGN_UP, { input: { ...input, name: 'Eve' } }, { headers: from });
      const { session } = (await lax.query<SessionAnswer>(SIGN_IN, { input }, { headers: from })).data;
      const create = 'mutation { createApiKey(input: { name: "Back door", scope: ALL }) { secret } }';
      const key = (await lax.query<{ createApiKey: { secret: string } }>(create, {}, { as: session.token! })).data
        .createApiKey.secret;
      await strict.settle();
      await wire(MAGIC_LINK, { email }, somebody().from);
      await strict.query(USE_LINK, { token: (await letterTo(strict, email)).code });
      expect((await strict.query('{ me { id } }', {}, { as: key })).status).toBe(401);
    } finally {
      await lax.close();
    }
  });
});
