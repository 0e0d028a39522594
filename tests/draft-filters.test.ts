import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { draftResource, publishResource, resource, saveResource } from './harness/resources.js';

let hub: TestHub;
let editor: string;
let admin: string;
beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
  admin = await hub.signIn('admin');
});
afterAll(() => hub.close());

async function found(filter: object, as = editor): Promise<string[]> {
  const { data, errors } = await hub.query<{ revisions: { nodes: { entryId: string }[] } }>(
    'query ($filter: RevisionFilter) { revisions(first: 100, filter: $filter) { nodes { entryId } } }',
    { filter: { newest: true, ...filter } },
    { as },
  );
  expect(errors).toBeUndefined();
  return data.revisions.nodes.map(({ entryId }) => entryId).sort();
}

const text = (title: string, body = 'x', locale = 'en') => ({ translations: [{ locale, title, body }] });

test('by words: in titles and texts, by beginnings, in any script, of the newest draft only', async () => {
  const cafe = await draftResource(
    hub,
    editor,
    resource('', text('Café der Mütter', 'A co-sleeping ÜBERSICHT, mail: a@nappies.example')),
  );
  const arabic = await draftResource(hub, editor, resource('', text('نوم الطفل', 'x', 'ar')));
  const gone = await draftResource(hub, editor, resource('', text('Crocodile')));
  await saveResource(hub, editor, gone, 1, resource('', text('Alligator')));
  for (const words of ['cafe', 'CAFÉ mutt', 'sleeping', 'ubersicht', 'co-sleeping mütter', 'nappies'])
    expect([words, await found({ words })]).toEqual([words, [cafe]]);
  expect(await found({ words: 'نوم' })).toEqual([arabic]);
  expect(await found({ words: 'crocodile' })).toEqual([]);
  expect(await found({ words: 'allig' })).toEqual([gone]);
  expect(await found({ words: 'cafe alligator' })).toEqual([]);
  const [hindi, japanese, soft] = [
    await draftResource(hub, editor, resource('', text('हिन्दी में नींद', 'x', 'hi'))),
    await draftResource(hub, editor, resource('', text('がくせい ガイド', 'x', 'ja'))),
    await draftResource(hub, editor, resource('', text('Kinder\u00adgarten', '§ 12e3 don’t ½ İstanbul ΟΔΟΣ'))),
  ];
  expect(await found({ words: 'हिन्दी नींद' })).toEqual([hindi]);
  expect(await found({ words: 'हिन्' })).toEqual([hindi]);
  expect(await found({ words: 'ガイド がく' })).toEqual([japanese]);
  for (const words of [
    'kindergarten',
    'kinder\u00adgart',
    '12e',
    '12e3',
    "don't",
    '½',
    'istanbul',
    'İstanbul',
    'οδος',
    'ΟΔΟ',
  ])
    expect([words, await found({ words })]).toEqual([words, [soft]]);
  // Signs are no questions to the database. Who asks for signs only does not ask for everything.
  for (const words of ["'); drop", '& | ! :* <->', "\\'", '%_', ' --- ', '🙂'])
    expect([words, await found({ words })]).toEqual([words, []]);
  for (const words of ['', ' ', '\u202e']) expect(await found({ words })).toEqual(await found({}));
  expect(await found({ words: 'w '.repeat(5_000) })).toEqual([]);
  expect(await found({ words: 'cafe' }, await hub.signIn('contributor'))).toEqual([]);
});

test('of a text as long as it may be, its words are kept as far as they fit', async () => {
  const long = Array.from({ length: 25_000 }, (_, i) => `w${i.toString(36)}ö`).join(' ');
  const languages = ['en', 'de', 'tr', 'ar'];
  const translations = languages.map((locale) => ({ locale, title: `Zebra ${locale}`, body: long.slice(0, 190_000) }));
  const id = await draftResource(hub, editor, resource('', { translations }));
  expect(await found({ words: 'zebra tr' })).toEqual([id]);
  expect(await found({ words: 'w1o' })).toContain(id);
  // Korean letters are taken apart, and become three times as many.
  const syllable = (n: number) => String.fromCodePoint(0xac1b + (n % 10_000));
  const korean = Array.from(
    { length: 38_000 },
    (_, i) => `${syllable(i)}${syllable(i * 7)}${syllable(i * 13)}${syllable(i >> 3)}`,
  ).join(' ');
  const far = await draftResource(hub, editor, resource('', text('한국어', korean, 'ko')));
  expect(await found({ words: '한국' })).toEqual([far]);
});

