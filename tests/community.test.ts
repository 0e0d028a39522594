import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';

let hub: TestHub;
let spaceId: string;
let hiddenSpaceId: string;
const tokens = {} as Record<TestPerson, string>;

beforeAll(async () => {
  // Without a worker of its own, so that jobs run when a test says so and statements can be counted.
  hub = await testHub({ environment: { ROLE: 'api' } });
  for (const person of ['admin', 'moderator', 'member', 'other'] as const) tokens[person] = await hub.signIn(person);
  spaceId = await hub.services.spaces.put({
    slug: 'first-year',
    visibility: 'PUBLIC',
    translations: [{ locale: 'en', name: 'First year' }],
  });
  hiddenSpaceId = await hub.services.spaces.put({
    slug: 'inside',
    visibility: 'MEMBERS',
    translations: [{ locale: 'en', name: 'Inside' }],
  });
});
afterAll(() => hub.close());

interface Problem {
  code: string;
  path: string[];
}
interface Thread {
  id: string;
  title: string;
  locale: string;
  postCount: number;
  createdAt: string;
  lastActivityAt: string;
  pinned: boolean;
  locked: boolean;
  space: { id: string };
  author: { handle: string } | null;
  topics: { slug: string }[];
  acceptedAnswer: { id: string } | null;
  posts: { nodes: Post[] };
}
interface Post {
  id: string;
  createdAt: string;
  editedAt: string | null;
  author: { handle: string } | null;
  body: { markdown: string; html: string };
}
interface Payload {
  thread?: Thread | null;
  post?: Post | null;
  deletedId?: string | null;
  errors: Problem[];
}

const POST = 'id createdAt editedAt author { handle } body { markdown html }';
const THREAD = `id title locale postCount createdAt lastActivityAt pinned locked space { id } author { handle } topics { slug } acceptedAnswer { id } posts(first: 100) { nodes { ${POST} } }`;

/** Runs one mutation field; refusals by thrown error are thrown with their code. */
async function mutate(
  as: TestPerson | null,
  field: string,
  args: Record<string, [type: string, value: unknown]>,
  selection: string,
): Promise<Payload> {
  const names = Object.keys(args);
  const text = `mutation (${names.map((name) => `$${name}: ${args[name]![0]}`)}) { answer: ${field}(${names.map((name) => `${name}: $${name}`)}) { ${selection} errors { code path } } }`;
  const variables = Object.fromEntries(names.map((name) => [name, args[name]![1]]));
  const { data, errors } = await hub.query<{ answer: Payload }>(text, variables, { as: as ? tokens[as] : undefined });
  if (errors) throw new Error(String(errors[0]!.extensions.code));
  return data.answer;
}

const open = (as: TestPerson | null, input: object = {}) =>
  mutate(
    as,
    'createDiscussionThread',
    {
      input: [
        'CreateDiscussionThreadInput!',
        { spaceId, title: 'Sleepless in June', locale: 'en', body: 'He wakes **every** hour.', ...input },
      ],
    },
    `thread { ${THREAD} }`,
  );
const reply = (as: TestPerson | null, threadId: string, body = 'Us too.') =>
  mutate(as, 'addPost', { input: ['AddPostInput!', { threadId, body }] }, `post { ${POST} }`);
const edit = (as: TestPerson | null, id: string, body: string) =>
  mutate(as, 'updatePost', { input: ['UpdatePostInput!', { id, body }] }, `post { ${POST} }`);
const removePost = (as: TestPerson | null, id: string) =>
  mutate(as, 'deletePost', { id: ['ID!', id] }, `deletedId thread { ${THREAD} }`);
const change = (as: TestPerson | null, input: object) =>
  mutate(as, 'updateDiscussionThread', { input: ['UpdateDiscussionThreadInput!', input] }, `thread { ${THREAD} }`);
const removeThread = (as: TestPerson | null, id: string) =>
  mutate(as, 'deleteDiscussionThread', { id: ['ID!', id] }, 'deletedId');
const accept = (as: TestPerson | null, threadId: string, postId: string | null) =>
  mutate(as, 'acceptAnswer', { threadId: ['ID!', threadId], postId: ['ID', postId] }, `thread { ${THREAD} }`);
const lock = (as: TestPerson | null, id: string, locked: boolean) =>
  mutate(as, 'lockDiscussionThread', { id: ['ID!', id], locked: ['Boolean!', locked] }, `thread { ${THREAD} }`);
const pin = (as: TestPerson | null, id: string, pinned: boolean) =>
  mutate(as, 'pinDiscussionThread', { id: ['ID!', id], pinned: ['Boolean!', pinned] }, `thread { ${THREAD} }`);
