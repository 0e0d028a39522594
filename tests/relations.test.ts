import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
let author: string;
beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
  author = await hub.signIn('contributor');
});
afterAll(() => hub.close());

interface Problem {
  __typename: string;
  code: string;
  message: string;
  path: string[];
  usages?: Usage[];
  totalCount?: number;
}
interface Usage {
  entryId: string;
  field: string;
  live: boolean;
  drafted: boolean;
}
interface Answer {
  revision?: { entryId: string; number: number } | null;
  entryId?: string | null;
  errors: Problem[];
}

const ERRORS =
  'errors { __typename code message path ... on InUse { totalCount usages { entryId field live drafted } } }';
const CREATE = `mutation ($input: ResourceInput!) { answer: createResource(input: $input) { revision { entryId number } ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $revision: Int!, $input: ResourceInput!) {
  answer: updateResource(id: $id, revision: $revision, input: $input) { revision { entryId number } ${ERRORS} } }`;
const PUBLISH = `mutation ($id: ID!, $revision: Int!) { answer: publishEntry(id: $id, revision: $revision) { entryId ${ERRORS} } }`;
const UNPUBLISH = `mutation ($id: ID!, $locales: [Locale!]) { answer: unpublishEntry(id: $id, locales: $locales) { entryId ${ERRORS} } }`;
const DELETE = `mutation ($id: ID!, $replaceWith: ID) { answer: deleteEntry(id: $id, replaceWith: $replaceWith) { entryId ${ERRORS} } }`;
const READ = 'query ($id: ID!) { resource(id: $id) { title relatedEntries { id title } } }';
const USAGES = `query ($of: [String!]!) { usages(first: 50, filter: { of: $of }, orderBy: OLDEST) {
  totalCount nodes { entryId field live drafted revision { number } published { title } } } }`;

let made = 0;
const resource = (more: object = {}) => ({
  kind: 'CHECKLIST',
  cost: 'FREE',
  url: 'https://example.org',
  translations: [{ locale: 'en', title: `Thing ${++made}`, body: 'Words.' }],
  ...more,
});

async function ask(text: string, variables: object, as = editor): Promise<Answer> {
  const { data, errors } = await hub.query<{ answer: Answer }>(text, variables, { as });
  expect(errors).toBeUndefined();
  return data.answer;
}

async function drafted(more: object = {}, as = editor): Promise<string> {
  const { revision, errors } = await ask(CREATE, { input: resource(more) }, as);
  expect(errors).toEqual([]);
  return revision!.entryId;
}

async function published(more: object = {}): Promise<string> {
  const id = await drafted(more);
  expect((await ask(PUBLISH, { id, revision: 1 })).errors).toEqual([]);
  return id;
}

async function related(id: string, as?: string): Promise<string[] | undefined> {
  const { data, errors } = await hub.query<{ resource: { relatedEntries: { id: string }[] } | null }>(
    READ,
    { id },
    { as },
  );
  expect(errors).toBeUndefined();
  return data.resource?.relatedEntries.map((entry) => entry.id);
}

async function usages(of: string, as: string | undefined = editor) {
  const { data, errors } = await hub.query<{ usages: { totalCount: number; nodes: Usage[] } | null }>(
    USAGES,
    { of: [of] },
    { as },
  );
  return errors ? errors[0]!.extensions.code : data.usages!;
}

const newestDraft = async (id: string) =>
  (
    await hub.database.pool.query('select draft, note, number from revision where entry_id = $1 order by number desc', [
      id,
    ])
  ).rows[0];

