import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';
import type { Problem } from './harness/people.js';

const CREATE = `mutation ($input: CreateApiKeyInput!) {
  made: createApiKey(input: $input) {
    apiKey { id name scope prefix expiresAt lastUsedAt revokedAt can owner { handle } } secret errors { code message path }
  }
}`;
const REVOKE = `mutation ($id: ID!) {
  revoked: revokeApiKey(id: $id) { apiKey { id revokedAt can } errors { code message path } }
}`;
const LIST = '{ apiKeys(first: 50) { nodes { id prefix owner { handle } } } }';
const ME = '{ me { handle roles email } }';
const TOPIC = `mutation ($slug: String!) {
  createTopic(input: { slug: $slug, dimension: SOCIAL, translations: [{ locale: "en", name: "Sharing" }] }) {
    topic { id } errors { message }
  }
}`;
const PROFILE = 'mutation { updateProfile(input: { name: "Taken over" }) { errors { code } } }';
const SPACE = `mutation { createSpace(input: { slug: "kitchen", visibility: PUBLIC, translations: [{ locale: "en", name: "Kitchen" }] }) {
  space { id } errors { message } } }`;

interface Key {
  id: string;
  name: string;
  scope: string;
  prefix: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
  can: string[];
  owner: { handle: string };
}
interface Made {
  apiKey: Key | null;
  secret: string | null;
  errors: Problem[];
}
interface Revoked {
  apiKey: { id: string; revokedAt: string; can: string[] } | null;
  errors: Problem[];
}
interface Listed {
  apiKeys: { nodes: { id: string; prefix: string; owner: { handle: string } }[] };
}

let hub: TestHub;
const tokens = new Map<TestPerson, string>();
beforeAll(async () => {
  hub = await testHub();
  for (const who of ['admin', 'editor', 'member', 'other'] as const) tokens.set(who, await hub.signIn(who));
});
afterAll(() => hub.close());

async function create(who: TestPerson, input: object): Promise<Made> {
  const given = { name: 'Front end', scope: 'READ', ...input };
  return (await hub.query<{ made: Made }>(CREATE, { input: given }, { as: tokens.get(who) })).data.made;
}

async function keyOf(who: TestPerson, scope: 'READ' | 'CONTENT' | 'ALL') {
  const { apiKey, secret } = await create(who, { scope });
  return { id: apiKey!.id, secret: secret! };
}

async function revoke(who: TestPerson, id: string): Promise<Revoked> {
  return (await hub.query<{ revoked: Revoked }>(REVOKE, { id }, { as: tokens.get(who) })).data.revoked;
}

/** The code of the first error of the request; undefined when there is none. */
async function refusal(text: string, as: string, variables = {}) {
  return (await hub.query(text, variables, { as })).errors?.[0]?.extensions.code;
}

describe('an API key', () => {
  test('is shown once, and kept as a hash', async () => {
    const { apiKey, secret, errors } = await create('member', { name: ' Website ', expiresAt: '2999-01-01T00:00:00Z' });
    expect(errors).toEqual([]);
    expect(secret).toMatch(/^hearth_[\w-]{43}$/);
    expect(apiKey).toEqual({
      id: expect.any(String),
      name: 'Website',
      scope: 'READ',
      prefix: secret!.slice(0, 13),
      expiresAt: expect.stringMatching(/^2999-01-01T00:00:00/),
      lastUsedAt: null,
      revokedAt: null,
      can: ['REVOKE'],
      owner: { handle: 'member' },
    });
    const { rows } = await hub.database.pool.query(
      "select to_jsonb(k)::text as row, hash = sha256(convert_to($2, 'UTF8')) as hashed from api_key k where id = $1",
      [apiKey!.id, secret],
    );
    expect(rows[0].hashed).toBe(true);
    expect(rows[0].row).not.toContain(secret!.slice(13));
  });

  test('needs a name, and a time to come', async () => {
    const { apiKey, secret, errors } = await create('member', { name: ' ', expiresAt: '2020-01-01T00:00:00Z' });
    expect([apiKey, secret]).toEqual([null, null]);
    expect(errors.map(({ code, path }) => [code, path])).toEqual([
      ['INVALID', ['input', 'name']],
      ['INVALID', ['input', 'expiresAt']],
    ]);
  });

  test('works until it is revoked', async () => {
    const { id, secret } = await keyOf('member', 'ALL');
    expect(await refusal(ME, secret)).toBeUndefined();
    expect(await revoke('member', id)).toEqual({
      apiKey: { id, revokedAt: expect.any(String), can: [] },
      errors: [],
    });
    const { status, errors } = await hub.query(ME, {}, { as: secret });
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await revoke('member', id)).errors[0]?.code).toBe('NOT_ALLOWED');
  });

  test('works until it expires', async () => {
    const { id, secret } = await keyOf('member', 'ALL');
    expect(await refusal(ME, secret)).toBeUndefined();
    await hub.database.pool.query('update api_key set expires_at = now() where id = $1', [id]);
    expect(await refusal(ME, secret)).toBe('UNAUTHENTICATED');
  });

  test('that is not quite right does not work', async () => {
    const { secret } = await keyOf('member', 'ALL');
    const other = secret.endsWith('A') ? 'B' : 'A';
    for (const wrong of [`${secret.slice(0, -1)}${other}`, `${secret}A`, 'hearth_']) {
      expect(await refusal(ME, wrong)).toBe('UNAUTHENTICATED');
    }
  });

  test('is recognised in one statement, which notes its use once a minute', async () => {
    const { id, secret } = await keyOf('member', 'ALL');
    const { apiKeys } = hub.services;
    const lastUse = async (): Promise<Date | null> =>
      (await hub.database.pool.query('select last_used_at from api_key where id = $1', [id])).rows[0].last_used_at;
    expect(await hub.statements(() => apiKeys.holderOf(secret))).toBe(1);
    const first = await lastUse();
    expect(first).not.toBeNull();
    await apiKeys.holderOf(secret);
    expect(await lastUse()).toEqual(first);
    await hub.database.pool.query("update api_key set last_used_at = now() - interval '61 seconds' where id = $1", [
      id,
    ]);
    await apiKeys.holderOf(secret);
    expect((await lastUse())!.getTime()).toBeGreaterThanOrEqual(first!.getTime());
  });
});