const move = (as: TestPerson | null, id: string, to: string) =>
  mutate(as, 'moveDiscussionThread', { id: ['ID!', id], spaceId: ['ID!', to] }, `thread { ${THREAD} }`);

async function readThread(id: string, as: TestPerson | null = 'member'): Promise<Thread | null> {
  const { data } = await hub.query<{ discussionThread: Thread | null }>(
    `query ($id: ID!) { discussionThread(id: $id) { ${THREAD} } }`,
    { id },
    { as: as ? tokens[as] : undefined },
  );
  return data.discussionThread;
}

/** A thread by `member` with an answer by `other`. */
async function answered(): Promise<{ id: string; first: string; answer: string }> {
  const { thread } = await open('member');
  const { post } = await reply('other', thread!.id);
  return { id: thread!.id, first: thread!.posts.nodes[0]!.id, answer: post!.id };
}

const NOWHERE = '01890000-0000-7000-8000-000000000000';
const refusal = (code: string, ...path: string[]) => [{ code, path }];

describe('opening a thread', () => {
  test('makes it with its first post', async () => {
    await hub.services.topics.put({ slug: 'sleep', translations: [{ locale: 'en', name: 'Sleep' }] });
    const topic = await hub.query<{ topic: { id: string } }>('{ topic(slug: "sleep") { id } }');
    const { thread, errors } = await open('member', {
      title: '  Sleepless\n in June ',
      topicIds: [topic.data.topic.id],
    });
    expect(errors).toEqual([]);
    expect(thread).toMatchObject({
      title: 'Sleepless in June',
      locale: 'en',
      postCount: 1,
      pinned: false,
      locked: false,
      space: { id: spaceId },
      author: { handle: 'member' },
      topics: [{ slug: 'sleep' }],
      acceptedAnswer: null,
      posts: {
        nodes: [
          {
            author: { handle: 'member' },
            editedAt: null,
            body: { markdown: 'He wakes **every** hour.', html: '<p>He wakes <strong>every</strong> hour.</p>' },
          },
        ],
      },
    });
    expect(thread!.lastActivityAt).toBe(thread!.createdAt);
    expect(thread!.posts.nodes[0]!.createdAt).toBe(thread!.createdAt);
  });

  test('is for members', async () => {
    await expect(open(null)).rejects.toThrow('UNAUTHENTICATED');
  });

  test('names all problems at once, and makes nothing then', async () => {
    const before = await hub.query<{ discussionThreads: { totalCount: number } }>(
      '{ discussionThreads { totalCount } }',
      {},
      { as: tokens.member },
    );
    const { thread, errors } = await open('member', {
      spaceId: NOWHERE,
      title: 'ab',
      body: ' \n ',
      topicIds: [NOWHERE],
    });
    expect(thread).toBeNull();
    expect(errors).toEqual([
      { code: 'INVALID', path: ['input', 'title'] },
      { code: 'REQUIRED', path: ['input', 'body'] },
      { code: 'NOT_FOUND', path: ['input', 'spaceId'] },
      { code: 'NOT_FOUND', path: ['input', 'topicIds', '0'] },
    ]);
    const after = await hub.query<{ discussionThreads: { totalCount: number } }>(
      '{ discussionThreads { totalCount } }',
      {},
      { as: tokens.member },
    );
    expect(after.data).toEqual(before.data);
  });

  test.each([
    ['title', 'x'.repeat(200), null],
    ['title', 'x'.repeat(201), 'INVALID'],
    ['title', '😀'.repeat(200), null],
    ['title', 'abc', null],
    ['title', '   ', 'REQUIRED'],
    ['body', 'x', null],
    ['body', 'x '.repeat(10_000), null],
    ['body', 'x'.repeat(20_001), 'INVALID'],
    ['body', '<b></b>', 'INVALID'],
    ['spaceId', 'nonsense', 'NOT_FOUND'],
  ])('with %s %j answers %s', async (field, value, code) => {
    const { errors } = await open('member', { [field]: value });
    expect(errors).toEqual(code ? refusal(code, 'input', field) : []);
  });

  test('in a space for members stays hidden from visitors', async () => {
    const { thread } = await open('member', { spaceId: hiddenSpaceId });
    expect(await readThread(thread!.id, null)).toBeNull();
    expect(await readThread(thread!.id)).not.toBeNull();
  });
});

