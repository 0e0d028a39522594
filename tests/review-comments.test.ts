import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';
import { lettersTo, mailFolder } from './harness/letters.js';

const ERRORS = 'errors { code message path }';
const THREAD = `id can revision path quote outdated resolvedAt resolvedBy { name }
  comments { id can body editedAt author { name } }`;
const OPEN = `mutation ($input: CreateReviewThreadInput!) { done: createReviewThread(input: $input) { thread { ${THREAD} } ${ERRORS} } }`;
const REPLY = `mutation ($threadId: ID!, $body: String!) {
  done: addReviewComment(threadId: $threadId, body: $body) { comment { id body thread { ${THREAD} } } ${ERRORS} } }`;
const EDIT = `mutation ($id: ID!, $body: String!) { done: updateReviewComment(id: $id, body: $body) { comment { id body thread { ${THREAD} } } ${ERRORS} } }`;
const DELETE = `mutation ($id: ID!) { done: deleteReviewComment(id: $id) { deletedId ${ERRORS} } }`;
const RESOLVE = `mutation ($id: ID!, $resolved: Boolean!) { done: resolveReviewThread(id: $id, resolved: $resolved) { thread { ${THREAD} } ${ERRORS} } }`;
const LIST = `query ($filter: ReviewThreadFilter) { reviewThreads(first: 50, filter: $filter) { nodes { ${THREAD} } } }`;
const SUBMIT = `mutation ($id: ID!, $revision: Int!) { done: submitForReview(id: $id, revision: $revision) { review { id openThreads } ${ERRORS} } }`;
const ASSIGN = `mutation ($id: ID!, $memberIds: [ID!]!) { done: assignReviewers(id: $id, memberIds: $memberIds) { review { id } ${ERRORS} } }`;
const REQUEST = `mutation ($id: ID!, $revision: Int!, $note: String!) { done: requestChanges(id: $id, revision: $revision, note: $note) { review { id } ${ERRORS} } }`;
const APPROVE = `mutation ($id: ID!, $revision: Int!) { done: approveReview(id: $id, revision: $revision) { review { id } ${ERRORS} } }`;

interface Thread {
  id: string;
  can: string[];
  path: string[];
  quote: string | null;
  outdated: boolean;
  resolvedAt: string | null;
  resolvedBy: { name: string } | null;
  comments: { id: string; can: string[]; body: string; editedAt: string | null; author: { name: string } | null }[];
}
interface Done {
  thread: Thread | null;
  comment: { id: string; body: string; thread: Thread } | null;
  review: { id: string; openThreads: number } | null;
  deletedId: string | null;
  errors: { code: string; message: string; path: string[] }[];
}

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
const tokens = {} as Record<TestPerson, string>;
const ids = {} as Record<TestPerson, string>;
beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { HEARTH_DATA: folder.directory } });
  for (const who of ['admin', 'editor', 'contributor', 'expert', 'partner', 'member'] as const) {
    tokens[who] = await hub.signIn(who);
    const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: tokens[who] });
    ids[who] = data.me.id;
  }
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

async function step(who: TestPerson, text: string, variables: object): Promise<Done> {
  const { data, errors } = await hub.query<{ done: Done }>(text, variables, { as: tokens[who] });
  expect(errors).toBeUndefined();
  return data.done;
}

const codes = ({ errors }: Done) => errors.map(({ code, path }) => `${code} ${path.join('.')}`);

const draft = (body: string, extra: object = {}) => ({
  kind: 'GUIDE',
  languages: ['en'],
  translations: [
    { locale: 'de', title: 'Schlaf', body: 'Ruhe.' },
    { locale: 'en', title: 'Sleep', body },
  ],
  ...extra,
});

async function save(input: object, before?: { id: string; revision: number }, type = 'Resource') {
  const text = before
    ? `mutation ($input: ${type}Input!, $id: ID!, $revision: Int!) { done: update${type}(id: $id, revision: $revision, input: $input) { revision { entryId number } } }`
    : `mutation ($input: ${type}Input!) { done: create${type}(input: $input) { revision { entryId number } } }`;
  const { data } = await hub.query<{ done: { revision: { entryId: string; number: number } } }>(
    text,
    { input, ...before },
    { as: tokens.contributor },
  );
  return { id: data.done.revision.entryId, revision: data.done.revision.number };
}

