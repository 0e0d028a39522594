import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EmailAddresses1764000000067 } from '../src/database/migrations/0067-email-addresses.js';
import { emailProblem, normalEmail } from '../src/email-address.js';
import { type TestHub, testHub } from './harness/hub.js';
import { lettersTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, me, PASSWORD, type Problem, SIGN_UP, signIn, somebody } from './harness/people.js';
import { smtpServer } from './harness/smtp-server.js';

/** What the field of a browser takes, and what RFC 6531 does. */
const TAKEN = [
  'a@müller.de',
  'a@xn--mller-kva.de',
  'a@xn--p1ai',
  'почта@пример.рф',
  'jürgen@example.org',
  'tom&jerry@example.org',
  'a/b@example.org',
  "o'neil+tag=x@example.org",
  '{}|~`^?*$%#!@example.org',
  'first..last@example.org',
  '.a.@example.org',
  'a@localhost',
  'a@127.0.0.1',
  '用户@例え.jp',
  '"anna smith"@example.org',
  '"a@b"@example.org',
  `${'a'.repeat(64)}@${'b'.repeat(63)}.example`,
];

const REFUSED = [
  '',
  'a',
  '@example.org',
  'a@',
  'a b@example.org',
  'a@b@example.org',
  'a@example..org',
  'a@-example.org',
  'a@example-.org',
  'a@ex_ample.org',
  'a@exa%41mple.org',
  'a@[127.0.0.1]',
  'a@xn--zzzzzz',
  'a,b@example.org',
  '<a@example.org>',
  'Anna <a@example.org>',
  'a@example.org, b@example.org',
  'a\u202e@example.org',
  'a\u200b@example.org',
  '"a\r\nBcc: b@example.org"@example.org',
  '"a<b"@example.org',
  '"@example.org',
  `a@${'b'.repeat(64)}.example`,
  `${'a'.repeat(250)}@example.org`,
  `a@${'ü.'.repeat(10_000)}de`,
  'a@example.org.',
  'a＠example.org',
  'a@xn--',
  '""@example.org',
  'a\ufe0f@example.org',
];

test('what is an e-mail address is told from what is none', () => {
  expect(TAKEN.filter((email) => emailProblem(email))).toEqual([]);
  expect(REFUSED.filter((email) => !emailProblem(email))).toEqual([]);
});

test('an address has one normal form, however it is spelled', () => {
  const forms = [' A@MÜLLER.de ', 'a@mu\u0308ller.de', 'a@xn--mller-kva.de', 'a@XN--MLLER-KVA.DE'];
  expect(new Set(forms.map(normalEmail))).toEqual(new Set(['a@müller.de']));
  expect(normalEmail('JU\u0308RGEN@example.org')).toBe('jürgen@example.org');
  expect(normalEmail('a@ｅｘａｍｐｌｅ。ｏｒｇ')).toBe('a@example.org');
  expect(normalEmail('a@STRAẞE.de')).toBe(normalEmail('a@straße.de'));
  expect(normalEmail('ΣΑΣ@example.org')).toBe(normalEmail('σας@example.org'));
  expect(normalEmail('"anna"@example.org')).toBe('anna@example.org');
  expect(normalEmail('"anna \\smith"@example.org')).toBe('"anna smith"@example.org');
  for (const email of TAKEN) expect(normalEmail(normalEmail(email))).toBe(normalEmail(email));
});