describe('writing a post', () => {
  test('counts it and moves the thread up', async () => {
    const { id } = await answered();
    const { post, errors } = await reply('member', id, 'Thank *you*.');
    expect(errors).toEqual([]);
    expect(post).toMatchObject({
      author: { handle: 'member' },
      editedAt: null,
      body: { html: '<p>Thank <em>you</em>.</p>' },
    });
    const thread = await readThread(id);
    expect(thread!.postCount).toBe(3);
    expect(thread!.posts.nodes.map((one) => one.id).indexOf(post!.id)).toBe(2);
    expect(thread!.lastActivityAt).toBe(post!.createdAt);
  });

  test('is for members', async () => {
    const { id } = await answered();
    await expect(reply(null, id)).rejects.toThrow('UNAUTHENTICATED');
    expect((await readThread(id))!.postCount).toBe(2);
  });

  test.each([NOWHERE, 'nonsense', ''])('needs a thread, and %p is none', async (id) => {
    expect(await reply('member', id)).toEqual({ post: null, errors: refusal('NOT_FOUND', 'input', 'threadId') });
  });

  test('is not possible in a deleted thread, for moderators either', async () => {
    const { id } = await answered();
    await removeThread('member', id);
    expect((await reply('moderator', id)).errors).toEqual(refusal('NOT_FOUND', 'input', 'threadId'));
  });

  test('is left to moderators in a locked thread', async () => {
    const { id } = await answered();
    await lock('moderator', id, true);
    expect(await reply('member', id)).toEqual({ post: null, errors: refusal('NOT_ALLOWED', 'input', 'threadId') });
    expect((await reply('moderator', id)).errors).toEqual([]);
    expect((await readThread(id))!.postCount).toBe(3);
    await lock('moderator', id, false);
    expect((await reply('member', id)).errors).toEqual([]);
  });

  test.each([
    ['nothing', '  ', 'REQUIRED'],
    ['too much', 'x'.repeat(20_001), 'INVALID'],
    ['HTML that is shown as typed', '<div></div>', null],
    ['formatting of nothing', '<b></b>', 'INVALID'],
    ['signs that nobody sees', '\u200b\u3164 \u2800&nbsp;', 'INVALID'],
    ['a hundred quotes in each other', `${'>'.repeat(100)} x`, 'INVALID'],
    ['thousands of lists in each other', `${'- + '.repeat(4000)}x`, 'INVALID'],
    ['a thousand quotes nine deep', `${'>'.repeat(9)}x\n\n`.repeat(1000), 'INVALID'],
    ['two thousand list items', '- x\n'.repeat(2000), 'INVALID'],
    ['nine quotes in each other', `${'>'.repeat(9)}x`, null],
    ['ten thousand stars around a letter', `${'*'.repeat(9000)}a${'*'.repeat(9000)}`, 'INVALID'],
    ['ten thousand brackets', '[*'.repeat(9000), 'INVALID'],
    ['a table of a million cells', `${'|a'.repeat(60)}\n${'|-'.repeat(60)}\n${'x\n'.repeat(9000)}`, 'INVALID'],
  ])('with %s is answered at once', async (_, body, code) => {
    const { id } = await answered();
    const start = performance.now();
    expect((await reply('member', id, body)).errors).toEqual(code ? refusal(code, 'input', 'body') : []);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('leaves nothing harmful in it', async () => {
    const { id } = await answered();
    const hostile =
      'Hi <script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](data:image/svg+xml,x) [c](https://c.example)';
    const { post } = await reply('member', id, hostile);
    expect(post!.body.markdown).toBe(hostile);
    expect(post!.body.html).toBe(
      '<p>Hi &#x3C;script>alert(1)&#x3C;/script>&#x3C;img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](data:image/svg+xml,x) <a href="https://c.example" rel="nofollow ugc">c</a></p>',
    );
  });

  test('refuses half characters, which PostgreSQL cannot store', async () => {
    const { id } = await answered();
    const text = 'mutation ($input: AddPostInput!) { addPost(input: $input) { errors { code } } }';
    const input = { threadId: id, body: 'a\ud800b' };
    const { errors } = await hub.query(text, { input }, { as: await hub.signIn('member') });
    expect(errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: '$input.body' });
  });

  test('costs three statements: session, post, answer', async () => {
    const { id } = await answered();
    await reply('member', id);
    expect(await hub.statements(() => reply('member', id))).toBeLessThanOrEqual(3);
  });

  test('fifty at once are all counted', async () => {
    const { id } = await answered();
    const people = ['member', 'other', 'moderator'] as const;
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => reply(people[i % 3]!, id, `Post ${i}`)));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    const thread = await readThread(id);
    expect(thread!.postCount).toBe(52);
    expect(thread!.posts.nodes).toHaveLength(52);
    expect(thread!.lastActivityAt).toBe(thread!.posts.nodes.at(-1)!.createdAt);
  });

  test('while others are deleted keeps the count', async () => {
    const { id } = await answered();
    const posts = await Promise.all(Array.from({ length: 10 }, () => reply('other', id)));
    await Promise.all(posts.flatMap(({ post }) => [removePost('other', post!.id), reply('member', id)]));
    const thread = await readThread(id);
    expect(thread!.postCount).toBe(12);
    expect(thread!.posts.nodes).toHaveLength(12);
    expect(thread!.lastActivityAt).toBe(thread!.posts.nodes.at(-1)!.createdAt);
  });

  test('is found by search', async () => {
    const { id } = await answered();
    await reply('other', id, 'A sparkler called Wunderkerze.');
    expect(await found('Wunderkerze')).toEqual([id]);
  });
});

