import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isInputObjectType } from 'graphql';
import { VISITOR } from '../src/access/viewer.js';
import { Statement } from '../src/read/statement.js';
import { hubSchema } from '../src/resolvers/build-schema.js';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';
import { NOWHERE } from './harness/schema-walk.js';

interface Problem {
  code: string;
  message: string;
  path: string[];
}
type Payload = { errors: Problem[] } & Record<string, never>;

let hub: TestHub;
let garden: string;
let kitchen: string;
let team: string;
beforeAll(async () => {
  hub = await testHub();
  const space = (slug: string, visibility: 'PUBLIC' | 'MEMBERS') =>
    hub.services.spaces.put({ slug, visibility, translations: [{ locale: 'en', name: slug }] });
  garden = await space('garden', 'PUBLIC');
  kitchen = await space('kitchen', 'PUBLIC');
  team = await space('team', 'MEMBERS');
});
afterAll(() => hub.close());

const tokens = new Map<string, string>();

async function token(who: TestPerson | 'visitor'): Promise<string | undefined> {
  if (who !== 'visitor' && !tokens.has(who)) tokens.set(who, await hub.signIn(who));
  return tokens.get(who);
}

/** Runs one mutation and answers its payload. */
async function change(who: TestPerson, text: string, variables: object = {}): Promise<Payload> {
  const { data, errors } = await hub.query<Record<string, Payload>>(text, variables, { as: await token(who) });
  if (errors) throw new Error(String(errors[0]!.extensions.code));
  return Object.values(data)[0]!;
}

const codes = ({ errors }: Payload) => errors.map(({ code, path }) => `${code} ${path.join('.')}`);

async function can(who: TestPerson | 'visitor', id: string): Promise<string[] | undefined> {
  const text = 'query ($id: ID!) { node(id: $id) { can } }';
  const { data } = await hub.query<{ node: { can: string[] } | null }>(text, { id }, { as: await token(who) });
  return data.node?.can.sort();
}

async function memberId(who: TestPerson): Promise<string> {
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: await token(who) });
  return data.me.id;
}

const GRANT = `mutation ($input: GrantAccessInput!) { grantAccess(input: $input) {
  grant { id role locale space { slug } organizationId grantedBy { handle } } errors { code path } } }`;

async function grant(who: TestPerson, role: string, place: object): Promise<string> {
  const given = await change('admin', GRANT, { input: { memberId: await memberId(who), role, ...place } });
  expect(given.errors).toEqual([]);
  return (given.grant as unknown as { id: string }).id;
}

const revoke = (id: string) =>
  change('admin', 'mutation ($id: ID!) { revokeAccess(id: $id) { revokedId errors { code path } } }', { id });

async function thread(who: TestPerson, spaceId: string): Promise<{ id: string; first: string }> {
  const { thread: made } = await change(
    who,
    `mutation ($input: CreateDiscussionThreadInput!) { createDiscussionThread(input: $input) {
      thread { id posts { nodes { id } } } errors { code path } } }`,
    { input: { spaceId, title: 'Tomatoes', locale: 'en', body: 'When?' } },
  );
  const { id, posts } = made as unknown as { id: string; posts: { nodes: { id: string }[] } };
  return { id, first: posts.nodes[0]!.id };
}

async function reply(who: TestPerson, threadId: string): Promise<string> {
  const { post } = await change(
    who,
    'mutation ($id: ID!) { addPost(input: { threadId: $id, body: "Now." }) { post { id } errors { code path } } }',
    { id: threadId },
  );
  return (post as unknown as { id: string }).id;
}

const lock = (who: TestPerson, id: string, locked = true) =>
  change(
    who,
    'mutation ($id: ID!, $locked: Boolean!) { lockDiscussionThread(id: $id, locked: $locked) { errors { code path message } } }',
    { id, locked },
  );

interface Draft {
  entryId: string;
  number: number;
  revisionId: string;
}