describe('an account', () => {
  let hub: TestHub;
  let server: Awaited<ReturnType<typeof smtpServer>>;
  beforeAll(async () => {
    server = await smtpServer();
    hub = await testHub({ environment: { ...FROM_ANYWHERE, SMTP_URL: server.url, MAIL_FROM: 'post@centre.example' } });
  });
  afterAll(async () => {
    await hub.close();
    await server.close();
  });

  const ask = async (field: string, variables: object) =>
    (await hub.query(`mutation ($email: String!) { ${field}(email: $email) { errors { code } } }`, variables)).data;
  const codeIn = (mail: string) => /^([A-Za-z0-9]{24,})\r?$/m.exec(mail.replaceAll('=\r\n', ''))![1]!;

  /** What the mail server was given since. */
  const delivered = async (work: () => Promise<unknown>) => {
    const before = server.mails.length;
    await work();
    await hub.settle();
    return { mail: server.mails.slice(before).at(-1), to: server.recipients.slice(before).at(-1) };
  };

  test.each([
    ['jürgen@example.org', 'jürgen@example.org', 'JU\u0308RGEN@example.org'],
    ['anna@müller.de', 'anna@xn--mller-kva.de', 'anna@xn--mller-kva.de'],
    ['почта@пример.рф', 'почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
    ['tom&jerry@example.org', 'tom&jerry@example.org', 'TOM&JERRY@example.org'],
    ['a/b@example.org', 'a/b@example.org', 'A/B@EXAMPLE.ORG'],
    ['"anna smith"@example.org', '"anna smith"@example.org', '"anna\\ smith"@example.org'],
  ])('with the address %s works in every way', async (email, envelope, other) => {
    const { from } = somebody();
    const letter = await delivered(async () => {
      const { data } = await hub.query(
        SIGN_UP,
        { input: { email, password: PASSWORD, name: 'Ada' } },
        { headers: from },
      );
      expect(data).toEqual({ signUp: { errors: [] } });
    });
    expect(letter.to).toBe(envelope);
    const token = codeIn(letter.mail!);
    const verify =
      'mutation ($token: String!, $password: String) { verifyEmail(token: $token, password: $password) { errors { code } } }';
    expect((await hub.query(verify, { token, password: PASSWORD })).data).toEqual({ verifyEmail: { errors: [] } });

    const { session } = (await signIn(hub, other, PASSWORD, from)).data;
    expect(session.errors).toEqual([]);
    const { id } = (await me(hub, session.token!))!;
    expect(session.member).toMatchObject({ id, email });

    // The same address in another spelling makes no second account.
    const again = await delivered(() =>
      hub.query(SIGN_UP, { input: { email: other, password: PASSWORD, name: 'Eve' } }, { headers: somebody().from }),
    );
    expect(again.mail).toContain('account');
    const { rows } = await hub.database.pool.query('select id from auth_user where email = $1', [email]);
    expect(rows).toEqual([{ id }]);

    const link = await delivered(() => ask('requestMagicLink', { email: other }));
    expect(link.to).toBe(envelope);
    const use =
      'mutation ($token: String!) { signInWithMagicLink(input: { token: $token }) { member { id } errors { code } } }';
    expect((await hub.query(use, { token: codeIn(link.mail!) })).data).toEqual({
      signInWithMagicLink: { member: { id }, errors: [] },
    });

    const reset = await delivered(() => ask('requestPasswordReset', { email: other }));
    const choose =
      'mutation ($token: String!) { resetPassword(input: { token: $token, newPassword: "five red kettles hum" }) { errors { code } } }';
    expect((await hub.query(choose, { token: codeIn(reset.mail!) })).data).toEqual({ resetPassword: { errors: [] } });
    expect((await signIn(hub, email, 'five red kettles hum', from)).data.session.errors).toEqual([]);
  });

  test('shows its address in authenticator apps', async () => {
    const { from } = somebody();
    const email = 'jörg@müller.de';
    await hub.services.identity.createAccount({ email, password: PASSWORD, name: 'Jörg' });
    const { token } = (await signIn(hub, email, PASSWORD, from)).data.session;
    const enable = 'mutation ($password: String!) { enableTwoFactor(password: $password) { totpUri errors { code } } }';
    const { data } = await hub.query<{ enableTwoFactor: { totpUri: string } }>(
      enable,
      { password: PASSWORD },
      { as: token! },
    );
    expect(decodeURIComponent(new URL(data.enableTwoFactor.totpUri).pathname)).toContain(`:${email}`);
  });

  test('can be invited, and can change to such an address', async () => {
    const admin = await hub.signIn('admin');
    const invite =
      'mutation ($email: String!) { inviteMember(input: { email: $email, roles: [MEMBER] }) { invitation { email } errors { code } } }';
    const invited = await delivered(() => hub.query(invite, { email: 'Zoë@Bücher.example' }, { as: admin }));
    expect(invited.to).toBe('zoë@bücher.example');
    const accept = `mutation ($token: String!) { acceptInvitation(input: { token: $token, password: "${PASSWORD}", name: "Zoë" }) {
      token member { email } errors { code } } }`;
    const { data } = await hub.query<{ acceptInvitation: { token: string } }>(accept, { token: codeIn(invited.mail!) });
    expect(data.acceptInvitation).toMatchObject({ member: { email: 'zoë@bücher.example' }, errors: [] });

    const change = 'mutation { requestEmailChange(newEmail: "zoe+new@xn--bcher-kva.example") { errors { code } } }';
    const changed = await delivered(() => hub.query(change, {}, { as: data.acceptInvitation.token }));
    expect(changed.to).toBe('zoe+new@xn--bcher-kva.example');
    const same = 'mutation { requestEmailChange(newEmail: "ZOË@xn--bcher-kva.example") { errors { code } } }';
    expect((await hub.query(same, {}, { as: data.acceptInvitation.token })).data).toEqual({
      requestEmailChange: { errors: [{ code: 'INVALID' }] },
    });
  });

  test('is refused with an address that is none, and nothing breaks', async () => {
    // What is longer is refused as any text is.
    for (const email of REFUSED.filter(({ length }) => length <= 1000)) {
      const input = { email, password: PASSWORD, name: 'Eve' };
      const { from } = somebody();
      const { data } = await hub.query<{ signUp: { errors: Problem[] } }>(SIGN_UP, { input }, { headers: from });
      expect(data.signUp.errors).toMatchObject([{ code: 'INVALID', path: ['input', 'email'] }]);
      const signedIn = await signIn(hub, email, PASSWORD, from);
      expect(signedIn.data.session.errors).toMatchObject([{ code: 'INVALID', path: ['input'] }]);
    }
  });
});

test('a mail file can be found again by either spelling when its reader leaves', async () => {
  const folder = await mailFolder();
  const hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory } });
  try {
    const { from } = somebody();
    const email = 'nora@müller.de';
    await hub.query(SIGN_UP, { input: { email, password: PASSWORD, name: 'N' } }, { headers: from });
    expect(await lettersTo(hub, 'nora@xn--mller-kva.de')).toHaveLength(1);
    const { token } = (await signIn(hub, email, PASSWORD, from)).data.session;
    const leave =
      'mutation ($password: String!) { deleteMyAccount(password: $password, posts: REMOVE) { errors { code } } }';
    expect((await hub.query(leave, { password: PASSWORD }, { as: token! })).data).toEqual({
      deleteMyAccount: { errors: [] },
    });
    expect(await lettersTo(hub, 'nora@xn--mller-kva.de')).toEqual([]);
  } finally {
    await hub.close();
    await folder.remove();
  }
});

test('addresses that were kept in the spelling of the network before are found in either', async () => {
  const hub = await testHub({ environment: FROM_ANYWHERE });
  const runner = hub.database.dataSource.createQueryRunner();
  try {
    const { from } = somebody();
    await hub.services.identity.createAccount({ email: 'old@müller.de', password: PASSWORD, name: 'Old' });
    await runner.query('alter table auth_user drop column sign_in_name');
    await runner.query('drop function sign_in_name_of');
    await runner.query("update auth_user set email = 'old@xn--mller-kva.de'");
    await new EmailAddresses1764000000067().up(runner);
    for (const email of ['old@müller.de', 'old@xn--mller-kva.de'])
      expect((await signIn(hub, email, PASSWORD, from)).data.session.errors).toEqual([]);
  } finally {
    await runner.release();
    await hub.close();
  }
});