test('by topic, by who began and who saved them, and since when', async () => {
  const above = await hub.services.topics.put({ slug: 'above', translations: [{ locale: 'en', name: 'Above' }] });
  const below = await hub.services.topics.put({
    slug: 'below',
    parentSlug: 'above',
    translations: [{ locale: 'en', name: 'Below' }],
  });
  const other = await hub.services.topics.put({ slug: 'other', translations: [{ locale: 'en', name: 'Other' }] });
  const mine = await draftResource(hub, editor, resource('Mine', { topicIds: [below] }));
  const theirs = await draftResource(hub, admin, resource('Theirs', { topicIds: [other] }));
  await saveResource(hub, admin, mine, 1, resource('Mine, better', { topicIds: [below] }));
  const ids = async (handle: string) =>
    (await hub.database.pool.query('select id from member where handle = $1', [handle])).rows[0].id as string;
  const [editorId, adminId] = [await ids('editor'), await ids('admin')];
  const only = { entries: [mine, theirs] };
  expect(await found({ topics: ['above'] })).toEqual([mine]);
  expect(await found({ topics: ['other'] })).toEqual([theirs]);
  expect(await found({ topics: ['nowhere'] })).toEqual([]);
  expect(await found({ ...only, createdBy: [editorId.toUpperCase()] })).toEqual([mine]);
  expect(await found({ ...only, savedBy: [adminId] })).toEqual([mine, theirs].sort());
  expect(await found({ ...only, savedBy: [editorId] })).toEqual([]);
  const { rows } = await hub.database.pool.query('select created_at from revision where entry_id = $1 and number = 2', [
    mine,
  ]);
  expect(await found({ ...only, savedAfter: rows[0].created_at.toISOString() })).toEqual([mine]);
  // An empty list is one that nothing is in.
  for (const nothing of [{ topics: [] }, { createdBy: [] }, { savedBy: ['no id', "'"] }])
    expect(await found({ ...only, ...nothing })).toEqual([]);
  expect(await found({ topics: ['below', 'BELOW', '%', 'other', 'below'] })).toEqual([mine, theirs].sort());
  expect(above).toBeDefined();
});

test('by whether they differ from what is public, language by language', async () => {
  const both = (en: string, de: string) => ({
    translations: [
      { locale: 'en', title: en, body: 'x' },
      { locale: 'de', title: de, body: 'x' },
    ],
  });
  const [draft, live, changed, half, tagged] = [
    await draftResource(hub, editor, resource('Draft')),
    await draftResource(hub, editor, resource('Live')),
    await draftResource(hub, editor, resource('Before')),
    await draftResource(hub, editor, resource('', both('One', 'Eins'))),
    await draftResource(hub, editor, resource('Tagged')),
  ];
  for (const id of [live, changed, half, tagged]) await publishResource(hub, editor, id!, 1);
  await saveResource(hub, editor, changed!, 1, resource('After'));
  await saveResource(hub, editor, half!, 1, resource('', both('Two', 'Zwei')));
  const publish = 'mutation ($id: ID!) { publishEntry(id: $id, revision: 2, locales: ["en"]) { errors { code } } }';
  await hub.query(publish, { id: half }, { as: editor });
  const topic = await hub.services.topics.put({ slug: 'tag', translations: [{ locale: 'en', name: 'Tag' }] });
  const tag = 'mutation ($id: ID!, $add: [ID!]) { tagEntries(entries: { ids: [$id] }, add: $add) { errors { code } } }';
  await hub.query(tag, { id: tagged, add: [topic] }, { as: editor });
  const [undone, apart] = [
    await draftResource(hub, editor, resource('Undone')),
    await draftResource(hub, editor, resource('Apart')),
  ];
  for (const id of [undone, apart]) {
    await publishResource(hub, editor, id, 1);
    await saveResource(hub, editor, id, 1, resource('Tried'));
  }
  await hub.query(tag, { id: apart, add: [topic] }, { as: editor });
  const restore = 'mutation ($id: ID!) { restoreRevision(id: $id, number: 1, revision: 2) { errors { code } } }';
  expect((await hub.query(restore, { id: undone }, { as: editor })).data).toEqual({ restoreRevision: { errors: [] } });
  expect(await found({ entries: [undone, apart], changedSincePublished: true })).toEqual([apart]);
  expect(await found({ entries: [undone, apart], changedSincePublished: false })).toEqual([undone]);
  const entries = [draft, live, changed, half, tagged];
  expect(await found({ entries, changedSincePublished: true })).toEqual([changed, half].sort());
  expect(await found({ entries, changedSincePublished: false })).toEqual([draft, live, tagged].sort());
});