async function comment(who: TestPerson, entry: { id: string; revision: number }, input: object): Promise<Thread> {
  const given = { entryId: entry.id, revision: entry.revision, body: 'A word on that.', ...input };
  const { thread, errors } = await step(who, OPEN, { input: given });
  expect(errors).toEqual([]);
  return thread!;
}

async function threads(who: TestPerson, filter: object): Promise<Thread[]> {
  const { data } = await hub.query<{ reviewThreads: { nodes: Thread[] } }>(LIST, { filter }, { as: tokens[who] });
  return data.reviewThreads.nodes;
}

const BODY = ['translations', 'en', 'body'];

describe('a comment', () => {
  test('stands at a place in the draft, is answered, resolved and opened again', async () => {
    const entry = await save(draft('Go to bed early. Sleep well.'));
    const thread = await comment('editor', entry, { path: BODY, quote: 'bed early', body: '  How early?\n' });
    expect(thread).toMatchObject({
      path: BODY,
      quote: 'bed early',
      outdated: false,
      comments: [{ body: 'How early?', author: { name: 'editor' }, editedAt: null }],
    });
    const { comment: reply } = await step('contributor', REPLY, { threadId: thread.id, body: 'At seven.' });
    expect(reply!.thread.comments.map(({ body, can }) => [body, can])).toEqual([
      ['How early?', []],
      ['At seven.', ['EDIT', 'DELETE']],
    ]);
    const done = await step('editor', RESOLVE, { id: thread.id, resolved: true });
    expect(done.thread).toMatchObject({ resolvedBy: { name: 'editor' }, resolvedAt: expect.any(String) });
    expect(await threads('editor', { entries: [entry.id], resolved: false })).toEqual([]);
    const again = await step('contributor', RESOLVE, { id: thread.id, resolved: false });
    expect(again.thread).toMatchObject({ resolvedBy: null, resolvedAt: null });
  });

  test('on a passage is outdated once the passage is gone, on a field once that changes, on all of it never', async () => {
    const entry = await save(draft('Go to bed early. Sleep well. 早く寝る。'));
    await comment('editor', entry, { path: BODY, quote: 'Sleep well', body: 'passage' });
    await comment('editor', entry, { path: BODY, quote: '早く', body: 'japanese' });
    await comment('editor', entry, { path: ['translations', 'en', 'summary'], body: 'missing' });
    await comment('editor', entry, { path: ['translations', 'de'], body: 'german' });
    await comment('editor', entry, { path: ['languages', '0'], body: 'language' });
    await comment('editor', entry, { body: 'all' });
    const outdated = async () =>
      (await threads('editor', { entries: [entry.id], outdated: true })).map(({ comments }) => comments[0]!.body);
    expect(await outdated()).toEqual([]);

    const second = await save(draft('Go to bed late. Sleep well! 早く寝る。'), entry);
    expect(await outdated()).toEqual([]);
    const third = await save(draft('Sleep.', { languages: ['en', 'de'] }), second);
    expect(await outdated()).toEqual(['passage', 'japanese']);
    await save(
      {
        translations: [{ locale: 'en', title: 'Sleep', summary: 'Now there is one.', body: 'Sleep well. 早く' }],
      },
      third,
    );
    expect(await outdated()).toEqual(['missing', 'german', 'language']);
  });

  test('is kept with the revision it is about, also an autosave', async () => {
    const entry = await save(draft('By hand.'));
    const text =
      'mutation ($input: ResourceInput!, $id: ID!, $revision: Int!) { updateResource(id: $id, revision: $revision, input: $input, autosave: true) { errors { code } } }';
    const autosave = (revision: number, body: string) =>
      hub.query(text, { id: entry.id, revision, input: draft(body) }, { as: tokens.contributor });
    await autosave(1, 'By itself.');
    await comment('editor', { ...entry, revision: 2 }, { path: BODY, quote: 'itself' });
    await autosave(2, 'By itself again.');
    const { rows } = await hub.database.pool.query('select number from revision where entry_id = $1 order by number', [
      entry.id,
    ]);
    expect(rows).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  });

  test.each([
    ['a field that is none', { path: ['translations', 'en', 'nonsense'] }, 'INVALID input.path.2'],
    ['what every object has', { path: ['__proto__'] }, 'INVALID input.path.0'],
    ['a place below a text', { path: [...BODY, 'x'] }, 'INVALID input.path.3'],
    ['a language that is not there', { path: ['translations', 'fr'] }, 'NOT_FOUND input.path.1'],
    ['a place behind the last', { path: ['languages', '7'] }, 'NOT_FOUND input.path.1'],
    ['a passage that is not there', { path: BODY, quote: 'nowhere' }, 'INVALID input.quote'],
    ['a passage of what is no text', { path: ['translations'], quote: 'Sleep' }, 'INVALID input.quote'],
    ['nothing of a text', { path: BODY, quote: ' ' }, 'INVALID input.quote'],
    ['a very long passage', { path: BODY, quote: 'x'.repeat(501) }, 'INVALID input.quote'],
    ['with no words', { body: ' \n' }, 'INVALID input.body'],
    ['with too many words', { body: 'x'.repeat(5001) }, 'INVALID input.body'],
    ['a revision that is none', { revision: 99 }, 'NOT_FOUND input.revision'],
  ])('on %s is refused', async (_what, input, code) => {
    const { id: entryId } = await save(draft('Sleep.'));
    expect(codes(await step('editor', OPEN, { input: { entryId, revision: 1, body: 'Hm.', ...input } }))).toEqual([
      code,
    ]);
    expect(await threads('editor', { entries: [entryId] })).toEqual([]);
  });

  test('quotes no consent: not all who read comments may read that', async () => {
    const consent = { givenBy: 'Real Name', givenOn: '2026-01-01', scope: 'Web' };
    const story = await save({ storytellerName: 'Ann', consent }, undefined, 'SuccessStory');
    const path = ['consent', 'givenBy'];
    const quoted = { entryId: story.id, revision: 1, path, quote: 'Real', body: 'Who?' };
    expect(codes(await step('editor', OPEN, { input: quoted }))).toEqual(['INVALID input.quote']);
    await comment('editor', story, { path });
  });

  test('is changed and deleted by its author only; with the last one the thread goes', async () => {
    const entry = await save(draft('Sleep.'));
    const thread = await comment('editor', entry, {});
    const first = thread.comments[0]!.id;
    const reply = (await step('contributor', REPLY, { threadId: thread.id, body: 'Why?' })).comment!.id;
    expect(codes(await step('contributor', EDIT, { id: first, body: 'Mine.' }))).toEqual(['NOT_ALLOWED id']);
    expect(codes(await step('admin', DELETE, { id: first }))).toEqual(['NOT_ALLOWED id']);
    const edited = await step('editor', EDIT, { id: first, body: 'Better.' });
    expect(edited.comment!.thread.comments[0]).toMatchObject({ body: 'Better.', editedAt: expect.any(String) });
    expect(codes(await step('editor', DELETE, { id: first }))).toEqual([]);
    expect((await threads('editor', { entries: [entry.id] }))[0]!.comments).toMatchObject([{ body: 'Why?' }]);
    expect(await step('contributor', DELETE, { id: reply })).toMatchObject({ deletedId: reply, errors: [] });
    expect(await threads('editor', { entries: [entry.id] })).toEqual([]);
  });

  test('is for those who may read the draft, and others learn nothing by trying', async () => {
    const entry = await save(draft('Sleep.'));
    const thread = await comment('editor', entry, {});
    expect(await threads('expert', {})).toEqual([]);
    const input = { entryId: entry.id, revision: 1, body: 'Hm.' };
    expect(codes(await step('expert', OPEN, { input }))).toEqual(['NOT_FOUND input.entryId']);
    const nowhere = '00000000-0000-7000-8000-000000000000';
    for (const threadId of [thread.id, nowhere, 'nonsense'])
      expect(codes(await step('member', REPLY, { threadId, body: 'Hm.' }))).toEqual(['NOT_FOUND threadId']);
    expect(codes(await step('member', RESOLVE, { id: thread.id, resolved: true }))).toEqual(['NOT_FOUND id']);
    expect(codes(await step('member', DELETE, { id: thread.comments[0]!.id }))).toEqual(['NOT_FOUND id']);
  });

  test('counts in the review as long as it is open', async () => {
    const entry = await save(draft('Sleep.'));
    await comment('editor', entry, {});
    const done = await comment('editor', entry, {});
    await step('editor', RESOLVE, { id: done.id, resolved: true });
    expect((await step('contributor', SUBMIT, entry)).review!.openThreads).toBe(1);
  });

  test('is no more in a thread than can be read', async () => {
    const entry = await save(draft('Sleep.'));
    const thread = await comment('editor', entry, {});
    await hub.database.pool.query(
      `insert into review_comment (id, thread_id, body, created_at) select gen_random_uuid(), $1, 'x', now() from generate_series(1, 99)`,
      [thread.id],
    );
    expect(codes(await step('editor', REPLY, { threadId: thread.id, body: 'Hm.' }))).toEqual(['NOT_ALLOWED threadId']);
  });
});

