import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AUDIT_JOB } from '../src/services/audit/audit.js';
import { acceptConduct, type TestHub, type TestPerson, testHub } from './harness/hub.js';
import { FROM_ANYWHERE, newMember, SIGN_IN } from './harness/people.js';
import { NOWHERE } from './harness/schema-walk.js';

interface Event {
  at: string;
  action: string;
  actorId: string | null;
  actorName: string | null;
  actor: { name: string } | null;
  objectType: string | null;
  objectId: string | null;
  outcome: string;
  code: string | null;
  before: object | null;
  after: object | null;
  address: string | null;
  userAgent: string | null;
}

let hub: TestHub;
let spaceId: string;
let admin: string;
beforeAll(async () => {
  hub = await testHub({ environment: FROM_ANYWHERE });
  admin = await hub.signIn('admin');
  spaceId = await hub.services.spaces.put({
    slug: 'garden',
    visibility: 'PUBLIC',
    translations: [{ locale: 'en', name: 'Garden' }],
  });
});
afterAll(() => hub.close());

/** Only what happens within a test is looked at in it. */
let since: string;
beforeEach(async () => {
  const { rows } = await hub.database.pool.query<{ now: Date }>('select clock_timestamp() as now');
  // The clock of the database is finer than that of JavaScript, which cuts.
  since = new Date(rows[0]!.now.getTime() + 1).toISOString();
  await hub.database.pool.query("select pg_sleep_until($1::timestamptz + interval '1 ms')", [since]);
});

async function events(filter: object = {}, as: string | undefined = admin): Promise<Event[]> {
  const { data, errors } = await hub.query<{ auditEvents: { nodes: Event[] } }>(
    `query ($filter: AuditEventFilter) { auditEvents(filter: $filter, orderBy: OLDEST, first: 50) { nodes {
      at action actorId actorName actor { name } objectType objectId outcome code before after address userAgent
    } } }`,
    { filter: { since, ...filter } },
    { as },
  );
  if (errors) throw new Error(String(errors[0]!.extensions.code));
  return data.auditEvents.nodes;
}

async function change<T = Record<string, never>>(
  as: string | undefined,
  text: string,
  variables: object = {},
  headers: Record<string, string> = {},
): Promise<T> {
  const { data } = await hub.query<Record<string, T>>(text, variables, { as, headers });
  return data && Object.values(data)[0]!;
}

async function person(who: TestPerson): Promise<{ token: string; id: string }> {
  const token = await hub.signIn(who);
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: token });
  return { token, id: data.me.id };
}

async function openThread(as: string): Promise<string> {
  const { thread } = await change<{ thread: { id: string } }>(
    as,
    'mutation ($input: CreateDiscussionThreadInput!) { createDiscussionThread(input: $input) { thread { id } } }',
    { input: { spaceId, title: 'Tomatoes', locale: 'en', body: 'The whispered secret' } },
  );
  return thread.id;
}

const ADD = 'mutation ($id: ID!) { addPost(input: { threadId: $id, body: "Whispered, too" }) { post { id } } }';
const addPost = (as: string, id: string) => change<{ post: { id: string } | null }>(as, ADD, { id });

