import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

interface Saved {
  revision: { number: number; entryId: string; kind: string; name: string | null; restoredFrom: number | null } | null;
  errors: { code: string; path: string[] }[];
}
interface Change {
  kind: string;
  path: string[];
  before: string | null;
  after: string | null;
  words: { kind: string; text: string }[] | null;
}

const SAVED = 'revision { number entryId kind name note restoredFrom } errors { code path }';
const CREATE = `mutation ($input: ResourceInput!, $note: String) { saved: createResource(input: $input, note: $note) { ${SAVED} } }`;
const UPDATE = `mutation ($id: ID!, $revision: Int!, $input: ResourceInput!, $note: String, $autosave: Boolean) {
  saved: updateResource(id: $id, revision: $revision, input: $input, note: $note, autosave: $autosave) { ${SAVED} } }`;
const RESTORE = `mutation ($id: ID!, $number: Int!, $revision: Int!) {
  saved: restoreRevision(id: $id, number: $number, revision: $revision) { ${SAVED} } }`;
const NAME = `mutation ($id: ID!, $number: Int!, $name: String) { saved: nameRevision(id: $id, number: $number, name: $name) { ${SAVED} } }`;
const PUBLISH = `mutation ($id: ID!, $revision: Int!, $locales: [Locale!]) {
  saved: publishEntry(id: $id, revision: $revision, locales: $locales) { errors { code path } } }`;
const COMPARE = `query ($id: ID!, $from: Int!, $to: Int!) {
  compareRevisions(entryId: $id, from: $from, to: $to) { kind path before after words { kind text } } }`;

const resource = (title: string, more: object = {}) => ({
  kind: 'CHECKLIST',
  cost: 'FREE',
  url: 'https://example.org',
  translations: [{ locale: 'en', title, body: 'Words.' }],
  ...more,
});

async function ask(text: string, variables: object, as = editor): Promise<Saved> {
  const { data, errors } = await hub.query<{ saved: Saved }>(text, variables, { as });
  expect(errors).toBeUndefined();
  return data.saved;
}

async function answered<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, errors } = await answer;
  expect(errors).toBeUndefined();
  return data;
}

async function numbers(id: string): Promise<string[]> {
  const { data } = await hub.query<{ revisions: { nodes: { number: number; kind: string }[] } }>(
    'query ($id: String!) { revisions(first: 50, orderBy: OLDEST, filter: { entries: [$id] }) { nodes { number kind } } }',
    { id },
    { as: editor },
  );
  return data.revisions.nodes.map(({ number, kind }) => `${number} ${kind}`);
}

const compare = async (id: string, from: number, to: number, as = editor) =>
  (await answered(hub.query<{ compareRevisions: Change[] | null }>(COMPARE, { id, from, to }, { as })))
    .compareRevisions;

async function newResource(title: string, more: object = {}): Promise<string> {
  return (await ask(CREATE, { input: resource(title, more) })).revision!.entryId;
}

describe('autosaves', () => {
  test('take the place of each other, and the save after them takes theirs', async () => {
    const id = await newResource('One');
    const save = (revision: number, title: string, autosave: boolean) =>
      ask(UPDATE, { id, revision, input: resource(title), autosave });
    await save(1, 'Two', true);
    await save(2, 'Three', true);
    expect(await numbers(id)).toEqual(['1 SAVED', '3 AUTOSAVED']);
    await save(3, 'Four', false);
    expect(await numbers(id)).toEqual(['1 SAVED', '4 SAVED']);
  });

  test('of another editor stay, as do those that are named or published', async () => {
    const admin = await hub.signIn('admin');
    const id = await newResource('One');
    await ask(UPDATE, { id, revision: 1, input: resource('Two'), autosave: true });
    await ask(UPDATE, { id, revision: 2, input: resource('Three'), autosave: true }, admin);
    await ask(NAME, { id, number: 3, name: ' Before the summer ' });
    await ask(UPDATE, { id, revision: 3, input: resource('Four'), autosave: true }, admin);
    await ask(PUBLISH, { id, revision: 4 });
    await ask(UPDATE, { id, revision: 4, input: resource('Five'), autosave: true }, admin);
    expect(await numbers(id)).toEqual(['1 SAVED', '2 AUTOSAVED', '3 AUTOSAVED', '4 AUTOSAVED', '5 AUTOSAVED']);
  });

  test('an old number is refused after an autosave, too', async () => {
    const id = await newResource('One');
    await ask(UPDATE, { id, revision: 1, input: resource('Two'), autosave: true });
    const late = await ask(UPDATE, { id, revision: 1, input: resource('Late') });
    expect(late).toMatchObject({ revision: null, errors: [{ code: 'VERSION_CONFLICT' }] });
  });
});

