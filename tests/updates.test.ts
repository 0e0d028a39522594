import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { picture, uploaded } from './harness/files.js';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';
import type { Problem } from './harness/people.js';

/*
 * One rule for every update: what is absent stays, null clears, languages that are not named stay, a revision guards
 * against two editors, and the audit log has what was different before and after.
 */

let hub: TestHub;
let folderOfFiles: string;
const tokens = {} as Record<TestPerson, string>;
beforeAll(async () => {
  folderOfFiles = await mkdtemp(join(tmpdir(), 'hearth-updates-'));
  hub = await testHub({ environment: { HEARTH_DATA: folderOfFiles } });
  for (const who of ['admin', 'editor', 'moderator'] as const) tokens[who] = await hub.signIn(who);
});
afterAll(async () => {
  await hub.close();
  await rm(folderOfFiles, { recursive: true });
});

interface Thing {
  id: string;
  revision: number;
  [field: string]: unknown;
}
interface Answer {
  thing: Thing | null;
  errors: (Problem & Record<string, unknown>)[];
}

/** A kind of thing that can be updated, and how its user asks for it. */
interface Kind {
  readonly type: string;
  readonly input: string;
  readonly field: string;
  readonly fields: string;
  readonly who: TestPerson;
  /** All that can be set. */
  readonly whole: () => Promise<Record<string, unknown>> | Record<string, unknown>;
  /** What is read of it, where that is not what was given. */
  readonly read?: (given: Record<string, unknown>) => Record<string, unknown>;
  /** What can be cleared, with what it is then. */
  readonly cleared: Record<string, unknown>;
  /** What cannot. */
  readonly needed: readonly string[];
  /** A part that can be changed, with another value. */
  readonly other: Record<string, unknown>;
  /** Of a text per language, what can be cleared and with what it is then; what another text says. */
  readonly text?: {
    readonly cleared: Record<string, unknown>;
    readonly other: Record<string, unknown>;
    /** There may be none at all. */
    readonly optional?: true;
  };
  /** Where it is made in a way of its own. */
  readonly create?: (input: object) => Promise<Answer>;
}

const ERRORS =
  'errors { __typename code path message ... on VersionConflict { currentRevision savedBy savedAt notMerged } }';

async function call(kind: Kind, name: string, args: string, variables: object, who = kind.who): Promise<Answer> {
  const declared = Object.keys(variables).map(
    (key) =>
      `$${key}: ${{ id: 'ID!', input: `${kind.input}!`, revision: 'Int', removeLocales: '[Locale!]', uploadId: 'ID!' }[key]}`,
  );
  const { data, errors } = await hub.query<{ done: Answer }>(
    `mutation (${declared.join(', ')}) { done: ${name}${kind.type}(${args}) { thing: ${kind.field} { id revision ${kind.fields} } ${ERRORS} } }`,
    variables,
    { as: tokens[who] },
  );
  expect(errors).toBeUndefined();
  return data.done;
}

async function create(kind: Kind, input: object): Promise<Thing> {
  const { thing, errors } = await (kind.create?.(input) ?? call(kind, 'create', 'input: $input', { input }));
  expect(errors).toEqual([]);
  return thing!;
}

function update(kind: Kind, id: string, input: object, more: object = {}, who?: TestPerson): Promise<Answer> {
  const given = Object.keys(more).map((name) => `, ${name}: $${name}`);
  return call(kind, 'update', `id: $id, input: $input${given.join('')}`, { id, input, ...more }, who);
}

async function updated(kind: Kind, id: string, input: object, more: object = {}): Promise<Thing> {
  const { thing, errors } = await update(kind, id, input, more);
  expect(errors).toEqual([]);
  return thing!;
}