describe('the scope', () => {
  test('READ acts as a visitor', async () => {
    const { secret } = await keyOf('admin', 'READ');
    expect((await hub.query(ME, {}, { as: secret })).data).toEqual({ me: null });
    expect(await refusal('{ members(first: 1) { nodes { id } } }', secret)).toBe('UNAUTHENTICATED');
    expect(await refusal(TOPIC, secret, { slug: 'read' })).toBe('UNAUTHENTICATED');
    expect(await refusal('{ topics(first: 1) { nodes { id } } }', secret)).toBeUndefined();
  });

  test('CONTENT writes content as its owner may, and nothing else', async () => {
    const { secret } = await keyOf('admin', 'CONTENT');
    const { data } = await hub.query<{ createTopic: { topic: object } }>(TOPIC, { slug: 'content' }, { as: secret });
    expect(data.createTopic).toEqual({ topic: { id: expect.any(String) }, errors: [] });
    expect(await refusal(PROFILE, secret)).toBe('FORBIDDEN');
    expect(await refusal(SPACE, secret)).toBe('FORBIDDEN');
    expect(await refusal('{ invitations(first: 1) { nodes { id } } }', secret)).toBe('FORBIDDEN');
    const others = '{ members(first: 50) { nodes { handle email can } } }';
    const members = (await hub.query<{ members: { nodes: object[] } }>(others, {}, { as: secret })).data.members.nodes;
    expect(members).toContainEqual({ handle: 'editor', email: null, can: [] });
    expect(await refusal(TOPIC, (await keyOf('member', 'CONTENT')).secret, { slug: 'member' })).toBe('FORBIDDEN');
  });

  test('ALL acts as its owner', async () => {
    const { secret } = await keyOf('admin', 'ALL');
    expect((await hub.query(ME, {}, { as: secret })).data).toEqual({
      me: { handle: 'admin', roles: ['ADMIN'], email: 'admin@test.example' },
    });
    const { data } = await hub.query<{ createSpace: object }>(SPACE, {}, { as: secret });
    expect(data.createSpace).toEqual({ space: { id: expect.any(String) }, errors: [] });
  });

  test('follows the roles of the owner from the next request on', async () => {
    const { secret } = await keyOf('editor', 'CONTENT');
    expect(await refusal(TOPIC, secret, { slug: 'while-editor' })).toBeUndefined();
    await hub.database.pool.query("update member set roles = '{MEMBER}' where handle = 'editor'");
    try {
      expect(await refusal(TOPIC, secret, { slug: 'no-editor' })).toBe('FORBIDDEN');
    } finally {
      await hub.database.pool.query("update member set roles = '{EDITOR}' where handle = 'editor'");
    }
  });

  test.each(['READ', 'CONTENT', 'ALL'] as const)('%s makes no keys and changes no password', async (scope) => {
    const { id, secret } = await keyOf('admin', scope);
    const code = scope === 'READ' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    expect(await refusal(CREATE, secret, { input: { name: 'More', scope: 'ALL' } })).toBe(code);
    expect(await refusal(REVOKE, secret, { id })).toBe(code);
    expect(await refusal(LIST, secret)).toBe(code);
    const change = 'mutation { changePassword(input: { currentPassword: "a", newPassword: "b" }) { token } }';
    expect(await refusal(change, secret)).toBe(code);
    const reset = 'mutation { resetPassword(input: { token: "a", newPassword: "b" }) { errors { code } } }';
    expect(await refusal(reset, secret)).toBe('FORBIDDEN');
    const email = 'mutation { requestEmailChange(newEmail: "thief@test.example") { errors { code } } }';
    expect(await refusal(email, secret)).toBe(code);
    expect((await hub.query('mutation { signOut { signedOut } }', {}, { as: secret })).data?.signOut ?? null).toEqual(
      scope === 'CONTENT' ? null : { signedOut: false },
    );
  });
});

describe('API keys are seen', () => {
  async function seenBy(who: TestPerson): Promise<Listed['apiKeys']['nodes']> {
    return (await hub.query<Listed>(LIST, {}, { as: tokens.get(who) })).data.apiKeys.nodes;
  }

  test('and revoked by their owner and admins', async () => {
    const { id } = await keyOf('member', 'READ');
    expect((await seenBy('member')).map((key) => key.id)).toContain(id);
    expect(new Set((await seenBy('member')).map((key) => key.owner.handle))).toEqual(new Set(['member']));
    expect((await seenBy('admin')).map((key) => key.id)).toContain(id);
    expect((await seenBy('other')).map((key) => key.id)).not.toContain(id);
    expect((await revoke('other', id)).errors[0]?.code).toBe('NOT_FOUND');
    expect((await revoke('admin', id)).errors).toEqual([]);
  });
});
