import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { codeOf } from './harness/authenticator.js';
import { type TestHub, testHub } from './harness/hub.js';
import { letterTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, newMember, PASSWORD, type Problem, signIn, somebody } from './harness/people.js';

/** What was given to somebody ends with what let them in. */

const NEW_PASSWORD = 'five red kettles hum';

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
let admin: string;
let member: Awaited<ReturnType<typeof newMember>>;
beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory } });
  admin = await hub.signIn('admin');
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});
beforeEach(async () => {
  member = await newMember(hub);
  await hub.database.pool.query('update auth_user set email_verified = true where id = $1', [member.id]);
});

/** Answers of the one field that is asked for, which must have worked. */
async function done<T = Record<string, string>>(text: string, variables: object = {}, as?: string): Promise<T> {
  const { data, errors } = await hub.query<Record<string, T & { errors: Problem[] }>>(text, variables, { as });
  expect(errors).toBeUndefined();
  const [answer] = Object.values(data);
  expect(answer!.errors).toEqual([]);
  return answer!;
}

const status = async (path: string) => (await fetch(hub.url + path)).status;

async function mailed(field: string): Promise<string> {
  await hub.query(
    `mutation ($email: String!) { ${field}(email: $email) { errors { code } } }`,
    { email: member.email },
    { headers: somebody().from },
  );
  return (await letterTo(hub, member.email)).code;
}

async function resetPassword(): Promise<void> {
  const token = await mailed('requestPasswordReset');
  const text = `mutation ($token: String!) { resetPassword(input: { token: $token, newPassword: "${NEW_PASSWORD}" }) { errors { code } } }`;
  await done(text, { token });
}

const changePassword = () =>
  done<{ token: string }>(
    `mutation { changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "${NEW_PASSWORD}" }) { token errors { code } } }`,
    {},
    member.token,
  );

async function turnSecondFactorOn() {
  const { totpUri } = await done<{ totpUri: string }>(
    'mutation ($password: String!) { enableTwoFactor(password: $password) { totpUri errors { code } } }',
    { password: PASSWORD },
    member.token,
  );
  const text = 'mutation ($code: String!) { confirmTwoFactor(code: $code) { token errors { code } } }';
  const { token } = await done<{ token: string }>(text, { code: codeOf(totpUri) }, member.token);
  return { token, totpUri };
}

describe('the link to an archive', () => {
  async function archiveLink(as: string): Promise<string> {
    await done('mutation { exportMyData { errors { code } } }', {}, as);
    await hub.settle();
    const { data } = await hub.query<{ myDataExports: { url: string }[] }>('{ myDataExports { url } }', {}, { as });
    return data.myDataExports[0]!.url;
  }

  const endings: Record<string, () => Promise<unknown>> = {
    'a changed password': changePassword,
    'a reset password': resetPassword,
    'a password set by a command': () => hub.services.identity.setPassword(member.email, NEW_PASSWORD),
    'signing out': () => done('mutation { signOut { errors { code } } }', {}, member.token),
    'the session ended from elsewhere': async () => {
      const { token } = (await signIn(hub, member.email, PASSWORD, member.from)).data.session;
      await done('mutation { endOtherSessions { errors { code } } }', {}, token!);
    },
    'the second factor turned on': turnSecondFactorOn,
    'the account deleted': () =>
      done(
        'mutation ($password: String!) { deleteMyAccount(password: $password, posts: KEEP) { errors { code } } }',
        { password: PASSWORD },
        member.token,
      ),
    'the account deleted by an admin': () =>
      done(
        'mutation ($id: ID!) { deleteMember(memberId: $id, posts: KEEP) { errors { code } } }',
        { id: member.id },
        admin,
      ),
    'a session that expires': () =>
      hub.database.pool.query('update auth_session set expires_at = now() where user_id = $1', [member.id]),
  };

  test.each(Object.keys(endings))('ends with %s', async (ending) => {
    const link = await archiveLink(member.token);
    expect(await status(link)).toBe(200);
    await endings[ending]!();
    expect(await status(link)).toBe(404);
  });

  test('ends with the second factor turned off, and taken off', async () => {
    const { token } = await turnSecondFactorOn();
    const link = await archiveLink(token);
    const { token: later } = await done<{ token: string }>(
      'mutation ($password: String!) { disableTwoFactor(password: $password) { token errors { code } } }',
      { password: PASSWORD },
      token,
    );
    expect(await status(link)).toBe(404);
    member = { ...member, token: later };
    const again = await turnSecondFactorOn();
    const other = await archiveLink(again.token);
    await done('mutation ($id: ID!) { resetTwoFactor(memberId: $id) { errors { code } } }', { id: member.id }, admin);
    expect(await status(other)).toBe(404);
  });

  test('is another one in each session, and the archive stays', async () => {
    const link = await archiveLink(member.token);
    const { token } = await changePassword();
    const { data } = await hub.query<{ myDataExports: { url: string }[] }>(
      '{ myDataExports { url } }',
      {},
      { as: token },
    );
    const [{ url }] = data.myDataExports as [{ url: string }];
    expect(url).not.toBe(link);
    expect(await status(url)).toBe(200);
    expect(await status(link)).toBe(404);
  });

  test('cannot be made up', async () => {
    const link = await archiveLink(member.token);
    const bytes = Buffer.from(link.split('/').at(-1)!, 'base64url');
    for (const at of [0, 20, 40, bytes.length - 1]) {
      const forged = Buffer.from(bytes);
      forged[at]! ^= 1;
      expect(await status(`/exports/${forged.toString('base64url')}`)).toBe(404);
    }
    expect(await status(`/exports/${'A'.repeat(86)}`)).toBe(404);
  });
});

