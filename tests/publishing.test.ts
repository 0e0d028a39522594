import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expertApproves } from './harness/approval.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
let contributor: string;
let topicId: string;
let expertId: string;

beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
  contributor = await hub.signIn('contributor');
  topicId = await hub.services.topics.put({ slug: 'sleep', translations: [{ locale: 'en', name: 'Sleep' }] });
  expertId = await hub.services.experts.put({
    slug: 'ada',
    name: 'Ada Lind',
    credentials: 'MD',
    translations: [{ locale: 'en', title: 'Doctor' }],
  });
});
afterAll(() => hub.close());

const CREATE = `mutation ($input: ExpertArticleInput!) { createExpertArticle(input: $input) {
  revision { number entryId draft { ... on ExpertArticleDraft { translations { title } topicIds } } } errors { __typename code path message } } }`;
const UPDATE = `mutation ($id: ID!, $revision: Int!, $input: ExpertArticleInput!) { updateExpertArticle(id: $id, revision: $revision, input: $input) {
  revision { number } errors { __typename code path ... on VersionConflict { currentRevision savedBy } } } }`;
const PUBLISH = `mutation ($id: ID!, $revision: Int!, $locales: [Locale!]) { publishEntry(id: $id, revision: $revision, locales: $locales) {
  entryId entry { id title slug status } errors { code path message } } }`;
const UNPUBLISH = `mutation ($id: ID!, $locales: [Locale!]) { unpublishEntry(id: $id, locales: $locales) { entry { id } errors { code } } }`;
const READ = `query ($id: ID!, $locale: Locale, $fallback: [Locale!]) { expertArticle(id: $id, locale: $locale, fallback: $fallback) {
  title resolvedLocale body { html text headings { anchor text } readingMinutes } topics { slug } experts { name credentials } translations { locale slug } } }`;

function article(title: string, extra: object = {}) {
  return {
    topicIds: [topicId],
    expertIds: [expertId],
    translations: [
      { locale: 'en', title, summary: 'Short.', body: '## Rest\n\nSleep <script>alert(1)</script> well.' },
    ],
    ...extra,
  };
}

interface Saved {
  revision: { number: number; entryId: string } | null;
  errors: {
    code: string;
    path: string[];
    message: string;
    __typename: string;
    currentRevision?: number;
    savedBy?: string;
  }[];
}

async function create(input: object, as = editor): Promise<Saved> {
  const { data, errors } = await hub.query<{ createExpertArticle: Saved }>(CREATE, { input }, { as });
  expect(errors).toBeUndefined();
  return data.createExpertArticle;
}

async function created(input: object, as = editor): Promise<{ id: string; revision: number }> {
  const { revision, errors } = await create(input, as);
  expect(errors).toEqual([]);
  return { id: revision!.entryId, revision: revision!.number };
}

/** Publishes what an expert has approved. */
async function publish(id: string, revision: number, options: { as?: string; locales?: string[] } = {}) {
  await expertApproves(hub, id, revision);
  return hub.query<{
    publishEntry: { entry: { title: string; slug: string } | null; errors: { code: string; path: string[] }[] };
  }>(PUBLISH, { id, revision, locales: options.locales }, { as: options.as ?? editor });
}

const read = async (id: string, locale?: string, fallback?: string[]) =>
  (
    await hub.query<{
      expertArticle: { title: string; resolvedLocale: string; body: { html: string; headings: object[] } } | null;
    }>(READ, { id, locale, fallback })
  ).data.expertArticle;

