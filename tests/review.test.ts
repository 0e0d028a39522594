import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findMissingApprovals } from '../src/services/review/approvals.js';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';

const ERRORS = 'errors { __typename code message path }';
const REVIEW = `review { id can entryId type title state revision submittedRevision awaitsExpert note
  submittedBy { name } reviewers { name } draft { number }
  decisions { verdict revision asExpert standing note decidedBy { name } } } ${ERRORS}`;
const SUBMIT = `mutation ($id: ID!, $revision: Int!, $note: String) {
  done: submitForReview(id: $id, revision: $revision, note: $note) { ${REVIEW} } }`;
const WITHDRAW = `mutation ($id: ID!) { done: withdrawReview(id: $id) { ${REVIEW} } }`;
const ASSIGN = `mutation ($id: ID!, $memberIds: [ID!]!) { done: assignReviewers(id: $id, memberIds: $memberIds) { ${REVIEW} } }`;
const APPROVE = `mutation ($id: ID!, $revision: Int!, $note: String) {
  done: approveReview(id: $id, revision: $revision, note: $note) { ${REVIEW} } }`;
const REQUEST = `mutation ($id: ID!, $revision: Int!, $note: String!) {
  done: requestChanges(id: $id, revision: $revision, note: $note) { ${REVIEW} } }`;
const SKIP = `mutation ($id: ID!, $revision: Int!, $reason: String!) { done: skipReview(id: $id, revision: $revision, reason: $reason) {
  decision { verdict revision note decidedBy { name } } ${ERRORS} } }`;
const PUBLISH = `mutation ($id: ID!, $revision: Int!, $locales: [Locale!]) {
  done: publishEntry(id: $id, revision: $revision, locales: $locales) { entryId ${ERRORS} } }`;
const READ = `query ($id: ID!) { review(id: $id) { id state revision title reviewers { name } draft { draft { __typename } } } }`;

interface Problem {
  __typename: string;
  code: string;
  message: string;
  path: string[];
}
interface Seen {
  id: string;
  can: string[];
  title: string | null;
  state: string;
  revision: number;
  submittedRevision: number;
  awaitsExpert: boolean;
  note: string | null;
  reviewers: { name: string }[];
  decisions: { verdict: string; revision: number; standing: boolean; asExpert: boolean }[];
}
interface Done {
  review: Seen | null;
  decision: object | null;
  errors: Problem[];
}

let hub: TestHub;
const tokens = {} as Record<TestPerson, string>;
const ids = {} as Record<TestPerson, string>;
let expertId: string;
beforeAll(async () => {
  hub = await testHub();
  for (const who of ['admin', 'editor', 'contributor', 'expert', 'partner', 'member', 'moderator'] as const) {
    tokens[who] = await hub.signIn(who);
    const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: tokens[who] });
    ids[who] = data.me.id;
  }
  const text = [{ locale: 'en', title: 'Doctor' }];
  expertId = await hub.services.experts.put({ slug: 'ada', name: 'Ada Lind', translations: text });
});
afterAll(() => hub.close());

/** Does a step as someone, and answers what came of it. */
async function step(who: TestPerson, text: string, variables: object): Promise<Done> {
  const { data, errors } = await hub.query<{ done: Done }>(text, variables, { as: tokens[who] });
  expect(errors).toBeUndefined();
  return data.done;
}

/** A step that must succeed. */
async function done(who: TestPerson, text: string, variables: object): Promise<Seen> {
  const { review, errors } = await step(who, text, variables);
  expect(errors).toEqual([]);
  return review!;
}

const codes = ({ errors }: Done) => errors.map(({ code, path }) => `${code} ${path.join('.')}`);

function save(who: TestPerson, type: string, input: object, id?: string, revision?: number, autosave?: boolean) {
  const text = id
    ? `mutation ($input: ${type}Input!, $id: ID!, $revision: Int!, $autosave: Boolean) { done: update${type}(id: $id, revision: $revision, input: $input, autosave: $autosave) { revision { entryId number } errors { message } } }`
    : `mutation ($input: ${type}Input!) { done: create${type}(input: $input) { revision { entryId number } errors { message } } }`;
  return hub
    .query<{ done: { revision: { entryId: string; number: number }; errors: object[] } }>(
      text,
      { input, id, revision, autosave },
      { as: tokens[who] },
    )
    .then(({ data }) => {
      expect(data.done.errors).toEqual([]);
      return { id: data.done.revision.entryId, revision: data.done.revision.number };
    });
}