describe('related entries', () => {
  test('are read in the order of the editors, in one statement, as far as the reader may see them', async () => {
    const [a, b, c] = [await published(), await published(), await published()];
    const id = await published({ relatedEntryIds: [c, a, b] });
    expect(await related(id)).toEqual([c, a, b]);
    expect(await hub.statements(() => related(id))).toBe(1);
    // Taken back by force of law, not by an editor: what refers to it shows it no more.
    await hub.database.pool.query("update entry set status = 'UNPUBLISHED' where id = $1", [a]);
    expect(await related(id)).toEqual([c, b]);
    expect(await related(id, editor)).toEqual([c, b]);
  });

  test('show nothing of a draft until it is published, and follow what is published', async () => {
    const [a, b] = [await published(), await published()];
    const id = await published({ relatedEntryIds: [a] });
    await ask(UPDATE, { id, revision: 1, input: resource({ relatedEntryIds: [b, a] }) });
    expect(await related(id)).toEqual([a]);
    await ask(PUBLISH, { id, revision: 2 });
    expect(await related(id)).toEqual([b, a]);
    await ask(UPDATE, { id, revision: 2, input: resource() });
    await ask(PUBLISH, { id, revision: 3 });
    expect(await related(id)).toEqual([]);
  });

  test('are refused where they are impossible, each with its place', async () => {
    const other = await published();
    const id = await drafted();
    const nowhere = '00000000-0000-7000-8000-000000000000';
    const save = (relatedEntryIds: unknown) => ask(UPDATE, { id, revision: 1, input: resource({ relatedEntryIds }) });
    const { errors } = await save([other, other.toUpperCase(), id, nowhere, 'no id', '']);
    expect(errors.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['INVALID', 'input.relatedEntryIds.1'],
      ['INVALID', 'input.relatedEntryIds.2'],
      ['NOT_FOUND', 'input.relatedEntryIds.3'],
      ['NOT_FOUND', 'input.relatedEntryIds.4'],
      ['NOT_FOUND', 'input.relatedEntryIds.5'],
    ]);
    const many = [];
    for (let n = 0; n < 21; n++) many.push(await drafted());
    expect((await save(many)).errors).toMatchObject([{ code: 'INVALID', path: ['input', 'relatedEntryIds'] }]);
    expect((await save(many.slice(1))).errors).toEqual([]);
  });

  test('do not tell an author whether an entry exists that is not for them', async () => {
    const hidden = await drafted();
    const refused = await ask(CREATE, { input: resource({ relatedEntryIds: [hidden] }) }, author);
    const unknown = await ask(
      CREATE,
      { input: resource({ relatedEntryIds: ['00000000-0000-7000-8000-000000000000'] }) },
      author,
    );
    expect(refused).toEqual(unknown);
    expect(refused.errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    // What an editor has put there is no reason to refuse what the author saves.
    const id = await drafted({}, author);
    await ask(UPDATE, { id, revision: 1, input: resource({ relatedEntryIds: [hidden] }) });
    expect(
      (await ask(UPDATE, { id, revision: 2, input: resource({ relatedEntryIds: [hidden] }) }, author)).errors,
    ).toEqual([]);
  });

  test('must be public to publish, and each that is not is named', async () => {
    const [open, draft, trashed] = [await published(), await drafted(), await published()];
    const id = await drafted({ relatedEntryIds: [open, draft, trashed] });
    await ask(DELETE, { id: trashed });
    const { errors } = await ask(PUBLISH, { id, revision: 1 });
    expect(errors.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['UNPUBLISHED_REFERENCE', 'input.relatedEntryIds.1'],
      ['UNPUBLISHED_REFERENCE', 'input.relatedEntryIds.2'],
    ]);
    expect(await related(id)).toBeUndefined();
    await ask(PUBLISH, { id: draft, revision: 1 });
    // A draft that names what is in the trash since can still be saved.
    const input = resource({ relatedEntryIds: [open, draft, trashed] });
    expect((await ask(UPDATE, { id, revision: 1, input })).errors).toEqual([]);
    expect((await ask(PUBLISH, { id, revision: 2 })).errors).toHaveLength(1);
    await ask(UPDATE, { id, revision: 2, input: resource({ relatedEntryIds: [open, draft] }) });
    expect((await ask(PUBLISH, { id, revision: 3 })).errors).toEqual([]);
  });

  test('may refer to each other, also when both are published at once', async () => {
    for (let n = 0; n < 5; n++) {
      const [a, b] = [await published(), await published()];
      await ask(UPDATE, { id: a, revision: 1, input: resource({ relatedEntryIds: [b] }) });
      await ask(UPDATE, { id: b, revision: 1, input: resource({ relatedEntryIds: [a] }) });
      const both = await Promise.all([a, b].map((id) => ask(PUBLISH, { id, revision: 2 })));
      expect(both.map(({ errors }) => errors)).toEqual([[], []]);
      expect([await related(a), await related(b)]).toEqual([[b], [a]]);
    }
  });

  test('are never published in the moment in which they are taken back', async () => {
    for (let n = 0; n < 8; n++) {
      const target = await published();
      const id = await drafted({ relatedEntryIds: [target] });
      const [publish, remove] = await Promise.all([ask(PUBLISH, { id, revision: 1 }), ask(DELETE, { id: target })]);
      expect([publish.errors.length, remove.errors.length].sort()).toEqual([0, 1]);
    }
  });
});