describe('an event says', () => {
  test('who did what to what, when', async () => {
    const { token, id } = await person('member');
    const threadId = await openThread(token);
    const [event, ...more] = await events();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      action: 'createDiscussionThread',
      actorId: id,
      actorName: 'member',
      actor: { name: 'member' },
      objectType: 'DiscussionThread',
      objectId: threadId,
      outcome: 'DONE',
      code: null,
    });
    expect(event!.at >= since.slice(0, 19)).toBe(true);
  });

  test('the name at the time', async () => {
    const { token, id } = await newMember(hub, 'Nadia');
    await change(token, 'mutation { updateProfile(input: { name: "Nadja" }) { errors { code } } }');
    await change(token, 'mutation { updateProfile(input: { biography: "Hi" }) { errors { code } } }');
    await hub.database.pool.query("update member set name = 'Nele' where id = $1", [id]);
    const said = (await events({ actors: [id], actions: ['updateProfile'] })).map((event) => [
      event.actorName,
      event.actor!.name,
    ]);
    expect(said).toEqual([
      ['Nadja', 'Nele'],
      ['Nadja', 'Nele'],
    ]);
  });

  test('from which network and device, and no more than that', async () => {
    const { token } = await person('member');
    const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
    for (const address of ['203.0.113.77', '2001:db8:aaaa:bbbb::1', '::ffff:203.0.113.78']) {
      const headers = { 'x-forwarded-for': address, 'user-agent': agent };
      await change(token, 'mutation { updateProfile(input: {}) { errors { code } } }', {}, headers);
    }
    const seen = (await events()).map(({ address, userAgent }) => [address, userAgent]);
    expect(seen).toEqual([
      ['203.0.113.0/24', 'Firefox on Windows'],
      ['2001:db8:aaaa::/48', 'Firefox on Windows'],
      ['203.0.113.0/24', 'Firefox on Windows'],
    ]);
  });
});