describe('saving', () => {
  test('what is there already makes no revision; an autosave becomes a save by it', async () => {
    const id = await newResource('One');
    expect(await ask(UPDATE, { id, revision: 1, input: resource('One', { phone: null }) })).toMatchObject({
      revision: { number: 1 },
    });
    await ask(UPDATE, { id, revision: 1, input: resource('Two'), autosave: true });
    const kept = await ask(UPDATE, { id, revision: 2, input: resource('Two'), note: 'Done.' });
    expect(kept.revision).toMatchObject({ number: 2, kind: 'SAVED', note: 'Done.' });
    expect(await numbers(id)).toEqual(['1 SAVED', '2 SAVED']);
  });

  test('takes a note of up to 500 characters', async () => {
    const answer = await ask(CREATE, { input: resource('One'), note: 'x'.repeat(501) });
    expect(answer).toMatchObject({ revision: null, errors: [{ code: 'INVALID', path: ['note'] }] });
  });
});

describe('an older revision', () => {
  test('is brought back as a new one, and nothing is lost', async () => {
    const id = await newResource('One');
    await ask(UPDATE, { id, revision: 1, input: resource('Two') });
    expect((await ask(RESTORE, { id, number: 1, revision: 2 })).revision).toMatchObject({
      number: 3,
      kind: 'RESTORED',
      restoredFrom: 1,
    });
    expect(await compare(id, 1, 3)).toEqual([]);
    expect(await numbers(id)).toEqual(['1 SAVED', '2 SAVED', '3 RESTORED']);
  });

  test('is refused when someone has saved since, when it is not there, and when what it refers to is gone', async () => {
    const topic = await hub.services.topics.put({ slug: 'gone', translations: [{ locale: 'en', name: 'Gone' }] });
    const id = await newResource('One', { topicIds: [topic] });
    await ask(UPDATE, { id, revision: 1, input: resource('Two') });
    await hub.database.pool.query('delete from topic where id = $1', [topic]);
    expect((await ask(RESTORE, { id, number: 1, revision: 1 })).errors).toMatchObject([{ code: 'VERSION_CONFLICT' }]);
    expect((await ask(RESTORE, { id, number: 9, revision: 2 })).errors).toMatchObject([
      { code: 'NOT_FOUND', path: ['number'] },
    ]);
    expect((await ask(RESTORE, { id, number: 1, revision: 2 })).errors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'topicIds', '0'] },
    ]);
  });

  test('of someone else is neither brought back nor compared by a contributor', async () => {
    const contributor = await hub.signIn('contributor');
    const id = await newResource('One');
    expect((await ask(RESTORE, { id, number: 1, revision: 1 }, contributor)).errors).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
    expect(await compare(id, 1, 1, contributor)).toBeNull();
    expect(await compare(id, 1, 2)).toBeNull();
  });
});