interface Event {
  action: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

async function lastEvent(id: string): Promise<Event> {
  const { data } = await hub.query<{ auditEvents: { nodes: Event[] } }>(
    'query ($id: ID!) { auditEvents(filter: { objects: [$id] }, orderBy: NEWEST, first: 1) { nodes { action before after } } }',
    { id },
    { as: tokens.admin },
  );
  return data.auditEvents.nodes[0]!;
}

let count = 0;
/** A name that nothing else has. */
const own = (name: string) => `${name} ${++count}`;

const topic: Kind = {
  type: 'Topic',
  input: 'TopicInput',
  field: 'topic',
  fields: 'slug dimension position parent { id } translations { locale name description synonyms }',
  who: 'editor',
  whole: async () => ({
    slug: `sleep-${++count}`,
    parentId: (await create(topic, { translations: [{ locale: 'en', name: own('Night') }] })).id,
    dimension: 'PHYSICAL',
    position: 7,
    translations: [
      { locale: 'de', name: 'Schlaf', description: 'Die Nacht.', synonyms: ['Nachtruhe'] },
      { locale: 'en', name: 'Sleep', description: 'The night.', synonyms: ['rest'] },
    ],
  }),
  read: ({ parentId, ...rest }) => ({ ...rest, parent: parentId ? { id: parentId } : null }),
  cleared: { parentId: null, dimension: null },
  needed: ['slug', 'position'],
  other: { position: 9 },
  text: { cleared: { description: null, synonyms: [] }, other: { name: 'Nickerchen' } },
};

const expert: Kind = {
  type: 'Expert',
  input: 'ExpertInput',
  field: 'expert',
  fields: 'slug name credentials member { id } translations { locale title biography }',
  who: 'editor',
  whole: async () => {
    const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: tokens.moderator });
    return {
      slug: `ana-${++count}`,
      name: 'Ana Reyes',
      credentials: 'IBCLC',
      memberId: data.me.id,
      translations: [
        { locale: 'de', title: 'Hebamme', biography: 'Seit 2001.' },
        { locale: 'en', title: 'Midwife', biography: 'Since 2001.' },
      ],
    };
  },
  read: ({ memberId, ...rest }) => ({ ...rest, member: memberId ? { id: memberId } : null }),
  cleared: { credentials: null, memberId: null },
  needed: ['slug', 'name'],
  other: { name: 'Ana Reyes-Lund' },
  text: { cleared: { title: null, biography: null }, other: { title: 'Ärztin' } },
};

const space: Kind = {
  type: 'Space',
  input: 'SpaceInput',
  field: 'space',
  fields: 'slug visibility position translations { locale name description }',
  who: 'moderator',
  whole: () => ({
    slug: `kitchen-${++count}`,
    visibility: 'MEMBERS',
    position: 3,
    translations: [
      { locale: 'de', name: 'Küche', description: 'Rezepte.' },
      { locale: 'en', name: 'Kitchen', description: 'Recipes.' },
    ],
  }),
  cleared: {},
  needed: ['slug', 'visibility', 'position'],
  other: { visibility: 'PUBLIC' },
  text: { cleared: { description: null }, other: { name: 'Herd' } },
};

const folder: Kind = {
  type: 'MediaFolder',
  input: 'MediaFolderInput',
  field: 'mediaFolder',
  fields: 'name parent { id }',
  who: 'editor',
  whole: async () => ({ name: own('Garden'), parentId: (await create(folder, { name: own('Outside') })).id }),
  read: ({ parentId, ...rest }) => ({ ...rest, parent: parentId ? { id: parentId } : null }),
  cleared: { parentId: null },
  needed: ['name'],
  other: { name: 'Beds' },
};

