import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptConduct, type TestHub, testHub } from './harness/hub.js';
import { lettersTo, letterTo, mailFolder } from './harness/letters.js';
import {
  FROM_ANYWHERE,
  me,
  newMember,
  PASSWORD,
  type Problem,
  type SessionAnswer,
  SIGN_UP,
  type SignUpAnswer,
  signIn,
  somebody,
} from './harness/people.js';

const APP = 'https://app.example/parents';
const NEW_PASSWORD = 'four blue kettles whistle';

const REQUESTS = {
  requestPasswordReset: 'mutation ($email: String!) { requestPasswordReset(email: $email) { errors { code path } } }',
  requestMagicLink: 'mutation ($email: String!) { requestMagicLink(email: $email) { errors { code path } } }',
};
const RESET =
  'mutation ($input: ResetPasswordInput!) { answer: resetPassword(input: $input) { errors { code path } } }';
const MAGIC = `mutation ($input: SignInWithMagicLinkInput!) { session: signInWithMagicLink(input: $input) {
  member { id email } token errors { code path } } }`;
const VERIFY = `mutation ($token: String!, $password: String) {
  answer: verifyEmail(token: $token, password: $password) { member { id } token errors { code path } } }`;
const REQUEST_VERIFICATION = 'mutation { answer: requestEmailVerification { errors { code path } } }';
const REQUEST_CHANGE = 'mutation ($to: String!) { answer: requestEmailChange(newEmail: $to) { errors { code path } } }';
const CONFIRM_CHANGE =
  'mutation ($token: String!) { answer: confirmEmailChange(token: $token) { changed errors { code } } }';

interface Payload {
  answer: { errors: Problem[]; member?: { id: string } | null; changed?: boolean | null };
}

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory, PUBLIC_APP_URL: APP } });
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

/** Someone who has just joined, and has got the letter that says so. */
async function joined(name?: string) {
  const member = await newMember(hub, name);
  await hub.settle();
  return member;
}

async function ask(text: string, variables: object = {}, as?: string, from = somebody().from) {
  const { data, errors } = await hub.query<Payload>(text, variables, { as, headers: from });
  return errors ? { errors: [{ code: String(errors[0]!.extensions.code), message: '', path: [] }] } : data.answer;
}

async function isVerified(id: string): Promise<boolean> {
  return (await hub.database.pool.query('select email_verified from auth_user where id = $1', [id])).rows[0]
    .email_verified;
}

async function expireCodes() {
  await hub.database.pool.query(`update auth_verification set expires_at = now() - interval '1 second'`);
}

const INVALID_TOKEN = { errors: [{ code: 'INVALID', path: ['token'] }] };

