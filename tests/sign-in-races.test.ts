import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { codeOf } from './harness/authenticator.js';
import { type TestHub, testHub } from './harness/hub.js';
import { letterTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, me, newMember, PASSWORD, type Problem, signIn, somebody } from './harness/people.js';

/** What several do with one account at the same time comes out as if they had done it one after another. */

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

interface Answer {
  token?: string | null;
  twoFactorToken?: string | null;
  totpUri?: string;
  recoveryCodes?: string[];
  errors: Problem[];
}

async function ask(field: string, as?: string): Promise<Answer> {
  const { data, errors } = await hub.query<{ answer: Answer }>(
    `mutation { answer: ${field} }`,
    {},
    { as, headers: somebody().from },
  );
  expect(errors).toBeUndefined();
  return data.answer;
}

const reset = (code: string) =>
  ask(`resetPassword(input: { token: "${code}", newPassword: "${NEW_PASSWORD}" }) { errors { code } }`);
const useLink = (code: string) =>
  ask(`signInWithMagicLink(input: { token: "${code}" }) { token twoFactorToken errors { code } }`);

/** The codes of letters, asked for one after another: of several at once, any may be written first. */
async function mailed(email: string, ...fields: string[]): Promise<string[]> {
  const codes: string[] = [];
  for (const field of fields) {
    await ask(`${field}(email: "${email}") { errors { code } }`);
    codes.push((await letterTo(hub, email)).code);
  }
  return codes;
}

test('a sign-in with the old password that is under way while another is set does not begin a session', async () => {
  const { id, email, from } = await newMember(hub);
  const holder = await hub.database.pool.connect();
  await holder.query('begin');
  // Nobody gets a session meanwhile, and the password is compared already.
  await holder.query('select from auth_user where id = $1 for update', [id]);
  const late = signIn(hub, email, PASSWORD, from);
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and query like 'insert into "auth_session"%'`;
  while ((await hub.database.pool.query(waiting)).rowCount === 0);
  // As another process does when it sets another password.
  await holder.query("update auth_account set password = 'another' where user_id = $1", [id]);
  await holder.query('delete from auth_session where user_id = $1', [id]);
  await holder.query('commit');
  holder.release();
  const { session } = (await late).data;
  expect(session).toMatchObject({ token: null, errors: [{ code: 'INVALID' }] });
  const { rowCount } = await hub.database.pool.query('select from auth_session where user_id = $1', [id]);
  expect(rowCount).toBe(0);
});

test.each(['changePassword', 'resetPassword', 'the command'])('%s ends all sign-ins at the same time', async (how) => {
  const member = await newMember(hub);
  const [code] = await mailed(member.email, 'requestPasswordReset');
  const change = {
    changePassword: () =>
      ask(
        `changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "${NEW_PASSWORD}" }) { token errors { code } }`,
        member.token,
      ),
    resetPassword: () => reset(code!),
    'the command': () => hub.services.identity.setPassword(member.email, NEW_PASSWORD),
  }[how]!;
  const tries = Array.from({ length: 8 }, () => signIn(hub, member.email, PASSWORD, member.from));
  const changed = change();
  const answers = await Promise.all(tries);
  await changed;
  for (const { data } of answers) {
    const { token } = data.session;
    if (token) expect(await me(hub, token)).toBeNull();
  }
  expect((await signIn(hub, member.email, NEW_PASSWORD, somebody().from)).data.session.errors).toEqual([]);
});

test.each([
  ['two links', ['requestMagicLink', 'requestMagicLink']],
  ['a link and a new password', ['requestMagicLink', 'requestPasswordReset']],
  ['two new passwords', ['requestPasswordReset', 'requestPasswordReset']],
])('%s from the mailbox of an account that nobody has confirmed are used at the same time', async (_what, fields) => {
  const { email } = await newMember(hub);
  const codes = await mailed(email, ...fields);
  expect(new Set(codes).size).toBe(2);
  const answers = await Promise.all(
    codes.map((code, n) => (fields[n] === 'requestMagicLink' ? useLink(code) : reset(code))),
  );
  expect(answers.some(({ errors }) => errors.length === 0)).toBe(true);
});

test('a recovery code works once, and of two different ones neither is given back by the other', async () => {
  const member = await newMember(hub);
  await hub.database.pool.query('update auth_user set email_verified = true where id = $1', [member.id]);
  const { totpUri, recoveryCodes } = await ask(
    `enableTwoFactor(password: "${PASSWORD}") { totpUri recoveryCodes errors { code } }`,
    member.token,
  );
  await ask(`confirmTwoFactor(code: "${codeOf(totpUri!)}") { token errors { code } }`, member.token);
  const challenge = async () =>
    (
      await ask(
        `signIn(input: { email: "${member.email}", password: "${PASSWORD}" }) { twoFactorToken errors { code } }`,
      )
    ).twoFactorToken!;
  const show = async (token: string, code: string) =>
    (
      await ask(
        `signInWithTwoFactor(input: { twoFactorToken: "${token}", recoveryCode: "${code}" }) { token errors { code } }`,
      )
    ).token;
  const [one, two, three] = recoveryCodes as [string, string, string];
  const same = [await challenge(), await challenge(), await challenge()];
  expect((await Promise.all(same.map((token) => show(token, one)))).filter(Boolean)).toHaveLength(1);
  const different = [await challenge(), await challenge()] as const;
  const taken = await Promise.all([show(different[0], two), show(different[1], three)]);
  for (const [n, code] of [two, three].entries()) {
    // Whoever came second may be asked to try once more, but no code works twice.
    const again = await show(await challenge(), code.replace('-', '').toUpperCase());
    expect(Boolean(again)).toBe(!taken[n]);
  }
});