const resource = (title: string, extra: object = {}) => ({
  kind: 'GUIDE',
  cost: 'FREE',
  url: 'https://help.example',
  translations: [{ locale: 'en', title, body: 'Text.' }],
  ...extra,
});
const article = (title: string, extra: object = {}) => ({
  expertIds: [expertId],
  translations: [{ locale: 'en', title, body: 'Text.' }],
  ...extra,
});

/** A draft of the contributor's that is in review. */
async function submitted(type: 'Resource' | 'ExpertArticle' = 'Resource', title = 'A draft') {
  const input = type === 'Resource' ? resource(title) : article(title);
  const entry = await save('contributor', type, input);
  const review = await done('contributor', SUBMIT, { ...entry, note: 'Please look at the end.' });
  return { entry, review };
}

async function reviewerOf(id: string): Promise<{ id: string }> {
  const text = 'query ($id: ID!) { expertArticle(id: $id) { reviewer { id } } }';
  return (await hub.query<{ expertArticle: { reviewer: { id: string } } }>(text, { id })).data.expertArticle.reviewer;
}

async function read(who: TestPerson, id: string): Promise<Seen | null> {
  return (await hub.query<{ review: Seen | null }>(READ, { id }, { as: tokens[who] })).data.review;
}

async function listed(who: TestPerson, filter: object): Promise<string[]> {
  const text =
    'query ($filter: ReviewFilter) { reviews(first: 100, filter: $filter, orderBy: LONGEST_WAITING) { nodes { id } } }';
  const { data, errors } = await hub.query<{ reviews: { nodes: { id: string }[] } }>(
    text,
    { filter },
    { as: tokens[who] },
  );
  expect(errors).toBeUndefined();
  return data.reviews.nodes.map(({ id }) => id);
}

