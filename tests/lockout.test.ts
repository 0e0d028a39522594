import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeOf } from './harness/authenticator.js';
import { type TestHub, testHub } from './harness/hub.js';
import { lettersTo, letterTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, newMember, PASSWORD, type Problem, somebody } from './harness/people.js';

/** Strangers who try wrong passwords and codes keep nobody out but themselves. */

interface SignedIn {
  session: { token: string | null; deviceToken: string | null; twoFactorToken?: string | null; errors: Problem[] };
}

const SIGN_IN = `mutation ($email: String!, $password: String!, $cookie: Boolean! = false) {
  session: signIn(input: { email: $email, password: $password, cookie: $cookie }) { token deviceToken twoFactorToken errors { code } } }`;
const MAGIC_LINK = 'mutation ($email: String!) { requestMagicLink(email: $email) { errors { code } } }';
const RESET = 'mutation ($email: String!) { requestPasswordReset(email: $email) { errors { code } } }';
const NEW_PASSWORD = 'five red kettles hum';

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory } });
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

/** Answers `in`, `wrong`, or the code of what went wrong altogether. */
async function trySignIn(email: string, password: string, headers: Record<string, string>): Promise<string> {
  const { data, errors } = await hub.query<SignedIn>(SIGN_IN, { email, password }, { headers });
  if (errors) return String(errors[0]!.extensions.code);
  return data.session.errors.length ? 'wrong' : 'in';
}

async function signedIn(email: string, headers: Record<string, string>) {
  return (await hub.query<SignedIn>(SIGN_IN, { email, password: PASSWORD }, { headers })).data.session;
}

/** Strangers in many networks have tried at the account, as often as is allowed from all of them together. */
async function distributedTries(email: string): Promise<void> {
  await hub.database.pool.query('delete from auth_try');
  for (let n = 0; n < 3; n++) expect(await trySignIn(email, 'wrong password', somebody().from)).toBe('wrong');
  await hub.database.pool.query('update auth_try set tries = tries + 47 where tries = 3');
}

describe('tries from one network', () => {
  test('keep the owner out neither of signing in nor of mails', async () => {
    const { email } = await newMember(hub);
    const stranger = somebody().from;
    const answers: string[] = [];
    // What is refused is not counted against everybody either.
    for (let n = 0; n < 60; n++) answers.push(await trySignIn(email, 'wrong password', stranger));
    expect(answers.slice(0, 10)).toEqual(Array(10).fill('wrong'));
    expect(answers.slice(10)).toEqual(Array(50).fill('RATE_LIMITED'));
    expect(await trySignIn(email, PASSWORD, stranger)).toBe('RATE_LIMITED');
    for (const text of [MAGIC_LINK, RESET])
      for (let n = 0; n < 12; n++) await hub.query(text, { email }, { headers: stranger });

    const owner = somebody().from;
    expect(await trySignIn(email, PASSWORD, owner)).toBe('in');
    const before = await lettersTo(hub, email);
    for (const text of [MAGIC_LINK, RESET])
      expect((await hub.query(text, { email }, { headers: owner })).errors).toBeUndefined();
    expect(await lettersTo(hub, email)).toHaveLength(before.length + 2);
  });

  test('are those of the whole network of 64 bits with IPv6', async () => {
    const { email } = await newMember(hub);
    const from = (address: string) => ({ 'x-forwarded-for': address });
    for (let n = 0; n < 10; n++)
      expect(await trySignIn(email, 'wrong password', from(`2001:db8:0:7:${n}::1`))).toBe('wrong');
    expect(await trySignIn(email, PASSWORD, from('2001:db8:0:7:ffff::2'))).toBe('RATE_LIMITED');
    expect(await trySignIn(email, PASSWORD, from('2001:db8:0:8::1'))).toBe('in');
  });

  test('are those of one caller where addresses of the old kind are written as new ones', async () => {
    const { email } = await newMember(hub);
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const writings = [
      '203.0.113.9',
      '::ffff:203.0.113.9',
      '::FFFF:cb00:7109',
      '64:ff9b::203.0.113.9',
      '64:ff9b::cb00:7109',
    ];
    for (let n = 0; n < 10; n++)
      expect(await trySignIn(email, 'wrong password', from(writings[n % writings.length]!))).toBe('wrong');
    for (const address of writings) expect(await trySignIn(email, PASSWORD, from(address))).toBe('RATE_LIMITED');
    expect(await trySignIn(email, PASSWORD, from('64:ff9b::203.0.113.10'))).toBe('in');
  });

  test('at the second factor, by somebody who knows the password, do not lock it', async () => {
    const { email, id, token } = await newMember(hub);
    await hub.database.pool.query('update auth_user set email_verified = true where id = $1', [id]);
    const enable = 'mutation ($password: String!) { enableTwoFactor(password: $password) { totpUri } }';
    const { data } = await hub.query<{ enableTwoFactor: { totpUri: string } }>(
      enable,
      { password: PASSWORD },
      { as: token },
    );
    const { totpUri } = data.enableTwoFactor;
    await hub.query(
      'mutation ($code: String!) { confirmTwoFactor(code: $code) { token } }',
      { code: codeOf(totpUri) },
      { as: token },
    );
    const second = async (code: string, headers: Record<string, string>) => {
      const { twoFactorToken } = await signedIn(email, headers);
      const text =
        'mutation ($input: SignInWithTwoFactorInput!) { session: signInWithTwoFactor(input: $input) { token deviceToken errors { code } } }';
      const answer = await hub.query<SignedIn>(text, { input: { twoFactorToken, code } }, { headers });
      return answer.errors
        ? String(answer.errors[0]!.extensions.code)
        : answer.data.session.errors.length
          ? 'wrong'
          : 'in';
    };
    const wrong = ['000000', '111111', '222222'].find((code) =>
      [-1, 0, 1, 2].every((at) => codeOf(totpUri, at) !== code),
    )!;
    const stranger = somebody().from;
    for (let n = 0; n < 10; n++) expect(await second(wrong, stranger)).toBe('wrong');
    expect(await second(wrong, stranger)).toBe('RATE_LIMITED');
    expect(await second(codeOf(totpUri, 1), somebody().from)).toBe('in');
  });
});