describe('a draft', () => {
  test('is seen by nobody until it is published, and then by everyone', async () => {
    const { id, revision } = await created(article('Night and day'));
    expect(await read(id)).toBeNull();
    const { data } = await publish(id, revision);
    expect(data.publishEntry).toMatchObject({
      entry: { title: 'Night and day', slug: 'night-and-day', status: 'PUBLISHED' },
      errors: [],
    });
    expect(await read(id)).toMatchObject({
      title: 'Night and day',
      resolvedLocale: 'en',
      body: {
        headings: [{ anchor: expect.stringMatching(/^t[0-9a-f]{12}-en-section-rest$/), text: 'Rest' }],
        readingMinutes: 1,
      },
      topics: [{ slug: 'sleep' }],
      experts: [{ name: 'Ada Lind', credentials: 'MD' }],
      translations: [{ locale: 'en', slug: 'night-and-day' }],
    });
    expect((await read(id))!.body.html).not.toContain('<script');
  });

  test('saved over a published entry leaves what the public sees as it is', async () => {
    const { id, revision } = await created(article('First words'));
    await publish(id, revision);
    await hub.query(UPDATE, { id, revision, input: article('Second words') }, { as: editor });
    expect((await read(id))!.title).toBe('First words');
  });

  test('is not lost when two save at once: one is refused and told who was first', async () => {
    const { id, revision } = await created(article('Shared'));
    const answers = await Promise.all(
      ['One', 'Two', 'Three'].map((title) =>
        hub.query<{ updateExpertArticle: Saved }>(UPDATE, { id, revision, input: article(title) }, { as: editor }),
      ),
    );
    const errors = answers.flatMap(({ data }) => data.updateExpertArticle.errors);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toMatchObject({
      __typename: 'VersionConflict',
      code: 'VERSION_CONFLICT',
      currentRevision: 2,
      savedBy: 'editor',
      path: ['revision'],
    });
  });

  test('names everything that is impossible, each with its place', async () => {
    const { errors, revision } = await create({
      topicIds: [topicId, topicId, '00000000-0000-7000-8000-000000000000'],
      expertIds: [expertId],
      reviewerId: expertId,
      sources: [{ title: 'Bad', url: 'javascript:alert(1)' }],
      translations: [
        { locale: 'en', title: 'x'.repeat(201) },
        { locale: 'en', slug: 'Not A Slug' },
      ],
    });
    expect(revision).toBeNull();
    expect(errors.map(({ path }) => path.join('.')).sort()).toEqual([
      'input.reviewerId',
      'input.sources.0.url',
      'input.topicIds.1',
      'input.topicIds.2',
      'input.translations.0.title',
      'input.translations.1.locale',
      'input.translations.1.slug',
    ]);
  });
});

describe('publishing', () => {
  test('names everything that is missing and publishes nothing', async () => {
    const { id, revision } = await created({ translations: [{ locale: 'en', title: '  ' }] });
    const { data } = await publish(id, revision);
    expect(data.publishEntry.errors.map(({ code, path }) => `${code} ${path.join('.')}`).sort()).toEqual([
      'REQUIRED input.expertIds',
      'REQUIRED input.translations.0.body',
      'REQUIRED input.translations.0.title',
    ]);
    expect(await read(id)).toBeNull();
  });

  test('of a revision that is no longer the newest is refused', async () => {
    const { id, revision } = await created(article('Stale'));
    await hub.query(UPDATE, { id, revision, input: article('Fresh') }, { as: editor });
    expect((await publish(id, revision)).data.publishEntry.errors).toMatchObject([{ code: 'VERSION_CONFLICT' }]);
  });

  test('goes language by language, with a fallback that says so', async () => {
    const { id, revision } = await created(
      article('Two tongues', {
        translations: [
          { locale: 'en', title: 'Two tongues', body: 'English.' },
          { locale: 'de', title: 'Zwei Zungen für Übung', body: 'Deutsch.' },
        ],
      }),
    );
    await publish(id, revision, { locales: ['en'] });
    expect(await read(id, 'de')).toMatchObject({ title: 'Two tongues', resolvedLocale: 'en' });
    expect(await read(id, 'de', [])).toBeNull();
    await publish(id, revision);
    expect(await read(id, 'de-AT')).toMatchObject({
      title: 'Zwei Zungen für Übung',
      resolvedLocale: 'de',
      translations: [{ slug: 'zwei-zungen-fuer-uebung' }, {}],
    });
    await hub.query(UNPUBLISH, { id, locales: ['en'] }, { as: editor });
    expect(await read(id, 'en')).toMatchObject({ resolvedLocale: 'de' });
    await hub.query(UNPUBLISH, { id }, { as: editor });
    expect(await read(id, 'de')).toBeNull();
  });

  test('in a language the site does not have is refused', async () => {
    const { id, revision } = await created(
      article('Lingua', { translations: [{ locale: 'it', title: 'Ciao', body: 'Ciao.' }] }),
    );
    expect((await publish(id, revision)).data.publishEntry.errors).toMatchObject([
      { code: 'NOT_ALLOWED', path: ['input', 'translations', '0', 'locale'] },
    ]);
  });

  test('gives two entries of one title two slugs, also at once, and refuses a slug that is taken', async () => {
    const entries = await Promise.all([1, 2, 3].map(() => created(article('Same name'))));
    const slugs = await Promise.all(
      entries.map(async ({ id, revision }) => (await publish(id, revision)).data.publishEntry.entry!.slug),
    );
    expect(slugs.sort()).toEqual(['same-name', 'same-name-2', 'same-name-3']);
    const taken = await created(
      article('Other', { translations: [{ locale: 'en', slug: 'same-name', title: 'Other', body: 'x' }] }),
    );
    expect((await publish(taken.id, taken.revision)).data.publishEntry.errors).toMatchObject([
      { code: 'TAKEN', path: ['input', 'translations', '0', 'slug'] },
    ]);
  });

  test('a story needs consent, and consent that ends hides it', async () => {
    const input = {
      storytellerName: 'Mia',
      translations: [{ locale: 'en', title: 'Story', quote: 'We made it.', body: 'Long ago.' }],
    };
    const make = `mutation ($input: SuccessStoryInput!) { createSuccessStory(input: $input) { revision { entryId number } errors { code } } }`;
    const first = await hub.query<{ createSuccessStory: Saved }>(make, { input }, { as: editor });
    const bare = first.data.createSuccessStory.revision!;
    expect((await publish(bare.entryId, bare.number)).data.publishEntry.errors).toMatchObject([
      { code: 'REQUIRED', path: ['input', 'consent'] },
    ]);

    const consent = { givenBy: 'Mia Real', givenOn: '2026-01-01', scope: 'Web', expiresOn: '2099-01-01' };
    const second = await hub.query<{ createSuccessStory: Saved }>(
      make,
      { input: { ...input, consent } },
      { as: editor },
    );
    const { entryId, number } = second.data.createSuccessStory.revision!;
    await publish(entryId, number);
    const story = `query ($id: ID!) { successStory(id: $id) { quote storyteller { name } consent { givenBy } } }`;
    expect((await hub.query(story, { id: entryId })).data).toEqual({
      successStory: { quote: 'We made it.', storyteller: { name: 'Mia' }, consent: null },
    });
    expect((await hub.query(story, { id: entryId }, { as: editor })).data).toMatchObject({
      successStory: { consent: { givenBy: 'Mia Real' } },
    });
    await hub.database.pool.query('update entry set consent_expires_on = current_date - 1 where id = $1', [entryId]);
    expect((await hub.query(story, { id: entryId })).data).toEqual({ successStory: null });
  });
});