/** Ids of the threads that search finds when all jobs are done. */
async function found(words: string): Promise<string[]> {
  // A worker may end its round while a job that became due meanwhile, or the work of another, remains.
  for (let left = 1; left > 0; ) {
    await hub.services.jobs.drain();
    left = (await hub.database.pool.query('select from graphile_worker.jobs')).rowCount!;
  }
  const { data } = await hub.query<{ search: { nodes: { id: string }[] } }>(
    'query ($words: String!) { search(query: $words) { nodes { ... on DiscussionThread { id } } } }',
    { words },
  );
  return data.search.nodes.map(({ id }) => id);
}

describe('changing a post', () => {
  test('keeps what it said before', async () => {
    const { id, answer } = await answered();
    const { post, errors } = await edit('other', answer, 'Us too, **badly**.');
    expect(errors).toEqual([]);
    expect(post).toMatchObject({ id: answer, body: { html: '<p>Us too, <strong>badly</strong>.</p>' } });
    expect(Date.parse(post!.editedAt!)).toBeGreaterThanOrEqual(Date.parse(post!.createdAt));
    await edit('moderator', answer, 'Removed.');
    const { rows } = await hub.database.pool.query(
      'select e.body_markdown, m.handle from post_edit e join member m on m.id = e.replaced_by where e.post_id = $1 order by e.replaced_at',
      [answer],
    );
    expect(rows).toEqual([
      { body_markdown: 'Us too.', handle: 'other' },
      { body_markdown: 'Us too, **badly**.', handle: 'moderator' },
    ]);
    expect((await readThread(id))!.postCount).toBe(2);
  });

  test('to what it says already changes nothing', async () => {
    const { answer } = await answered();
    expect((await edit('other', answer, ' Us too. ')).post!.editedAt).toBeNull();
  });

  test('at once from two sides keeps every version', async () => {
    const { answer } = await answered();
    await Promise.all(Array.from({ length: 10 }, (_, i) => edit('other', answer, `Version ${i}`)));
    const { rows } = await hub.database.pool.query(
      'select body_markdown from post_edit where post_id = $1 union all select body_markdown from post where id = $1',
      [answer],
    );
    expect(rows.map((row) => row.body_markdown).sort()).toEqual([
      'Us too.',
      ...Array.from({ length: 10 }, (_, i) => `Version ${i}`),
    ]);
  });

  test('is for its author and moderators', async () => {
    const { answer } = await answered();
    await expect(edit(null, answer, 'x')).rejects.toThrow('UNAUTHENTICATED');
    expect(await edit('member', answer, 'x')).toEqual({ post: null, errors: refusal('NOT_ALLOWED', 'input', 'id') });
    expect((await edit('other', answer, '')).errors).toEqual(refusal('REQUIRED', 'input', 'body'));
    expect((await edit('other', NOWHERE, 'x')).errors).toEqual(refusal('NOT_FOUND', 'input', 'id'));
  });
});