const asset: Kind = {
  type: 'MediaAsset',
  input: 'MediaAssetInput',
  field: 'mediaAsset',
  fields: 'name folder { id } focalPoint { x y } decorative translations { locale alt caption credit }',
  who: 'editor',
  whole: async () => ({
    name: 'garden.png',
    folderId: (await create(folder, { name: own('Pictures') })).id,
    focalPoint: { x: 0.25, y: 0.75 },
    decorative: true,
    translations: [
      { locale: 'de', alt: 'Ein Garten', caption: 'Im Mai', credit: 'Ana' },
      { locale: 'en', alt: 'A garden', caption: 'In May', credit: 'Ana' },
    ],
  }),
  read: ({ folderId, ...rest }) => ({ ...rest, folder: folderId ? { id: folderId } : null }),
  cleared: { folderId: null, focalPoint: { x: 0.5, y: 0.5 }, decorative: false },
  needed: ['name'],
  other: { name: 'beds.png' },
  text: { cleared: { caption: null, credit: null }, other: { alt: 'Beete' }, optional: true },
  create: async (input) => {
    const { uploadId } = await uploaded(hub, tokens.editor, await picture().png().toBuffer());
    const { data, errors } = await hub.query<{ done: Answer }>(
      `mutation ($input: CreateMediaAssetInput!) { done: createMediaAsset(input: $input) { thing: mediaAsset { id revision ${asset.fields} } ${ERRORS} } }`,
      { input: { ...input, uploadId } },
      { as: tokens.editor },
    );
    expect(errors).toBeUndefined();
    return data.done;
  },
};

const supportTopic: Kind = {
  type: 'SupportTopic',
  input: 'SupportTopicInput',
  field: 'supportTopic',
  fields: 'kind position translations { locale name message } patterns { locale phrases exceptions }',
  who: 'editor',
  whole: () => ({
    kind: 'ABUSE',
    position: 40,
    translations: [
      { locale: 'de', name: 'Trauer', message: 'Reden Sie mit jemandem.' },
      { locale: 'en', name: 'Grief', message: 'Talk to someone.' },
    ],
    patterns: [
      { locale: 'de', phrases: ['gestorben'], exceptions: ['ausgestorben'] },
      { locale: 'en', phrases: ['passed away'], exceptions: [] },
    ],
  }),
  cleared: { patterns: [] },
  needed: ['kind', 'position'],
  other: { position: 41 },
  text: { cleared: {}, other: { name: 'Verlust' } },
};

const hotline: Kind = {
  type: 'Hotline',
  input: 'HotlineInput',
  field: 'hotline',
  fields: 'country phone url chatUrl languages alwaysOpen position topics { id } translations { locale name hours }',
  who: 'editor',
  whole: async () => ({
    country: 'DE',
    topicIds: [(await create(supportTopic, await supportTopic.whole())).id],
    phone: '116 123',
    url: 'https://example.org/',
    chatUrl: 'https://example.org/chat',
    languages: ['de', 'tr'],
    alwaysOpen: true,
    position: 12,
    translations: [
      { locale: 'de', name: 'Rat', hours: 'immer' },
      { locale: 'en', name: 'Advice', hours: 'always' },
    ],
  }),
  read: ({ topicIds, ...rest }) => ({ ...rest, topics: ((topicIds ?? []) as string[]).map((id) => ({ id })) }),
  cleared: { country: null, topicIds: [], url: null, chatUrl: null, languages: [], alwaysOpen: false },
  needed: ['position'],
  other: { phone: '110' },
  text: { cleared: { hours: null }, other: { name: 'Hilfe' } },
};

const view: Kind = {
  type: 'SavedView',
  input: 'SavedViewInput',
  field: 'savedView',
  fields: 'name list filter orderBy columns shared position',
  who: 'editor',
  whole: () => ({
    name: 'Old ones',
    list: 'RESOURCES',
    filter: { kinds: ['GUIDE'] },
    orderBy: 'NEWEST',
    columns: ['title', 'slug'],
    shared: true,
    position: 4,
  }),
  cleared: { filter: null, orderBy: null },
  needed: ['name', 'list', 'columns', 'position'],
  other: { columns: ['slug'] },
};