describe('where something is used', () => {
  test('is told for entries, topics and experts, live and in newest drafts', async () => {
    const topic = await made_(
      'createTopic',
      'topic',
      '{ slug: "sleeping", translations: [{ locale: "en", name: "Sleeping" }] }',
    );
    const target = await published();
    const id = await published({ relatedEntryIds: [target], topicIds: [topic] });
    const draft = await drafted({ relatedEntryIds: [target] });
    expect(await usages(target)).toEqual({
      totalCount: 2,
      nodes: [
        {
          entryId: id,
          field: 'relatedEntryIds',
          live: true,
          drafted: true,
          revision: { number: 1 },
          published: { title: expect.any(String) },
        },
        {
          entryId: draft,
          field: 'relatedEntryIds',
          live: false,
          drafted: true,
          revision: { number: 1 },
          published: null,
        },
      ],
    });
    await ask(UPDATE, { id, revision: 1, input: resource() });
    expect(await usages(topic)).toMatchObject({
      nodes: [{ entryId: id, field: 'topicIds', live: true, drafted: false }],
    });
    await ask(PUBLISH, { id, revision: 2 });
    expect(await usages(topic)).toMatchObject({ totalCount: 0 });
    await ask(UNPUBLISH, { id });
    expect(await usages(target)).toMatchObject({ nodes: [{ entryId: draft }] });
  });

  test('is told to nobody who may not read the revisions, nor counted for them', async () => {
    const target = await published();
    await drafted({ relatedEntryIds: [target] });
    const own = await drafted({ relatedEntryIds: [target] }, author);
    expect(await usages(target)).toMatchObject({ totalCount: 2 });
    expect(await usages(target, author)).toMatchObject({ totalCount: 1, nodes: [{ entryId: own }] });
    expect(await usages(target, await hub.signIn('member'))).toBe('FORBIDDEN');
    const { errors } = await hub.query(USAGES, { of: [target] });
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(await usages('no id')).toMatchObject({ totalCount: 0 });
  });
});