/** Saves a draft: a new entry, or with `of` a newer revision. */
async function save(who: TestPerson, type: string, input: object, of?: Draft): Promise<Payload & { saved?: Draft }> {
  const answer = '{ revision { id entryId number } errors { code path message } }';
  const payload = await change(
    who,
    of
      ? `mutation ($id: ID!, $revision: Int!, $input: ${type}Input!) { update${type}(id: $id, revision: $revision, input: $input) ${answer} }`
      : `mutation ($input: ${type}Input!) { create${type}(input: $input) ${answer} }`,
    { id: of?.entryId, revision: of?.number, input },
  );
  const revision = payload.revision as unknown as { id: string; entryId: string; number: number } | null;
  return Object.assign(payload, revision && { saved: { ...revision, revisionId: revision.id } });
}

const publish = (who: TestPerson, { entryId, number }: Draft) =>
  change(
    who,
    'mutation ($id: ID!, $revision: Int!) { publishEntry(id: $id, revision: $revision) { errors { code path } } }',
    { id: entryId, revision: number },
  );

const texts = (...locales: string[]) => ({
  translations: locales.map((locale) => ({ locale, title: `Title ${locale}`, body: `Body ${locale}` })),
});
const RESOURCE = { kind: 'GUIDE', cost: 'FREE', url: 'https://a.example', ...texts('en', 'de') };

describe('can', () => {
  test('says what one may do with a thread and a post', async () => {
    const { id, first } = await thread('member', garden);
    const answer = await reply('other', id);
    expect(await can('visitor', id)).toEqual([]);
    expect(await can('other', id)).toEqual(['REPLY']);
    expect(await can('member', id)).toEqual(['ACCEPT_ANSWER', 'DELETE', 'EDIT', 'REPLY']);
    const all = ['ACCEPT_ANSWER', 'DELETE', 'EDIT', 'LOCK', 'MOVE', 'PIN', 'REPLY'];
    expect(await can('moderator', id)).toEqual(all);
    await lock('moderator', id);
    expect(await can('other', id)).toEqual([]);
    expect(await can('moderator', id)).toEqual(all);
    expect(await can('member', first)).toEqual(['EDIT']);
    expect(await can('other', answer)).toEqual(['DELETE', 'EDIT']);
    expect(await can('member', answer)).toEqual([]);
  });

  test('says what one may do with an entry, also while it is a draft', async () => {
    const { saved } = await save('contributor', 'Resource', RESOURCE);
    const editors = [
      'DELETE',
      'EDIT',
      'PUBLISH',
      'PUBLISH_UNREVIEWED',
      'READ_REVISIONS',
      'SUBMIT_FOR_REVIEW',
      'UNPUBLISH',
    ];
    const authors = ['EDIT', 'READ_REVISIONS', 'SUBMIT_FOR_REVIEW'];
    expect(await can('contributor', saved!.revisionId)).toEqual(['DELETE', ...authors]);
    expect(await can('editor', saved!.revisionId)).toEqual(editors);
    expect(await can('expert', saved!.revisionId)).toBeUndefined();
    await publish('editor', saved!);
    expect(await can('contributor', saved!.entryId)).toEqual(authors);
    expect(await can('editor', saved!.entryId)).toEqual(editors);
    expect(await can('expert', saved!.entryId)).toEqual([]);
  });

  test('says so of members, spaces and what is in lists, in one statement', async () => {
    expect(await can('member', await memberId('member'))).toEqual(['EDIT']);
    expect(await can('admin', await memberId('member'))).toEqual(['DELETE', 'GRANT_ACCESS', 'SET_ROLES']);
    expect(await can('visitor', garden)).toEqual([]);
    expect(await can('member', garden)).toEqual(['OPEN_THREAD']);
    expect(await can('moderator', garden)).toEqual(['DELETE', 'EDIT', 'OPEN_THREAD']);
    const as = await token('member');
    const text =
      '{ spaces(first: 3) { nodes { can threads(first: 5) { nodes { can posts(first: 5) { nodes { can author { can } } } } } } } }';
    expect((await hub.query(text, {}, { as })).errors).toBeUndefined();
    expect(await hub.statements(() => hub.query(text, {}, { as }))).toBe(2);
  });
});

