import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { get, newAsset, photo } from './harness/files.js';
import { acceptConduct, type TestHub, testHub } from './harness/hub.js';
import { lettersTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, newMember, PASSWORD } from './harness/people.js';

// biome-ignore lint/suspicious/noExplicitAny: the shape of each answer is in its query
type Json = Record<string, any>;

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
let admin: string;
let editor: string;
beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory } });
  admin = await hub.signIn('admin');
  editor = await hub.signIn('editor');
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

const FIELDS = `id entryId state requestedChanges revision locale title body quote storytellerName storytellerRelation contact can
  consent { givenBy givenOn scope expiresOn textVersion textLocale withdrawnAt } published { slug } member { id }`;
const SUBMIT = `mutation ($input: TestimonialInput!, $consent: TestimonialConsentInput!) {
  told: submitTestimonial(input: $input, consent: $consent) { testimonial { ${FIELDS} } errors { code message path } } }`;
const UPDATE = `mutation ($id: ID!, $revision: Int!, $input: TestimonialInput!) {
  told: updateTestimonial(id: $id, revision: $revision, input: $input) { testimonial { ${FIELDS} } errors { code path } } }`;
const WITHDRAW = 'mutation ($id: ID!) { withdrawConsent(id: $id) { entryId entry { id } errors { code path } } }';
const LIST = `query ($filter: TestimonialFilter) { testimonials(first: 50, filter: $filter) { nodes { ${FIELDS} } } }`;
const PUBLISH =
  'mutation ($id: ID!, $revision: Int!) { publishEntry(id: $id, revision: $revision) { errors { code path message } } }';
const STORY = `query ($id: ID!) { successStory(id: $id) { title quote body { html } storyteller { name relation } consent { givenBy } } }`;

async function member(name = 'Real Nadia') {
  const person = await newMember(hub, name);
  await acceptConduct(hub, person.token);
  return person;
}

async function currentText(): Promise<{ id: string; version: number; resolvedLocale: string }> {
  return (await hub.query<Json>('{ consentText(locale: "en") { id version resolvedLocale } }')).data.consentText;
}

const story = (more: object = {}) => ({
  locale: 'en',
  title: 'Out of the dark',
  body: 'It was *hard*. [A link](https://example.org)',
  quote: 'Then it got better.',
  storytellerName: 'Sunflower',
  storytellerRelation: 'mother of two',
  contact: 'call me at noon',
  ...more,
});

async function call(as: string | undefined, text: string, variables: object, headers = {}): Promise<Json> {
  const { data, errors } = await hub.query<Json>(text, variables, { as, headers });
  if (errors) throw new Error(String(errors[0]!.extensions.code));
  return Object.values(data)[0] as Json;
}

async function submit(who: Awaited<ReturnType<typeof member>>, more: object = {}, consent: object = {}): Promise<Json> {
  const { id } = await currentText();
  const variables = { input: story(more), consent: { textId: id, textLocale: 'en', accepted: true, ...consent } };
  return call(who.token, SUBMIT, variables, who.from);
}

async function submitted(who: Awaited<ReturnType<typeof member>>, more: object = {}, consent = {}): Promise<Json> {
  const { testimonial, errors } = await submit(who, more, consent);
  expect(errors).toEqual([]);
  return testimonial;
}

const own = async (token: string): Promise<Json[]> => (await call(token, LIST, {})).nodes;

