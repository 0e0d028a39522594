import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEntry, type EntryTypeName, updateEntry } from './harness/entries.js';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';

/* An approval holds for what was approved, language by language, whatever else is saved. */

let hub: TestHub;
const tokens = {} as Record<TestPerson, string>;
const topics: string[] = [];
let expertId: string;
beforeAll(async () => {
  hub = await testHub();
  for (const who of ['admin', 'editor', 'contributor', 'expert'] as const) tokens[who] = await hub.signIn(who);
  const text = [{ locale: 'en', title: 'Doctor' }];
  expertId = await hub.services.experts.put({ slug: 'ada', name: 'Ada Lind', translations: text });
  for (const slug of ['one', 'two'])
    topics.push(await hub.services.topics.put({ slug, translations: [{ locale: 'en', name: slug }] }));
});
afterAll(() => hub.close());

interface Done {
  readonly errors: readonly { readonly code: string; readonly message: string; readonly path: readonly string[] }[];
}

async function step<T = Done>(who: TestPerson, call: string, fields = ''): Promise<T & Done> {
  const { data, errors } = await hub.query<{ done: T & Done }>(
    `mutation { done: ${call} { ${fields} errors { code message path } } }`,
    {},
    { as: tokens[who] },
  );
  expect(errors).toBeUndefined();
  return data.done;
}

async function done<T = Done>(who: TestPerson, call: string, fields = ''): Promise<T> {
  const answer = await step<T>(who, call, fields);
  expect([call, answer.errors]).toEqual([call, []]);
  return answer;
}

const article = (en: string, de?: string, more: object = {}) => ({
  expertIds: [expertId],
  translations: [
    { locale: 'en', title: en, body: 'Words.' },
    ...(de ? [{ locale: 'de', title: de, body: 'Worte.' }] : []),
  ],
  ...more,
});

/** An article of the contributor's, in review. */
async function submitted(input: object): Promise<{ id: string; reviewId: string }> {
  const id = await createEntry(hub, tokens.contributor, 'ExpertArticle', input);
  const { review } = await done<{ review: { id: string } }>(
    'contributor',
    `submitForReview(id: "${id}", revision: 1)`,
    'review { id }',
  );
  return { id, reviewId: review.id };
}

async function approved(input: object): Promise<{ id: string; reviewId: string }> {
  const made = await submitted(input);
  await done('expert', `approveReview(id: "${made.reviewId}", revision: 1)`);
  return made;
}

async function save(
  id: string,
  revision: number,
  input: object,
  type: EntryTypeName = 'ExpertArticle',
): Promise<number> {
  const { revision: saved, errors } = await updateEntry(hub, tokens.contributor, type, { id, revision, input });
  expect(errors).toEqual([]);
  return saved!.number;
}

async function seen(reviewId: string): Promise<object> {
  const text = `{ review(id: "${reviewId}") { state awaitsExpert draft { number approvedLocales } } }`;
  const { data, errors } = await hub.query<{ review: object }>(text, {}, { as: tokens.editor });
  expect(errors).toBeUndefined();
  return data.review;
}

const publish = (id: string, revision: number, locales?: string[]) =>
  step(
    'editor',
    `publishEntry(id: "${id}", revision: ${revision}${locales ? `, locales: ${JSON.stringify(locales)}` : ''})`,
  );

const codes = ({ errors }: Done) => errors.map(({ code }) => code);

test('a save of another language leaves the approval of the others, and of no more', async () => {
  const { id, reviewId } = await approved(article('Sleep', 'Schlaf'));
  await save(id, 1, article('Sleep', 'Schlafen'));
  expect(await seen(reviewId)).toEqual({
    state: 'IN_REVIEW',
    awaitsExpert: true,
    draft: { number: 2, approvedLocales: ['en'] },
  });
  const both = await publish(id, 2);
  expect(codes(both)).toEqual(['REVIEW_REQUIRED']);
  expect(both.errors[0]!.message).toMatch(/what this revision says in de first.*Approved is en/);
  expect(codes(await publish(id, 2, ['de']))).toEqual(['REVIEW_REQUIRED']);
  expect(codes(await publish(id, 2, ['en']))).toEqual([]);
  // That the revision is public in one language does not let the others through.
  expect(codes(await publish(id, 2, ['de']))).toEqual(['REVIEW_REQUIRED']);
  expect(codes(await publish(id, 2))).toEqual(['REVIEW_REQUIRED']);
  // German still waits for a look.
  expect(await seen(reviewId)).toMatchObject({ state: 'IN_REVIEW' });
  await done('expert', `approveReview(id: "${reviewId}", revision: 2)`);
  expect(codes(await publish(id, 2, ['de']))).toEqual([]);
  expect(await seen(reviewId)).toMatchObject({ state: 'PUBLISHED', awaitsExpert: false });
});