describe('tries from many networks', () => {
  test('are bounded, and leave those in who have signed in on their device before', async () => {
    const { email, token } = await newMember(hub);
    const { deviceToken } = await signedIn(email, somebody().from);
    const inCookie = await hub.query<SignedIn>(
      SIGN_IN,
      { email, password: PASSWORD, cookie: true },
      { headers: somebody().from },
    );
    expect(inCookie.data.session).toMatchObject({ token: null, deviceToken: null });
    const cookie = inCookie.headers.getSetCookie().find((line) => line.startsWith('hearth.device='))!;
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/);

    await distributedTries(email);
    expect(await trySignIn(email, PASSWORD, somebody().from)).toBe('RATE_LIMITED');
    expect(await trySignIn(email, PASSWORD, { ...somebody().from, 'hearth-device': deviceToken! })).toBe('in');
    expect(await trySignIn(email, PASSWORD, { ...somebody().from, cookie: cookie.split(';')[0]! })).toBe('in');
    // Sessions go on, and what asks for the password in them.
    const change = `mutation { changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "${NEW_PASSWORD}" }) { errors { code } } }`;
    expect((await hub.query(change, {}, { as: token })).data).toEqual({ changePassword: { errors: [] } });
    // What a device keeps is worth no more than the password it was signed in with.
    expect(await trySignIn(email, NEW_PASSWORD, { ...somebody().from, 'hearth-device': deviceToken! })).toBe(
      'RATE_LIMITED',
    );
  });

  test('leave the owner a way in by a new password', async () => {
    const { email } = await newMember(hub);
    await distributedTries(email);
    for (let n = 0; n < 3; n++) await hub.query(RESET, { email }, { headers: somebody().from });
    await hub.database.pool.query('update auth_try set tries = tries + 17 where tries = 3');
    const letters = await lettersTo(hub, email);
    expect((await hub.query(RESET, { email }, { headers: somebody().from })).data).toEqual({
      requestPasswordReset: { errors: [] },
    });
    // No mailbox is flooded: the letters that are there do.
    expect(await lettersTo(hub, email)).toHaveLength(letters.length);
    const reset = `mutation ($token: String!) { resetPassword(input: { token: $token, newPassword: "${NEW_PASSWORD}" }) { deviceToken errors { code } } }`;
    const { data } = await hub.query<{ resetPassword: { deviceToken: string; errors: Problem[] } }>(reset, {
      token: (await letterTo(hub, email)).code,
    });
    expect(data.resetPassword.errors).toEqual([]);
    const { from } = somebody();
    expect(await trySignIn(email, NEW_PASSWORD, from)).toBe('RATE_LIMITED');
    expect(await trySignIn(email, NEW_PASSWORD, { ...from, 'hearth-device': data.resetPassword.deviceToken })).toBe(
      'in',
    );
  });

  test('are not helped by a device of somebody else, nor by a forged one', async () => {
    const { email } = await newMember(hub);
    const other = await newMember(hub);
    const { deviceToken } = await signedIn(other.email, somebody().from);
    await distributedTries(email);
    for (const device of [deviceToken!, `device_${'A'.repeat(43)}`, 'x', ''])
      expect(await trySignIn(email, PASSWORD, { ...somebody().from, 'hearth-device': device })).toBe('RATE_LIMITED');
  });
});

test('a known device has so many tries, too, and keeps no other one out', async () => {
  const { email, id } = await newMember(hub);
  const devices = [
    (await signedIn(email, somebody().from)).deviceToken!,
    (await signedIn(email, somebody().from)).deviceToken!,
  ];
  for (let n = 0; n < 10; n++)
    expect(await trySignIn(email, 'wrong password', { ...somebody().from, 'hearth-device': devices[0]! })).toBe(
      'wrong',
    );
  expect(await trySignIn(email, PASSWORD, { ...somebody().from, 'hearth-device': devices[0]! })).toBe('RATE_LIMITED');
  expect(await trySignIn(email, PASSWORD, { ...somebody().from, 'hearth-device': devices[1]! })).toBe('in');
  const { rows } = await hub.database.pool.query('select count(*)::int from known_device where member_id = $1', [id]);
  expect(rows).toEqual([{ count: 3 }]);
});