describe('an e-mail address', () => {
  test('is confirmed by the letter that signing up brings, once', async () => {
    const { email, id, token } = await newMember(hub);
    expect(await isVerified(id)).toBe(false);
    const { code, text, html, subject, from } = await letterTo(hub, email);
    expect(from).toBe('Hearth <hearth@localhost.localdomain>');
    expect(subject).toBe('Is this your e-mail address? (Hearth)');
    expect(text).toContain(`${APP}/verify-email?token=${code}`);
    expect(html).toContain(`href="${APP}/verify-email?token=${code}"`);
    expect(text).toContain('within 24 hours');
    expect(await ask(VERIFY, { token: ` ${code} ` }, token)).toEqual({ member: { id }, token: null, errors: [] });
    expect(await isVerified(id)).toBe(true);
    expect(await ask(VERIFY, { token: code }, token)).toMatchObject(INVALID_TOKEN);
  });

  test('can be confirmed later, unless it is', async () => {
    const { email, token, id } = await newMember(hub);
    const first = (await letterTo(hub, email)).code;
    expect(await ask(REQUEST_VERIFICATION, {}, token)).toEqual({ errors: [] });
    const second = (await letterTo(hub, email)).code;
    expect(second).not.toBe(first);
    expect((await ask(VERIFY, { token: second }, token)).errors).toEqual([]);
    expect(await isVerified(id)).toBe(true);
    expect(await ask(REQUEST_VERIFICATION, {}, token)).toMatchObject({ errors: [{ code: 'NOT_ALLOWED' }] });
    expect(await ask(REQUEST_VERIFICATION)).toMatchObject({ errors: [{ code: 'UNAUTHENTICATED' }] });
  });

  test('is not confirmed by a code that has expired, is for something else or was made up', async () => {
    const { email, id, from } = await newMember(hub);
    const { code } = await letterTo(hub, email);
    for (const [text, input] of [
      [RESET, { token: code, newPassword: NEW_PASSWORD }],
      [MAGIC, { token: code }],
    ] as const) {
      const { data } = await hub.query<Record<string, { errors: Problem[] }>>(text, { input });
      expect(Object.values(data)[0]!.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'token'] }]);
    }
    expect(await ask(CONFIRM_CHANGE, { token: code })).toMatchObject({ errors: [{ code: 'INVALID' }] });
    await hub.query(REQUESTS.requestPasswordReset, { email }, { headers: from });
    expect(await ask(VERIFY, { token: (await letterTo(hub, email)).code })).toMatchObject(INVALID_TOKEN);
    expect(await ask(VERIFY, { token: 'x'.repeat(32) })).toMatchObject(INVALID_TOKEN);
    await expireCodes();
    expect(await ask(VERIFY, { token: code })).toMatchObject(INVALID_TOKEN);
    expect(await isVerified(id)).toBe(false);
  });

  test('must be confirmed before one writes in the community, where the hub asks for that', async () => {
    const environment = { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory, REQUIRE_EMAIL_VERIFICATION: 'true' };
    const strict = await testHub({ databaseUrl: hub.databaseUrl, environment });
    try {
      // Signed in since before the hub asked for it.
      const { email, token } = await newMember(hub);
      await acceptConduct(strict, token);
      const write = async (to: TestHub) =>
        await to.query<{ addPost: { errors: Problem[] } }>(
          'mutation { addPost(input: { threadId: "none", body: "Hello" }) { errors { code } } }',
          {},
          { as: token },
        );
      const refused = await write(strict);
      expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', reason: 'EMAIL_NOT_VERIFIED' } }]);
      expect(refused.errors![0]!.message).toContain('Confirm your e-mail address');
      const allowed = { addPost: { errors: [{ code: 'NOT_FOUND' }] } };
      expect((await write(hub)).data).toEqual(allowed);
      await ask(VERIFY, { token: (await letterTo(strict, email)).code }, token);
      expect((await write(strict)).data).toEqual(allowed);
    } finally {
      await strict.close();
    }
  });
});

describe('nobody learns who has an account', () => {
  test('by signing up: only a letter tells the owner, without a word of the one who tried', async () => {
    const { email } = await joined();
    const stranger = somebody();
    const signUp = (address: string, name: string) =>
      hub.query<SignUpAnswer>(
        SIGN_UP,
        { input: { email: address, password: PASSWORD, name } },
        { headers: stranger.from },
      );
    const unknown = await signUp(stranger.email, 'Ola');
    const taken = await signUp(email.toUpperCase(), 'Win at win.example');
    expect(taken.data).toEqual(unknown.data);
    expect(taken.status).toBe(unknown.status);
    const { subject, text, code } = await letterTo(hub, email);
    expect(subject).toBe('You already have an account at Hearth');
    expect(text).not.toContain('win.example');
    expect(code).toBe('');
  });

  test('by signing up with a name that says something: the letter leaves it out', async () => {
    const { email } = await newMember(hub, 'Win at win.example');
    const { text, html } = await letterTo(hub, email);
    expect(text + html).not.toContain('win.example');
  });

  test.each(Object.entries(REQUESTS))('by %s: same answer, same statements', async (name, text) => {
    const { email } = await joined();
    const unknown = somebody().email;
    const request = (address: string) => hub.query(text, { email: address }, { headers: somebody().from });
    // Once for the statements that are prepared on first use.
    await request(somebody().email);
    const answers = [await request(email), await request(unknown)];
    expect(answers[0]!.data).toEqual({ [name]: { errors: [] } });
    expect(answers[1]!.data).toEqual(answers[0]!.data);
    const counts = [await hub.statements(() => request(email)), await hub.statements(() => request(unknown))];
    expect(counts[1]).toBe(counts[0]);
    expect(await lettersTo(hub, unknown)).toEqual([]);
    expect((await letterTo(hub, email)).code).not.toBe('');
    expect((await request('no address')).data).toEqual({ [name]: { errors: [{ code: 'INVALID', path: ['email'] }] } });
  });
});

