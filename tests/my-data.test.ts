import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { SECTIONS } from '../src/services/my-data/own-data.js';
import { PAGE_WORDINGS } from '../src/services/my-data/readable-page.js';
import { acceptConduct, type TestHub, testHub } from './harness/hub.js';
import { mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, me, newMember, PASSWORD, type Problem, signIn } from './harness/people.js';

const EXPORT = 'dataExport { id state url expiresAt } errors { code path }';
const EXPORT_MY_DATA = `mutation { exportMyData { ${EXPORT} } }`;
const MY_EXPORTS = '{ myDataExports { id state url requestedAt expiresAt } }';
const DELETE_MY_ACCOUNT = `mutation ($password: String!, $posts: PostsOfLeaver!) {
  left: deleteMyAccount(password: $password, posts: $posts) { deletedId errors { code path } } }`;
const DELETE_MEMBER = `mutation ($id: ID!, $posts: PostsOfLeaver!) {
  left: deleteMember(memberId: $id, posts: $posts) { deletedId errors { code path } } }`;
const OPEN_THREAD = `mutation ($input: CreateDiscussionThreadInput!) {
  createDiscussionThread(input: $input) { thread { id } errors { code path } } }`;
const ADD_POST = 'mutation ($input: AddPostInput!) { addPost(input: $input) { post { id } errors { code path } } }';
const UPDATE_POST =
  'mutation ($input: UpdatePostInput!) { updatePost(input: $input) { post { id } errors { code path } } }';
const THREAD = `query ($id: ID!) { discussionThread(id: $id) {
  title postCount author { id } posts(first: 50, orderBy: OLDEST) { nodes { id author { id } body { markdown } } } } }`;

interface Export {
  id: string;
  state: string;
  url: string | null;
  expiresAt: string;
}
interface Left {
  left: { deletedId: string | null; errors: Problem[] };
}
interface Thread {
  discussionThread: {
    title: string;
    postCount: number;
    author: { id: string } | null;
    posts: { nodes: { id: string; author: { id: string } | null; body: { markdown: string } }[] };
  } | null;
}

type Person = Awaited<ReturnType<typeof contributor>>;

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
let admin: string;
let spaceId: string;
beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory } });
  admin = await hub.signIn('admin');
  const { data } = await hub.query<{ createSpace: { space: { id: string } } }>(
    `mutation { createSpace(input: { slug: "kitchen", visibility: PUBLIC, translations: [{ locale: "en", name: "Kitchen" }] }) { space { id } errors { message } } }`,
    {},
    { as: admin },
  );
  spaceId = data.createSpace.space.id;
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

/** Her name, which nobody else has: what remains of one test is not found in the next. */
let name: string;
let zdenka: Person;
let other: Person;
beforeEach(async () => {
  name = `Zdenka Q${randomUUID().replace(/[^a-f]/g, '')}feather`;
  zdenka = await contributor(name);
  other = await contributor('Ola');
});