test('a page of threads is one statement', async () => {
  const text = `{ reviewThreads(first: 50) { nodes { ${THREAD} } } }`;
  await hub.query(text, {}, { as: tokens.editor });
  // The other one finds out who asks.
  expect(await hub.statements(() => hub.query(text, {}, { as: tokens.editor }))).toBe(2);
});

describe('letters', () => {
  /** What has come to someone since; comments that still wait included when their time has come. */
  async function lettersSince(who: TestPerson, known: number, waited = false) {
    if (waited) await hub.database.pool.query('update graphile_worker._private_jobs set run_at = now()');
    return (await lettersTo(hub, `${who}@test.example`)).slice(known);
  }
  const countOf = async (who: TestPerson) => (await lettersSince(who, 0, true)).length;

  test('go to who is assigned, once, and to nobody about what they did themselves', async () => {
    const [partner, editor] = [await countOf('partner'), await countOf('editor')];
    const entry = await save(draft('Sleep.', { translations: [{ locale: 'en', title: 'A <b>bold</b> title' }] }));
    const { review } = await step('contributor', SUBMIT, entry);
    const memberIds = [ids.partner, ids.editor];
    await step('editor', ASSIGN, { id: review!.id, memberIds });
    await step('editor', ASSIGN, { id: review!.id, memberIds });
    const letters = await lettersSince('partner', partner);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ subject: 'Please look at “A <b>bold</b> title” (Hearth)' });
    expect(letters[0]!.text).toContain('editor asks you to look at “A <b>bold</b> title” before it is published.');
    expect(letters[0]!.html).toContain('“A &lt;b&gt;bold&lt;/b&gt; title”');
    expect(await lettersSince('editor', editor, true)).toEqual([]);
  });

  test('gather what is said, and go at once with what is decided', async () => {
    const known = await countOf('contributor');
    const entry = await save(draft('Go to bed early.'));
    const { review } = await step('contributor', SUBMIT, entry);
    for (const body of ['One', 'Two', 'Three']) await comment('editor', entry, { body });
    await comment('admin', entry, { body: 'Four' });
    const gone = await comment('admin', entry, { body: 'Never mind' });
    await step('admin', DELETE, { id: gone.comments[0]!.id });
    expect(await lettersSince('contributor', known)).toEqual([]);
    await step('editor', REQUEST, { id: review!.id, revision: 1, note: 'Say when <exactly>.' });
    const letters = await lettersSince('contributor', known, true);
    expect(letters).toHaveLength(1);
    expect(letters[0]!.subject).toBe('Please change something: “Sleep” (Hearth)');
    expect(letters[0]!.text).toContain('editor asks you to change something in “Sleep”:\n\n“Say when <exactly>.”');
    expect(letters[0]!.text).toContain('editor has written 3 comments on “Sleep”.');
    expect(letters[0]!.text).toContain('admin has commented on “Sleep”.');
    expect(letters[0]!.html).toContain('“Say when &lt;exactly&gt;.”');
  });

  test('tell those who talk along of answers, when these have come to rest', async () => {
    const known = await countOf('editor');
    const thread = await comment('editor', await save(draft('Sleep.')), {});
    await step('contributor', REPLY, { threadId: thread.id, body: 'Yes.' });
    await step('contributor', REPLY, { threadId: thread.id, body: 'And yes.' });
    expect(await lettersSince('editor', known)).toEqual([]);
    const [letter, ...others] = await lettersSince('editor', known, true);
    expect(others).toEqual([]);
    expect(letter!.text).toContain('contributor has written 2 comments on “Sleep”.');
  });

  test('are in the language of the reader, and tell reviewers that it waits again', async () => {
    await hub.query(
      'mutation { updateProfile(input: { locale: "de" }) { errors { code } } }',
      {},
      { as: tokens.expert },
    );
    const entry = await save(draft('Sleep.'));
    const { review } = await step('contributor', SUBMIT, entry);
    await step('editor', ASSIGN, { id: review!.id, memberIds: [ids.expert] });
    const known = await countOf('expert');
    await step('expert', REQUEST, { id: review!.id, revision: 1, note: 'Mehr Schlaf.' });
    await step('contributor', SUBMIT, await save(draft('More sleep.'), entry));
    const [letter, ...others] = await lettersSince('expert', known, true);
    expect(others).toEqual([]);
    expect(letter!.subject).toBe('Bitte noch einmal prüfen: „Schlaf“ (Hearth)');
    expect(letter!.html).toContain('<html lang="de"');
    expect(letter!.text).toContain('contributor hat daran gearbeitet');
  });

  test('say nothing of drafts that one may not read any more, or that are in the trash', async () => {
    const known = [await countOf('partner'), await countOf('contributor')];
    const entry = await save(draft('Sleep.'));
    const { review } = await step('contributor', SUBMIT, entry);
    await step('editor', ASSIGN, { id: review!.id, memberIds: [ids.partner] });
    await step('editor', ASSIGN, { id: review!.id, memberIds: [] });
    await step('editor', APPROVE, { id: review!.id, revision: 1 });
    await hub.query('mutation ($id: ID!) { deleteEntry(id: $id) { errors { code } } }', entry, { as: tokens.editor });
    expect(await lettersSince('partner', known[0]!, true)).toEqual([]);
    expect(await lettersSince('contributor', known[1]!, true)).toEqual([]);
    const { rows } = await hub.database.pool.query('select 1 from review_notice');
    expect(rows).toEqual([]);
  });
});

