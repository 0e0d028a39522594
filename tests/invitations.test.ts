import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { lettersTo, letterTo, mailFolder } from './harness/letters.js';
import {
  FROM_ANYWHERE,
  me,
  newMember,
  PASSWORD,
  type Problem,
  type SessionAnswer,
  SIGN_UP,
  signIn,
  somebody,
} from './harness/people.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  invitation { id email name roles locale expiresAt invitedBy { handle } } errors { code path } } }`;
const ACCEPT = `mutation ($input: AcceptInvitationInput!) { session: acceptInvitation(input: $input) {
  member { id name email roles locale } token errors { code path } } }`;
const REVOKE = 'mutation ($id: ID!) { revokeInvitation(id: $id) { revokedId errors { code path } } }';
const LIST = '{ invitations { nodes { email } } }';

interface Invited {
  inviteMember: { invitation: { id: string; expiresAt: string } | null; errors: Problem[] };
}
interface List {
  invitations: { nodes: { email: string }[] };
}

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
let admin: string;
beforeAll(async () => {
  folder = await mailFolder();
  const mail = { HEARTH_DATA: folder.directory, MAIL_FROM: 'Café Süd & Co <cafe@centre.example>' };
  hub = await testHub({ environment: { ...FROM_ANYWHERE, ...mail } });
  admin = await hub.signIn('admin');
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

async function invite(input: object, as: string | undefined = admin) {
  const { data, errors } = await hub.query<Invited>(INVITE, { input }, { as, headers: somebody().from });
  if (errors) throw new Error(String(errors[0]!.extensions.code));
  return data.inviteMember;
}

async function accept(input: object) {
  return (await hub.query<SessionAnswer>(ACCEPT, { input })).data.session;
}

test('the log says as what someone was invited and came, each role once', async () => {
  const { email } = somebody();
  const { invitation } = await invite({ email, roles: ['EXPERT', 'EXPERT'], name: 'Ida' });
  await accept({ token: (await letterTo(hub, email)).code, password: PASSWORD });
  const { rows } = await hub.database.pool.query(
    `select e.action, e.object_type, e.object_id = $1 as "isIt", e.actor_name, e.after from audit_event e
     where e.action in ('inviteMember', 'acceptInvitation') order by happened_at desc limit 2`,
    [invitation!.id],
  );
  const after = { roles: ['EXPERT'] };
  expect(rows).toEqual([
    { action: 'acceptInvitation', object_type: 'Member', isIt: false, actor_name: 'Ida', after },
    { action: 'inviteMember', object_type: 'Invitation', isIt: true, actor_name: 'admin', after },
  ]);
});

test('whoever accepts an invitation is a member with the roles given, and signed in', async () => {
  const { email, from } = somebody();
  const { invitation, errors } = await invite({
    email: email.toUpperCase(),
    roles: ['EDITOR', 'EXPERT'],
    locale: 'de',
    name: 'Ay\u015fe',
  });
  expect(errors).toEqual([]);
  expect(invitation).toMatchObject({
    email,
    roles: ['EDITOR', 'EXPERT'],
    locale: 'de',
    name: 'Ay\u015fe',
    invitedBy: { handle: 'admin' },
  });
  const days = (Date.parse(invitation!.expiresAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThan(7.1);

  const letter = await letterTo(hub, email);
  expect(letter.from).toBe('Café Süd & Co <cafe@centre.example>');
  expect(letter.subject).toBe('Du bist zu Café Süd & Co eingeladen');
  expect(letter.text).toContain('Hallo Ay\u015fe,\n\nadmin lädt dich ein, bei Café Süd & Co mitzumachen.');
  expect(letter.text).toContain('7 Tage lang');
  // Without a front end there is no page to link to.
  expect(letter.text).not.toContain('http');
  expect(letter.html).not.toContain('href');

  const session = await accept({ token: letter.code, password: PASSWORD });
  expect(session).toMatchObject({
    errors: [],
    member: { name: 'Ay\u015fe', email, roles: ['EDITOR', 'EXPERT'], locale: 'de' },
  });
  expect((await me(hub, session.token!))?.id).toBe(session.member!.id);
  expect((await signIn(hub, email, PASSWORD, from)).data.session.errors).toEqual([]);
  const { rows } = await hub.database.pool.query('select email_verified from auth_user where email = $1', [email]);
  expect(rows).toEqual([{ email_verified: true }]);
  expect((await accept({ token: letter.code, password: PASSWORD })).errors).toMatchObject([
    { code: 'INVALID', path: ['input', 'token'] },
  ]);
});

test('what they give may be wrong at first: the code works on', async () => {
  const { email } = somebody();
  await invite({ email, roles: ['MEMBER'] });
  const { code, html } = await letterTo(hub, email);
  expect(html).toContain('<p>Hello,</p>');
  const refused = await accept({ token: code, password: 'short' });
  expect(refused.errors).toMatchObject([{ path: ['input', 'name'] }, { path: ['input', 'password'] }]);
  expect((await accept({ token: code, password: PASSWORD, name: 'Berta' })).member?.name).toBe('Berta');
});

test('two who accept at the same time make one member', async () => {
  const { email } = somebody();
  await invite({ email, roles: ['MEMBER'] });
  const { code } = await letterTo(hub, email);
  const both = await Promise.all(['A', 'B'].map((name) => accept({ token: code, password: PASSWORD, name })));
  expect(both.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
});

test('a letter is HTML in which names are only text', async () => {
  const { email } = somebody();
  await invite({ email, roles: ['MEMBER'], name: `<img src=x> "Q" & 'R'` });
  const { html, text } = await letterTo(hub, email);
  expect(html).toContain('Hello &lt;img src=x&gt; &quot;Q&quot; &amp; &#39;R&#39;,');
  expect(html).not.toContain('<img');
  expect(text).toContain(`Hello <img src=x> "Q" & 'R',`);
});

describe('who has an account already', () => {
  const acceptAs = async (input: object, as: string) =>
    (await hub.query<SessionAnswer>(ACCEPT, { input }, { as })).data.session;
  const confirm = (id: string) =>
    hub.database.pool.query('update auth_user set email_verified = true where id = $1', [id]);

  test('gets the roles by accepting while signed in, besides those they have', async () => {
    const { email } = somebody();
    await invite({ email, roles: ['EDITOR', 'MEMBER'], locale: 'de' });
    const { code } = await letterTo(hub, email);
    // Meanwhile they sign up by themselves.
    const { from } = somebody();
    await hub.query(SIGN_UP, { input: { email, password: PASSWORD, name: 'Fatima' } }, { headers: from });
    const { token, member } = (await signIn(hub, email, PASSWORD, from)).data.session;

    const early = await acceptAs({ token: code }, token!);
    expect(early).toMatchObject({ member: null, errors: [{ code: 'NOT_ALLOWED', path: ['input', 'token'] }] });
    await confirm(member!.id);
    const without = await accept({ token: code, password: PASSWORD, name: 'Eve' });
    expect(without).toMatchObject({ member: null, token: null, errors: [{ code: 'TAKEN', path: ['input', 'token'] }] });

    const session = await acceptAs({ token: code }, token!);
    expect(session).toMatchObject({
      token: null,
      errors: [],
      member: { id: member!.id, name: 'Fatima', email, roles: ['MEMBER', 'EDITOR'], locale: 'de' },
    });
    expect((await me(hub, token!))?.roles).toEqual(['MEMBER', 'EDITOR']);
    expect((await acceptAs({ token: code }, token!)).errors).toMatchObject([{ code: 'INVALID' }]);
    const { rows } = await hub.database.pool.query(
      `select before, after from audit_event where action = 'acceptInvitation' and object_id = $1`,
      [member!.id],
    );
    expect(rows).toContainEqual({ before: { roles: ['MEMBER'] }, after: { roles: ['MEMBER', 'EDITOR'] } });
  });

  test('is invited like anybody else, and whoever invites learns nothing', async () => {
    const known = await newMember(hub);
    const answers = [];
    for (const email of [known.email, somebody().email]) {
      const { invitation, errors } = await invite({ email, roles: ['MEMBER'] });
      answers.push({ errors, fields: Object.keys(invitation!) });
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  test('does not get the roles that somebody else was invited to', async () => {
    const { email } = somebody();
    await invite({ email, roles: ['ADMIN'], name: 'Invited' });
    const { code } = await letterTo(hub, email);
    const other = await newMember(hub);
    await confirm(other.id);
    const refused = await acceptAs({ token: code, password: PASSWORD }, other.token);
    expect(refused).toMatchObject({ member: null, errors: [{ code: 'NOT_ALLOWED', path: ['input', 'token'] }] });
    expect((await me(hub, other.token))?.roles).toEqual(['MEMBER']);
    expect((await accept({ token: code, password: PASSWORD })).member?.roles).toEqual(['ADMIN']);
  });

  test('gets them once when two windows accept at the same time', async () => {
    const member = await newMember(hub);
    await confirm(member.id);
    await invite({ email: member.email, roles: ['EXPERT'] });
    const { code } = await letterTo(hub, member.email);
    const both = await Promise.all([1, 2].map(() => acceptAs({ token: code }, member.token)));
    expect(both.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect((await me(hub, member.token))?.roles).toEqual(['MEMBER', 'EXPERT']);
  });

  test('is told when the time is over', async () => {
    const member = await newMember(hub);
    await confirm(member.id);
    await invite({ email: member.email, roles: ['EXPERT'] });
    const { code } = await letterTo(hub, member.email);
    await hub.database.pool.query('update invitation set expires_at = now() where email = $1', [member.email]);
    expect((await acceptAs({ token: code }, member.token)).errors).toMatchObject([{ code: 'INVALID' }]);
  });
});

test('an invitation ends with the rights of who invited', async () => {
  const second = await newMember(hub);
  const roles = (list: string) =>
    hub.query(
      `mutation ($id: ID!) { updateMemberRoles(memberId: $id, roles: [${list}]) { errors { code } } }`,
      { id: second.id },
      { as: admin },
    );
  await roles('ADMIN');
  const { email } = somebody();
  await invite({ email, roles: ['ADMIN'], name: 'Back door' }, second.token);
  const { code } = await letterTo(hub, email);
  await roles('MEMBER');
  await roles('ADMIN');
  expect((await accept({ token: code, password: PASSWORD })).errors).toMatchObject([{ code: 'INVALID' }]);
});

test('an invitation can be repeated, taken back, and ends', async () => {
  const { email } = somebody();
  const first = await invite({ email, roles: ['MEMBER'] });
  const old = (await letterTo(hub, email)).code;
  const second = await invite({ email, roles: ['EDITOR'] });
  expect(second.invitation!.id).not.toBe(first.invitation!.id);
  const { code } = await letterTo(hub, email);
  const credentials = { password: PASSWORD, name: 'Cem' };
  expect((await accept({ token: old, ...credentials })).errors).toHaveLength(1);

  const listed = async () =>
    (await hub.query<List>(LIST, {}, { as: admin })).data.invitations.nodes.map((one) => one.email);
  expect((await listed()).filter((one) => one === email)).toHaveLength(1);
  const revoke = async (id: string) => (await hub.query(REVOKE, { id }, { as: admin })).data.revokeInvitation;
  const { id } = second.invitation!;
  expect(await revoke(id)).toEqual({ revokedId: id, errors: [] });
  expect(await listed()).not.toContain(email);
  expect(await revoke(id)).toEqual({ revokedId: null, errors: [{ code: 'NOT_FOUND', path: ['id'] }] });
  expect((await accept({ token: code, ...credentials })).errors).toHaveLength(1);

  await invite({ email, roles: ['MEMBER'] });
  const third = (await letterTo(hub, email)).code;
  await hub.database.pool.query(`update invitation set expires_at = now() where email = $1`, [email]);
  expect((await accept({ token: third, ...credentials })).errors).toHaveLength(1);
});

test('an invitation that was taken back in time is not even sent', async () => {
  const { email } = somebody();
  const { invitation } = await invite({ email, roles: ['MEMBER'] });
  await hub.query(REVOKE, { id: invitation!.id }, { as: admin });
  expect(await lettersTo(hub, email)).toEqual([]);
});

test('all that is wrong with an invitation is said at once', async () => {
  const { errors } = await invite({ email: 'nowhere', roles: [], name: 'a\nb' });
  expect(errors.map(({ path }) => path[1])).toEqual(['email', 'name', 'roles']);
});

test('only admins invite, list and take back', async () => {
  const { email } = somebody();
  const { invitation } = await invite({ email, roles: ['MEMBER'] });
  const { id } = invitation!;
  for (const as of [await hub.signIn('moderator'), undefined]) {
    const code = as ? 'FORBIDDEN' : 'UNAUTHENTICATED';
    const input = { email: somebody().email, roles: ['MEMBER'] };
    for (const [text, variables] of [
      [INVITE, { input }],
      [REVOKE, { id }],
      [LIST, {}],
    ] as const) {
      const { errors } = await hub.query(text, variables, { as });
      expect(errors).toMatchObject([{ extensions: { code } }]);
    }
    const { data } = await hub.query('query ($id: ID!) { node(id: $id) { id } }', { id }, { as });
    expect(data).toEqual({ node: null });
  }
  expect((await hub.query('query ($id: ID!) { node(id: $id) { id } }', { id }, { as: admin })).data).toEqual({
    node: { id },
  });
});