describe('a lost password', () => {
  const letter = async (email: string) => {
    await hub.query(REQUESTS.requestPasswordReset, { email: email.toUpperCase() }, { headers: somebody().from });
    return letterTo(hub, email);
  };

  test('is replaced by code, and all sessions end', async () => {
    const { email, from, token, id } = await joined();
    const { code, text, subject } = await letter(email);
    expect(subject).toBe('Your new password for Hearth');
    expect(text).toContain(`${APP}/reset-password?token=${code}`);
    expect(text).toContain('within 1 hour');
    expect(await ask(RESET, { input: { token: code, newPassword: NEW_PASSWORD } })).toEqual({ errors: [] });
    expect(await me(hub, token)).toBeNull();
    expect(await isVerified(id)).toBe(true);
    expect((await signIn(hub, email, PASSWORD, from)).data.session.errors).toHaveLength(1);
    expect((await signIn(hub, email, NEW_PASSWORD, from)).data.session.errors).toEqual([]);
    const again = await ask(RESET, { input: { token: code, newPassword: PASSWORD } });
    expect(again.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'token'] }]);
  });

  test('is not replaced by a bad one, and the code works on', async () => {
    const { email, token } = await joined('Nadia Nightingale');
    const { code } = await letter(email);
    for (const newPassword of ['short', 'Nadia Nightingale', email]) {
      const refused = await ask(RESET, { input: { token: code, newPassword } });
      expect(refused.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'newPassword'] }]);
    }
    expect(await me(hub, token)).not.toBeNull();
    expect((await ask(RESET, { input: { token: code, newPassword: NEW_PASSWORD } })).errors).toEqual([]);
  });

  test('is replaced by one of several codes, and the others are worth nothing then', async () => {
    const { email } = await joined();
    const codes = [(await letter(email)).code, (await letter(email)).code];
    expect((await ask(RESET, { input: { token: codes[0], newPassword: NEW_PASSWORD } })).errors).toEqual([]);
    expect((await ask(RESET, { input: { token: codes[1], newPassword: PASSWORD } })).errors).toHaveLength(1);
  });

  test('cannot be replaced by a code that an earlier address has got', async () => {
    const { email, token } = await joined();
    const { email: newEmail } = somebody();
    const { code } = await letter(email);
    await ask(REQUEST_CHANGE, { to: newEmail }, token);
    for (const address of [email, newEmail]) {
      await ask(CONFIRM_CHANGE, { token: (await letterTo(hub, address)).code });
    }
    expect((await me(hub, token))?.email).toBe(newEmail);
    expect((await ask(RESET, { input: { token: code, newPassword: NEW_PASSWORD } })).errors).toHaveLength(1);
  });

  test('is replaced once, even by two at the same time, and not after an hour', async () => {
    const { email } = await joined();
    const { code } = await letter(email);
    const both = await Promise.all(
      [PASSWORD, NEW_PASSWORD].map((newPassword) => ask(RESET, { input: { token: code, newPassword } })),
    );
    expect(both.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const late = (await letter(email)).code;
    await expireCodes();
    expect((await ask(RESET, { input: { token: late, newPassword: PASSWORD } })).errors).toHaveLength(1);
  });
});