describe('deleting a post', () => {
  test('takes it out of the thread, its count and its last activity', async () => {
    const { id, answer } = await answered();
    const second = (await reply('member', id)).post!;
    const { deletedId, thread, errors } = await removePost('member', second.id);
    expect(errors).toEqual([]);
    expect(deletedId).toBe(second.id);
    expect(thread!.postCount).toBe(2);
    expect(thread!.posts.nodes.map((post) => post.id)).not.toContain(second.id);
    expect(thread!.lastActivityAt).toBe(thread!.posts.nodes.find((post) => post.id === answer)!.createdAt);
    const { data } = await hub.query<{ post: null }>(
      'query ($id: ID!) { post(id: $id) { id } }',
      { id: second.id },
      { as: tokens.moderator },
    );
    expect(data.post).toBeNull();
  });

  test('works once', async () => {
    const { id, answer } = await answered();
    const answers = await Promise.all([1, 2, 3].map(() => removePost('other', answer)));
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect((await readThread(id))!.postCount).toBe(1);
    expect((await removePost('other', answer)).errors).toEqual(refusal('NOT_FOUND', 'id'));
    expect((await edit('other', answer, 'x')).errors).toEqual(refusal('NOT_FOUND', 'input', 'id'));
  });

  test('takes the accepted answer with it', async () => {
    const { id, answer } = await answered();
    await accept('member', id, answer);
    expect((await removePost('moderator', answer)).thread!.acceptedAnswer).toBeNull();
  });

  test('is not for the first, nor for others', async () => {
    const { id, first, answer } = await answered();
    expect(await removePost('member', first)).toEqual({
      deletedId: null,
      thread: null,
      errors: refusal('NOT_ALLOWED', 'id'),
    });
    expect((await removePost('moderator', first)).errors).toEqual(refusal('NOT_ALLOWED', 'id'));
    expect((await removePost('member', answer)).errors).toEqual(refusal('NOT_ALLOWED', 'id'));
    await expect(removePost(null, answer)).rejects.toThrow('UNAUTHENTICATED');
    expect((await readThread(id))!.postCount).toBe(2);
  });
});

describe('changing a thread', () => {
  test('sets title and topics, and leaves alone what is not given', async () => {
    const topicId = await hub.services.topics.put({
      slug: 'feeding',
      translations: [{ locale: 'en', name: 'Feeding' }],
    });
    const { id } = await answered();
    expect((await change('member', { id, title: 'Better now' })).thread).toMatchObject({
      title: 'Better now',
      topics: [],
    });
    expect((await change('moderator', { id, topicIds: [topicId, topicId] })).thread).toMatchObject({
      title: 'Better now',
      topics: [{ slug: 'feeding' }],
    });
    expect((await change('member', { id, topicIds: [] })).thread).toMatchObject({ title: 'Better now', topics: [] });
  });

  test('is for its author and moderators', async () => {
    const { id } = await answered();
    expect(await change('other', { id, title: 'Mine now' })).toEqual({
      thread: null,
      errors: refusal('NOT_ALLOWED', 'input', 'id'),
    });
    await expect(change(null, { id, title: 'Mine now' })).rejects.toThrow('UNAUTHENTICATED');
    expect((await change('member', { id, title: 'x', topicIds: [NOWHERE] })).errors).toEqual([
      ...refusal('INVALID', 'input', 'title'),
      ...refusal('NOT_FOUND', 'input', 'topicIds', '0'),
    ]);
    expect((await readThread(id))!.title).toBe('Sleepless in June');
  });
});

describe('changing a thread or a post while another does', () => {
  const GUARDED = 'errors { code path ... on VersionConflict { currentRevision savedBy } }';
  type Guarded = { thing: Record<string, unknown> | null; errors: object[] };
  const guarded = async (as: TestPerson, field: string, type: string, input: object, revision?: number) =>
    (
      await hub.query<{ answer: Guarded }>(
        `mutation ($input: ${type}!, $revision: Int) { answer: ${field}(input: $input, revision: $revision) { ${GUARDED} ${
          field === 'updatePost'
            ? 'thing: post { revision body { markdown } }'
            : 'thing: thread { revision title topics { slug } }'
        } } }`,
        { input, revision },
        { as: tokens[as] },
      )
    ).data.answer;

  test('is refused to who began with less; the log says what was changed and not to which words', async () => {
    const { id, answer } = await answered();
    const changes = [
      ['updateDiscussionThread', 'UpdateDiscussionThreadInput', { id, title: 'Sleepless in July' }, 'title', 'member'],
      ['updatePost', 'UpdatePostInput', { id: answer, body: 'Not us.' }, 'body', 'other'],
    ] as const;
    for (const [field, type, input, changed, author] of changes) {
      expect(await guarded(author, field, type, input, 1)).toMatchObject({ thing: { revision: 2 }, errors: [] });
      expect(await guarded('moderator', field, type, { ...input, [changed]: 'Something else' }, 1)).toEqual({
        thing: null,
        errors: [{ code: 'VERSION_CONFLICT', path: ['revision'], currentRevision: 2, savedBy: author }],
      });
      expect(await guarded('moderator', field, type, input)).toMatchObject({ thing: { revision: 2 }, errors: [] });
      const { data } = await hub.query<{ auditEvents: { nodes: object[] } }>(
        'query ($action: String!) { auditEvents(filter: { actions: [$action], outcomes: [DONE] }, orderBy: OLDEST, last: 2) { nodes { before after } } }',
        { action: field },
        { as: tokens.admin },
      );
      expect(data.auditEvents.nodes[0]).toEqual({ before: null, after: { changed: [changed] } });
    }
  });

  test('keeps what is absent, and null clears', async () => {
    const sleep = await hub.services.topics.put({ slug: 'sleep', translations: [{ locale: 'en', name: 'Sleep' }] });
    const { thread } = await open('member', { topicIds: [sleep] });
    const { id } = thread!;
    const update = (input: object) =>
      guarded('member', 'updateDiscussionThread', 'UpdateDiscussionThreadInput', { id, ...input });
    expect((await update({ title: 'Awake' })).thing).toMatchObject({ title: 'Awake', topics: [{ slug: 'sleep' }] });
    expect((await update({ title: null })).errors).toMatchObject([{ code: 'REQUIRED', path: ['input', 'title'] }]);
    expect((await update({ topicIds: null })).thing).toMatchObject({ title: 'Awake', topics: [] });
  });
});