const synonyms: Kind = {
  type: 'SearchSynonymSet',
  input: 'SearchSynonymSetInput',
  field: 'searchSynonymSet',
  fields: 'locale words from',
  who: 'editor',
  whole: () => ({ locale: 'en', words: ['pram', 'buggy'], from: ['stroller'] }),
  cleared: { from: null },
  needed: ['locale', 'words'],
  other: { words: ['pram', 'pushchair'] },
};

const pin: Kind = {
  type: 'SearchPin',
  input: 'SearchPinInput',
  field: 'searchPin',
  fields: 'queries locale entryIds',
  who: 'editor',
  whole: async () => ({ queries: [own('colic')], locale: 'de', entryIds: [await entry(), await entry()] }),
  cleared: { locale: null },
  needed: ['queries', 'entryIds'],
  other: { queries: ['koliken'] },
};

const release: Kind = {
  type: 'Release',
  input: 'ReleaseInput',
  field: 'release',
  fields: 'name note',
  who: 'editor',
  whole: () => ({ name: 'Summer', note: 'Before the holidays.' }),
  cleared: { note: null },
  needed: ['name'],
  other: { name: 'Summer programme' },
};

const webhook: Kind = {
  type: 'Webhook',
  input: 'UpdateWebhookInput',
  field: 'webhook',
  fields: 'name url events entryTypes locales topicIds',
  who: 'admin',
  whole: async () => ({
    name: 'Site',
    url: 'https://example.org/hook',
    events: ['ENTRY_PUBLISHED'],
    entryTypes: ['RESOURCE'],
    locales: ['de'],
    topicIds: [(await create(topic, { translations: [{ locale: 'en', name: own('Night') }] })).id],
  }),
  cleared: { entryTypes: [], locales: [], topicIds: [] },
  needed: ['name', 'url', 'events'],
  other: { events: ['ENTRY_SAVED'] },
  create: (input) => call({ ...webhook, input: 'CreateWebhookInput' }, 'create', 'input: $input', { input }),
};

async function entry(): Promise<string> {
  const { data } = await hub.query<{ done: { revision: { entryId: string } } }>(
    'mutation { done: createResource(input: { kind: GUIDE, cost: FREE, translations: [{ locale: "en", title: "T" }] }) { revision { entryId } } }',
    {},
    { as: tokens.editor },
  );
  return data.done.revision.entryId;
}

const KINDS = [topic, expert, space, folder, asset, supportTopic, hotline, view, synonyms, pin, release, webhook];
const readOf = (kind: Kind, given: Record<string, unknown>) => kind.read?.(given) ?? given;
const LATEST_OF_TWO = 2;