test('what someone says about drafts is in their archive, and stays under no name when they leave', async () => {
  const entry = await save(draft('Sleep.'));
  const thread = await comment('editor', entry, {});
  const own = await hub.query<{ createAccount: unknown }>('{ me { id } }', {}, { as: tokens.expert });
  expect(own.errors).toBeUndefined();
  const { review } = await step('contributor', SUBMIT, entry);
  await step('editor', ASSIGN, { id: review!.id, memberIds: [ids.expert] });
  await step('expert', REPLY, { threadId: thread.id, body: 'A farewell.' });
  await step('expert', REQUEST, { id: review!.id, revision: 1, note: 'A last wish.' });

  const { SECTIONS } = await import('../src/services/my-data/own-data.js');
  const kept = await Promise.all(
    SECTIONS.filter(({ name }) => name.startsWith('review')).map(async ({ sql }) =>
      JSON.stringify((await hub.database.pool.query(sql, [ids.expert])).rows),
    ),
  );
  expect(kept.join()).toContain('A farewell.');
  expect(kept.join()).toContain('A last wish.');

  const leave = 'mutation ($id: ID!) { deleteMember(memberId: $id, posts: REMOVE) { errors { code } } }';
  await hub.query(leave, { id: ids.expert }, { as: tokens.admin });
  const [left] = await threads('editor', { entries: [entry.id] });
  expect(left!.comments.map(({ body, author }) => [body, author?.name])).toEqual([
    ['A word on that.', 'editor'],
    ['A farewell.', undefined],
  ]);
  const { data } = await hub.query(
    'query ($id: ID!) { review(id: $id) { state reviewers { name } decisions { verdict note decidedBy { name } } } }',
    { id: review!.id },
    { as: tokens.editor },
  );
  expect(data).toEqual({
    review: {
      state: 'CHANGES_REQUESTED',
      reviewers: [],
      decisions: [{ verdict: 'CHANGES_REQUESTED', note: 'A last wish.', decidedBy: null }],
    },
  });
});