describe('a member sends in a story', () => {
  test('which is a draft that they and editors see, with the consent and the version of its text', async () => {
    const who = await member();
    const told = await submitted(who);
    const { version } = await currentText();
    expect(told).toMatchObject({
      state: 'SUBMITTED',
      revision: 1,
      title: 'Out of the dark',
      storytellerName: 'Sunflower',
      contact: 'call me at noon',
      can: ['EDIT'],
      published: null,
      member: { id: who.id },
      consent: {
        givenBy: 'Real Nadia',
        givenOn: new Date().toISOString().slice(0, 10),
        expiresOn: null,
        textVersion: version,
        textLocale: 'en',
        withdrawnAt: null,
      },
    });
    expect(await own(who.token)).toEqual([told]);
    expect(await own((await member()).token)).toEqual([]);
    const waiting = await call(editor, LIST, { filter: { states: ['SUBMITTED'], own: false } });
    expect(waiting.nodes.map(({ id }: Json) => id)).toContain(told.id);
    expect((await hub.query<Json>(STORY, { id: told.entryId })).data.successStory).toBeNull();
    const draft = await call(
      editor,
      'query ($ids: [String!]) { revisions(filter: { entries: $ids }) { nodes { draft { ... on SuccessStoryDraft { storytellerName } } createdBy { id } } } }',
      { ids: [told.entryId] },
    );
    expect(draft.nodes).toEqual([{ draft: { storytellerName: 'Sunflower' }, createdBy: { id: who.id } }]);
  });

  test('and editors get a mail that says nothing of it', async () => {
    await submitted(await member('Secretname'), { title: 'Wordless title' });
    const [letter] = (await lettersTo(hub, 'editor@test.example')).slice(-1);
    expect(letter!.subject).toContain('story');
    expect(letter!.text).not.toMatch(/Wordless|Sunflower|Secretname/);
    expect(await lettersTo(hub, 'admin@test.example')).toEqual([]);
  });

  test('which editors publish as any other; its Markdown is trusted no further than a post', async () => {
    const who = await member();
    const { entryId } = await submitted(who);
    expect(await call(editor, PUBLISH, { id: entryId, revision: 1 })).toEqual({ errors: [] });
    const { data } = await hub.query<Json>(STORY, { id: entryId });
    expect(data.successStory).toMatchObject({
      title: 'Out of the dark',
      storyteller: { name: 'Sunflower', relation: 'mother of two' },
      consent: null,
    });
    expect(data.successStory.body.html).toContain('rel="nofollow ugc');
    expect(await own(who.token)).toMatchObject([
      { state: 'PUBLISHED', can: [], published: { slug: 'out-of-the-dark' } },
    ]);
  });

  test('and changes it until it is published; what editors added stays', async () => {
    const who = await member();
    const { id, entryId } = await submitted(who);
    const { data } = await hub.query<Json>(
      `mutation ($id: ID!, $input: SuccessStoryInput!) { updateSuccessStory(id: $id, revision: 1, input: $input) { revision { number } errors { code } } }`,
      {
        id: entryId,
        input: {
          storytellerName: 'Sunflower',
          audiences: ['AGE_0_1'],
          consent: { givenBy: 'Real Nadia', givenOn: '2026-01-01', scope: 'All', textVersion: 1, textLocale: 'en' },
          translations: [
            { locale: 'en', title: 'Edited', body: 'Edited.', quote: 'Edited.', searchTerms: ['night'] },
            { locale: 'de', title: 'Deutsch', body: 'Deutsch.', quote: 'Deutsch.' },
          ],
        },
      },
      { as: editor },
    );
    expect(data.updateSuccessStory.errors).toEqual([]);
    const stale = await call(who.token, UPDATE, { id, revision: 1, input: story() });
    expect(stale.errors).toMatchObject([{ code: 'VERSION_CONFLICT', path: ['revision'] }]);
    const { testimonial } = await call(who.token, UPDATE, { id, revision: 2, input: story({ title: 'Once more' }) });
    expect(testimonial).toMatchObject({ title: 'Once more', revision: 3, consent: { scope: 'All' } });
    const { rows } = await hub.database.pool.query('select draft from revision where entry_id = $1 and number = 3', [
      entryId,
    ]);
    expect(rows[0].draft).toMatchObject({
      audiences: ['AGE_0_1'],
      translations: [
        { locale: 'en', title: 'Once more', searchTerms: ['night'] },
        { locale: 'de', title: 'Deutsch' },
      ],
    });
    const other = await call((await member()).token, UPDATE, { id, revision: 3, input: story() });
    expect(other.errors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    await call(editor, PUBLISH, { id: entryId, revision: 3 });
    const late = await call(who.token, UPDATE, { id, revision: 3, input: story() });
    expect(late.errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['id'] }]);
  });

  test('and hears what editors would like to be changed; then it waits for them again', async () => {
    const who = await member();
    const { id, entryId } = await submitted(who);
    const reviews = async () =>
      (
        await call(
          editor,
          'query ($ids: [String!]) { reviews(filter: { entries: $ids }) { nodes { id state submittedRevision } } }',
          { ids: [entryId] },
        )
      ).nodes;
    const [review] = await reviews();
    expect(review).toMatchObject({ state: 'IN_REVIEW', submittedRevision: 1 });
    await call(
      editor,
      'mutation ($id: ID!) { requestChanges(id: $id, revision: 1, note: "Leave out the street.") { errors { code } } }',
      { id: review.id },
    );
    expect(await own(who.token)).toMatchObject([
      { state: 'CHANGES_REQUESTED', requestedChanges: 'Leave out the street.', can: ['EDIT'] },
    ]);
    await call(who.token, UPDATE, { id, revision: 1, input: story({ body: 'Without.' }) });
    expect(await own(who.token)).toMatchObject([{ state: 'SUBMITTED', requestedChanges: null }]);
    expect(await reviews()).toEqual([{ id: review.id, state: 'IN_REVIEW', submittedRevision: 2 }]);
  });

  test.each([
    [{ title: 'x' }, {}, 'INVALID', 'input.title'],
    [{ body: '   ' }, {}, 'REQUIRED', 'input.body'],
    [{ body: '&nbsp;&#8203;' }, {}, 'INVALID', 'input.body'],
    [{ storytellerName: ' ' }, {}, 'REQUIRED', 'input.storytellerName'],
    [{ storytellerName: 'x'.repeat(81) }, {}, 'INVALID', 'input.storytellerName'],
    [{ quote: 'x'.repeat(501) }, {}, 'INVALID', 'input.quote'],
    [{ contact: 'x'.repeat(201) }, {}, 'INVALID', 'input.contact'],
    [{ locale: 'fr' }, {}, 'INVALID', 'input.locale'],
    [{}, { accepted: false }, 'REQUIRED', 'consent.accepted'],
    [{}, { textId: '00000000-0000-7000-8000-000000000000' }, 'VERSION_CONFLICT', 'consent.textId'],
    [{}, { textLocale: 'fr' }, 'NOT_FOUND', 'consent.textLocale'],
    [{}, { expiresOn: '2020-01-01' }, 'INVALID', 'consent.expiresOn'],
    [{}, { givenBy: 'x'.repeat(201) }, 'INVALID', 'consent.givenBy'],
  ])('but not %j with consent %j', async (more, consent, code, path) => {
    const { testimonial, errors } = await submit(await member(), more, consent);
    expect(testimonial).toBeNull();
    expect(errors.map((error: Json) => [error.code, error.path.join('.')])).toEqual([[code, path]]);
  });

  test('at most five times a day', async () => {
    const who = await member();
    for (let i = 0; i < 5; i++) await submitted(who);
    await expect(submit(who)).rejects.toThrow('RATE_LIMITED');
  });
});