describe('what is in use', () => {
  test('is neither taken back nor thrown away while the public sees what refers to it', async () => {
    const target = await published();
    const [live, draft] = [
      await published({ relatedEntryIds: [target] }),
      await drafted({ relatedEntryIds: [target] }),
    ];
    for (const text of [UNPUBLISH, DELETE]) {
      const { errors, entryId } = await ask(text, { id: target });
      expect(entryId).toBeNull();
      expect(errors).toMatchObject([
        { __typename: 'InUse', code: 'IN_USE', path: ['id'], totalCount: 1, usages: [{ entryId: live, live: true }] },
      ]);
      expect(errors[0]!.message).toContain('1 entry refers to it');
    }
    expect(await related(live)).toEqual([target]);
    await ask(UNPUBLISH, { id: live });
    expect((await ask(DELETE, { id: target })).errors).toEqual([]);
    expect((await newestDraft(draft)).draft.relatedEntryIds).toEqual([target]);
  });

  test('may lose a language while another stays public', async () => {
    const translations = [
      { locale: 'en', title: 'Two tongues', body: 'Words.' },
      { locale: 'de', title: 'Zwei Zungen', body: 'Worte.' },
    ];
    const target = await published({ translations });
    await published({ relatedEntryIds: [target] });
    expect((await ask(UNPUBLISH, { id: target, locales: ['de'] })).errors).toEqual([]);
    expect((await ask(UNPUBLISH, { id: target, locales: ['en'] })).errors).toMatchObject([{ code: 'IN_USE' }]);
  });

  test('goes once another takes its place, live and in newest drafts, in the same moment', async () => {
    const [target, heir, third] = [await published(), await published(), await published()];
    const live = await published({ relatedEntryIds: [third, target] });
    const both = await published({ relatedEntryIds: [target, heir] });
    const draft = await drafted({ relatedEntryIds: [target.toUpperCase()] });
    const changed = await published({ relatedEntryIds: [target] });
    await ask(UPDATE, { id: changed, revision: 1, input: resource({ relatedEntryIds: [third] }) });
    expect((await ask(DELETE, { id: target, replaceWith: heir })).errors).toEqual([]);
    expect(await related(live)).toEqual([third, heir]);
    expect(await related(both)).toEqual([heir]);
    expect(await related(changed)).toEqual([heir]);
    expect(await related(target)).toBeUndefined();
    expect(await newestDraft(live)).toMatchObject({ number: 2, draft: { relatedEntryIds: [third, heir] } });
    expect((await newestDraft(live)).note).toContain(target);
    expect((await newestDraft(both)).draft.relatedEntryIds).toEqual([heir]);
    expect((await newestDraft(draft)).draft.relatedEntryIds).toEqual([heir]);
    // Its newest draft does not name it: it stays as it is.
    expect(await newestDraft(changed)).toMatchObject({ number: 2, draft: { relatedEntryIds: [third] } });
    expect(await usages(target)).toMatchObject({ totalCount: 0 });
    expect(await usages(heir)).toMatchObject({ totalCount: 4 });
    expect((await ask(PUBLISH, { id: live, revision: 2 })).errors).toEqual([]);
    expect(await related(live)).toEqual([third, heir]);
  });

  test('is not replaced by itself, by what is not public, or by nothing', async () => {
    const [target, draft] = [await published(), await drafted()];
    const live = await published({ relatedEntryIds: [target] });
    const codes = async (replaceWith: string) =>
      (await ask(DELETE, { id: target, replaceWith })).errors.map(({ code, path }) => [code, ...path]);
    expect(await codes(target)).toEqual([['INVALID', 'replaceWith']]);
    expect(await codes(draft)).toEqual([['UNPUBLISHED_REFERENCE', 'replaceWith']]);
    expect(await codes('nothing')).toEqual([['NOT_FOUND', 'replaceWith']]);
    expect(await related(live)).toEqual([target]);
    // What takes its place and refers to it does not come to refer to itself.
    expect((await ask(DELETE, { id: target, replaceWith: live })).errors).toEqual([]);
    expect(await related(live)).toEqual([]);
  });

  test('as a topic goes only when none names it, or another takes its place', async () => {
    const names = (slug: string) => `{ slug: "${slug}", translations: [{ locale: "en", name: "${slug}" }] }`;
    const [old, fresh] = [
      await made_('createTopic', 'topic', names('old')),
      await made_('createTopic', 'topic', names('fresh')),
    ];
    const [live, draft] = [await published({ topicIds: [old] }), await drafted({ topicIds: [old, fresh] })];
    const remove = `mutation ($id: ID!, $to: ID) { answer: deleteTopic(id: $id, replaceWith: $to) { ${ERRORS} } }`;
    expect((await ask(remove, { id: old })).errors).toMatchObject([{ __typename: 'InUse', totalCount: 2 }]);
    expect((await ask(remove, { id: old, to: old })).errors).toMatchObject([
      { code: 'INVALID', path: ['replaceWith'] },
    ]);
    expect((await ask(remove, { id: old, to: fresh })).errors).toEqual([]);
    const { data } = await hub.query('query ($id: ID!) { resource(id: $id) { topics { slug } } }', { id: live });
    expect(data).toEqual({ resource: { topics: [{ slug: 'fresh' }] } });
    expect((await newestDraft(draft)).draft.topicIds).toEqual([fresh]);
    expect((await newestDraft(live)).draft.topicIds).toEqual([fresh]);
  });

  test('as an expert goes only when none names them, or another takes their place', async () => {
    const person = (name: string) => `{ name: "${name}", translations: [{ locale: "en", title: "MD" }] }`;
    const [old, fresh] = [
      await made_('createExpert', 'expert', person('Ada')),
      await made_('createExpert', 'expert', person('Bea')),
    ];
    const create = `mutation ($input: ExpertArticleInput!) { answer: createExpertArticle(input: $input) { revision { entryId } ${ERRORS} } }`;
    const input = { expertIds: [old], translations: [{ locale: 'en', title: 'By Ada', body: 'Words.' }] };
    const id = (await ask(create, { input })).revision!.entryId;
    const remove = `mutation ($id: ID!, $to: ID) { answer: deleteExpert(id: $id, replaceWith: $to) { ${ERRORS} } }`;
    expect((await ask(remove, { id: old })).errors).toMatchObject([{ code: 'IN_USE', totalCount: 1 }]);
    expect((await ask(remove, { id: old, to: fresh })).errors).toEqual([]);
    expect((await newestDraft(id)).draft.expertIds).toEqual([fresh]);
    const { data } = await hub.query('query ($id: ID!) { expert(id: $id) { name } }', { id: old });
    expect(data).toEqual({ expert: null });
  });
});

async function made_(mutation: string, field: string, input: string): Promise<string> {
  const text = `mutation { answer: ${mutation}(input: ${input}) { ${field} { id } errors { message } } }`;
  const { data } = await hub.query<{ answer: Record<string, { id: string }> }>(text, {}, { as: editor });
  return data.answer[field]!.id;
}