describe('a moderator of one space', () => {
  test('moderates there and nowhere else, until it is taken back', async () => {
    const here = await thread('other', garden);
    const elsewhere = await thread('other', kitchen);
    const post = await reply('other', here.id);
    const text = 'mutation ($id: ID!) { lockDiscussionThread(id: $id, locked: true) { errors { code } } }';
    await expect(change('member', text, { id: here.id })).rejects.toThrow('FORBIDDEN');

    const id = await grant('member', 'MODERATOR', { spaceId: garden });
    expect(codes(await lock('member', here.id))).toEqual([]);
    const refused = await lock('member', elsewhere.id);
    expect(codes(refused)).toEqual(['NOT_ALLOWED id']);
    expect(refused.errors[0]!.message).toContain('moderators of the space');
    expect(await can('member', here.id)).toContain('PIN');
    expect(await can('member', elsewhere.id)).toEqual(['REPLY']);
    expect(await can('member', post)).toEqual(['DELETE', 'EDIT']);
    expect(await reply('member', here.id)).toEqual(expect.any(String));

    expect(codes(await revoke(id))).toEqual([]);
    expect(codes(await revoke(id))).toEqual(['NOT_FOUND id']);
    await expect(change('member', text, { id: here.id })).rejects.toThrow('FORBIDDEN');
    expect(await can('member', here.id)).toEqual([]);
  });
});

describe('a partner of one organisation', () => {
  test('edits it, leaves publishing to editors, and has no others', async () => {
    const { saved: theirs } = await save('editor', 'PartnerOrganization', texts('en'));
    const { saved: other } = await save('editor', 'PartnerOrganization', texts('en'));
    expect(codes(await save('partner', 'PartnerOrganization', texts('en'), theirs))).toEqual(['NOT_FOUND id']);

    await grant('partner', 'PARTNER', { organizationId: theirs!.entryId });
    const { saved, errors } = await save(
      'partner',
      'PartnerOrganization',
      { ...texts('en'), email: 'a@b.example' },
      theirs,
    );
    expect(errors).toEqual([]);
    expect(await can('partner', saved!.revisionId)).toEqual(['EDIT', 'READ_REVISIONS', 'SUBMIT_FOR_REVIEW']);
    await expect(publish('partner', saved!)).rejects.toThrow('FORBIDDEN');

    expect(codes(await save('partner', 'PartnerOrganization', texts('en'), other))).toEqual(['NOT_FOUND id']);
    await publish('editor', other!);
    expect(codes(await save('partner', 'PartnerOrganization', texts('en'), other))).toEqual(['NOT_ALLOWED id']);
    expect(await can('partner', other!.entryId)).toEqual([]);
  });
});