describe('a magic link', () => {
  const letter = async (email: string) => {
    await hub.query(REQUESTS.requestMagicLink, { email }, { headers: somebody().from });
    return letterTo(hub, email);
  };
  const open = (token: string, cookie = false) => hub.query<SessionAnswer>(MAGIC, { input: { token, cookie } });

  test('signs in once', async () => {
    const { email, id, token } = await joined();
    await ask(VERIFY, { token: (await letterTo(hub, email)).code }, token);
    const { code, text } = await letter(email);
    expect(text).toContain(`${APP}/magic-link?token=${code}`);
    expect(text).toContain('within 15 minutes');
    expect(text).toContain('Hello Nadia,');
    const { data } = await open(code);
    expect(data.session).toMatchObject({ member: { id, email }, errors: [] });
    expect((await me(hub, data.session.token!))?.id).toBe(id);
    expect((await open(code)).data.session.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'token'] }]);
    const { data: inCookie, headers } = await open((await letter(email)).code, true);
    expect(inCookie.session.token).toBeNull();
    expect(headers.get('set-cookie')).toContain('hearth.session_token=');
    const late = (await letter(email)).code;
    await expireCodes();
    expect((await open(late)).data.session.errors).toHaveLength(1);
  });

  test('frees an address from a stranger who signed up with it', async () => {
    const { email, from, token: strangers } = await joined();
    const { data } = await open((await letter(email)).code);
    expect(data.session.errors).toEqual([]);
    expect(await me(hub, strangers)).toBeNull();
    expect((await signIn(hub, email, PASSWORD, from)).data.session.errors).toHaveLength(1);
    expect(await isVerified(data.session.member!.id)).toBe(true);
  });
});

describe('changing the address', () => {
  const codesFor = async (oldEmail: string, newEmail: string) => [
    (await letterTo(hub, oldEmail)).code,
    (await letterTo(hub, newEmail)).code,
  ];

  test.each([
    ['old', 'new'],
    ['new', 'old'],
  ])('needs the yes of the %s and then of the %s one', async (first) => {
    const { email, token, from, id } = await joined();
    const { email: newEmail } = somebody();
    expect(await ask(REQUEST_CHANGE, { to: newEmail.toUpperCase() }, token)).toEqual({ errors: [] });
    const codes = await codesFor(email, newEmail);
    if (first === 'new') codes.reverse();
    expect((await letterTo(hub, email)).text).toContain(newEmail);
    expect((await letterTo(hub, newEmail)).text).not.toContain(email);
    expect(await ask(CONFIRM_CHANGE, { token: codes[0] })).toEqual({ changed: false, errors: [] });
    expect(await ask(CONFIRM_CHANGE, { token: codes[0] })).toMatchObject({
      changed: null,
      errors: [{ code: 'INVALID' }],
    });
    expect((await me(hub, token))?.email).toBe(email);
    expect(await ask(CONFIRM_CHANGE, { token: codes[1] })).toEqual({ changed: true, errors: [] });
    expect((await me(hub, token))?.email).toBe(newEmail);
    expect(await isVerified(id)).toBe(true);
    expect((await signIn(hub, newEmail, PASSWORD, from)).data.session.member?.id).toBe(id);
  });

  test('to that of another member is told to that member alone', async () => {
    const [one, other] = [await joined(), await joined()];
    expect(await ask(REQUEST_CHANGE, { to: other.email }, one.token)).toEqual({ errors: [] });
    const notice = await letterTo(hub, other.email);
    expect(notice.subject).toBe('You already have an account at Hearth');
    expect(notice.code).toBe('');
    const { code } = await letterTo(hub, one.email);
    expect(await ask(CONFIRM_CHANGE, { token: code })).toEqual({ changed: false, errors: [] });
    expect((await me(hub, other.token))?.email).toBe(other.email);
  });

  test('fails when somebody else has signed up with the new one by then', async () => {
    const { email, token } = await joined();
    const rival = somebody();
    await ask(REQUEST_CHANGE, { to: rival.email }, token);
    const [oldCode, newCode] = await codesFor(email, rival.email);
    await hub.query(SIGN_UP, { input: { email: rival.email, password: PASSWORD, name: 'R' } }, { headers: rival.from });
    await ask(CONFIRM_CHANGE, { token: oldCode });
    expect(await ask(CONFIRM_CHANGE, { token: newCode })).toMatchObject({ errors: [{ code: 'TAKEN' }] });
    expect((await me(hub, token))?.email).toBe(email);
  });

  test('is given up by asking for another one', async () => {
    const { email, token } = await joined();
    const [first, second] = [somebody().email, somebody().email];
    await ask(REQUEST_CHANGE, { to: first }, token);
    const stale = await codesFor(email, first);
    await ask(REQUEST_CHANGE, { to: second }, token);
    for (const code of stale) expect((await ask(CONFIRM_CHANGE, { token: code })).errors).toHaveLength(1);
    for (const code of await codesFor(email, second)) await ask(CONFIRM_CHANGE, { token: code });
    expect((await me(hub, token))?.email).toBe(second);
  });

  test('takes a new address, and a session', async () => {
    const { email, token } = await joined();
    const refused = { errors: [{ code: 'INVALID', path: ['newEmail'] }] };
    expect(await ask(REQUEST_CHANGE, { to: 'nowhere' }, token)).toMatchObject(refused);
    expect(await ask(REQUEST_CHANGE, { to: email }, token)).toMatchObject(refused);
    expect(await ask(REQUEST_CHANGE, { to: email })).toMatchObject({ errors: [{ code: 'UNAUTHENTICATED' }] });
  });
});