describe('the text of the consent', () => {
  test('is versioned; admins publish new ones, and consents stay with theirs', async () => {
    const who = await member();
    const first = await currentText();
    const { entryId } = await submitted(who);
    const PUBLISH_TEXT =
      'mutation ($input: PublishConsentTextInput!) { publishConsentText(input: $input) { consentText { id version body { text } } errors { code path } } }';
    const input = {
      translations: [
        { locale: 'en', body: 'New words.' },
        { locale: 'de', body: 'Neue Worte.' },
      ],
    };
    await expect(call(editor, PUBLISH_TEXT, { input })).rejects.toThrow('FORBIDDEN');
    const { consentText } = await call(admin, PUBLISH_TEXT, { input });
    expect(consentText).toMatchObject({ version: first.version + 1, body: { text: 'New words.' } });
    const all = await call(undefined, '{ consentText { translations { locale body } } }', {});
    expect(all).toEqual({ translations: [input.translations[1], input.translations[0]] });
    const STALE =
      'mutation ($input: PublishConsentTextInput!, $version: Int) { publishConsentText(input: $input, version: $version) { consentText { id } errors { code path } } }';
    expect((await call(admin, STALE, { input, version: first.version })).errors).toMatchObject([
      { code: 'VERSION_CONFLICT', path: ['version'] },
    ]);
    const old = await submit(who, {}, { textId: first.id });
    expect(old.errors).toMatchObject([{ code: 'VERSION_CONFLICT', path: ['consent', 'textId'] }]);
    const [told] = await own(who.token);
    expect([told!.entryId, told!.consent.textVersion]).toEqual([entryId, first.version]);
    const before = await call(
      undefined,
      '{ consentText(version: 1, locale: "de-AT") { resolvedLocale body { text } } }',
      {},
    );
    expect(before.resolvedLocale).toBe('de');
    expect(before.body.text).toContain('widerrufen');
  });

  test('is what editors record a consent on paper against', async () => {
    const create = (consent: object) =>
      call(
        editor,
        'mutation ($input: SuccessStoryInput!) { createSuccessStory(input: $input) { revision { entryId } errors { code path } } }',
        {
          input: {
            storytellerName: 'Mo',
            consent: { givenBy: 'Moritz', givenOn: '2026-01-01', scope: 'Website', ...consent },
            translations: [{ locale: 'en', title: 'On paper', body: 'Yes.', quote: 'Yes.' }],
          },
        },
      );
    expect((await create({ textVersion: 99 })).errors).toEqual([
      { code: 'NOT_FOUND', path: ['input', 'consent', 'textVersion'] },
    ]);
    expect((await create({ textVersion: 1, textLocale: 'fr' })).errors).toEqual([
      { code: 'NOT_FOUND', path: ['input', 'consent', 'textLocale'] },
    ]);
    for (const [given, expected] of [
      [
        { textVersion: 1, textLocale: 'de' },
        { textVersion: 1, textLocale: 'de' },
      ],
      // Not said: the one that held on the day, and at least the first.
      [{}, { textVersion: 1, textLocale: null }],
    ]) {
      const { entryId } = (await create(given!)).revision;
      await call(editor, PUBLISH, { id: entryId, revision: 1 });
      const { consent } = await call(
        editor,
        'query ($id: ID!) { successStory(id: $id) { consent { textVersion textLocale } } }',
        { id: entryId },
      );
      expect(consent).toEqual(expected);
    }
  });
});