test('a language that is added waits, one that is taken out takes nothing along', async () => {
  const { id, reviewId } = await approved(article('Food'));
  await save(id, 1, article('Food', 'Essen'));
  expect(await seen(reviewId)).toMatchObject({ state: 'IN_REVIEW', draft: { approvedLocales: ['en'] } });
  await save(id, 2, article('Food'));
  expect(await seen(reviewId)).toEqual({
    state: 'APPROVED',
    awaitsExpert: false,
    draft: { number: 3, approvedLocales: ['en'] },
  });
  expect(codes(await publish(id, 3))).toEqual([]);
});

test.each([
  ['nothing but empty fields', { summary: '' }, { relatedEntryIds: [], sources: null }],
  ['topics, which are changed in public without approval', {}, { topicIds: 'TOPICS' }],
])('a save of %s changes nothing of what was approved', async (_, inText, more) => {
  const before = article(`Play ${_}`);
  const { id, reviewId } = await approved(before);
  const translations = before.translations.map((text) => ({ ...text, ...inText }));
  const given = 'topicIds' in more ? { topicIds: topics } : more;
  const number = await save(id, 1, { ...before, ...given, translations });
  expect(number).toBe(2);
  expect(await seen(reviewId)).toMatchObject({ state: 'APPROVED', draft: { number: 2 } });
  expect(codes(await publish(id, 2))).toEqual([]);
});

test.each([
  ['the text', () => article('Calm, changed', 'Ruhe')],
  [
    'a slug',
    () => ({
      ...article('Calm', 'Ruhe'),
      translations: [{ locale: 'en', title: 'Calm', body: 'Words.', slug: 'x-calm' }],
    }),
  ],
  ['what has no language', () => article('Calm', 'Ruhe', { reviewDueOn: '2030-01-01' })],
  ['who wrote it', () => ({ ...article('Calm', 'Ruhe'), expertIds: [] })],
])('a save that changes %s loses the approval of it, until it is as it was', async (_, input) => {
  const { id, reviewId } = await approved(article('Calm', 'Ruhe'));
  await save(id, 1, input());
  expect(await seen(reviewId)).toMatchObject({ state: 'IN_REVIEW' });
  expect(codes(await publish(id, 2, ['en']))).toContain('REVIEW_REQUIRED');
  await done('contributor', `restoreRevision(id: "${id}", number: 1, revision: 2)`);
  expect(await seen(reviewId)).toMatchObject({
    state: 'APPROVED',
    draft: { number: 3, approvedLocales: ['de', 'en'] },
  });
  expect(codes(await publish(id, 3))).toEqual([]);
});

test('who asked for changes since is not passed over, and what was approved later goes before', async () => {
  const { id, reviewId } = await approved(article('Water', 'Wasser'));
  await save(id, 1, article('Water', 'Wasser marsch'));
  await done('editor', `requestChanges(id: "${reviewId}", revision: 2, note: "No.")`);
  await save(id, 2, article('Water', 'Wasser'));
  expect(await seen(reviewId)).toMatchObject({ state: 'CHANGES_REQUESTED', draft: { approvedLocales: [] } });
  expect(codes(await publish(id, 3))).toEqual(['REVIEW_REQUIRED']);

  const later = await approved(article('Fire: 10 minutes'));
  await save(later.id, 1, article('Fire: 20 minutes'));
  await done('expert', `approveReview(id: "${later.reviewId}", revision: 2)`);
  await save(later.id, 2, article('Fire: 10 minutes'));
  expect(codes(await publish(later.id, 3))).toEqual(['REVIEW_REQUIRED']);
});

test('who is no expert neither gives nor takes the approval of an article', async () => {
  const { id, reviewId } = await approved(article('Air', 'Luft'));
  await save(id, 1, article('Air', 'Lüfte'));
  await done('editor', `approveReview(id: "${reviewId}", revision: 2)`);
  expect(await seen(reviewId)).toMatchObject({ state: 'IN_REVIEW', draft: { approvedLocales: ['en'] } });
  expect(codes(await publish(id, 2))).toEqual(['REVIEW_REQUIRED']);
  expect(codes(await publish(id, 2, ['en']))).toEqual([]);
});