describe('a translator', () => {
  beforeAll(async () => {
    await grant('other', 'CONTRIBUTOR', { locale: 'de' });
  });
  const draftOf = async (who: TestPerson, revisionId: string) => {
    const text = `query ($id: ID!) { revision(id: $id) { draft {
      ... on ResourceDraft { url translations { locale title body } }
      ... on SuccessStoryDraft { consent { givenBy } storytellerName } } } }`;
    const { data } = await hub.query<{ revision: { draft: Record<string, unknown> } }>(
      text,
      { id: revisionId },
      { as: await token(who) },
    );
    return data.revision.draft;
  };

  test('changes the texts of their language, and what they do not send stays', async () => {
    const { saved } = await save('editor', 'Resource', RESOURCE);
    const german = { locale: 'de', title: 'Auf Deutsch' };
    const { saved: translated, errors } = await save('other', 'Resource', { translations: [german] }, saved);
    expect(errors).toEqual([]);
    expect(await draftOf('editor', translated!.revisionId)).toEqual({
      url: 'https://a.example',
      translations: [
        { locale: 'de', title: 'Auf Deutsch', body: 'Body de' },
        { locale: 'en', title: 'Title en', body: 'Body en' },
      ],
    });
    expect(await can('other', translated!.revisionId)).toEqual(['READ_REVISIONS', 'SUBMIT_FOR_REVIEW', 'TRANSLATE']);
    expect(codes(await save('other', 'Resource', { ...RESOURCE, ...texts('en', 'de') }, translated))).toEqual([]);
  });

  test('is refused all else, each with its place', async () => {
    const { saved } = await save('editor', 'Resource', RESOURCE);
    const input = {
      url: 'https://evil.example',
      kind: 'GUIDE',
      audiences: ['PREGNANCY'],
      translations: [
        { locale: 'de', title: 'Gut' },
        { locale: 'en', title: 'Mine', body: 'Body en' },
        { locale: 'fr', title: 'Une' },
      ],
    };
    const refused = codes(await save('other', 'Resource', input, saved));
    expect(refused.sort()).toEqual([
      'NOT_ALLOWED input.audiences',
      'NOT_ALLOWED input.translations.1.title',
      'NOT_ALLOWED input.translations.2',
      'NOT_ALLOWED input.url',
    ]);
    await expect(publish('other', saved!)).rejects.toThrow('FORBIDDEN');
    await expect(save('other', 'Resource', RESOURCE)).rejects.toThrow('FORBIDDEN');
  });

  test('translates the services of an organisation, and leaves them as they are', async () => {
    const service = (name: string, email: string) => ({ key: 'a', email, translations: [{ locale: 'de', name }] });
    const { saved } = await save('editor', 'PartnerOrganization', {
      ...texts('en'),
      services: [service('A', 'a@a.example')],
    });
    const update = (input: object) => save('other', 'PartnerOrganization', input, saved);
    expect(codes(await update({ services: [service('B', 'b@a.example')] }))).toEqual([
      'NOT_ALLOWED input.services.0.email',
    ]);
    expect(codes(await update({ services: [] }))).toEqual(['NOT_ALLOWED input.services']);
    expect(codes(await update({ services: [service('B', 'a@a.example')] }))).toEqual([]);
  });

  test('does not see who gave consent, and does not lose it', async () => {
    const consent = { givenBy: 'Real Name', givenOn: '2026-01-01', scope: 'Web' };
    const { saved } = await save('editor', 'SuccessStory', { ...texts('en'), storytellerName: 'Ann', consent });
    expect(await draftOf('other', saved!.revisionId)).toEqual({ consent: null, storytellerName: 'Ann' });
    const { saved: translated } = await save('other', 'SuccessStory', texts('de'), saved);
    expect(await draftOf('editor', translated!.revisionId)).toEqual({
      consent: { givenBy: 'Real Name' },
      storytellerName: 'Ann',
    });
    const { saved: own } = await save('contributor', 'SuccessStory', { ...texts('en'), consent });
    expect(await draftOf('contributor', own!.revisionId)).toMatchObject({ consent: { givenBy: 'Real Name' } });
  });
});

describe('a role for one place', () => {
  test('is given for one place that exists, and where it means something', async () => {
    const attempt = async (input: object) =>
      codes(
        await change('admin', GRANT, { input: { memberId: await memberId('expert'), role: 'MODERATOR', ...input } }),
      );
    expect(await attempt({})).toEqual(['INVALID input']);
    expect(await attempt({ spaceId: garden, locale: 'en' })).toEqual(['INVALID input']);
    expect(await attempt({ spaceId: NOWHERE })).toEqual(['NOT_FOUND input.spaceId']);
    expect(await attempt({ spaceId: 'nonsense', memberId: NOWHERE })).toEqual([
      'NOT_FOUND input.memberId',
      'NOT_FOUND input.spaceId',
    ]);
    expect(await attempt({ organizationId: garden, role: 'PARTNER' })).toEqual(['NOT_FOUND input.organizationId']);
    expect(await attempt({ spaceId: garden, role: 'EDITOR' })).toEqual(['INVALID input.role']);
    expect(await attempt({ locale: 'tlh', role: 'CONTRIBUTOR' })).toEqual(['INVALID input.locale']);
  });

  test('is given once, and seen by its member and admins', async () => {
    const id = await grant('expert', 'MODERATOR', { spaceId: kitchen });
    expect(await grant('expert', 'MODERATOR', { spaceId: kitchen })).toBe(id);
    const read = async (who: TestPerson) => {
      const text =
        'query ($id: ID!) { member(handle: "expert") { grants { id role space { slug } grantedBy { handle } } } node(id: $id) { id } }';
      return (await hub.query(text, { id }, { as: await token(who) })).data;
    };
    const seen = {
      member: { grants: [{ id, role: 'MODERATOR', space: { slug: 'kitchen' }, grantedBy: { handle: 'admin' } }] },
      node: { id },
    };
    expect(await read('expert')).toEqual(seen);
    expect(await read('admin')).toEqual(seen);
    expect(await read('editor')).toEqual({ member: { grants: null }, node: null });
  });
});