describe('letters', () => {
  const signUp = (email: string, language: string) =>
    hub.query(
      SIGN_UP,
      { input: { email, password: PASSWORD, name: 'Ida' } },
      { headers: { ...somebody().from, 'accept-language': language } },
    );

  test('are in the language of the reader, else in English', async () => {
    const [german, french] = [somebody().email, somebody().email];
    await signUp(german, 'de-AT');
    await signUp(french, 'fr');
    const letter = await letterTo(hub, german);
    expect(letter.subject).toBe('Ist das deine E-Mail-Adresse? (Hearth)');
    expect(letter.text).toContain('Herzliche Grüße');
    expect(letter.html).toContain('<html lang="de" dir="ltr">');
    expect((await letterTo(hub, french)).html).toContain('<html lang="en" dir="ltr">');
  });

  test('are limited by account and network, known or not', async () => {
    const { email } = await newMember(hub);
    const { from } = somebody();
    const request = async (address: string) =>
      (await hub.query(REQUESTS.requestMagicLink, { email: address }, { headers: from })).errors;
    const unknown = somebody().email;
    for (let n = 0; n < 5; n++) expect(await request(email)).toBeUndefined();
    for (let n = 0; n < 5; n++) expect(await request(unknown)).toBeUndefined();
    expect((await request(email))?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await request(unknown))?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    await hub.database.pool.query(`update auth_try set resets_at = now() - interval '1 second'`);
    expect(await request(email)).toBeUndefined();
  });

  test('are limited by network address, whatever they are for', async () => {
    const { from } = somebody();
    const texts = Object.values(REQUESTS);
    for (let n = 0; n < 30; n++) {
      const { errors } = await hub.query(texts[n % 2]!, { email: somebody().email }, { headers: from });
      expect(errors).toBeUndefined();
    }
    const input = { email: somebody().email, password: PASSWORD, name: 'Ida' };
    const { errors } = await hub.query(SIGN_UP, { input }, { headers: from });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('leave their codes neither among the jobs nor readable in the database', async () => {
    const { email } = await newMember(hub);
    const { rows: jobs } = await hub.database.pool.query('select payload::text from graphile_worker._private_jobs');
    expect(jobs.map(({ payload }) => payload).join()).toMatch(/"kind": ?"verify-email"/);
    const { code } = await letterTo(hub, email);
    const { rows } = await hub.database.pool.query('select v::text as text from auth_verification v');
    expect(rows.length).toBeGreaterThan(0);
    expect(jobs.concat(rows).filter((row) => JSON.stringify(row).includes(code))).toEqual([]);
    expect((await hub.database.pool.query('select from graphile_worker._private_jobs')).rowCount).toBe(0);
  });
});