describe('an archive of what is mine', () => {
  test('is made by a job and holds it as JSON and as a page', async () => {
    const threadId = await openThread(zdenka, 'Which kettle is quiet?', 'Mine <b>whistles</b>.');
    await addPost(other, threadId, 'A word of someone else.');
    const postId = await addPost(zdenka, threadId, 'I said this.');
    await hub.query(UPDATE_POST, { input: { id: postId, body: 'I meant that.' } }, { as: zdenka.token });
    await grantEnglish(zdenka);

    expect(await exportOf(zdenka)).toMatchObject({ state: 'PENDING', url: null });
    await hub.settle();
    const [ready] = await exportsOf(zdenka);
    expect(ready).toMatchObject({ state: 'READY', url: expect.stringMatching(/^\/exports\/[\w-]{86}$/) });
    const days = (Date.parse(ready!.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThan(7.1);

    const response = await fetch(hub.url + ready!.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const json = (name: string) => JSON.parse(strFromU8(files[`data/${name}.json`]!));
    expect(json('profile')).toMatchObject([{ name, handle: zdenka.handle, email: zdenka.email }]);
    expect(json('threads')).toMatchObject([{ id: threadId, title: 'Which kettle is quiet?' }]);
    expect(json('posts').map((post: { text: string }) => post.text)).toEqual([
      'Mine <b>whistles</b>.',
      'I meant that.',
    ]);
    expect(json('posts')[1].thread).toBe('Which kettle is quiet?');
    expect(json('earlier-versions-of-posts')).toMatchObject([{ postId, text: 'I said this.' }]);
    expect(json('grants')).toMatchObject([{ role: 'CONTRIBUTOR', of: 'en' }]);
    expect(json('sessions')).toHaveLength(1);
    const page = strFromU8(files['index.html']!);
    expect(page).toContain(name);
    expect(page).toContain('Mine &lt;b&gt;whistles&lt;/b&gt;.');
    const everything = Object.values(files)
      .map((file) => strFromU8(file))
      .join('\n');
    expect(everything).not.toContain('A word of someone else');
    expect(everything).not.toContain(zdenka.token.split('.')[0]);
    expect(everything).not.toContain(other.email);
  });

  test('is read in the language of the member, or in the one they asked in', async () => {
    const page = async (as: string, headers: Record<string, string>) => {
      await hub.query(EXPORT_MY_DATA, {}, { as, headers });
      await hub.settle();
      const { data } = await hub.query<{ myDataExports: Export[] }>(MY_EXPORTS, {}, { as });
      const file = await fetch(hub.url + data.myDataExports[0]!.url);
      return strFromU8(unzipSync(new Uint8Array(await file.arrayBuffer()))['index.html']!);
    };
    expect(await page(zdenka.token, {})).toContain('<html lang="en" dir="ltr">');
    const german = await page(zdenka.token, { 'accept-language': 'de-AT' });
    expect(german).toContain('<html lang="de" dir="ltr">');
    expect(german).toMatch(
      /<h1>Deine Daten<\/h1>.*<h2>Dein Profil<\/h2>.*<dt>E-Mail-Adresse bestätigt<\/dt><dd[^>]*>nein</s,
    );
    await hub.query('mutation { updateProfile(input: { locale: "de" }) { errors { code } } }', {}, { as: other.token });
    expect(await page(other.token, { 'accept-language': 'en' })).toContain('<html lang="de"');
  });

  test('has words for every kind of data and every field, in each language', async () => {
    const columns = await Promise.all(
      SECTIONS.map(async ({ sql }) => (await hub.database.pool.query(sql, [zdenka.id])).fields.map(({ name }) => name)),
    );
    const fields = [...new Set(columns.flat())].sort();
    for (const words of PAGE_WORDINGS) {
      expect(Object.keys(words.fields).sort()).toEqual(fields);
      expect(Object.keys(words.sections).sort()).toEqual(SECTIONS.map(({ name }) => name).sort());
    }
  });

  test('holds the drafts they saved', async () => {
    const contributing = await hub.signIn('contributor');
    const { data } = await hub.query<{ createResource: { errors: Problem[] } }>(
      `mutation { createResource(input: { translations: [{ locale: "en", title: "Folding nappies" }] }) { errors { code message path } } }`,
      {},
      { as: contributing },
    );
    expect(data.createResource.errors).toEqual([]);
    const files = await download(contributing);
    expect(JSON.parse(files['data/revisions.json']!)).toMatchObject([
      { number: 1, draft: { translations: [{ title: 'Folding nappies' }] } },
    ]);
    expect(JSON.parse(files['data/entries.json']!)).toMatchObject([{ type: 'RESOURCE', status: 'DRAFT' }]);
  });

  test('is kept for its owner alone: the file, the list and the link', async () => {
    await exportOf(zdenka);
    await hub.settle();
    const [ready] = await exportsOf(zdenka);
    const { mode } = await stat(join(folder.directory, 'media', 'exports', `${ready!.id}.zip`));
    expect(mode & 0o777).toBe(0o600);
    expect(await exportsOf(other)).toEqual([]);
    const token = ready!.url!.split('/').at(-1)!;
    expect(await placesOf([token])).toEqual([]);
    for (const wrong of [ready!.id, `${token}x`, 'x', '..%2F..%2Fetc%2Fpasswd']) {
      expect((await fetch(`${hub.url}/exports/${wrong}`)).status).toBe(404);
    }
  });

  test('is where all machines of the hub find it, and one that lay elsewhere moves there', async () => {
    // Two machines have a folder each, and share that of the files.
    const elsewhere = await mailFolder();
    await mkdir(join(folder.directory, 'media'), { recursive: true });
    await symlink(join(folder.directory, 'media'), join(elsewhere.directory, 'media'));
    const { id } = await exportOf(zdenka);
    await hub.settle();
    const [ready] = await exportsOf(zdenka);
    const shared = join(folder.directory, 'media', 'exports', `${id}.zip`);
    const bytes = await readFile(shared);
    // As an earlier version kept it; beside it one whose owner has gone.
    const former = join(elsewhere.directory, 'exports');
    await mkdir(former);
    await rename(shared, join(former, `${id}.zip`));
    await writeFile(join(former, `${randomUUID()}.zip`), 'whose?');
    const environment = { ...FROM_ANYWHERE, HEARTH_DATA: elsewhere.directory };
    const second = await testHub({ databaseUrl: hub.databaseUrl, environment });
    try {
      for (const { url } of [hub, second]) {
        const response = await fetch(url + ready!.url);
        expect(response.headers.get('content-length')).toBe(String(bytes.length));
        expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
      }
      expect(await readdir(elsewhere.directory)).not.toContain('exports');
      await second.services.dataExports.expire(id);
      expect((await fetch(hub.url + ready!.url)).status).toBe(404);
      expect(await readdir(join(folder.directory, 'media', 'exports'))).not.toContain(`${id}.zip`);
    } finally {
      await second.close();
      await elsewhere.remove();
    }
  });

  test('is made once when asked for twice, and not more than three times a day', async () => {
    expect((await exportOf(zdenka)).id).toBe((await exportOf(zdenka)).id);
    await hub.settle();
    await exportOf(zdenka);
    await hub.settle();
    await exportOf(zdenka);
    await hub.settle();
    const { errors } = await hub.query(EXPORT_MY_DATA, {}, { as: zdenka.token });
    expect(errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    expect(await exportsOf(zdenka)).toHaveLength(3);
  });

  test('is gone when its time is over', async () => {
    const { id } = await exportOf(zdenka);
    await hub.settle();
    const [ready] = await exportsOf(zdenka);
    await hub.database.pool.query('update data_export set expires_at = now() where id = $1', [id]);
    expect((await fetch(hub.url + ready!.url)).status).toBe(404);
    expect(await exportsOf(zdenka)).toEqual([]);
    // As if the seven days had passed for the job as well.
    await hub.database.pool.query(
      "update graphile_worker._private_jobs set run_at = now() where payload ->> 'exportId' = $1",
      [id],
    );
    await hub.settle();
    expect(await readdir(join(folder.directory, 'media', 'exports'))).not.toContain(`${id}.zip`);
    const { rowCount } = await hub.database.pool.query('select 1 from data_export where id = $1', [id]);
    expect(rowCount).toBe(0);
  });
});

describe('leaving', () => {
  test('takes everything personal away, in the database and on the disk', async () => {
    const threadId = await openThread(zdenka, 'Who can mend a pram?', `It squeaks. ${name}`);
    await addPost(other, threadId, 'I can.');
    const postId = await addPost(other, await openThread(other, 'Tea at four?', 'With cake.'), 'Yes.');
    expect(postId).toBeTruthy();
    await addPost(zdenka, threadId, `Thank you! Write to ${zdenka.email}.`);
    const own = await openThread(zdenka, `About ${name}`, `I am ${zdenka.handle}.`);
    await updateOpening(zdenka, own, `I am ${zdenka.handle}, who else.`);
    await grantEnglish(zdenka);
    await exportOf(zdenka);
    // Letters that lie in the folder: to her, and to a friend whom she has invited.
    await hub.database.pool.query('update auth_user set email_verified = true where id = $1', [zdenka.id]);
    await hub.services.identity.updateMemberRoles(zdenka.id, ['MEMBER', 'ADMIN']);
    await invite(zdenka.token, `friend-of-${other.email}`);
    await ask('requestPasswordReset', zdenka.email);
    await hub.settle();
    // What still waits: letters to be written, a change of the address, and an invitation to the new one.
    await ask('requestMagicLink', zdenka.email);
    await hub.query(
      'mutation ($new: String!) { requestEmailChange(newEmail: $new) { errors { code } } }',
      { new: `new-${zdenka.email}` },
      { as: zdenka.token },
    );
    await invite(admin, `new-${zdenka.email}`);
    await signIn(hub, zdenka.email, 'a wrong password', zdenka.from);
    const [{ url }] = (await exportsOf(zdenka)) as [Export];
    const marks = [zdenka.email, name, zdenka.handle];
    const before = await placesOf(marks);
    expect(before).toEqual(expect.arrayContaining(['member.name', 'auth_user.email', 'post.body_markdown', 'mail']));
    expect(before).toEqual(
      expect.arrayContaining(['_private_jobs.payload', 'email_change.new_email', 'invitation.email']),
    );
    expect(before).toEqual(expect.arrayContaining(['audit_event.actor_name', 'media/exports']));
    expect(await placesOf([zdenka.id])).toEqual(expect.arrayContaining(['auth_verification.value']));
    expect(before).toContain('document_text.body');

    expect(await leave(zdenka, 'REMOVE')).toEqual({ deletedId: zdenka.id, errors: [] });
    await hub.settle();
    expect(await placesOf([...marks, `new-${zdenka.email}`])).toEqual([]);
    const { rows } = await hub.database.pool.query(
      'select action, address, user_agent from audit_event where $1 in (actor_id, object_id) and (address, user_agent) is distinct from (null, null)',
      [zdenka.id],
    );
    // Only admins who did something with the account.
    expect(rows.map(({ action }) => action).filter((action) => action !== 'grantAccess')).toEqual([]);
    // The log still says that the same somebody did things, and no longer who that was.
    const log = ['actor_id', 'object_id', 'before', 'after'].map((column) => `audit_event.${column}`);
    expect(await placesOf([zdenka.id], log)).toEqual([]);
    expect((await fetch(hub.url + url)).status).toBe(404);
    expect(await readdir(join(folder.directory, 'media', 'exports'))).not.toContain(`${zdenka.id}.zip`);
    expect(await me(hub, zdenka.token)).toBeNull();
    expect((await signIn(hub, zdenka.email, PASSWORD, zdenka.from)).data.session.errors).toHaveLength(1);
    // What others wrote is there.
    expect((await threadOf(threadId))!.posts.nodes.map(({ body }) => body.markdown)).toEqual(['—', 'I can.']);
    expect(await threadOf(own)).toBeNull();
  });

  test('leaves the posts under no name when they are to be kept', async () => {
    const threadId = await openThread(zdenka, 'Snow boots, size 24', 'Who has some?');
    await addPost(zdenka, threadId, 'Found some.');
    const regretted = await addPost(zdenka, threadId, 'I should not say this.');
    await hub.query(
      'mutation ($id: ID!) { deletePost(id: $id) { errors { code } } }',
      { id: regretted },
      { as: zdenka.token },
    );
    expect(await leave(zdenka, 'KEEP')).toEqual({ deletedId: zdenka.id, errors: [] });
    await hub.settle();
    const thread = (await threadOf(threadId))!;
    expect(thread).toMatchObject({ author: null, postCount: 2 });
    expect(thread.posts.nodes).toMatchObject([
      { author: null, body: { markdown: 'Who has some?' } },
      { author: null, body: { markdown: 'Found some.' } },
    ]);
    expect(await placesOf(['I should not say this'])).toEqual([]);
    expect(await placesOf([zdenka.email, name, zdenka.handle])).toEqual([]);
    expect(await found('Snow boots')).toBe(1);
  });

  test('takes a post along that is being written meanwhile', async () => {
    const theirs = await openThread(other, 'Plums', 'Who picks?');
    const { pool } = hub.database;
    const elsewhere = await pool.connect();
    try {
      // Someone has their hands on the thread, so that the post has begun and must wait.
      await elsewhere.query('begin');
      await elsewhere.query('select 1 from discussion_thread where id = $1 for update', [theirs]);
      const post = addPost(zdenka, theirs, 'I am half gone.');
      await waiting(1);
      const left = leave(zdenka, 'REMOVE');
      await waiting(2);
      await elsewhere.query('commit');
      await post;
      expect((await left).errors).toEqual([]);
    } finally {
      elsewhere.release();
    }
    expect((await threadOf(theirs))!.posts.nodes).toMatchObject([{ author: { id: other.id } }]);
    expect((await threadOf(theirs))!.postCount).toBe(1);
    expect(await placesOf(['half gone'])).toEqual([]);
  });

  test('takes the posts away with their edits when they are to be removed, from the search too', async () => {
    const theirs = await openThread(other, 'Marmalade', 'A recipe, please.');
    const answer = await addPost(zdenka, theirs, 'Use kumquatzest.');
    await hub.query(UPDATE_POST, { input: { id: answer, body: 'Use kumquatzest and time.' } }, { as: zdenka.token });
    await hub.query(
      'mutation ($id: ID!, $post: ID!) { acceptAnswer(threadId: $id, postId: $post) { errors { code } } }',
      { id: theirs, post: answer },
      { as: other.token },
    );
    await hub.settle();
    expect(await found('kumquatzest')).toBe(1);
    await leave(zdenka, 'REMOVE');
    await hub.settle();
    expect(await threadOf(theirs)).toMatchObject({ postCount: 1, posts: { nodes: [{ author: { id: other.id } }] } });
    expect(await found('kumquatzest')).toBe(0);
    expect(await placesOf(['kumquatzest'])).toEqual([]);
  });

  test('asks for the password, and changes nothing without it', async () => {
    const { data } = await hub.query<Left>(
      DELETE_MY_ACCOUNT,
      { password: 'not my password', posts: 'KEEP' },
      { as: zdenka.token },
    );
    expect(data.left).toEqual({ deletedId: null, errors: [{ code: 'INVALID', path: ['password'] }] });
    expect((await me(hub, zdenka.token))?.id).toBe(zdenka.id);
  });

  test('gives up guessing at the password after ten tries', async () => {
    const guess = () =>
      hub.query<Left>(DELETE_MY_ACCOUNT, { password: 'not my password', posts: 'KEEP' }, { as: zdenka.token });
    for (let i = 0; i < 10; i++) expect((await guess()).errors).toBeUndefined();
    expect((await guess()).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
  });

  test('is not for the last admin', async () => {
    const password = 'correct horse battery staple';
    const { data } = await hub.query<Left>(DELETE_MY_ACCOUNT, { password, posts: 'KEEP' }, { as: admin });
    expect(data.left.errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    expect((await me(hub, admin))?.roles).toEqual(['ADMIN']);
  });

  test('leaves nothing of an archive that is being made meanwhile', async () => {
    const { id } = await exportOf(zdenka);
    await leave(zdenka, 'KEEP');
    // The job had begun before.
    await hub.services.dataExports.make({ exportId: id });
    await hub.settle();
    const files = await readdir(join(folder.directory, 'media', 'exports')).catch(() => []);
    expect(files).not.toContain(`${id}.zip`);
  });
});

describe('deleting another member', () => {
  test('by one another leaves one of two admins', async () => {
    const everyone = await admins();
    try {
      await setAdmins([zdenka.id, other.id]);
      const expel = (by: Person, whom: Person) =>
        hub.query<Left>(DELETE_MEMBER, { id: whom.id, posts: 'KEEP' }, { as: by.token });
      const answers = await Promise.all([expel(zdenka, other), expel(other, zdenka)]);
      // Whoever is gone has no rights, and is told what anyone is told of what is not there.
      expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined]);
      expect(answers.filter(({ data }) => data.left.deletedId)).toHaveLength(1);
      expect(await admins()).toHaveLength(1);
    } finally {
      await setAdmins(everyone);
    }
  });

  test('follows the same rules', async () => {
    const threadId = await openThread(other, 'Lost mitten', 'It is red.');
    await addPost(zdenka, threadId, 'Not here.');
    const { data } = await hub.query<Left>(DELETE_MEMBER, { id: zdenka.id, posts: 'REMOVE' }, { as: admin });
    expect(data.left).toEqual({ deletedId: zdenka.id, errors: [] });
    await hub.settle();
    expect(await placesOf([zdenka.email, name, zdenka.handle])).toEqual([]);
    expect(await me(hub, zdenka.token)).toBeNull();
    expect((await threadOf(threadId))!.posts.nodes).toHaveLength(1);
  });

  test('is for admins, of members there are, and not of oneself', async () => {
    const refused = await hub.query(DELETE_MEMBER, { id: other.id, posts: 'KEEP' }, { as: zdenka.token });
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const nobody = '00000000-0000-7000-8000-000000000000';
    for (const id of [nobody, 'x']) {
      const { data } = await hub.query<Left>(DELETE_MEMBER, { id, posts: 'KEEP' }, { as: admin });
      expect(data.left.errors).toEqual([{ code: 'NOT_FOUND', path: ['memberId'] }]);
    }
    const self = (await me(hub, admin))!.id;
    const { data } = await hub.query<Left>(DELETE_MEMBER, { id: self, posts: 'KEEP' }, { as: admin });
    expect(data.left.errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    expect((await me(hub, other.token))?.id).toBe(other.id);
  });
});

async function admins(): Promise<string[]> {
  const { rows } = await hub.database.pool.query<{ id: string }>("select id from member where 'ADMIN' = any(roles)");
  return rows.map(({ id }) => id);
}

/** Makes admins of these and of nobody else. */
async function setAdmins(ids: readonly string[]): Promise<void> {
  await hub.database.pool.query(
    "update member set roles = case when id = any($1) then '{ADMIN}' else '{MEMBER}' end::text[]",
    [ids],
  );
}

/** Waits until so many statements wait for a lock. */
async function waiting(howMany: number): Promise<void> {
  for (let looks = 0; looks < 5_000; looks++) {
    const { rows } = await hub.database.pool.query<{ waiting: number }>(
      "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows[0]!.waiting >= howMany) return;
  }
  throw new Error(`Fewer than ${howMany} statements wait for a lock.`);
}

/** Someone new who may write. */
async function contributor(called: string) {
  const person = await newMember(hub, called);
  await acceptConduct(hub, person.token);
  return person;
}

async function openThread({ token }: Person, title: string, body: string): Promise<string> {
  const input = { spaceId, title, body, locale: 'en' };
  const { data } = await hub.query<{ createDiscussionThread: { thread: { id: string }; errors: Problem[] } }>(
    OPEN_THREAD,
    { input },
    { as: token },
  );
  expect(data.createDiscussionThread.errors).toEqual([]);
  return data.createDiscussionThread.thread.id;
}

async function addPost({ token }: Person, threadId: string, body: string): Promise<string> {
  const { data } = await hub.query<{ addPost: { post: { id: string }; errors: Problem[] } }>(
    ADD_POST,
    { input: { threadId, body } },
    { as: token },
  );
  expect(data.addPost.errors).toEqual([]);
  return data.addPost.post.id;
}

async function updateOpening({ token }: Person, threadId: string, body: string): Promise<void> {
  const id = (await threadOf(threadId))!.posts.nodes[0]!.id;
  await hub.query(UPDATE_POST, { input: { id, body } }, { as: token });
}

async function threadOf(id: string): Promise<Thread['discussionThread']> {
  return (await hub.query<Thread>(THREAD, { id })).data.discussionThread;
}

async function found(text: string): Promise<number> {
  const { data } = await hub.query<{ search: { nodes: unknown[] } }>(
    'query ($text: String!) { search(query: $text, locale: "en") { nodes { __typename } } }',
    { text },
  );
  return data.search.nodes.length;
}

async function grantEnglish({ id }: Person): Promise<void> {
  await hub.query(
    'mutation ($id: ID!) { grantAccess(input: { memberId: $id, role: CONTRIBUTOR, locale: "en" }) { errors { code } } }',
    { id },
    { as: admin },
  );
}

/** Asks for a mail to an address. */
async function ask(mutation: string, email: string): Promise<void> {
  const { errors } = await hub.query(`mutation ($email: String!) { ${mutation}(email: $email) { errors { code } } }`, {
    email,
  });
  expect(errors).toBeUndefined();
}

async function invite(as: string, email: string): Promise<void> {
  const { data } = await hub.query<{ inviteMember: { errors: Problem[] } }>(
    'mutation ($email: String!) { inviteMember(input: { email: $email, roles: [MEMBER] }) { errors { code message path } } }',
    { email },
    { as },
  );
  expect(data.inviteMember.errors).toEqual([]);
}

async function exportOf({ token }: { token: string }): Promise<Export> {
  const { data } = await hub.query<{ exportMyData: { dataExport: Export; errors: Problem[] } }>(
    EXPORT_MY_DATA,
    {},
    { as: token },
  );
  expect(data.exportMyData.errors).toEqual([]);
  return data.exportMyData.dataExport;
}

async function exportsOf({ token }: { token: string }): Promise<Export[]> {
  return (await hub.query<{ myDataExports: Export[] }>(MY_EXPORTS, {}, { as: token })).data.myDataExports;
}

async function download(token: string): Promise<Record<string, string>> {
  await exportOf({ token });
  await hub.settle();
  const [ready] = await exportsOf({ token });
  const response = await fetch(hub.url + ready!.url);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  return Object.fromEntries(Object.entries(files).map(([name, file]) => [name, strFromU8(file)]));
}

async function leave({ token }: Person, posts: 'KEEP' | 'REMOVE'): Promise<Left['left']> {
  return (await hub.query<Left>(DELETE_MY_ACCOUNT, { password: PASSWORD, posts }, { as: token })).data.left;
}

/**
 * Where any of these words stands: in which column of which table that can hold a text, whatever its type, and in which
 * folder of files. Mails are read as they are written down, with their line breaks taken out.
 */
async function placesOf(words: readonly string[], except: readonly string[] = []): Promise<string[]> {
  const { pool } = hub.database;
  const { rows: columns } = await pool.query<{ table_schema: string; table_name: string; column_name: string }>(
    `select c.table_schema, c.table_name, c.column_name from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
       and (c.data_type in ('text', 'json', 'jsonb', 'ARRAY', 'uuid', 'character varying', 'bytea', 'tsvector', 'USER-DEFINED'))`,
  );
  expect(columns.length).toBeGreaterThan(100);
  const patterns = words.map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
  const places: string[] = [];
  for (const { table_schema, table_name, column_name } of columns) {
    const place = `${table_name}.${column_name}`;
    if (except.includes(place)) continue;
    const { rowCount } = await pool.query(
      `select 1 from "${table_schema}"."${table_name}" where "${column_name}"::text ilike any($1) limit 1`,
      [patterns],
    );
    if (rowCount) places.push(place);
  }
  const files = await readdir(folder.directory, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    const bytes = await readFile(path);
    const raw = file.name.endsWith('.zip')
      ? Object.values(unzipSync(bytes))
          .map((part) => strFromU8(part))
          .join('\n')
      : bytes.toString().replaceAll('=\r\n', '');
    if (words.some((word) => raw.toLowerCase().includes(word.toLowerCase()))) {
      places.push(file.parentPath.slice(folder.directory.length + 1));
    }
  }
  return [...new Set(places)];
}