describe('what is written', () => {
  test('a post: in the statement that writes it, with no words of it', async () => {
    const { token, id } = await person('member');
    const threadId = await openThread(token);
    const { post } = await addPost(token, threadId);
    expect(await events({ actions: ['addPost'] })).toMatchObject([
      { actorId: id, actorName: 'member', objectType: 'Post', objectId: post!.id, outcome: 'DONE', after: null },
    ]);
    const { rows } = await hub.database.pool.query(
      "select 1 from audit_event e where lower(e::text) ~ 'whispered|tomatoes'",
    );
    expect(rows).toEqual([]);
  });

  test('a refused post, once', async () => {
    const { token } = await person('member');
    await addPost(token, NOWHERE);
    expect(await events()).toMatchObject([
      {
        action: 'addPost',
        objectType: 'DiscussionThread',
        objectId: NOWHERE,
        outcome: 'REFUSED',
        code: 'NOT_FOUND',
      },
    ]);
  });

  test('numbers of revisions', async () => {
    const { token } = await person('editor');
    const { revision } = await change<{ revision: { entryId: string } }>(
      token,
      'mutation { createResource(input: {}) { revision { entryId } } }',
    );
    const id = revision.entryId;
    const update =
      'mutation ($id: ID!) { updateResource(id: $id, revision: 1, input: { phone: "040 1" }) { revision { id } errors { code } } }';
    await change(token, update, { id });
    await change(token, update, { id });
    const about = { objectType: 'Resource', objectId: id };
    expect(await events({ objects: [id] })).toMatchObject([
      { ...about, action: 'createResource', before: null, after: { revision: 1 } },
      { ...about, action: 'updateResource', before: { revision: 1 }, after: { revision: 2 } },
      { ...about, action: 'updateResource', outcome: 'REFUSED', code: 'VERSION_CONFLICT', before: null, after: null },
    ]);
  });

  test('roles and grants, before and after', async () => {
    const { id } = await person('other');
    const set =
      'mutation ($id: ID!, $roles: [Role!]!) { updateMemberRoles(memberId: $id, roles: $roles) { errors { code } } }';
    await change(admin, set, { id, roles: ['MEMBER', 'EXPERT'] });
    await change(admin, set, { id, roles: ['MEMBER'] });
    const { grant } = await change<{ grant: { id: string } }>(
      admin,
      'mutation ($id: ID!) { grantAccess(input: { memberId: $id, role: CONTRIBUTOR, locale: "de" }) { grant { id } } }',
      { id },
    );
    await change(admin, 'mutation ($id: ID!) { revokeAccess(id: $id) { errors { code } } }', { id: grant.id });
    const given = { memberId: id, role: 'CONTRIBUTOR' };
    expect(await events()).toMatchObject([
      { objectType: 'Member', objectId: id, before: { roles: ['MEMBER'] }, after: { roles: ['MEMBER', 'EXPERT'] } },
      { before: { roles: ['MEMBER', 'EXPERT'] }, after: { roles: ['MEMBER'] } },
      { objectType: 'AccessGrant', objectId: grant.id, before: null, after: { ...given, locale: 'de' } },
      { objectType: 'AccessGrant', objectId: grant.id, before: { ...given, locale: 'de' }, after: null },
    ]);
  });

  test('what someone may not call at all, also visitors', async () => {
    const { token, id } = await person('member');
    const publish = 'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { code } } }';
    await change(token, publish, { id: NOWHERE });
    await change(undefined, publish, { id: NOWHERE });
    const about = { action: 'publishEntry', objectType: 'Entry', objectId: NOWHERE, outcome: 'REFUSED' };
    expect(await events()).toMatchObject([
      { ...about, actorId: id, code: 'FORBIDDEN' },
      { ...about, actorId: null, actorName: null, code: 'UNAUTHENTICATED' },
    ]);
  });

  test('what failed on our side', async () => {
    const { token } = await person('member');
    const { query } = hub.database.dataSource;
    hub.database.dataSource.transaction = () => Promise.reject(new Error('The disk is full'));
    try {
      await change(token, 'mutation ($id: ID!) { deletePost(id: $id) { errors { code } } }', { id: NOWHERE });
    } finally {
      Reflect.deleteProperty(hub.database.dataSource, 'transaction');
    }
    expect(hub.database.dataSource.query).toBe(query);
    expect(await events()).toMatchObject([{ action: 'deletePost', outcome: 'FAILED', code: null, objectId: NOWHERE }]);
  });

  test('signing in and out, with the name and never with the password', async () => {
    const { email, from, id } = await newMember(hub, 'Omid');
    const sign = (password: string) =>
      hub.query<{ session: { token: string } }>(SIGN_IN, { input: { email, password } }, { headers: from });
    await sign('certainly the wrong one');
    // In words never sent before: such a document takes another way.
    const fresh = 'mutation First($input: SignInInput!) { session: signIn(input: $input) { token } }';
    await hub.query(fresh, { input: { email, password: 'three green kettles sing' } }, { headers: from });
    const { data } = await sign('three green kettles sing');
    await change(data.session.token, 'mutation { signOut { signedOut } }');
    const seen = (await events()).map((event) => [event.action, event.outcome, event.actorName]);
    // At whose account somebody tried.
    expect((await events({ outcomes: ['REFUSED'] })).at(-1)).toMatchObject({ objectType: 'Member', objectId: id });
    expect(seen.slice(-4)).toEqual([
      ['signIn', 'REFUSED', null],
      ['signIn', 'DONE', 'Omid'],
      ['signIn', 'DONE', 'Omid'],
      ['signOut', 'DONE', 'Omid'],
    ]);
    expect((await events({ objects: [id] })).map(({ objectType }) => objectType)).toContain('Member');
    const { rows } = await hub.database.pool.query<{ all: string }>(
      'select string_agg(e::text, chr(10)) as all from audit_event e',
    );
    for (const secret of ['wrong one', 'kettles', email, data.session.token])
      expect(rows[0]!.all).not.toContain(secret);
  });

  test('every mutation of a request, in its order', async () => {
    const { token } = await person('member');
    await hub.query(
      'mutation { a: updateProfile(input: {}) { errors { code } } b: createSpace(input: { slug: "x", visibility: PUBLIC, translations: [] }) { errors { code } } c: updateProfile(input: {}) { errors { code } } }',
      {},
      { as: token },
    );
    const seen = (await events()).map(({ action, outcome }) => `${action} ${outcome}`);
    expect(seen).toEqual(['updateProfile DONE', 'createSpace REFUSED', 'updateProfile DONE']);
  });

  test('costs one statement, and for a post none', async () => {
    const { token } = await person('member');
    const threadId = await openThread(token);
    // Now and then there is one more, which counts writes.
    const least = async (work: () => Promise<unknown>) =>
      Math.min(await hub.statements(work), await hub.statements(work), await hub.statements(work));
    // The answer and the event.
    expect(await least(() => hub.query('mutation { signOut { signedOut } }'))).toBe(2);
    // The session, the post with its event, and the answer.
    expect(await least(() => addPost(token, threadId))).toBe(3);
  });
});