describe('deleting a thread', () => {
  test('hides it with its posts and from search', async () => {
    const { thread } = await open('member', { title: 'Zwiebelkuchen tonight' });
    expect(await found('Zwiebelkuchen')).toEqual([thread!.id]);
    expect(await removeThread('member', thread!.id)).toEqual({ deletedId: thread!.id, errors: [] });
    expect(await readThread(thread!.id, 'moderator')).toBeNull();
    const { data } = await hub.query<{ post: null }>(
      'query ($id: ID!) { post(id: $id) { id } }',
      { id: thread!.posts.nodes[0]!.id },
      { as: tokens.member },
    );
    expect(data.post).toBeNull();
    expect(await found('Zwiebelkuchen')).toEqual([]);
    expect((await removeThread('member', thread!.id)).errors).toEqual(refusal('NOT_FOUND', 'id'));
    expect((await edit('member', thread!.posts.nodes[0]!.id, 'x')).errors).toEqual(refusal('NOT_FOUND', 'input', 'id'));
  });

  test('is for its author and moderators', async () => {
    const { id } = await answered();
    expect(await removeThread('other', id)).toEqual({ deletedId: null, errors: refusal('NOT_ALLOWED', 'id') });
    await expect(removeThread(null, id)).rejects.toThrow('UNAUTHENTICATED');
    expect((await removeThread('moderator', id)).errors).toEqual([]);
  });
});

describe('accepting an answer', () => {
  test('and taking it back is for who asked and moderators', async () => {
    const { id, answer } = await answered();
    expect((await accept('member', id, answer)).thread!.acceptedAnswer).toEqual({ id: answer });
    expect((await accept('moderator', id, null)).thread!.acceptedAnswer).toBeNull();
    expect(await accept('other', id, answer)).toEqual({ thread: null, errors: refusal('NOT_ALLOWED', 'threadId') });
    await expect(accept(null, id, answer)).rejects.toThrow('UNAUTHENTICATED');
  });

  test('takes a post of the thread that is there and not its first', async () => {
    const { id, first, answer } = await answered();
    const elsewhere = await answered();
    expect((await accept('member', id, first)).errors).toEqual(refusal('NOT_ALLOWED', 'postId'));
    expect((await accept('member', id, elsewhere.answer)).errors).toEqual(refusal('NOT_FOUND', 'postId'));
    expect((await accept('member', id, 'nonsense')).errors).toEqual(refusal('NOT_FOUND', 'postId'));
    expect((await accept('member', NOWHERE, answer)).errors).toEqual(refusal('NOT_FOUND', 'threadId'));
    await removePost('other', answer);
    expect((await accept('member', id, answer)).errors).toEqual(refusal('NOT_FOUND', 'postId'));
  });
});

describe('moderating a thread', () => {
  test('is for moderators and admins', async () => {
    const { id } = await answered();
    for (const work of [
      (as: TestPerson | null) => lock(as, id, true),
      (as: TestPerson | null) => pin(as, id, true),
      (as: TestPerson | null) => move(as, id, spaceId),
    ]) {
      await expect(work(null)).rejects.toThrow('UNAUTHENTICATED');
      await expect(work('member')).rejects.toThrow('FORBIDDEN');
      expect((await work('moderator')).errors).toEqual([]);
      expect((await work('admin')).errors).toEqual([]);
    }
    expect(await readThread(id)).toMatchObject({ locked: true, pinned: true });
    expect((await pin('moderator', id, false)).thread!.pinned).toBe(false);
    expect((await lock('moderator', NOWHERE, true)).errors).toEqual(refusal('NOT_FOUND', 'id'));
  });

  test('moves it to another space, and out of search when visitors cannot read that', async () => {
    const { thread } = await open('member', { title: 'Quittengelee recipe' });
    expect(await found('Quittengelee')).toEqual([thread!.id]);
    expect((await move('moderator', thread!.id, hiddenSpaceId)).thread!.space.id).toBe(hiddenSpaceId);
    expect(await readThread(thread!.id, null)).toBeNull();
    expect(await found('Quittengelee')).toEqual([]);
    expect((await move('moderator', thread!.id, NOWHERE)).errors).toEqual(refusal('NOT_FOUND', 'spaceId'));
  });
});