describe('who may', () => {
  test('visitors and members write nothing', async () => {
    const visitor = await hub.query(CREATE, { input: {} });
    expect(visitor.errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    const member = await hub.query(CREATE, { input: {} }, { as: await hub.signIn('member') });
    expect(member.errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  test('contributors work on their own entries only, and learn nothing of others', async () => {
    const foreign = await created(article('Of the editor'));
    const refused = await hub.query<{ updateExpertArticle: Saved }>(
      UPDATE,
      { id: foreign.id, revision: 1, input: {} },
      { as: contributor },
    );
    const absent = await hub.query<{ updateExpertArticle: Saved }>(
      UPDATE,
      { id: '00000000-0000-7000-8000-000000000000', revision: 1, input: {} },
      { as: contributor },
    );
    expect(refused.data).toEqual(absent.data);
    expect(refused.data.updateExpertArticle.errors).toMatchObject([{ code: 'NOT_FOUND' }]);

    const own = await created(article('Of mine'), contributor);
    expect((await publish(own.id, own.revision, { as: contributor })).errors![0]!.extensions.code).toBe('FORBIDDEN');
    const seen = await hub.query<{ revisions: { nodes: { entryId: string }[] } }>(
      '{ revisions(first: 100) { nodes { entryId } } }',
      {},
      { as: contributor },
    );
    expect(seen.data.revisions.nodes).toEqual([{ entryId: own.id }]);
  });
});

test('an entry in the trash comes back', async () => {
  const { id, revision } = await created(article('Gone'));
  await publish(id, revision);
  await hub.query(`mutation ($id: ID!) { deleteEntry(id: $id) { errors { code } } }`, { id }, { as: editor });
  expect(await read(id)).toBeNull();
  expect((await publish(id, revision)).data.publishEntry.errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
  await hub.query(`mutation ($id: ID!) { restoreEntry(id: $id) { errors { code } } }`, { id }, { as: editor });
  await publish(id, revision);
  expect(await read(id)).toMatchObject({ title: 'Gone' });
});