describe('the log', () => {
  test('is read by admins only', async () => {
    await expect(events({}, await hub.signIn('editor'))).rejects.toThrow('FORBIDDEN');
    await expect(events({}, '')).rejects.toThrow('UNAUTHENTICATED');
  });

  test('is found by actor, action, object, type, outcome and time', async () => {
    const [one, two] = [await person('member'), await person('other')];
    const threadId = await openThread(one.token);
    await addPost(two.token, threadId);
    await addPost(two.token, NOWHERE);
    const actions = async (filter: object) => (await events(filter)).map(({ action }) => action);
    expect(await actions({ actors: [one.id] })).toEqual(['createDiscussionThread']);
    expect(await actions({ actors: [one.id, two.id, 'nobody'] })).toHaveLength(3);
    expect(await actions({ actions: ['addPost'] })).toEqual(['addPost', 'addPost']);
    expect(await actions({ objects: [threadId] })).toEqual(['createDiscussionThread']);
    expect(await actions({ objectTypes: ['Post'] })).toEqual(['addPost']);
    expect(await actions({ outcomes: ['REFUSED'] })).toEqual(['addPost']);
    expect(await actions({ until: since })).toEqual([]);
  });

  test.each(["update audit_event set actor_name = 'Nobody'", 'delete from audit_event', 'truncate audit_event'])(
    'refuses: %s',
    async (sql) => {
      await change(admin, 'mutation { updateProfile(input: {}) { errors { code } } }');
      await expect(hub.database.pool.query(sql)).rejects.toThrow('takes new rows only');
      expect(await events()).toHaveLength(1);
    },
  );

  test('forgets what is older than it is kept, and nothing else', async () => {
    const put = `select record_audit_event(jsonb_build_object('id', $1::uuid, 'action', 'test', 'outcome', 'DONE'))`;
    const ids = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'];
    const { pool } = hub.database;
    for (const id of ids) await pool.query(put, [id]);
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query("set local hearth.audit_upkeep = 'on'");
      await client.query(
        `update audit_event set happened_at = now() - interval '365 days' + case id when $1 then '-1 hour' else '1 hour' end::interval
         where id = any($2)`,
        [ids[0], ids],
      );
      await client.query('commit');
    } finally {
      client.release();
    }
    await pool.query('select graphile_worker.add_job($1)', [AUDIT_JOB]);
    await hub.settle();
    const { rows } = await pool.query<{ id: string }>("select id from audit_event where action = 'test'");
    expect(rows.map(({ id }) => id)).toEqual([ids[1]]);
    // The leave to delete has ended with the job.
    await expect(pool.query('delete from audit_event')).rejects.toThrow('takes new rows only');
  });

  test('keeps what was done by someone who has gone, and can forget who it was', async () => {
    const { token, id } = await newMember(hub, 'Pia');
    await acceptConduct(hub, token);
    await change(token, 'mutation { updateProfile(input: {}) { errors { code } } }');
    await hub.database.pool.query('select forget_audit_actor($1)', [id]);
    await hub.database.pool.query('delete from member where id = $1', [id]);
    const [event] = await events({ actions: ['updateProfile'] });
    expect(event).toMatchObject({ actorId: id, actorName: null, actor: null, address: null, userAgent: null });
  });
});
