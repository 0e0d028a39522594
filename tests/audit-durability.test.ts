import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { acceptConduct, type TestHub, testHub } from './harness/hub.js';
import { letterTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, newMember, PASSWORD, somebody } from './harness/people.js';

/*
 * A process may die at any moment. An event that was written after its change could then be missing; so what cannot be
 * written into the log does not happen at all.
 */

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
let admin: string;
let spaceId: string;
let threadId: string;
let postId: string;
let member: Awaited<ReturnType<typeof newMember>>;
/** Codes from letters, by what they are for. */
const codes: Record<string, string> = {};
let invitationId: string;
let keyId: string;
let grantId: string;

beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory } });
  admin = await hub.signIn('admin');
  member = await newMember(hub, 'Runa');
  await acceptConduct(hub, member.token);
  codes.verifyEmail = (await letterTo(hub, member.email)).code;
  spaceId = await made('createSpace', 'space', {
    input: { slug: 'attic', visibility: 'PUBLIC', translations: [{ locale: 'en', name: 'Attic' }] },
  });
  threadId = await made('createDiscussionThread', 'thread', {
    input: { spaceId, locale: 'en', title: 'Skates', body: 'Any?' },
  });
  postId = await made('addPost', 'post', { input: { threadId, body: 'Size 30.' } });
  const invited = somebody().email;
  invitationId = await made('inviteMember', 'invitation', { input: { email: invited, roles: ['MEMBER'] } });
  codes.acceptInvitation = (await letterTo(hub, invited)).code;
  keyId = await made('createApiKey', 'apiKey', { input: { name: 'k', scope: 'READ' } });
  grantId = await made('grantAccess', 'grant', { input: { memberId: member.id, role: 'CONTRIBUTOR', locale: 'de' } });
  for (const [name, use] of [
    ['requestMagicLink', 'signInWithMagicLink'],
    ['requestPasswordReset', 'resetPassword'],
  ] as const) {
    await hub.query(`mutation ($email: String!) { ${name}(email: $email) { errors { code } } }`, {
      email: member.email,
    });
    codes[use] = (await letterTo(hub, member.email)).code;
  }
  // Nothing can be written into the log from here on.
  await hub.database.pool.query('alter table audit_event add constraint full_disk check (false) not valid');
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

const TYPES: Record<string, string> = {
  createSpace: 'SpaceInput',
  createDiscussionThread: 'CreateDiscussionThreadInput',
  addPost: 'AddPostInput',
  inviteMember: 'InviteMemberInput',
  createApiKey: 'CreateApiKeyInput',
  grantAccess: 'GrantAccessInput',
};

/** Makes something as the admin. @returns its id */
async function made(name: string, field: string, variables: object): Promise<string> {
  const { data } = await hub.query<{ done: Record<string, { id: string }> }>(
    `mutation ($input: ${TYPES[name]}!) { done: ${name}(input: $input) { ${field} { id } errors { code } } }`,
    variables,
    { as: admin },
  );
  return data.done[field]!.id;
}

/** All that is kept, but the counts of tries and when a session was last seen. */
async function everything(): Promise<Record<string, string>> {
  const { pool } = hub.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname in ('public', 'graphile_worker') and tablename <> 'auth_try'`,
  );
  const kept: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ all: string }>(
      `select coalesce(string_agg(t::text, chr(10) order by t::text), '') as all from ${name} t`,
    );
    kept[name] = rows[0]!.all;
  }
  return kept;
}

const MEMBER = () => member.token;
const ADMIN = () => admin;
const VISITOR = () => undefined;

test.each<[string, () => string | undefined, () => string]>([
  ['updateProfile', MEMBER, () => '(input: { name: "Rune" })'],
  ['createApiKey', MEMBER, () => '(input: { name: "x", scope: ALL })'],
  ['revokeApiKey', ADMIN, () => `(id: "${keyId}")`],
  ['signOut', MEMBER, () => ''],
  ['endOtherSessions', MEMBER, () => ''],
  [
    'changePassword',
    MEMBER,
    () => `(input: { currentPassword: "${PASSWORD}", newPassword: "four blue kettles sing" })`,
  ],
  ['enableTwoFactor', ADMIN, () => '(password: "correct horse battery staple")'],
  ['requestMagicLink', VISITOR, () => `(email: "${member.email}")`],
  ['signInWithMagicLink', VISITOR, () => `(input: { token: "${codes.signInWithMagicLink}" })`],
  ['verifyEmail', MEMBER, () => `(token: "${codes.verifyEmail}")`],
  [
    'resetPassword',
    VISITOR,
    () => `(input: { token: "${codes.resetPassword}", newPassword: "four blue kettles sing" })`,
  ],
  ['signUp', VISITOR, () => `(input: { email: "${somebody().email}", password: "${PASSWORD}", name: "Una" })`],
  [
    'acceptInvitation',
    VISITOR,
    () => `(input: { token: "${codes.acceptInvitation}", password: "${PASSWORD}", name: "U" })`,
  ],
  ['requestEmailChange', MEMBER, () => '(newEmail: "elsewhere@test.example")'],
  ['exportMyData', MEMBER, () => ''],
  ['deleteMyAccount', MEMBER, () => `(password: "${PASSWORD}", posts: REMOVE)`],
  ['deleteMember', ADMIN, () => `(memberId: "${member.id}", posts: KEEP)`],
  ['updateMemberRoles', ADMIN, () => `(memberId: "${member.id}", roles: [EDITOR])`],
  ['grantAccess', ADMIN, () => `(input: { memberId: "${member.id}", role: CONTRIBUTOR, locale: "en" })`],
  ['revokeAccess', ADMIN, () => `(id: "${grantId}")`],
  ['inviteMember', ADMIN, () => `(input: { email: "${somebody().email}", roles: [EDITOR] })`],
  ['revokeInvitation', ADMIN, () => `(id: "${invitationId}")`],
  ['publishCodeOfConduct', ADMIN, () => '(input: { translations: [{ locale: "en", body: "Be kind." }] })'],
  ['addPost', MEMBER, () => `(input: { threadId: "${threadId}", body: "Me too." })`],
  ['updatePost', ADMIN, () => `(input: { id: "${postId}", body: "Size 31." })`],
  ['deletePost', ADMIN, () => `(id: "${postId}")`],
  ['lockDiscussionThread', ADMIN, () => `(id: "${threadId}", locked: true)`],
  ['createResource', ADMIN, () => '(input: {})'],
  ['createTopic', ADMIN, () => '(input: { slug: "skates", translations: [{ locale: "en", name: "Skates" }] })'],
])('%s does nothing that the log does not tell', async (name, as, input) => {
  const before = await everything();
  const { data, errors } = await hub.query<Record<string, { errors: object[] }>>(
    `mutation { ${name}${input()} { errors { code message path } } }`,
    {},
    { as: as() },
  );
  const refusals = data?.[name]?.errors ?? [];
  // Refused for another reason would prove nothing.
  expect([errors?.[0]?.extensions.code, ...refusals]).toEqual(['INTERNAL_SERVER_ERROR']);
  expect(await everything()).toEqual(before);
});
