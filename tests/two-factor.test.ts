import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { symmetricEncrypt } from 'better-auth/crypto';
import { codeOf } from './harness/authenticator.js';
import { type TestHub, testHub } from './harness/hub.js';
import { letterTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, me, newMember, PASSWORD, type Problem, somebody } from './harness/people.js';

interface Answer {
  answer: {
    member: { id: string } | null;
    token: string | null;
    twoFactorToken?: string | null;
    totpUri?: string;
    recoveryCodes?: string[];
    errors: Problem[];
  };
}

const SESSION = 'member { id } token expiresAt errors { code message path }';
const ENABLE = `mutation ($password: String!) {
  answer: enableTwoFactor(password: $password) { totpUri recoveryCodes errors { code message path } } }`;
const CONFIRM = `mutation ($code: String!) { answer: confirmTwoFactor(code: $code) { ${SESSION} } }`;
const DISABLE = `mutation ($password: String!) { answer: disableTwoFactor(password: $password) { ${SESSION} } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { answer: signIn(input: $input) { twoFactorToken ${SESSION} } }`;
const MAGIC = `mutation ($input: SignInWithMagicLinkInput!) {
  answer: signInWithMagicLink(input: $input) { twoFactorToken ${SESSION} } }`;
const SECOND = `mutation ($input: SignInWithTwoFactorInput!) { answer: signInWithTwoFactor(input: $input) { ${SESSION} } }`;

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

async function ask(text: string, variables: object, as?: string, headers?: Record<string, string>) {
  const { data, errors } = await hub.query<Answer>(text, variables, { as, ...(headers && { headers }) });
  return { ...data?.answer, failed: errors?.[0]?.extensions };
}

/** Someone whose address is confirmed. */
async function confirmedMember() {
  const member = await newMember(hub);
  await hub.database.pool.query('update auth_user set email_verified = true where id = $1', [member.id]);
  return member;
}

/** Someone who has the second factor on. */
async function carefulMember() {
  const member = await confirmedMember();
  const { totpUri, recoveryCodes } = await ask(ENABLE, { password: PASSWORD }, member.token);
  const { token } = await ask(CONFIRM, { code: codeOf(totpUri!) }, member.token);
  return { ...member, token: token!, totpUri: totpUri!, recoveryCodes: recoveryCodes! };
}

async function challengeOf({ email, from }: { email: string; from: Record<string, string> }): Promise<string> {
  const { twoFactorToken } = await ask(SIGN_IN, { input: { email, password: PASSWORD } }, undefined, from);
  return twoFactorToken!;
}

const second = (input: object, headers = somebody().from) => ask(SECOND, { input }, undefined, headers);
/** A code that the app of someone has yet to show: the one before has turned the second factor on. */
const nextCode = ({ totpUri }: { totpUri: string }) => codeOf(totpUri, 1);
const wrongCode = (uri: string) =>
  ['000000', '111111', '222222', '333333'].find((code) => [-1, 0, 1, 2].every((shift) => codeOf(uri, shift) !== code))!;