describe('withdrawing', () => {
  test('takes the story back at once and leaves nothing of it anywhere', async () => {
    const word = 'Quixfluff';
    const who = await member();
    const { id, entryId } = await submitted(
      who,
      {
        title: `${word} title`,
        body: `${word} body`,
        quote: `${word} quote`,
        storytellerName: `${word} name`,
        storytellerRelation: `${word} relation`,
        contentWarning: `${word} warning`,
        contact: `${word} contact`,
      },
      { givenBy: `${word} real` },
    );
    const input = (slug: string | null) => ({
      storytellerName: `${word} name`,
      consent: { givenBy: `${word} real`, givenOn: '2026-01-01', scope: `${word} scope`, textVersion: 1 },
      translations: ['en', 'de'].map((locale) => ({
        locale,
        slug,
        title: `${word} ${locale}`,
        body: `${word}.`,
        quote: word,
        searchTerms: [`${word}term`],
      })),
    });
    const SAVE = `mutation ($id: ID!, $revision: Int!, $input: SuccessStoryInput!) {
      updateSuccessStory(id: $id, revision: $revision, note: "${word} note", input: $input) { errors { code } }
      nameRevision(id: $id, number: 1, name: "${word} state") { errors { code } } }`;
    await call(editor, SAVE, { id: entryId, revision: 1, input: input(null) });
    const [review] = (await hub.database.pool.query('select id from review where entry_id = $1', [entryId])).rows;
    const DECIDE = `mutation ($id: ID!, $entryId: ID!) {
      requestChanges(id: $id, revision: 2, note: "${word} decision") { errors { code } }
      submitForReview(id: $entryId, revision: 2, note: "${word} review") { errors { code } } }`;
    const expert = await hub.signIn('expert');
    const reviewer = (await call(expert, '{ me { id } }', {})).id;
    const REMARK = `mutation ($id: ID!, $entryId: ID!, $reviewer: ID!) {
      assignReviewers(id: $id, memberIds: [$reviewer]) { errors { code message } }
      createReviewThread(input: { entryId: $entryId, revision: 2, path: ["storytellerName"], quote: "${word}", body: "${word} remark" }) { errors { code message } } }`;
    await call(editor, REMARK, { id: review.id, entryId, reviewer });
    await hub.settle();
    await call(editor, DECIDE, { id: review.id, entryId });
    await call(editor, PUBLISH, { id: entryId, revision: 2 });
    await call(editor, SAVE, { id: entryId, revision: 2, input: input('renamed') });
    await call(editor, PUBLISH, { id: entryId, revision: 3 });
    const AUTOSAVE = `mutation ($id: ID!, $revision: Int!, $name: String!) { updateSuccessStory(id: $id, revision: $revision, autosave: true, input: { storytellerName: $name }) { errors { code } } }`;
    await call(editor, AUTOSAVE, { id: entryId, revision: 3, name: `${word} first` });
    await call(editor, AUTOSAVE, { id: entryId, revision: 4, name: `${word} second` });
    await call(editor, 'mutation ($id: ID!) { createPreviewLink(entryId: $id) { token } }', { id: entryId });
    await call(
      admin,
      `mutation { createWebhook(input: { name: "site", url: "https://hooks.example", events: [ENTRY_UNPUBLISHED] }) { webhook { id } } }`,
      {},
    );
    for (const token of [who.token, editor]) await call(token, 'mutation { exportMyData { errors { code } } }', {});
    await hub.settle();
    const found = (await call(undefined, `{ search(query: "${word}") { totalCount } }`, {})).totalCount;
    expect(found).toBe(1);
    const before = await placesOf(word);
    const there = [
      'revision.draft',
      'replaced_autosave.draft',
      'slug_redirect.slug',
      'review.note',
      'review_decision.note',
      'review_thread.quote',
      'mail',
      'entry_translation.body_html',
      'entry.consent_given_by',
      'testimonial.contact',
      'media/exports',
    ];
    expect(there.filter((place) => !before.includes(place))).toEqual([]);

    expect(await call(who.token, WITHDRAW, { id: entryId })).toEqual({ entryId, entry: null, errors: [] });
    expect((await hub.query<Json>(STORY, { id: entryId })).data.successStory).toBeNull();
    // The index and archives follow by jobs; what is found is what is public now.
    expect(
      (
        await call(
          undefined,
          `{ search(query: "${word}") { edges { node { ... on SuccessStory { title } } highlight { title snippet } } } }`,
          {},
        )
      ).edges,
    ).toEqual([]);
    await hub.settle();
    expect((await call(undefined, `{ search(query: "${word}") { totalCount } }`, {})).totalCount).toBe(0);
    expect(await placesOf(word)).toEqual([]);

    const [left] = await own(who.token);
    expect(left).toEqual({
      id,
      entryId,
      state: 'WITHDRAWN',
      requestedChanges: null,
      revision: 5,
      locale: 'en',
      title: null,
      body: null,
      quote: null,
      storytellerName: null,
      storytellerRelation: null,
      contact: null,
      can: [],
      consent: {
        givenBy: '',
        givenOn: '2026-01-01',
        scope: '',
        expiresOn: null,
        textVersion: 1,
        textLocale: null,
        withdrawnAt: expect.any(String),
      },
      published: null,
      member: { id: who.id },
    });
    const record = await call(
      editor,
      'query ($ids: [String!]) { publications(filter: { entries: $ids }, orderBy: NEWEST) { nodes { action } } }',
      { ids: [entryId] },
    );
    expect(record.nodes.slice(0, 2).map(({ action }: Json) => action)).toEqual(['UNPUBLISHED', 'UNPUBLISHED']);
    expect(record.nodes).toHaveLength(6);
  });

  test('takes pictures along that nothing else shows', async () => {
    const [own, shared] = [await newAsset(hub, editor, await photo()), await newAsset(hub, editor, await photo())];
    const write = (type: string, coverImageId: string) =>
      call(
        editor,
        `mutation ($input: ${type}Input!) { create${type}(input: $input) { revision { entryId } errors { code } } }`,
        { input: { coverImageId, translations: [{ locale: 'en', title: 'With a picture', body: 'B', quote: 'Q' }] } },
      );
    const { entryId } = (await write('SuccessStory', own.id)).revision;
    const body = `![Shared](media:${shared.id})`;
    await call(
      editor,
      `mutation ($id: ID!, $input: SuccessStoryInput!) { updateSuccessStory(id: $id, revision: 1, input: $input) { errors { code } } }`,
      {
        id: entryId,
        input: { coverImageId: own.id, translations: [{ locale: 'en', title: 'With a picture', body, quote: 'Q' }] },
      },
    );
    const article = `mutation ($input: ExpertArticleInput!) { createExpertArticle(input: $input) { errors { code } } }`;
    await call(editor, article, { input: { coverImageId: shared.id } });
    expect((await call(editor, WITHDRAW, { id: entryId })).errors).toEqual([]);
    const left = await hub.query<Json>(
      'query ($own: ID!, $shared: ID!) { own: mediaAsset(id: $own) { id } shared: mediaAsset(id: $shared) { id } }',
      { own: own.id, shared: shared.id },
      { as: editor },
    );
    expect(left.data).toEqual({ own: null, shared: { id: shared.id } });
    expect((await get(hub, own.url)).status).toBe(404);
  });

  test('is for good: no save, restore, publication, import or preview brings it back', async () => {
    const who = await member();
    const { id, entryId } = await submitted(who);
    await call(editor, PUBLISH, { id: entryId, revision: 1 });
    await call(who.token, WITHDRAW, { id: entryId });
    const refused = [{ code: 'NOT_ALLOWED', path: ['id'] }];
    for (const [as, text, variables] of [
      [
        editor,
        'mutation ($id: ID!) { x: publishEntry(id: $id, revision: 1) { errors { code path } } }',
        { id: entryId },
      ],
      [
        editor,
        'mutation ($id: ID!) { x: restoreRevision(id: $id, number: 1, revision: 1) { errors { code path } } }',
        { id: entryId },
      ],
      [
        editor,
        'mutation ($id: ID!, $input: SuccessStoryInput!) { x: updateSuccessStory(id: $id, revision: 1, input: $input) { errors { code path } } }',
        { id: entryId, input: { storytellerName: 'Again' } },
      ],
      [who.token, 'mutation ($id: ID!) { x: withdrawConsent(id: $id) { errors { code path } } }', { id: entryId }],
      [who.token, UPDATE, { id, revision: 1, input: story() }],
    ] as const)
      expect((await call(as, text, variables)).errors).toEqual(refused);
    const link = await call(
      editor,
      'mutation ($id: ID!) { createPreviewLink(entryId: $id) { token errors { code path } } }',
      { id: entryId },
    );
    expect(link).toEqual({ token: null, errors: [{ code: 'NOT_ALLOWED', path: ['entryId'] }] });
    const again = await hub.services.imports
      .put('elsewhere', 'story', 'SUCCESS_STORY', {
        storytellerName: 'Im',
        consent: { givenBy: 'Imre', givenOn: '2026-01-01', scope: 'Web' },
        translations: [{ locale: 'en', title: 'Taken over', body: 'B', quote: 'Q' }],
      } as never)
      .then(async () => {
        const { rows } = await hub.database.pool.query(
          "select entry_id from imported_entry where source = 'elsewhere'",
        );
        await call(editor, WITHDRAW, { id: rows[0].entry_id });
        return hub.services.imports.put('elsewhere', 'story', 'SUCCESS_STORY', {
          storytellerName: 'Im',
          consent: { givenBy: 'Imre', givenOn: '2026-01-01', scope: 'Web' },
          translations: [{ locale: 'en', title: 'Taken over again', body: 'B', quote: 'Q' }],
        } as never);
      });
    expect(again).toBe('unchanged');
  });

  test('is for the teller and editors, before publication and after; for others there is nothing', async () => {
    const who = await member();
    const { entryId } = await submitted(who);
    const contributor = await hub.signIn('contributor');
    expect((await call(contributor, WITHDRAW, { id: entryId })).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await call((await member()).token, WITHDRAW, { id: entryId })).errors).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
    expect((await call(editor, WITHDRAW, { id: entryId })).errors).toEqual([]);
    expect(await own(who.token)).toMatchObject([{ state: 'WITHDRAWN', consent: { textLocale: 'en' } }]);
  });

  test('at the moment of publishing: one comes first, and in the end it is gone', async () => {
    const who = await member();
    const { entryId } = await submitted(who);
    await Promise.all([
      call(editor, PUBLISH, { id: entryId, revision: 1 }),
      call(who.token, WITHDRAW, { id: entryId }),
      call(editor, PUBLISH, { id: entryId, revision: 1 }),
    ]);
    expect((await hub.query<Json>(STORY, { id: entryId })).data.successStory).toBeNull();
    const { rows } = await hub.database.pool.query(
      'select 1 from entry_translation where entry_id = $1 union select 1 from revision where entry_id = $1 and draft <> $2',
      [entryId, '{}'],
    );
    expect(rows).toEqual([]);
  });
});