describe('a draft that is submitted', () => {
  test('is looked at, approved, published, and then done', async () => {
    const { entry, review } = await submitted();
    expect(review).toMatchObject({
      entryId: entry.id,
      type: 'RESOURCE',
      title: 'A draft',
      state: 'IN_REVIEW',
      revision: 1,
      submittedRevision: 1,
      awaitsExpert: false,
      note: 'Please look at the end.',
      submittedBy: { name: 'contributor' },
      reviewers: [],
      draft: { number: 1 },
      decisions: [],
    });
    const approved = await done('editor', APPROVE, { id: review.id, revision: 1, note: 'Fine.' });
    expect(approved).toMatchObject({
      state: 'APPROVED',
      decisions: [{ verdict: 'APPROVED', revision: 1, standing: true, note: 'Fine.', decidedBy: { name: 'editor' } }],
    });
    expect(codes(await step('editor', PUBLISH, entry))).toEqual([]);
    expect(await read('editor', review.id)).toMatchObject({ state: 'PUBLISHED', revision: 1 });
  });

  test('takes the review along when it is saved again: an approval was for one revision', async () => {
    const { entry, review } = await submitted();
    await done('editor', APPROVE, { id: review.id, revision: 1 });
    await save('contributor', 'Resource', resource('Another title'), entry.id, 1);
    expect(await read('editor', review.id)).toMatchObject({ state: 'IN_REVIEW', revision: 2, title: 'Another title' });
    const stale = await step('editor', APPROVE, { id: review.id, revision: 1 });
    expect(stale.errors).toMatchObject([{ __typename: 'VersionConflict', path: ['revision'] }]);
  });

  test('goes back for changes, and waits again once it is submitted again, not when it is saved', async () => {
    const { entry, review } = await submitted();
    const asked = await done('editor', REQUEST, { id: review.id, revision: 1, note: 'Name your sources.' });
    expect(asked.state).toBe('CHANGES_REQUESTED');
    await save('contributor', 'Resource', resource('With sources'), entry.id, 1);
    expect(await read('contributor', review.id)).toMatchObject({ state: 'CHANGES_REQUESTED', revision: 2 });
    const again = await done('contributor', SUBMIT, { id: entry.id, revision: 2 });
    expect(again).toMatchObject({
      id: review.id,
      state: 'IN_REVIEW',
      submittedRevision: 2,
      note: 'Please look at the end.',
    });
  });

  test('is approved only when nobody asks for changes any more', async () => {
    const { review } = await submitted();
    await done('admin', REQUEST, { id: review.id, revision: 1, note: 'Too long.' });
    const divided = await done('editor', APPROVE, { id: review.id, revision: 1 });
    expect(divided.state).toBe('CHANGES_REQUESTED');
    const agreed = await done('admin', APPROVE, { id: review.id, revision: 1 });
    expect(agreed.state).toBe('APPROVED');
    expect(agreed.decisions.map(({ verdict, standing }) => [verdict, standing])).toEqual([
      ['CHANGES_REQUESTED', false],
      ['APPROVED', true],
      ['APPROVED', true],
    ]);
  });

  test('is in one review only, however often it is submitted at once', async () => {
    const entry = await save('contributor', 'Resource', resource('Twice'));
    const all = await Promise.all([1, 2, 3].map(() => done('contributor', SUBMIT, entry)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await listed('editor', { entries: [entry.id] })).toHaveLength(1);
  });

  test('can be withdrawn by who submitted it, and submitted anew', async () => {
    const { entry, review } = await submitted();
    expect(await done('contributor', WITHDRAW, { id: review.id })).toMatchObject({ state: 'WITHDRAWN', can: [] });
    expect(codes(await step('editor', APPROVE, { id: review.id, revision: 1 }))).toEqual(['NOT_ALLOWED id']);
    const anew = await done('contributor', SUBMIT, entry);
    expect(anew.id).not.toBe(review.id);
  });

  test('does not lose what was decided on to an autosave', async () => {
    const entry = await save('contributor', 'Resource', resource('By hand'));
    const auto = await save('contributor', 'Resource', resource('By itself'), entry.id, 1, true);
    const review = await done('contributor', SUBMIT, auto);
    await done('editor', APPROVE, { id: review.id, revision: auto.revision });
    await save('contributor', 'Resource', resource('By itself again'), entry.id, auto.revision, true);
    const { rows } = await hub.database.pool.query('select number from revision where entry_id = $1 order by number', [
      entry.id,
    ]);
    expect(rows).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
    expect(await read('contributor', review.id)).toMatchObject({ state: 'IN_REVIEW', revision: 3 });
  });

  test('is not there while it is in the trash', async () => {
    const { entry, review } = await submitted();
    const remove = 'mutation ($id: ID!) { deleteEntry(id: $id) { errors { code } } }';
    await hub.query(remove, { id: entry.id }, { as: tokens.editor });
    expect(await read('editor', review.id)).toBeNull();
    expect(codes(await step('editor', APPROVE, { id: review.id, revision: 1 }))).toEqual(['NOT_FOUND id']);
    expect(codes(await step('editor', SUBMIT, { id: entry.id, revision: 1 }))).toEqual(['NOT_ALLOWED id']);
    const restore = 'mutation ($id: ID!) { restoreEntry(id: $id) { errors { code } } }';
    await hub.query(restore, { id: entry.id }, { as: tokens.editor });
    expect(await read('editor', review.id)).toMatchObject({ state: 'IN_REVIEW' });
  });

  test('asks for words where words are needed, and for not too many', async () => {
    const { entry, review } = await submitted();
    const mute = await step('editor', REQUEST, { id: review.id, revision: 1, note: ' \n ' });
    expect(codes(mute)).toEqual(['REQUIRED note']);
    const long = await step('contributor', SUBMIT, { ...entry, note: 'x'.repeat(2001) });
    expect(codes(long)).toEqual(['INVALID note']);
  });
});

describe('who may', () => {
  test('others see nothing of it, and learn nothing by trying', async () => {
    const { entry, review } = await submitted();
    const nowhere = '00000000-0000-7000-8000-000000000000';
    expect(await read('expert', review.id)).toBeNull();
    expect(await read('partner', review.id)).toBeNull();
    for (const [text, variables] of [
      [APPROVE, { revision: 1 }],
      [WITHDRAW, {}],
    ] as const) {
      const refused = await step('expert', text, { id: review.id, ...variables });
      expect(codes(refused)).toEqual(['NOT_FOUND id']);
      expect(refused).toEqual(await step('expert', text, { id: nowhere, ...variables }));
    }
    expect(codes(await step('expert', SUBMIT, { id: entry.id, revision: 1 }))).toEqual(['NOT_FOUND id']);
    expect(codes(await step('editor', APPROVE, { id: 'no id', revision: 1 }))).toEqual(['NOT_FOUND id']);
  });

  test('authors do not decide on their own, nor assign', async () => {
    const { review } = await submitted();
    expect(review.can).toEqual(['WITHDRAW']);
    expect(codes(await step('contributor', APPROVE, { id: review.id, revision: 1 }))).toEqual(['NOT_ALLOWED id']);
    const assign = await hub.query(ASSIGN, { id: review.id, memberIds: [] }, { as: tokens.contributor });
    expect(assign.errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  test('those who are assigned read the draft and decide, as long as it is open', async () => {
    const { review } = await submitted();
    const assigned = await done('editor', ASSIGN, { id: review.id, memberIds: [ids.expert, ids.partner] });
    expect(assigned.reviewers).toEqual([{ name: 'expert' }, { name: 'partner' }]);
    expect(await read('partner', review.id)).toMatchObject({ draft: { draft: { __typename: 'ResourceDraft' } } });
    expect(await listed('partner', { assignedToMe: true })).toEqual([review.id]);
    expect(await listed('partner', { assignedToMe: false })).toEqual([]);
    await done('partner', REQUEST, { id: review.id, revision: 1, note: 'Not yet.' });
    expect((await done('editor', ASSIGN, { id: review.id, memberIds: [ids.expert] })).reviewers).toHaveLength(1);
    expect(await read('partner', review.id)).toBeNull();
    await done('contributor', WITHDRAW, { id: review.id });
    expect(await read('expert', review.id)).toBeNull();
  });

  test('only members who work on content can be assigned, each once', async () => {
    const { review } = await submitted();
    const memberIds = [ids.editor, ids.editor, ids.member, 'nobody'];
    const refused = await step('editor', ASSIGN, { id: review.id, memberIds });
    expect(codes(refused)).toEqual(['INVALID memberIds.1', 'NOT_ALLOWED memberIds.2', 'NOT_FOUND memberIds.3']);
    const many = await step('editor', ASSIGN, { id: review.id, memberIds: Array(21).fill(ids.editor) });
    expect(codes(many)).toEqual(['INVALID memberIds']);
  });

  test('an assigned reviewer who writes along does not approve it', async () => {
    const { entry, review } = await submitted();
    await done('editor', ASSIGN, { id: review.id, memberIds: [ids.partner] });
    await save('editor', 'Resource', resource('Touched'), entry.id, 1);
    await hub.database.pool.query('update revision set created_by = $2 where entry_id = $1 and number = 2', [
      entry.id,
      ids.partner,
    ]);
    expect(codes(await step('partner', APPROVE, { id: review.id, revision: 2 }))).toEqual(['NOT_ALLOWED id']);
  });

  test('partners and translators submit what they may work on', async () => {
    const texts = { translations: [{ locale: 'en', title: 'Theirs' }] };
    const theirs = await save('editor', 'PartnerOrganization', texts);
    expect(codes(await step('partner', SUBMIT, theirs))).toEqual(['NOT_FOUND id']);
    const grant = (memberId: string, input: object) =>
      hub.query(
        'mutation ($input: GrantAccessInput!) { grantAccess(input: $input) { errors { message } } }',
        { input: { memberId, ...input } },
        { as: tokens.admin },
      );
    await grant(ids.partner, { role: 'PARTNER', organizationId: theirs.id });
    const review = await done('partner', SUBMIT, theirs);
    expect(review.can).toEqual(['WITHDRAW']);

    const entry = await save('editor', 'Resource', resource('To translate'));
    await expect(step('member', SUBMIT, entry)).rejects.toThrow();
    await grant(ids.member, { role: 'CONTRIBUTOR', locale: 'de' });
    expect((await done('member', SUBMIT, entry)).state).toBe('IN_REVIEW');
  });

  test('who leaves while they are assigned is simply not there', async () => {
    const { review } = await submitted();
    const leavers = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        hub.services.identity.createAccount({
          email: `leaver${n}@test.example`,
          password: 'correct horse battery staple',
          name: `Leaver ${n}`,
          handle: `leaver-${n}`,
          roles: ['EXPERT'],
          locale: 'en',
        }),
      ),
    );
    const remove = 'mutation ($id: ID!) { deleteMember(memberId: $id, posts: KEEP) { errors { code } } }';
    await Promise.all(
      leavers.flatMap((id) => [
        step('admin', remove, { id }),
        step('editor', ASSIGN, { id: review.id, memberIds: [id] }),
        step('editor', REQUEST, { id: review.id, revision: 1, note: 'Meanwhile.' }),
      ]),
    );
    expect((await done('editor', ASSIGN, { id: review.id, memberIds: [ids.expert] })).reviewers).toHaveLength(1);
  });

  test('no API key approves or skips', async () => {
    const { review } = await submitted();
    const made = await hub.query<{ createApiKey: { secret: string } }>(
      'mutation { createApiKey(input: { name: "all", scope: ALL }) { secret } }',
      {},
      { as: tokens.admin },
    );
    const as = made.data.createApiKey.secret;
    const { errors } = await hub.query(APPROVE, { id: review.id, revision: 1 }, { as });
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
  });
});

describe('publishing', () => {
  test('of what nobody has approved is for those who may skip that', async () => {
    const entry = await save('editor', 'Resource', resource('Straight away'));
    expect(codes(await step('editor', PUBLISH, entry))).toEqual([]);
  });

  test('of an expert article needs an expert who did not write it; no editor skips that', async () => {
    const { entry, review } = await submitted('ExpertArticle', 'By an expert');
    expect(review.awaitsExpert).toBe(true);
    expect(await listed('expert', { awaitsExpert: true })).toContain(review.id);
    const approved = await done('editor', APPROVE, { id: review.id, revision: 1 });
    expect(approved).toMatchObject({ state: 'IN_REVIEW', awaitsExpert: true });
    for (const who of ['editor', 'admin'] as const)
      expect(codes(await step(who, PUBLISH, entry))).toEqual(['REVIEW_REQUIRED revision']);
    const checked = await done('expert', APPROVE, { id: review.id, revision: 1 });
    expect(checked).toMatchObject({ state: 'APPROVED', awaitsExpert: false });
    expect(codes(await step('editor', PUBLISH, entry))).toEqual([]);
  });

  test('names what else is missing together with the approval', async () => {
    const entry = await save('editor', 'ExpertArticle', { translations: [{ locale: 'en', title: 'Bare' }] });
    expect(codes(await step('editor', PUBLISH, entry))).toEqual([
      'REQUIRED input.translations.0.body',
      'REQUIRED input.expertIds',
      'REVIEW_REQUIRED revision',
    ]);
  });

  test('of an article its author has approved is no way round, whether they saved it or are named', async () => {
    const own = await save('expert', 'ExpertArticle', article('Mine'));
    const review = await done('expert', SUBMIT, own);
    expect(codes(await step('expert', APPROVE, { id: review.id, revision: 1 }))).toEqual(['NOT_ALLOWED id']);

    const texts = [{ locale: 'en', title: 'Nurse' }];
    const profile = await hub.services.experts.put({
      slug: 'the-expert',
      name: 'Eva Expert',
      memberId: ids.expert,
      translations: texts,
    });
    const named = await save('editor', 'ExpertArticle', article('Theirs', { expertIds: [profile.toUpperCase()] }));
    const other = await done('editor', SUBMIT, named);
    expect(codes(await step('expert', APPROVE, { id: other.id, revision: 1 }))).toEqual(['NOT_ALLOWED id']);
    await hub.services.experts.put({ slug: 'the-expert', name: 'Eva Expert', memberId: null, translations: texts });
  });

  test('of an article an admin lets through says why, and counts for that revision only', async () => {
    const entry = await save('editor', 'ExpertArticle', article('In a hurry'));
    const editor = await hub.query(SKIP, { ...entry, reason: 'Hurry.' }, { as: tokens.editor });
    expect(editor.errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect(codes(await step('admin', SKIP, { ...entry, reason: ' ' }))).toEqual(['REQUIRED reason']);
    const skipped = await step('admin', SKIP, { ...entry, reason: 'Flood warning.' });
    expect(skipped.decision).toEqual({
      verdict: 'SKIPPED',
      revision: 1,
      note: 'Flood warning.',
      decidedBy: { name: 'admin' },
    });
    expect(codes(await step('editor', PUBLISH, entry))).toEqual([]);
    const { data } = await hub.query<{ auditEvents: { nodes: object[] } }>(
      'query { auditEvents(first: 1, filter: { actions: ["skipReview"] }) { nodes { objectId after } } }',
      {},
      { as: tokens.admin },
    );
    expect(data.auditEvents.nodes).toMatchObject([{ objectId: entry.id, after: { verdict: 'SKIPPED', revision: 1 } }]);
    const next = await save('editor', 'ExpertArticle', article('In a hurry, too'), entry.id, 1);
    expect(codes(await step('editor', PUBLISH, next))).toEqual(['REVIEW_REQUIRED revision']);
  });

  test('of what the public has read already needs no new approval', async () => {
    const { entry, review } = await submitted('ExpertArticle', 'Back again');
    await done('expert', APPROVE, { id: review.id, revision: 1 });
    await step('editor', PUBLISH, entry);
    const takeBack = 'mutation ($id: ID!) { done: unpublishEntry(id: $id) { errors { code } } }';
    await step('editor', takeBack, { id: entry.id });
    await hub.database.pool.query('delete from review_decision where entry_id = $1', [entry.id]);
    expect(codes(await step('editor', PUBLISH, entry))).toEqual([]);
  });

  test('at a planned time is of the revision that was approved, whatever is saved later', async () => {
    const { entry, review } = await submitted('ExpertArticle', 'Planned');
    const plan = `mutation ($id: ID!, $revision: Int!) { done: schedulePublication(id: $id, revision: $revision,
      at: "${new Date().getUTCFullYear() + 1}-06-01T09:00", timeZone: "UTC") { ${ERRORS} } }`;
    expect(codes(await step('editor', plan, entry))).toEqual(['REVIEW_REQUIRED revision']);
    await done('expert', APPROVE, { id: review.id, revision: 1 });
    expect(codes(await step('editor', plan, entry))).toEqual([]);
    await save('contributor', 'ExpertArticle', article('Not approved'), entry.id, 1);
    await hub.database.pool.query(
      "update scheduled_action set wall_clock = wall_clock - interval '3 years', due_at = due_at - interval '3 years' where entry_id = $1",
      [entry.id],
    );
    await hub.database.pool.query("select graphile_worker.add_job('run-scheduled-actions')");
    await hub.settle();
    const title = await hub.query('query ($id: ID!) { expertArticle(id: $id) { title } }', { id: entry.id });
    expect(title.data).toEqual({ expertArticle: { title: 'Planned' } });
    // What is public is not what is being looked at.
    expect(await read('editor', review.id)).toMatchObject({ state: 'IN_REVIEW', revision: 2 });
  });

  test('of many at once is asked for in as many statements as for one, and says which are not approved', async () => {
    const all = [await submitted(), await submitted('ExpertArticle'), await submitted('ExpertArticle')];
    await done('expert', APPROVE, { id: all[2]!.review.id, revision: 1 });
    const revisions = all.map(({ entry }) => ({ entryId: entry.id, revision: entry.revision }));
    const missing = (by: string | null, of = revisions) =>
      hub.database.dataSource.transaction((manager) => findMissingApprovals(manager, by, of));
    const [first, second] = revisions.map(({ entryId }) => entryId);
    expect([...(await missing(ids.editor)).keys()]).toEqual([second]);
    // Whoever may not publish unreviewed needs an approval for everything: so it is where the table says so of editors.
    expect([...(await missing(ids.contributor)).keys()].sort()).toEqual([first, second].sort());
    expect((await missing(null)).get(first!)).toMatch(/^Someone must approve/);
    expect(await hub.statements(() => missing(ids.editor))).toBe(
      await hub.statements(() => missing(ids.editor, revisions.slice(1, 2))),
    );
  });

  test('of imports rests on their source', async () => {
    const draft = article('Taken over');
    expect(await hub.services.imports.put('elsewhere', '1', 'EXPERT_ARTICLE', draft as never)).toBe('created');
  });

  test('names the expert who approved it, where the article names nobody who checked it', async () => {
    const texts = [{ locale: 'en', title: 'Nurse' }];
    const profile = { slug: 'eva', name: 'Eva', memberId: ids.expert, translations: texts };
    await hub.services.experts.put(profile);
    const reviewer = 'query ($id: ID!) { expertArticle(id: $id) { reviewer { name } reviewedOn } }';
    const today = new Date().toISOString().slice(0, 10);

    const { entry, review } = await submitted('ExpertArticle', 'Checked');
    await done('expert', APPROVE, { id: review.id, revision: 1 });
    await step('editor', PUBLISH, entry);
    expect((await hub.query(reviewer, { id: entry.id })).data).toEqual({
      expertArticle: { reviewer: { name: 'Eva' }, reviewedOn: today },
    });

    const input = article('Checked', { reviewerId: (await reviewerOf(entry.id)).id, reviewedOn: '2020-01-01' });
    const again = await save('contributor', 'ExpertArticle', input, entry.id, 1);
    const next = await done('contributor', SUBMIT, again);
    await done('expert', APPROVE, { id: next.id, revision: 2 });
    await step('editor', PUBLISH, again);
    expect((await hub.query(reviewer, { id: entry.id })).data).toEqual({
      expertArticle: { reviewer: { name: 'Eva' }, reviewedOn: today },
    });

    const other = await hub.services.experts.put({ slug: 'cleo', name: 'Cleo', translations: texts });
    const named = await save(
      'contributor',
      'ExpertArticle',
      article('Checked elsewhere', { reviewerId: other, reviewedOn: '2026-01-02' }),
    );
    const second = await done('contributor', SUBMIT, named);
    await done('expert', APPROVE, { id: second.id, revision: 1 });
    await step('editor', PUBLISH, named);
    expect((await hub.query(reviewer, { id: named.id })).data).toEqual({
      expertArticle: { reviewer: { name: 'Cleo' }, reviewedOn: '2026-01-02' },
    });
    await hub.services.experts.put({ ...profile, memberId: null });
  });
});

test('whatever happens at once, nothing is public that was not approved, and nobody waits for ever', async () => {
  for (let round = 0; round < 5; round++) {
    const { entry, review } = await submitted('ExpertArticle', `Busy ${round}`);
    const { id } = review;
    const update = `mutation ($id: ID!, $revision: Int!, $input: ExpertArticleInput!) {
      done: updateExpertArticle(id: $id, revision: $revision, input: $input) { ${ERRORS} } }`;
    await Promise.all([
      step('expert', APPROVE, { id, revision: 1 }),
      step('editor', PUBLISH, entry),
      step('contributor', update, { ...entry, input: article('Changed') }),
      step('editor', ASSIGN, { id, memberIds: [ids.expert, ids.partner] }),
      step('admin', APPROVE, { id, revision: 1 }),
      step('contributor', SUBMIT, entry),
      step('editor', PUBLISH, { ...entry, revision: 2 }),
    ]);
    const { rows } = await hub.database.pool.query<{ live: number | null; approved: number[] }>(
      `select e.live_revision as live, array(select d.revision from review_decision d where d.entry_id = e.id and d.as_expert) as approved
       from entry e where e.id = $1`,
      [entry.id],
    );
    const { live, approved } = rows[0]!;
    expect([null, ...approved]).toContain(live);
    expect(await read('editor', id)).toMatchObject({
      state: expect.stringMatching(/^(IN_REVIEW|APPROVED|PUBLISHED)$/),
    });
  }
});

test('the work list is filtered and sorted', async () => {
  const first = await submitted('Resource', 'First');
  const second = await submitted('ExpertArticle', 'Second');
  const entries = [first.entry.id, second.entry.id];
  expect(await listed('editor', { entries })).toEqual([first.review.id, second.review.id]);
  expect(await listed('editor', { entries, types: ['EXPERT_ARTICLE'] })).toEqual([second.review.id]);
  expect(await listed('editor', { entries, awaitsExpert: false })).toEqual([first.review.id]);
  expect(await listed('contributor', { entries, submittedByMe: true })).toHaveLength(2);
  expect(await listed('editor', { entries, submittedByMe: true })).toEqual([]);
  await done('editor', APPROVE, { id: first.review.id, revision: 1 });
  expect(await listed('editor', { entries, states: ['APPROVED'] })).toEqual([first.review.id]);
});

test('reading a page of reviews is one statement', async () => {
  const text =
    '{ reviews(first: 50) { nodes { title state can reviewers { name } decisions { decidedBy { name } } draft { note } } } }';
  await hub.query(text, {}, { as: tokens.editor });
  // The other one finds out who asks.
  expect(await hub.statements(() => hub.query(text, {}, { as: tokens.editor }))).toBe(2);
});