describe('what one may not see is the same as what does not exist', () => {
  test('for reading: by id, in lists, in counts and in search', async () => {
    const hidden = await thread('member', team);
    await hub.settle();
    const text = `query ($id: ID!, $post: ID!) { node(id: $id) { id } discussionThread(id: $id) { id } post(id: $post) { id }
      space(slug: "team") { id } spaces { totalCount nodes { slug } } discussionThreads(filter: { spaces: ["team"] }) { totalCount nodes { id } }
      members: member(handle: "member") { threads(filter: { spaces: ["team"] }) { totalCount } posts(first: 0) { totalCount } }
      search(query: "Tomatoes") { nodes { ... on DiscussionThread { id } } } }`;
    const visitor = (await hub.query(text, { id: hidden.id, post: hidden.first })).data;
    expect(visitor).toMatchObject({
      node: null,
      discussionThread: null,
      post: null,
      space: null,
      spaces: { totalCount: 2 },
      discussionThreads: { totalCount: 0, nodes: [] },
      members: { threads: { totalCount: 0 } },
    });
    expect(JSON.stringify(visitor)).not.toContain(hidden.id);
    const absent = (await hub.query(text, { id: NOWHERE, post: NOWHERE })).data;
    expect(visitor).toEqual(absent);
    const seen = (await hub.query(text, { id: hidden.id, post: hidden.first }, { as: await token('other') })).data;
    expect(seen).toMatchObject({
      node: { id: hidden.id },
      spaces: { totalCount: 3 },
      discussionThreads: { totalCount: 1 },
    });
  });

  test('for writing', async () => {
    const { saved } = await save('editor', 'Resource', RESOURCE);
    const { id, first } = await thread('member', garden);
    await change('member', 'mutation ($id: ID!) { deleteDiscussionThread(id: $id) { errors { code } } }', { id });
    const attempts: [TestPerson, string, string][] = [
      [
        'contributor',
        `mutation ($id: ID!) { updateResource(id: $id, revision: 1, input: {}) { errors { code message path } } }`,
        saved!.entryId,
      ],
      [
        'contributor',
        `mutation ($id: ID!) { updateResource(id: $id, revision: 7, input: {}) { errors { code message path } } }`,
        saved!.entryId,
      ],
      ['contributor', `mutation ($id: ID!) { deleteEntry(id: $id) { errors { code message path } } }`, saved!.entryId],
      ['contributor', `mutation ($id: ID!) { restoreEntry(id: $id) { errors { code message path } } }`, saved!.entryId],
      [
        'contributor',
        `mutation ($id: ID!) { updateSuccessStory(id: $id, revision: 1, input: {}) { errors { code message path } } }`,
        saved!.entryId,
      ],
      [
        'member',
        `mutation ($id: ID!) { updateDiscussionThread(input: { id: $id, title: "New" }) { errors { code message path } } }`,
        id,
      ],
      [
        'member',
        `mutation ($id: ID!) { addPost(input: { threadId: $id, body: "x" }) { errors { code message path } } }`,
        id,
      ],
      [
        'member',
        `mutation ($id: ID!) { updatePost(input: { id: $id, body: "x" }) { errors { code message path } } }`,
        first,
      ],
      ['moderator', `mutation ($id: ID!) { deletePost(id: $id) { errors { code message path } } }`, first],
    ];
    for (const [who, text, hidden] of attempts) {
      const refused = await change(who, text, { id: hidden });
      expect(refused.errors).toMatchObject([{ code: 'NOT_FOUND' }]);
      expect(refused).toEqual(await change(who, text, { id: NOWHERE }));
    }
  });
});