describe('turning it on', () => {
  test('needs the password, a confirmed address, and a first code', async () => {
    const member = await newMember(hub);
    const refused = await ask(ENABLE, { password: PASSWORD }, member.token);
    expect(refused.errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    await hub.database.pool.query('update auth_user set email_verified = true where id = $1', [member.id]);

    const wrong = await ask(ENABLE, { password: 'not the password' }, member.token);
    expect(wrong.errors).toMatchObject([{ code: 'INVALID', path: ['password'] }]);
    const early = await ask(CONFIRM, { code: '123456' }, member.token);
    expect(early.errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);

    const made = await ask(ENABLE, { password: PASSWORD }, member.token);
    expect(made.totpUri).toMatch(/^otpauth:\/\/totp\/Hearth/);
    expect(new Set(made.recoveryCodes).size).toBe(10);
    const mistyped = await ask(CONFIRM, { code: wrongCode(made.totpUri!) }, member.token);
    expect(mistyped.errors).toMatchObject([{ code: 'INVALID', path: ['code'] }]);
    const signIn = await ask(SIGN_IN, { input: { email: member.email, password: PASSWORD } }, undefined, member.from);
    expect(signIn).toMatchObject({ token: expect.any(String), twoFactorToken: null });
  });

  test('puts a new session in place of the present one', async () => {
    const member = await confirmedMember();
    const { totpUri } = await ask(ENABLE, { password: PASSWORD }, member.token);
    const { token } = await ask(CONFIRM, { code: codeOf(totpUri!) }, member.token);
    expect((await me(hub, token!))?.id).toBe(member.id);
    expect(await me(hub, member.token)).toBeNull();
    const own = await hub.query('{ me { twoFactor } }', {}, { as: token! });
    expect(own.data).toEqual({ me: { twoFactor: true } });
    expect((await ask(ENABLE, { password: PASSWORD }, token!)).errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    expect((await ask(CONFIRM, { code: codeOf(totpUri!) }, token!)).errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
  });

  test('with the same code twice at the same time happens once', async () => {
    const member = await confirmedMember();
    const { totpUri } = await ask(ENABLE, { password: PASSWORD }, member.token);
    const code = codeOf(totpUri!);
    const answers = await Promise.all([1, 2, 3].map(() => ask(CONFIRM, { code }, member.token)));
    expect(answers.filter(({ token }) => token)).toHaveLength(1);
  });

  test('keeps neither secret nor recovery codes in the clear', async () => {
    const { id, totpUri, recoveryCodes } = await carefulMember();
    const { rows } = await hub.database.pool.query('select * from auth_two_factor where user_id = $1', [id]);
    const kept = JSON.stringify(rows);
    for (const code of recoveryCodes) expect(kept).not.toContain(code);
    expect(kept).not.toContain(new URL(totpUri).searchParams.get('secret'));
  });
});

describe('signing in', () => {
  test('by password asks for a code of the app', async () => {
    const member = await carefulMember();
    const asked = await ask(SIGN_IN, { input: { email: member.email, password: PASSWORD } }, undefined, member.from);
    expect(asked).toMatchObject({ member: null, token: null, errors: [], twoFactorToken: expect.any(String) });
    const twoFactorToken = asked.twoFactorToken!;
    expect(await me(hub, twoFactorToken)).toBeNull();

    const wrong = await second({ twoFactorToken, code: wrongCode(member.totpUri) });
    expect(wrong).toMatchObject({ token: null, errors: [{ code: 'INVALID', path: ['input', 'code'] }] });
    const right = await second({ twoFactorToken, code: nextCode(member) });
    expect(right).toMatchObject({ member: { id: member.id }, errors: [] });
    expect((await me(hub, right.token!))?.id).toBe(member.id);

    const again = await second({ twoFactorToken, code: nextCode(member) });
    expect(again).toMatchObject({ token: null, errors: [{ path: ['input', 'twoFactorToken'] }] });
  });

  test('does not take the code that turned it on, nor one from before', async () => {
    const member = await confirmedMember();
    const { totpUri } = await ask(ENABLE, { password: PASSWORD }, member.token);
    const [before, code] = [codeOf(totpUri!, -1), codeOf(totpUri!)];
    expect((await ask(CONFIRM, { code }, member.token)).errors).toEqual([]);
    for (const used of [code, before]) {
      const answer = await second({ twoFactorToken: await challengeOf(member), code: used });
      expect(answer).toMatchObject({ token: null, errors: [{ code: 'INVALID', path: ['input', 'code'] }] });
    }
    const right = await second({ twoFactorToken: await challengeOf(member), code: codeOf(totpUri!, 1) });
    expect(right.member?.id).toBe(member.id);
  });

  test('takes each code of the app once', async () => {
    const member = await carefulMember();
    const tokens = [await challengeOf(member), await challengeOf(member), await challengeOf(member)];
    const code = nextCode(member);
    const answers = await Promise.all(tokens.map((twoFactorToken) => second({ twoFactorToken, code })));
    expect(answers.filter(({ token }) => token).length).toBe(1);
    expect(answers.filter(({ errors }) => errors?.[0]?.code === 'INVALID').length).toBe(2);
    const { rowCount } = await hub.database.pool.query('select from auth_session where user_id = $1', [member.id]);
    expect(rowCount).toBe(2);
  });

  test('leaves no session behind that was not asked for the code', async () => {
    const member = await carefulMember();
    await challengeOf(member);
    const sessions = await hub.database.pool.query('select from auth_session where user_id = $1', [member.id]);
    expect(sessions.rowCount).toBe(1);
  });

  test('by mail asks for it, too', async () => {
    const member = await carefulMember();
    const request = 'mutation ($email: String!) { requestMagicLink(email: $email) { errors { code } } }';
    await hub.query(request, { email: member.email }, { headers: member.from });
    const { code } = await letterTo(hub, member.email);
    const asked = await ask(MAGIC, { input: { token: code } });
    expect(asked).toMatchObject({ member: null, token: null, twoFactorToken: expect.any(String) });
    const right = await second({ twoFactorToken: asked.twoFactorToken, code: nextCode(member) });
    expect(right.member?.id).toBe(member.id);
  });

  test('by a recovery code works once', async () => {
    const member = await carefulMember();
    const recoveryCode = member.recoveryCodes[3]!;
    const typed = ` ${recoveryCode.replace('-', ' ').toUpperCase()} `;
    const right = await second({ twoFactorToken: await challengeOf(member), recoveryCode: typed });
    expect(right.member?.id).toBe(member.id);
    const again = await second({ twoFactorToken: await challengeOf(member), recoveryCode });
    expect(again).toMatchObject({ token: null, errors: [{ code: 'INVALID', path: ['input', 'recoveryCode'] }] });
    const next = await second({ twoFactorToken: await challengeOf(member), recoveryCode: member.recoveryCodes[4] });
    expect(next.member?.id).toBe(member.id);
  });

  test.each([
    ['without the hyphen', (code: string) => code.replace('-', '')],
    ['in capitals', (code: string) => code.toUpperCase()],
    ['with blanks in it', (code: string) => [...code].join(' ')],
    ['with another dash', (code: string) => code.replace('-', '–')],
    [
      'in full width',
      (code: string) => code.replaceAll(/[a-z0-9]/g, (one) => String.fromCodePoint(one.codePointAt(0)! + 0xfee0)),
    ],
  ])('takes a recovery code typed %s', async (_how, typed) => {
    const member = await carefulMember();
    const recoveryCode = typed(member.recoveryCodes[7]!);
    const answer = await second({ twoFactorToken: await challengeOf(member), recoveryCode });
    expect(answer.member?.id).toBe(member.id);
  });

  test('takes recovery codes of before, which have capitals, in small letters', async () => {
    const member = await carefulMember();
    const { pool } = hub.database;
    const { rows } = await pool.query<{ value: string }>("select value from hub_setting where key = 'auth_secret'");
    const data = JSON.stringify(['aBcDe-FgHiJ', 'kLmNo-PqRsT']);
    const kept = await symmetricEncrypt({ key: rows[0]!.value, data });
    await pool.query('update auth_two_factor set backup_codes = $2 where user_id = $1', [member.id, kept]);
    const answer = await second({ twoFactorToken: await challengeOf(member), recoveryCode: 'abcdefghij' });
    expect(answer.member?.id).toBe(member.id);
  });

  test('takes what nobody types for a wrong code', async () => {
    const member = await carefulMember();
    for (const typed of ['-', 'x'.repeat(10_000)]) {
      for (const [field, value] of [
        ['code', typed],
        ['recoveryCode', typed],
      ] as const) {
        const answer = await second({ twoFactorToken: await challengeOf(member), [field]: value });
        expect(answer).toMatchObject({ token: null, errors: [{ code: 'INVALID', path: ['input', field] }] });
      }
    }
  });

  test('by the same recovery code at the same time works once', async () => {
    const member = await carefulMember();
    const tokens = [await challengeOf(member), await challengeOf(member), await challengeOf(member)];
    const recoveryCode = member.recoveryCodes[0]!;
    const answers = await Promise.all(tokens.map((twoFactorToken) => second({ twoFactorToken, recoveryCode })));
    expect(answers.filter(({ token }) => token).length).toBe(1);
  });

  test('needs a token of ours, and one code', async () => {
    const member = await carefulMember();
    const code = nextCode(member);
    const twoFactorToken = await challengeOf(member);
    for (const forged of ['', 'x', 'a; b=c', `${twoFactorToken.slice(0, -4)}AAA=`]) {
      const answer = await second({ twoFactorToken: forged, code });
      expect(answer).toMatchObject({ token: null, errors: [{ path: ['input', 'twoFactorToken'] }] });
    }
    const none = await second({ twoFactorToken });
    expect(none.errors).toMatchObject([{ code: 'REQUIRED' }]);
    const both = await second({ twoFactorToken, code, recoveryCode: member.recoveryCodes[0] });
    expect(both.errors).toMatchObject([{ code: 'REQUIRED' }]);
  });

  test('ends after five wrong codes, and is closed to a network after ten', async () => {
    const member = await carefulMember();
    const code = wrongCode(member.totpUri);
    for (let round = 0; round < 2; round++) {
      const twoFactorToken = await challengeOf(member);
      for (let tries = 0; tries < 5; tries++) await second({ twoFactorToken, code }, member.from);
      if (round > 0) break;
      const right = await second({ twoFactorToken, code: nextCode(member) });
      expect(right).toMatchObject({ token: null, errors: [{ path: ['input', 'twoFactorToken'] }] });
    }
    const closed = await second({ twoFactorToken: await challengeOf(member), code: nextCode(member) }, member.from);
    expect(closed.failed).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    const elsewhere = await second({ twoFactorToken: await challengeOf(member), code: nextCode(member) });
    expect(elsewhere.member?.id).toBe(member.id);
  });

  test('limits the tries from one address', async () => {
    const { from } = somebody();
    const attempt = () => second({ twoFactorToken: 'x', code: '000000' }, from);
    for (let tries = 0; tries < 30; tries++) expect((await attempt()).failed).toBeUndefined();
    expect((await attempt()).failed?.code).toBe('RATE_LIMITED');
  });
});

describe('turning it off', () => {
  test('needs the password; then the password is enough again', async () => {
    const member = await carefulMember();
    const wrong = await ask(DISABLE, { password: 'not the password' }, member.token);
    expect(wrong.errors).toMatchObject([{ code: 'INVALID', path: ['password'] }]);
    const off = await ask(DISABLE, { password: PASSWORD }, member.token);
    expect((await me(hub, off.token!))?.id).toBe(member.id);
    expect(await me(hub, member.token)).toBeNull();
    const signIn = await ask(SIGN_IN, { input: { email: member.email, password: PASSWORD } }, undefined, member.from);
    expect(signIn).toMatchObject({ member: { id: member.id }, twoFactorToken: null });
    const { rowCount } = await hub.database.pool.query('select from auth_two_factor where user_id = $1', [member.id]);
    expect(rowCount).toBe(0);
  });
});

describe('someone who has lost the app and the recovery codes', () => {
  const RESET = `mutation ($memberId: ID!) { answer: resetTwoFactor(memberId: $memberId) { member { id } errors { code path message } } }`;

  test('gets in again when an admin takes the second factor off, and hears of it', async () => {
    const admin = await hub.signIn('admin');
    const member = await carefulMember();
    expect(await ask(RESET, { memberId: member.id }, admin)).toMatchObject({ member: { id: member.id }, errors: [] });
    expect(await me(hub, member.token)).toBeNull();
    const signedIn = await ask(SIGN_IN, { input: { email: member.email, password: PASSWORD } }, undefined, member.from);
    expect(signedIn).toMatchObject({ member: { id: member.id }, twoFactorToken: null });
    expect((await letterTo(hub, member.email)).subject).toContain('second factor');
    expect(await ask(RESET, { memberId: member.id }, admin)).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  });

  test('is not an admin who asks for themselves', async () => {
    const admin = await hub.signIn('admin');
    const own = (await me(hub, admin))!;
    expect(await ask(RESET, { memberId: own.id }, admin)).toMatchObject({ errors: [{ code: 'NOT_ALLOWED' }] });
  });
});