describe.each(KINDS.map((kind) => [kind.type, kind] as const))('updating: %s', (_, kind) => {
  test('all that was set can be read, and what is not named stays', async () => {
    const whole = await kind.whole();
    const made = await create(kind, whole);
    expect(made).toMatchObject({ revision: 1, ...readOf(kind, whole) });
    // Nothing given changes nothing, and is no revision.
    expect(await updated(kind, made.id, {})).toEqual(made);
    expect(await updated(kind, made.id, whole)).toEqual(made);

    const { id, revision, ...rest } = await updated(kind, made.id, kind.other);
    expect(revision).toBe(LATEST_OF_TWO);
    expect({ id, revision: 1, ...rest }).toEqual({ ...made, ...kind.other });
  });

  test('null clears what can be cleared, and is refused by name of the rest, with nothing done', async () => {
    const whole = await kind.whole();
    const made = await create(kind, whole);
    for (const name of kind.needed) {
      const { thing, errors } = await update(kind, made.id, { ...kind.other, [name]: null });
      expect(thing).toBeNull();
      expect(errors).toMatchObject([{ code: 'REQUIRED', path: ['input', name] }]);
    }
    expect(await updated(kind, made.id, {})).toEqual(made);
    const nulls = Object.fromEntries(Object.keys(kind.cleared).map((name) => [name, null]));
    expect(await updated(kind, made.id, nulls)).toMatchObject(readOf(kind, { ...whole, ...kind.cleared }));
  });

  if (kind.text) {
    const { cleared, other, optional } = kind.text;
    test('of texts, languages and parts that are not named stay', async () => {
      const whole = await kind.whole();
      const [german, english] = whole.translations as [object, object];
      const { id } = await create(kind, whole);
      const change = await updated(kind, id, { translations: [{ locale: 'de', ...other }] });
      expect(change.translations).toEqual([{ ...german, ...other }, english]);
      const nulls = Object.fromEntries(Object.keys(cleared).map((name) => [name, null]));
      const less = await updated(kind, id, { translations: [{ locale: 'en', ...nulls }] });
      expect(less.translations).toEqual([
        { ...german, ...other },
        { ...english, ...cleared },
      ]);
      const removed = await updated(kind, id, {}, { removeLocales: ['de'] });
      expect(removed.translations).toEqual([{ ...english, ...cleared }]);
      expect((await update(kind, id, {}, { removeLocales: ['de'] })).errors).toMatchObject([
        { code: 'NOT_FOUND', path: ['removeLocales', '0'] },
      ]);
      // An empty list names no language.
      expect(await updated(kind, id, { translations: [] })).toEqual(removed);
      if (optional) expect((await updated(kind, id, { translations: null })).translations).toEqual([]);
      else {
        expect((await update(kind, id, {}, { removeLocales: ['en'] })).errors).toMatchObject([{ code: 'REQUIRED' }]);
        expect((await update(kind, id, { translations: null })).errors).toMatchObject([
          { code: 'REQUIRED', path: ['input', 'translations'] },
        ]);
      }
    });
  }

  test('two editors hear of each other', async () => {
    const { id } = await create(kind, await kind.whole());
    await updated(kind, id, kind.other, { revision: 1 });
    const { thing, errors } = await update(kind, id, await kind.whole(), { revision: 1 }, 'admin');
    expect(thing).toBeNull();
    expect(errors).toEqual([
      {
        __typename: 'VersionConflict',
        code: 'VERSION_CONFLICT',
        path: ['revision'],
        message: expect.stringContaining('revision 2'),
        currentRevision: 2,
        savedBy: kind.who,
        savedAt: expect.any(String),
        notMerged: expect.any(String),
      },
    ]);
    expect(await updated(kind, id, {}, { revision: 2 })).toMatchObject(kind.other);
    // Of two at once that began with the same, one is done.
    const both = await Promise.all([
      update(kind, id, await kind.whole(), { revision: 2 }),
      update(kind, id, await kind.whole(), { revision: 2 }, 'admin'),
    ]);
    expect(both.flatMap((one) => one.errors.map(({ code }) => code))).toEqual(['VERSION_CONFLICT']);
  });

  test('the audit log has what is different, before and after', async () => {
    const whole = await kind.whole();
    const { id } = await create(kind, whole);
    expect(await lastEvent(id)).toMatchObject({ action: `create${kind.type}` });
    await updated(kind, id, { ...whole, ...kind.other });
    const [name] = Object.keys(kind.other) as [string];
    const { before, after } = await lastEvent(id);
    expect([before, after]).toEqual([{ [name]: whole[name] }, kind.other]);
    if (kind.text) {
      const [german] = whole.translations as [Record<string, unknown>];
      const [part] = Object.keys(kind.text.other) as [string];
      await updated(kind, id, { translations: [{ locale: 'de', ...kind.text.other }] });
      expect(await lastEvent(id)).toMatchObject({
        before: { translations: { de: { [part]: german[part] } } },
        after: { translations: { de: kind.text.other } },
      });
      await updated(kind, id, {}, { removeLocales: ['en'] });
      expect((await lastEvent(id)).after).toEqual({ translations: { en: null } });
    }
  });
});