describe('filters and orders', () => {
  const ask = async (who: TestPerson, args: string) =>
    await hub.query<{ members: { nodes: { handle: string }[] } }>(
      `{ members(${args}) { nodes { handle } } }`,
      {},
      { as: await token(who) },
    );

  test('by what one may not read of everyone are refused, with the argument', async () => {
    for (const [args, argument] of [
      ['filter: { roles: [ADMIN] }', 'filter.roles'],
      ['orderBy: EMAIL', 'orderBy.EMAIL'],
    ] as const) {
      for (const who of ['member', 'editor'] as const) {
        const { data, errors } = await ask(who, args);
        expect(data).toBeNull();
        expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', argument } }]);
        expect(errors![0]!.message).toContain(argument);
      }
    }
    expect((await ask('member', 'filter: { roles: null }, orderBy: NAME')).errors).toBeUndefined();
    await token('editor');
    expect((await ask('admin', 'filter: { roles: [EDITOR] }')).data.members.nodes).toEqual([{ handle: 'editor' }]);
    const byEmail = (await ask('admin', 'orderBy: EMAIL')).data.members.nodes.map(({ handle }) => handle);
    expect(byEmail).toEqual([...byEmail].sort());
  });

  test('look at no guarded column unless they say so', () => {
    const guarded = /\.roles\b|auth_user|consent_/;
    const { catalogue } = hubSchema();
    for (const [type, collection] of catalogue.collections) {
      const statement = new Statement({ viewer: VISITOR, locales: ['en'] });
      for (const [name, filter] of collection.filters) {
        const value = ['words', 'parent'].includes(name) ? 'x' : ['x'];
        const sql = filter(value as never, statement.row(), statement);
        expect([type, name, guarded.test(sql)]).toEqual([type, name, collection.reads.has(`filter.${name}`)]);
      }
      for (const [name, order] of collection.orders) {
        const sql = order.keys.map((key) => key.sql(statement.row())).join();
        expect([type, name, guarded.test(sql)]).toEqual([type, name, collection.reads.has(`orderBy.${name}`)]);
      }
    }
  });
});

describe('inputs hold only what may be set', () => {
  test('none names what the hub decides', () => {
    const decided =
      /^(status|roles?|authorId|createdBy.*|createdAt|updatedAt|deletedAt|publishedAt|editedAt|locked|pinned|postCount|acceptedPostId|emailVerified|grants?|grantedBy.*|invitedBy.*|lineage|can)$/;
    const found = Object.values(hubSchema().schema.getTypeMap())
      .filter(isInputObjectType)
      .flatMap((type) => Object.keys(type.getFields()).map((field) => ({ type: type.name, field })))
      .filter(({ field }) => decided.test(field))
      .map(({ type, field }) => `${type}.${field}`);
    // Filters set nothing; roles are given by admins alone, and that is what these two are for.
    expect(found.sort()).toEqual([
      'DiscussionThreadFilter.pinned',
      'GrantAccessInput.role',
      'InviteMemberInput.roles',
      'MemberFilter.roles',
      'RevisionFilter.createdBy',
    ]);
  });

  test.each([
    [
      'signUp',
      'SignUpInput',
      { email: 'sly@test.example', password: 'three green kettles', name: 'Sly', roles: ['ADMIN'] },
    ],
    ['updateProfile', 'UpdateProfileInput', { name: 'Sly', roles: ['ADMIN'] }],
    ['updateProfile', 'UpdateProfileInput', { name: 'Sly', id: NOWHERE }],
    ['createResource', 'ResourceInput', { ...RESOURCE, status: 'PUBLISHED' }],
    [
      'createDiscussionThread',
      'CreateDiscussionThreadInput',
      { spaceId: NOWHERE, title: 'Abc', locale: 'en', body: 'x', pinned: true },
    ],
    ['addPost', 'AddPostInput', { threadId: NOWHERE, body: 'x', authorId: NOWHERE }],
  ])('%s with more than %s has is refused as a whole', async (field, type, input) => {
    const text = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`;
    const { errors } = await hub.query(text, { input }, { as: await token('contributor') });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const { rows } = await hub.database.pool.query("select 1 from member where name = 'Sly'");
    expect(rows).toEqual([]);
  });
});