describe.each([
  ['a changed password', changePassword],
  ['a reset password', resetPassword],
  ['all other sessions ended', () => done('mutation { endOtherSessions { errors { code } } }', {}, member.token)],
])('%s', (_what, end) => {
  const useLink =
    'mutation ($token: String!) { signInWithMagicLink(input: { token: $token }) { member { id } errors { code } } }';
  const useCode =
    'mutation ($token: String!) { resetPassword(input: { token: $token, newPassword: "six white kettles sigh" }) { errors { code } } }';

  test('ends magic links, codes for a password, and changes of the address under way', async () => {
    const link = await mailed('requestMagicLink');
    const code = await mailed('requestPasswordReset');
    const newEmail = somebody().email;
    await done(
      'mutation ($to: String!) { requestEmailChange(newEmail: $to) { errors { code } } }',
      { to: newEmail },
      member.token,
    );
    const change = (await letterTo(hub, member.email)).code;
    await end();
    expect((await hub.query(useLink, { token: link })).data).toMatchObject({
      signInWithMagicLink: { member: null, errors: [{ code: 'INVALID' }] },
    });
    expect((await hub.query(useCode, { token: code })).data).toMatchObject({
      resetPassword: { errors: [{ code: 'INVALID' }] },
    });
    const confirm = 'mutation ($token: String!) { confirmEmailChange(token: $token) { errors { code } } }';
    expect((await hub.query(confirm, { token: change })).data).toMatchObject({
      confirmEmailChange: { errors: [{ code: 'INVALID' }] },
    });
  });

  test('ends a second factor that was yet to be shown', async () => {
    const on = await turnSecondFactorOn();
    member = { ...member, token: on.token };
    const ask = 'mutation ($input: SignInInput!) { signIn(input: $input) { twoFactorToken errors { code } } }';
    const input = { email: member.email, password: PASSWORD };
    const { twoFactorToken } = await done<{ twoFactorToken: string }>(ask, { input });
    await end();
    const show =
      'mutation ($input: SignInWithTwoFactorInput!) { signInWithTwoFactor(input: $input) { member { id } errors { code path } } }';
    const answer = await hub.query(show, { input: { twoFactorToken, code: codeOf(on.totpUri, 1) } });
    expect(answer.data).toMatchObject({
      signInWithTwoFactor: { member: null, errors: [{ path: ['input', 'twoFactorToken'] }] },
    });
  });

  test('ends addresses to upload to', async () => {
    const { pool } = hub.database;
    await pool.query("update member set roles = '{CONTRIBUTOR}' where id = $1", [member.id]);
    const viewer = (await hub.services.identity.viewerOf(member.token))!;
    await hub.services.conduct.accept(viewer, await hub.services.conduct.newestVersion());
    const { data } = await hub.query<{ createMediaUpload: { upload: { url: string } } }>(
      'mutation { createMediaUpload { upload { url } errors { code } } }',
      {},
      { as: member.token },
    );
    await end();
    const sent = await fetch(hub.url + data.createMediaUpload.upload.url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: 'x',
    });
    expect(sent.status).toBe(404);
  });
});