test('an expired consent takes the story back by itself, in search and in the record, too', async () => {
  const who = await member();
  const { entryId } = await submitted(
    who,
    { title: 'Expiring Xylograph' },
    { expiresOn: new Date().toISOString().slice(0, 10) },
  );
  await call(editor, PUBLISH, { id: entryId, revision: 1 });
  await hub.settle();
  const total = async () => (await call(undefined, '{ search(query: "Xylograph") { totalCount } }', {})).totalCount;
  await hub.services.consents.expire();
  await hub.settle();
  expect(await total()).toBe(1);
  await hub.database.pool.query('update entry set consent_expires_on = current_date - 1 where id = $1', [entryId]);
  expect((await hub.query<Json>(STORY, { id: entryId })).data.successStory).toBeNull();
  expect((await own(who.token))[0]).toMatchObject({ state: 'UNPUBLISHED', title: 'Expiring Xylograph' });
  await hub.services.consents.expire();
  await hub.settle();
  expect(await total()).toBe(0);
  const { rows } = await hub.database.pool.query('select status from entry where id = $1', [entryId]);
  expect(rows).toEqual([{ status: 'UNPUBLISHED' }]);
});

describe('a member who leaves', () => {
  test.each([
    ['KEEP', 'Sunflower'],
    ['REMOVE', null],
  ])('says whether their public stories stay (%s); those that wait go', async (posts, name) => {
    const who = await member(`Leaver ${posts}`);
    const shown = await submitted(who, { title: `Shown ${posts}` });
    const waiting = await submitted(who, { title: `Waiting ${posts}` });
    await call(editor, PUBLISH, { id: shown.entryId, revision: 1 });
    const { errors } = await call(
      who.token,
      `mutation ($password: String!) { deleteMyAccount(password: $password, posts: ${posts}) { errors { code } } }`,
      { password: PASSWORD },
      who.from,
    );
    expect(errors).toEqual([]);
    const { data } = await hub.query<Json>(STORY, { id: shown.entryId });
    expect(data.successStory?.storyteller.name ?? null).toBe(name);
    const { rows } = await hub.database.pool.query(
      'select t.contact, t.member_id, e.consent_withdrawn_at is not null as gone from testimonial t join entry e on e.id = t.entry_id where t.id = any($1) order by t.submitted_at, t.id',
      [[shown.id, waiting.id]],
    );
    expect(rows).toEqual([
      { contact: null, member_id: null, gone: posts === 'REMOVE' },
      { contact: null, member_id: null, gone: true },
    ]);
    expect((await placesOf(`Waiting ${posts}`)).filter((place) => place !== 'mail')).toEqual([]);
  });
});

/** Where a word stands: in which column of which table, and in which folder of files. */
async function placesOf(word: string): Promise<string[]> {
  const { pool } = hub.database;
  const { rows: columns } = await pool.query<{ table_schema: string; table_name: string; column_name: string }>(
    `select n.nspname as table_schema, c.relname as table_name, a.attname as column_name
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and a.attnum > 0 and not a.attisdropped
       and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'`,
  );
  const places: string[] = [];
  for (const { table_schema, table_name, column_name } of columns) {
    const { rowCount } = await pool.query(
      `select 1 from "${table_schema}"."${table_name}" where "${column_name}"::text ilike $1 limit 1`,
      [`%${word}%`],
    );
    if (rowCount) places.push(`${table_name}.${column_name}`);
  }
  const files = await readdir(folder.directory, { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    const bytes = await readFile(join(file.parentPath, file.name));
    const text = file.name.endsWith('.zip')
      ? Object.values(unzipSync(bytes))
          .map((part) => strFromU8(part))
          .join('\n')
      : bytes.toString().replaceAll('=\r\n', '');
    if (text.toLowerCase().includes(word.toLowerCase()))
      places.push(file.parentPath.slice(folder.directory.length + 1));
  }
  return [...new Set(places)];
}