describe('spaces', () => {
  const SPACE = 'space { id slug visibility name description } errors { code path }';
  interface SpacePayload {
    space: { id: string; slug: string; visibility: string; name: string; description: string | null } | null;
    errors: Problem[];
  }
  const write = async (as: TestPerson | null, text: string, variables: object): Promise<SpacePayload> => {
    const { data, errors } = await hub.query<{ answer: SpacePayload }>(text, variables, {
      as: as ? tokens[as] : undefined,
    });
    if (errors) throw new Error(String(errors[0]!.extensions.code));
    return data.answer;
  };
  const create = (as: TestPerson | null, input: object) =>
    write(as, `mutation ($input: SpaceInput!) { answer: createSpace(input: $input) { ${SPACE} } }`, { input });
  const update = (as: TestPerson | null, id: string, input: object) =>
    write(as, `mutation ($id: ID!, $input: SpaceInput!) { answer: updateSpace(id: $id, input: $input) { ${SPACE} } }`, {
      id,
      input,
    });
  const remove = (as: TestPerson | null, id: string) =>
    write(as, `mutation ($id: ID!) { answer: deleteSpace(id: $id) { ${SPACE} } }`, { id });
  const named = (name: string, more: object = {}) => ({
    visibility: 'PUBLIC',
    translations: [{ locale: 'en', name, description: 'For all.' }],
    ...more,
  });

  test('are made, changed and deleted by moderators and admins', async () => {
    await expect(create(null, named('Room'))).rejects.toThrow('UNAUTHENTICATED');
    await expect(create('member', named('Room'))).rejects.toThrow('FORBIDDEN');
    const { space, errors } = await create('moderator', named('Room for Fathers'));
    expect(errors).toEqual([]);
    expect(space).toMatchObject({
      slug: 'room-for-fathers',
      visibility: 'PUBLIC',
      name: 'Room for Fathers',
      description: 'For all.',
    });
    await expect(update('member', space!.id, named('Mine'))).rejects.toThrow('FORBIDDEN');
    expect((await update('admin', space!.id, named('Fathers'))).space).toMatchObject({
      slug: 'room-for-fathers',
      name: 'Fathers',
    });
    await expect(remove('member', space!.id)).rejects.toThrow('FORBIDDEN');
    expect((await remove('moderator', space!.id)).errors).toEqual([]);
    expect((await remove('moderator', space!.id)).errors).toEqual(refusal('NOT_FOUND', 'id'));
    expect((await update('moderator', space!.id, named('Fathers'))).errors).toEqual(refusal('NOT_FOUND', 'id'));
  });

  test('come after those that are there', async () => {
    await create('moderator', named('Last but one'));
    await create('moderator', named('Last of all'));
    const { data } = await hub.query<{ spaces: { nodes: { slug: string }[] } }>(
      '{ spaces(last: 2) { nodes { slug } } }',
    );
    expect(data.spaces.nodes.map(({ slug }) => slug)).toEqual(['last-but-one', 'last-of-all']);
  });

  test('have a name and a slug of their own', async () => {
    await create('moderator', named('Attic'));
    const texts = [
      { locale: 'en', name: 'x' },
      { locale: 'en', name: ' ' },
    ];
    expect((await create('moderator', named('Attic'))).space!.slug).toBe('attic-2');
    expect((await create('moderator', named('Roof', { slug: 'Attic' }))).errors).toEqual(
      refusal('TAKEN', 'input', 'slug'),
    );
    expect((await create('moderator', named('Attic', { slug: 'Not a slug' }))).errors).toEqual(
      refusal('INVALID', 'input', 'slug'),
    );
    expect((await create('moderator', named('', { slug: 'texts', translations: texts }))).errors).toEqual([
      ...refusal('REQUIRED', 'input', 'translations', '1', 'name'),
      ...refusal('INVALID', 'input', 'translations', '1', 'locale'),
    ]);
    const twins = await Promise.all([1, 2, 3].map(() => create('moderator', named('Cellar'))));
    expect(new Set(twins.map(({ space }) => space!.slug)).size).toBe(3);
  });

  test('stay as long as they have threads', async () => {
    const { space } = await create('moderator', named('Garden'));
    const { thread } = await open('member', { spaceId: space!.id });
    expect((await remove('moderator', space!.id)).errors).toEqual(refusal('IN_USE', 'id'));
    await removeThread('member', thread!.id);
    expect((await remove('moderator', space!.id)).errors).toEqual([]);
  });

  test('closed to visitors take their threads out of search, and bring them back', async () => {
    const { space } = await create('moderator', named('Kitchen'));
    const { thread } = await open('member', { spaceId: space!.id, title: 'Rhabarberkompott' });
    expect(await found('Rhabarberkompott')).toEqual([thread!.id]);
    await update('moderator', space!.id, named('Kitchen', { visibility: 'MEMBERS' }));
    expect(await found('Rhabarberkompott')).toEqual([]);
    await update('moderator', space!.id, named('Kitchen'));
    expect(await found('Rhabarberkompott')).toEqual([thread!.id]);
  });
});