describe('comparing two revisions', () => {
  test('names each field that differs, and the words within a text, in any script', async () => {
    const id = await newResource('Sleep well', {
      translations: [
        { locale: 'en', title: 'Sleep well', body: 'The quick brown fox.' },
        { locale: 'th', title: 'สวัสดีครับ', body: 'นอนหลับฝันดี' },
      ],
    });
    const input = resource('', {
      cost: 'PAID',
      translations: [
        { locale: 'th', title: 'สวัสดีค่ะ', body: 'นอนหลับฝันดี' },
        { locale: 'en', title: 'Sleep well', body: 'The slow brown fox.' },
        { locale: 'de', title: 'Schlaf gut' },
      ],
    });
    await ask(UPDATE, { id, revision: 1, input });
    const changes = (await compare(id, 1, 2))!;
    expect(changes.map(({ path }) => path.join('.')).sort()).toEqual([
      'cost',
      'translations.de',
      'translations.en.body',
      'translations.th.title',
    ]);
    // In which order languages stand says nothing.
    expect(changes.filter(({ kind }) => kind === 'MOVED')).toEqual([]);
    const at = (path: string) => changes.find((change) => change.path.join('.') === path)!;
    expect(at('cost')).toMatchObject({ before: '"FREE"', after: '"PAID"' });
    expect(at('translations.de').words).toBeNull();
    expect(at('translations.en.body').words).toEqual([
      { kind: 'SAME', text: 'The ' },
      { kind: 'REMOVED', text: 'quick' },
      { kind: 'ADDED', text: 'slow' },
      { kind: 'SAME', text: ' brown fox.' },
    ]);
    expect(at('translations.th.title').words![0]).toEqual({ kind: 'SAME', text: 'สวัสดี' });
  });

  test('sees a changed order as a move, and of what is put on top only that', async () => {
    const place = (key: string) => ({ key, name: key });
    const opens = (day: string, opensAt = '09:00') => ({
      frequency: 'WEEKLY',
      byDay: [day],
      opensAt,
      closesAt: '12:00',
      timezone: 'Europe/Berlin',
    });
    const organization = {
      translations: [{ locale: 'en', title: 'House', body: 'x' }],
      languages: ['de', 'tr'],
      phones: [{ number: '040 1' }, { number: '040 2', label: 'Office' }],
      locations: [{ ...place('a'), schedules: [opens('MO'), opens('TU')] }, place('b'), place('c')],
    };
    const create = `mutation ($input: PartnerOrganizationInput!) { saved: createPartnerOrganization(input: $input) { ${SAVED} } }`;
    const update = `mutation ($id: ID!, $input: PartnerOrganizationInput!) { saved: updatePartnerOrganization(id: $id, revision: 1, input: $input) { ${SAVED} } }`;
    const id = (await ask(create, { input: organization })).revision!.entryId;
    const [a, b, c] = organization.locations;
    const input = {
      ...organization,
      languages: ['ar', 'de', 'tr'],
      phones: [{ number: '040 0' }, organization.phones[0], { number: '040 2', label: 'Desk' }],
      locations: [c, { ...a, schedules: [opens('WE'), opens('MO'), opens('TU', '10:00')] }, b],
    };
    expect((await ask(update, { id, input })).errors).toEqual([]);
    const changes = (await compare(id, 1, 2))!;
    expect(changes.map(({ kind, path }) => `${kind} ${path.join('.')}`).sort()).toEqual([
      'ADDED languages.0',
      'ADDED locations.a.schedules.0',
      'ADDED phones.0',
      'CHANGED locations.a.schedules.2.opensAt',
      'CHANGED phones.2.label',
      'MOVED locations.c',
    ]);
    expect(changes.find(({ kind }) => kind === 'MOVED')).toMatchObject({ before: '2', after: '0', words: null });
  });

  test('takes texts as long as they may be, however different', async () => {
    const long = (word: string) => `${word} and more words. `.repeat(9000).slice(0, 190_000);
    const id = await newResource('Long', { translations: [{ locale: 'en', title: 'Long', body: long('alpha') }] });
    await ask(UPDATE, {
      id,
      revision: 1,
      input: resource('', { translations: [{ locale: 'en', title: 'Long', body: long('beta') }] }),
    });
    const [change] = (await compare(id, 1, 2))!;
    const side = (kind: string) =>
      change!
        .words!.filter((word) => word.kind !== kind)
        .map(({ text }) => text)
        .join('');
    expect([side('ADDED'), side('REMOVED')]).toEqual([long('alpha'), long('beta')]);
  });
});

test('every publication of a language is on record, with its revision and who did it', async () => {
  const translations = [
    { locale: 'en', title: 'One', body: 'Words.' },
    { locale: 'de', title: 'Eins', body: 'Worte.' },
  ];
  const id = await newResource('', { translations });
  await ask(PUBLISH, { id, revision: 1, locales: ['en'] });
  await ask(PUBLISH, { id, revision: 1, locales: ['de'] });
  await hub.query(
    'mutation ($id: ID!) { unpublishEntry(id: $id, locales: ["en"]) { errors { code } } }',
    { id },
    { as: editor },
  );
  const list = (as?: string) =>
    hub.query<{ publications: { nodes: object[] } | null }>(
      `query ($id: String!) { publications(first: 10, orderBy: OLDEST, filter: { entries: [$id] }) {
        nodes { locale action revision publishedBy { name } } } }`,
      { id },
      { as },
    );
  const publishedBy = { name: 'editor' };
  expect((await list(editor)).data.publications!.nodes).toEqual([
    { locale: 'en', action: 'PUBLISHED', revision: 1, publishedBy },
    { locale: 'de', action: 'PUBLISHED', revision: 1, publishedBy },
    { locale: 'en', action: 'UNPUBLISHED', revision: null, publishedBy },
  ]);
  expect((await list(await hub.signIn('contributor'))).data.publications!.nodes).toEqual([]);
});
