import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptConduct, type TestHub, testHub } from './harness/hub.js';
import { FROM_ANYWHERE, me, newMember, PASSWORD, type Problem, signIn } from './harness/people.js';

/** What one account may have many of has an end, which says so. */

interface Many {
  /** Makes one more. */
  readonly make: string;
  readonly table: string;
  readonly owner: string;
  readonly most: number;
  /** What no two rows may share. */
  readonly unique: string;
  /** What the refusal names. */
  readonly remedy: string;
}

const HASH = "'\\x' || encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex')";

let hub: TestHub;
let entryId: string;
let admin: { id: string; token: string };
beforeAll(async () => {
  hub = await testHub({ environment: FROM_ANYWHERE });
  const member = await newMember(hub);
  await hub.database.pool.query("update member set roles = '{ADMIN}' where id = $1", [member.id]);
  await acceptConduct(hub, member.token);
  admin = member;
  const text = `mutation { done: createResource(input: { translations: [{ locale: "en", title: "Sleep" }] }) {
    revision { entryId } errors { message } } }`;
  const { data } = await hub.query<{ done: { revision: { entryId: string } } }>(text, {}, { as: admin.token });
  entryId = data.done.revision.entryId;
});
afterAll(() => hub.close());

const MANY: Record<string, Many> = {
  'API keys': {
    make: 'createApiKey(input: { name: "A", scope: READ })',
    table: 'api_key',
    owner: 'owner_id',
    most: 50,
    unique: `'hash', ${HASH}`,
    remedy: 'revokeApiKey',
  },
  'saved views': {
    make: 'createSavedView(input: { name: "A", list: REVISIONS, columns: ["number"] })',
    table: 'saved_view',
    owner: 'owner_id',
    most: 200,
    unique: '',
    remedy: 'deleteSavedView',
  },
  'preview links': {
    make: 'createPreviewLink(entryId: "ENTRY", expiresInMinutes: 60)',
    table: 'preview_link',
    owner: 'created_by',
    most: 200,
    unique: `'token_hash', ${HASH}`,
    remedy: 'revokePreviewLink',
  },
  webhooks: {
    make: 'createWebhook(input: { name: "A", url: "https://93.184.216.34/", events: [ENTRY_CREATED] })',
    table: 'webhook',
    owner: 'created_by',
    most: 100,
    unique: '',
    remedy: 'deleteWebhook',
  },
  uploads: {
    make: 'createMediaUpload',
    table: 'media_upload',
    owner: 'member_id',
    most: 100,
    unique: '',
    remedy: 'createMediaAsset',
  },
  invitations: {
    make: 'inviteMember(input: { email: "EMAIL", roles: [MEMBER] })',
    table: 'invitation',
    owner: 'invited_by',
    most: 500,
    unique: `'email', gen_random_uuid()::text || '@test.example'`,
    remedy: 'revokeInvitation',
  },
};

let invited = 0;

async function makeOne({ make }: Many): Promise<Problem[]> {
  const field = make.replace('ENTRY"', `${entryId}"`).replace('EMAIL', `invited${++invited}@test.example`);
  const text = `mutation { done: ${field} { errors { code message path } } }`;
  const { data, errors } = await hub.query<{ done: { errors: Problem[] } }>(text, {}, { as: admin.token });
  expect(errors).toBeUndefined();
  return data.done.errors;
}

describe.each(Object.keys(MANY))('%s', (what) => {
  const many = MANY[what]!;
  const { table, owner, most, unique, remedy } = many;

  test('of one account have an end, also when two are made at the same time', async () => {
    expect(await makeOne(many)).toEqual([]);
    const { pool } = hub.database;
    await pool.query(
      `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid()${unique && `, ${unique}`}))).*
       from ${table} t, generate_series(1, $2) where t.${owner} = $1`,
      [admin.id, most - 2],
    );
    const both = await Promise.all([makeOne(many), makeOne(many)]);
    const refused = both.filter((errors) => errors.length);
    expect(refused).toMatchObject([[{ code: 'NOT_ALLOWED' }]]);
    expect(refused[0]![0]!.message).toContain(`You have ${most} `);
    expect(refused[0]![0]!.message).toContain(remedy);
    const { rowCount } = await pool.query(`select from ${table} where ${owner} = $1`, [admin.id]);
    expect(rowCount).toBe(most);

    await pool.query(`delete from ${table} where id = (select id from ${table} where ${owner} = $1 limit 1)`, [
      admin.id,
    ]);
    expect(await makeOne(many)).toEqual([]);
  });
});

test('of too many sessions the one that was used longest ago ends', async () => {
  const { email, from, id, token } = await newMember(hub);
  const { pool } = hub.database;
  await pool.query(
    `insert into auth_session select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'token', gen_random_uuid()))).*
     from auth_session s, generate_series(1, 99) where s.user_id = $1`,
    [id],
  );
  const oldest = "update auth_session set updated_at = now() - interval '1 minute' where token = $1";
  await pool.query(oldest, [token.split('.')[0]]);
  const later = (await signIn(hub, email, PASSWORD, from)).data.session.token!;
  expect(await me(hub, token)).toBeNull();
  expect((await me(hub, later))?.id).toBe(id);
  const { rowCount } = await pool.query('select from auth_session where user_id = $1', [id]);
  expect(rowCount).toBe(100);
});