describe('taking over a thread', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 12, minute));
  const imported = async () => {
    const { data } = await hub.query<{ members: { nodes: { id: string; handle: string }[] } }>(
      '{ members { nodes { id handle } } }',
      {},
      { as: tokens.admin },
    );
    const id = (handle: string) => data.members.nodes.find((member) => member.handle === handle)!.id;
    return {
      spaceId,
      locale: 'de',
      title: 'Zahnen?',
      topicIds: [],
      pinned: true,
      locked: false,
      acceptedAnswer: 2,
      posts: [
        { authorId: id('member'), at: at(0), body: 'Was hilft?' },
        { authorId: id('other'), at: at(1), body: 'Geduld.' },
        { authorId: id('moderator'), at: at(2), body: 'Ein kalter **Beißring**.' },
      ],
    };
  };
  const byTitle = async (title: string) => {
    const { rows } = await hub.database.pool.query<{ id: string }>(
      'select id from discussion_thread where title = $1',
      [title],
    );
    return rows.map(({ id }) => id);
  };

  test('keeps its times and authors, and happens once', async () => {
    const thread = await imported();
    const outcomes = await Promise.all([1, 2, 3].map(() => hub.services.threads.put('board', '17', thread)));
    expect(outcomes.sort()).toEqual(['created', 'unchanged', 'unchanged']);
    const ids = await byTitle('Zahnen?');
    expect(ids).toHaveLength(1);
    const made = (await readThread(ids[0]!))!;
    expect(made).toMatchObject({ locale: 'de', pinned: true, postCount: 3, author: { handle: 'member' } });
    expect([made.createdAt, made.lastActivityAt].map((time) => new Date(time))).toEqual([at(0), at(2)]);
    expect(made.posts.nodes.map((post) => [new Date(post.createdAt), post.author!.handle])).toEqual([
      [at(0), 'member'],
      [at(1), 'other'],
      [at(2), 'moderator'],
    ]);
    expect(made.acceptedAnswer).toEqual({ id: made.posts.nodes[2]!.id });
    expect(await found('Beißring')).toEqual(ids);
  });

  test('leaves alone what the community has made of it', async () => {
    const thread = { ...(await imported()), title: 'Fieber?' };
    await hub.services.threads.put('board', '18', thread);
    const [id] = await byTitle('Fieber?');
    await reply('other', id!);
    expect(await hub.services.threads.put('board', '18', thread)).toBe('unchanged');
    expect((await readThread(id!))!.postCount).toBe(4);
    await removeThread('moderator', id!);
    expect(await hub.services.threads.put('board', '18', thread)).toBe('unchanged');
    expect(await readThread(id!)).toBeNull();
  });

  test('is refused with all that is wrong', async () => {
    const thread = await imported();
    const [first, second, third] = thread.posts;
    const wrong = {
      ...thread,
      title: '',
      spaceId: NOWHERE,
      acceptedAnswer: 0,
      posts: [first!, third!, { ...second!, body: '' }],
    };
    await expect(hub.services.threads.put('board', '19', wrong)).rejects.toMatchObject({
      errors: [
        { code: 'REQUIRED', path: ['input', 'title'] },
        { code: 'REQUIRED', path: ['input', 'posts', 2, 'body'] },
        { code: 'INVALID', path: ['input', 'posts', 2, 'at'] },
        { code: 'INVALID', path: ['input', 'acceptedAnswer'] },
        { code: 'NOT_FOUND', path: ['input', 'spaceId'] },
      ],
    });
    await expect(hub.services.threads.put('board', '19', { ...thread, posts: [] })).rejects.toMatchObject({
      errors: [{ code: 'REQUIRED', path: ['input', 'posts'] }],
    });
  });
});