test('the public reads who approved it, also when it was an earlier revision', async () => {
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: tokens.expert });
  const texts = [{ locale: 'en', title: 'Nurse' }];
  await hub.services.experts.put({ slug: 'eva', name: 'Eva', memberId: data.me.id, translations: texts });
  const { id } = await approved(article('Light', 'Licht'));
  await save(id, 1, article('Light', 'Lichter'));
  expect(codes(await publish(id, 2, ['en']))).toEqual([]);
  const public_ = await hub.query('query ($id: ID!) { expertArticle(id: $id) { reviewer { name } } }', { id });
  expect(public_.data).toEqual({ expertArticle: { reviewer: { name: 'Eva' } } });
});

test('nobody approves the language they wrote because another one of the same revision is public', async () => {
  const { id, reviewId } = await approved(article('Wood', 'Holz'));
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: tokens.expert });
  await done('editor', `assignReviewers(id: "${reviewId}", memberIds: ["${data.me.id}"])`);
  await hub.database.pool.query('update entry set created_by = $2 where id = $1', [id, data.me.id]);
  const saved = await updateEntry(hub, tokens.expert, 'ExpertArticle', {
    id,
    revision: 1,
    input: article('Wood', 'Hölzer'),
  });
  expect(saved.errors).toEqual([]);
  expect(codes(await publish(id, 2, ['en']))).toEqual([]);
  expect(codes(await step('expert', `approveReview(id: "${reviewId}", revision: 2)`))).toEqual(['NOT_ALLOWED']);
  expect(codes(await publish(id, 2, ['de']))).toEqual(['REVIEW_REQUIRED']);
});

test('autosaves, bulk tagging and publishing many at once keep to it', async () => {
  const { id, reviewId } = await approved(article('Snow', 'Schnee'));
  const selected = `entries: { ids: ["${id}"] }`;
  await done('editor', `tagEntries(${selected}, add: ["${topics[0]}"])`);
  expect(await seen(reviewId)).toMatchObject({ state: 'APPROVED', draft: { number: 2 } });
  const autosave = `mutation ($input: ExpertArticleInput!) { done: updateExpertArticle(id: "${id}", revision: 2, input: $input, autosave: true) {
    revision { number approvedLocales stillPublic } errors { message } } }`;
  const saved = await hub.query(
    autosave,
    { input: article('Snow', 'Neuschnee', { topicIds: [topics[0]] }) },
    { as: tokens.contributor },
  );
  expect(saved.data).toEqual({
    done: { revision: { number: 3, approvedLocales: ['en'], stillPublic: [] }, errors: [] },
  });
  const all = await step('editor', `publishEntries(${selected})`);
  expect(codes(all)).toEqual(['REVIEW_REQUIRED']);
  expect(codes(await step('editor', `publishEntries(${selected}, locales: ["en"])`))).toEqual([]);
});

test('saving names the languages that stay public though they were taken out, and they can be taken back', async () => {
  const input = (locales: string[]) => ({
    kind: 'GUIDE',
    cost: 'FREE',
    url: 'https://help.example',
    translations: locales.map((locale) => ({ locale, title: `T ${locale}`, body: 'Text.' })),
  });
  const id = await createEntry(hub, tokens.editor, 'Resource', input(['en', 'de', 'fr']));
  await done('editor', `publishEntry(id: "${id}", revision: 1, locales: ["en", "de"])`);
  const update = `mutation ($id: ID!, $revision: Int!, $input: ResourceInput!) {
    done: updateResource(id: $id, revision: $revision, input: $input) { revision { number stillPublic } errors { message } } }`;
  const saving = async (revision: number, locales: string[]) =>
    (
      await hub.query<{ done: { revision: object } }>(
        update,
        { id, revision, input: input(locales) },
        { as: tokens.editor },
      )
    ).data.done.revision;
  expect(await saving(1, ['en', 'fr'])).toEqual({ number: 2, stillPublic: ['de'] });
  expect(await saving(2, ['fr'])).toEqual({ number: 3, stillPublic: ['de', 'en'] });
  // Restoring brings the text back, and says what is still missing.
  const restored = await done<{ revision: object }>(
    'editor',
    `restoreRevision(id: "${id}", number: 2, revision: 3)`,
    'revision { number stillPublic }',
  );
  expect(restored.revision).toEqual({ number: 4, stillPublic: ['de'] });
  const published = await done<{ stillPublic: string[] }>(
    'editor',
    `publishEntry(id: "${id}", revision: 4, locales: ["en"])`,
    'stillPublic',
  );
  expect(published.stillPublic).toEqual(['de']);
  await done('editor', `unpublishEntry(id: "${id}", locales: ["de"])`);
  const newest = `{ revisions(filter: { entries: ["${id}"], newest: true }) { nodes { stillPublic } } }`;
  const { data } = await hub.query(newest, {}, { as: tokens.editor });
  expect(data).toEqual({ revisions: { nodes: [{ stillPublic: [] }] } });
});
