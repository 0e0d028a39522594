import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { draftResource, publicTitles, publishResource, resource, saveResource } from './harness/resources.js';
import { NOWHERE } from './harness/schema-walk.js';

interface Change {
  entryId: string;
  revision: number | null;
  locales: string[];
  topicIds: string[] | null;
  publicTopicIds: string[] | null;
  savedBy: string | null;
  savedAt: string;
  writtenBy: string[];
  content: { number: number } | null;
  entry: { title: string } | null;
}
interface Done {
  dryRun: boolean | null;
  count: number | null;
  changes: Change[];
  errors: {
    __typename: string;
    code: string;
    path: string[];
    message: string;
    entryId?: string;
    currentRevision?: number;
    savedBy?: string;
    savedAt?: string;
  }[];
}

const ANSWER = `dryRun count changes { entryId revision locales topicIds publicTopicIds savedBy savedAt writtenBy content { number } entry { title } }
  errors { __typename code path message ... on EntryError { entryId } ... on VersionConflict { currentRevision savedBy savedAt merged { __typename } } }`;
const PUBLISH = `mutation ($entries: EntrySelection!, $locales: [Locale!], $dryRun: Boolean) { done: publishEntries(entries: $entries, locales: $locales, dryRun: $dryRun) { ${ANSWER} } }`;
const UNPUBLISH = `mutation ($entries: EntrySelection!, $locales: [Locale!], $dryRun: Boolean) { done: unpublishEntries(entries: $entries, locales: $locales, dryRun: $dryRun) { ${ANSWER} } }`;
const TAG = `mutation ($entries: EntrySelection!, $add: [ID!], $remove: [ID!], $note: String, $dryRun: Boolean) { done: tagEntries(entries: $entries, add: $add, remove: $remove, note: $note, dryRun: $dryRun) { ${ANSWER} } }`;
const MOVE = `mutation ($entries: EntrySelection!, $from: ID!, $to: ID!, $dryRun: Boolean) { done: moveEntries(entries: $entries, from: $from, to: $to, dryRun: $dryRun) { ${ANSWER} } }`;
const DELETE = `mutation ($entries: EntrySelection!, $dryRun: Boolean) { done: deleteEntries(entries: $entries, dryRun: $dryRun) { ${ANSWER} } }`;
const RESTORE = `mutation ($entries: EntrySelection!, $dryRun: Boolean) { done: restoreEntries(entries: $entries, dryRun: $dryRun) { ${ANSWER} } }`;

let hub: TestHub;
let editor: string;
let contributor: string;
const topics: Record<'sleep' | 'food' | 'play', string> = { sleep: '', food: '', play: '' };
beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
  contributor = await hub.signIn('contributor');
  for (const slug of ['sleep', 'food', 'play'] as const)
    topics[slug] = await hub.services.topics.put({ slug, translations: [{ locale: 'en', name: slug }] });
});
afterAll(() => hub.close());

async function change(text: string, variables: object, as = editor): Promise<Done> {
  const { data, errors } = await hub.query<{ done: Done }>(text, variables, { as });
  expect(errors).toBeUndefined();
  return data.done;
}

const draft = (title: string, more: object = {}, as = editor) => draftResource(hub, as, resource(title, more));
const titles = (ids: readonly string[], locale?: string) => publicTitles(hub, ids, locale);
const idsOf = ({ changes }: Done) => changes.map(({ entryId }) => entryId).sort();
const said = (done: Done, ids: readonly string[]) =>
  done.errors.map(({ code, path, entryId }) => {
    expect(path[0]).toBe(entryId);
    return `${code} ${ids.indexOf(entryId!)} ${path.slice(1).join('.')}`.trim();
  });

async function newestDraft(
  id: string,
): Promise<{ number: number; note: string | null; draft: { topicIds: string[] } }> {
  const { data } = await hub.query<{ revisions: { nodes: never[] } }>(
    `query ($id: String!) { revisions(filter: { entries: [$id], newest: true }) { nodes {
      number note draft { ... on ResourceDraft { topicIds translations { title } } } } } }`,
    { id },
    { as: editor },
  );
  return data.revisions.nodes[0]!;
}

describe('a selection', () => {
  test('is by ids or by the filter of a list, drafts and the trash included', async () => {
    const before = { translations: [{ locale: 'en', title: 'Filtered', body: 'x' }], topicIds: [topics.play] };
    const ids = [await draft('', before), await draft('', before), await draft('', before)];
    await publishResource(hub, editor, ids[2]!, 1);
    await change(DELETE, { entries: { ids: [ids[1]] } });
    const entries = (filter: object) => ({ revisions: { entries: ids, ...filter } });
    expect(idsOf(await change(PUBLISH, { entries: entries({ trashed: false }), dryRun: true }))).toEqual([ids[0]]);
    expect(idsOf(await change(RESTORE, { entries: entries({ trashed: true }), dryRun: true }))).toEqual([ids[1]]);
    const listed = { resources: { topics: ['play'] } };
    expect(idsOf(await change(UNPUBLISH, { entries: listed, dryRun: true }))).toEqual([ids[2]]);
    // One of the newest revisions only: an older one does not select its entry.
    await saveResource(hub, editor, ids[0]!, 1, resource('Newer'));
    expect(await change(TAG, { entries: { revisions: { entries: [ids[0]] } }, add: [topics.food] })).toMatchObject({
      count: 1,
      changes: [{ revision: 3 }],
    });
  });

  test.each([
    [{}, 'entries'],
    [{ ids: [], resources: {} }, 'entries'],
    [{ revisions: { newest: false } }, 'entries.revisions.newest'],
    [{ ids: Array.from({ length: 1001 }, (_, i) => NOWHERE.replace(/0000$/, String(1000 + i))) }, 'entries.ids'],
  ])('%# that is none, or too many, is refused', async (entries, path) => {
    const done = await change(DELETE, { entries });
    expect(done).toMatchObject({ count: null, changes: [], errors: [{ code: 'INVALID', path: path.split('.') }] });
  });

  test('of nothing changes nothing', async () => {
    expect(await change(DELETE, { entries: { ids: [] } })).toMatchObject({ count: 0, changes: [], errors: [] });
    expect(await change(DELETE, { entries: { revisions: { entries: [NOWHERE] } } })).toMatchObject({ count: 0 });
  });
});

describe('publishing many', () => {
  test('brings their newest drafts before the public, language by language, and leaves what is live already', async () => {
    const both = (title: string) => ({
      translations: ['en', 'de'].map((locale) => ({ locale, title: `${title} ${locale}`, body: 'x' })),
    });
    const ids = [await draft('', both('One')), await draft('', both('Two')), await draft('', both('Live'))];
    await publishResource(hub, editor, ids[2]!, 1);
    const german = await change(PUBLISH, { entries: { ids }, locales: ['de'] });
    expect(german).toMatchObject({ dryRun: false, count: 2, errors: [] });
    expect(german.changes).toMatchObject([
      { revision: 1, locales: ['de'], topicIds: null, content: { number: 1 } },
      { revision: 1, locales: ['de'] },
    ]);
    expect(await titles(ids)).toEqual([null, null, 'Live en']);
    const all = await change(PUBLISH, { entries: { ids } });
    expect(all.changes).toMatchObject([{ locales: ['en', 'de'] }, { locales: ['en', 'de'] }]);
    expect(all.changes[0]!.entry).toMatchObject({ title: 'One en' });
    expect(await titles(ids)).toEqual(['One en', 'Two en', 'Live en']);
    const taken = await change(UNPUBLISH, { entries: { ids }, locales: ['en'] });
    expect(taken.changes.map(({ locales }) => locales)).toEqual([['en'], ['en'], ['en']]);
    expect(await titles(ids, 'de')).toEqual(['One de', 'Two de', 'Live de']);
    expect(await change(UNPUBLISH, { entries: { ids }, locales: ['en'] })).toMatchObject({ count: 0, changes: [] });
  });

  test('is all or nothing, and a dry run says beforehand what stands in the way of which', async () => {
    const ids = [await draft('Fine'), await draft('No cost', { cost: null }), await draft('Gone'), NOWHERE];
    await change(DELETE, { entries: { ids: [ids[2]] } });
    const dry = await change(PUBLISH, { entries: { ids }, dryRun: true });
    expect(said(dry, ids).sort()).toEqual(['NOT_ALLOWED 2', 'NOT_FOUND 3', 'REQUIRED 1 input.cost']);
    const real = await change(PUBLISH, { entries: { ids } });
    expect(real.errors).toEqual(dry.errors);
    expect(real).toMatchObject({ count: null, changes: [] });
    expect(await titles(ids)).toEqual([null, null, null, null]);
  });

  test('in a dry run changes nothing, and answers just what it then does', async () => {
    const ids = [await draft('Dry A'), await draft('Dry B')];
    const dry = await change(PUBLISH, { entries: { ids }, dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, count: 2 });
    expect(await titles(ids)).toEqual([null, null]);
    const { rows } = await hub.database.pool.query('select 1 from publication where entry_id = any($1)', [ids]);
    expect(rows).toEqual([]);
    const real = await change(PUBLISH, { entries: { ids } });
    const without = ({ changes }: Done) => changes.map((one) => ({ ...one, entry: null }));
    expect(without(real)).toEqual(without(dry));
  });
});

describe('entries that are known by a revision', () => {
  test('are left alone when others have saved one of them since, whatever is to be done', async () => {
    const ids = [await draft('Read'), await draft('Saved since'), await draft('No cost', { cost: null })];
    await saveResource(hub, await hub.signIn('admin'), ids[1]!, 1, resource('By a colleague'));
    const entries = { known: ids.map((id) => ({ id: id.toUpperCase(), revision: 1 })) };
    for (const dryRun of [true, false]) {
      const { errors } = await change(PUBLISH, { entries, dryRun });
      expect(errors.map(({ code, path }) => `${code} ${ids.indexOf(path[0]!)}`).sort()).toEqual([
        'REQUIRED 2',
        'VERSION_CONFLICT 1',
      ]);
      expect(errors.find(({ code }) => code === 'VERSION_CONFLICT')).toMatchObject({
        __typename: 'VersionConflict',
        path: [ids[1], 'revision'],
        currentRevision: 2,
        savedBy: 'admin',
        merged: null,
      });
    }
    for (const text of [TAG, DELETE, UNPUBLISH])
      expect((await change(text, { entries: { known: [{ id: ids[1], revision: 1 }] } })).errors).toMatchObject([
        { code: 'VERSION_CONFLICT' },
      ]);
    expect(await titles(ids)).toEqual([null, null, null]);
    const now = {
      known: [
        { id: ids[0], revision: 1 },
        { id: ids[1], revision: 2 },
      ],
    };
    expect((await change(PUBLISH, { entries: now })).changes).toMatchObject([
      { savedBy: 'editor', writtenBy: ['editor'] },
      { savedBy: 'admin', writtenBy: ['admin', 'editor'] },
    ]);
    const twice = {
      known: [
        { id: ids[0], revision: 1 },
        { id: ids[0]!.toUpperCase(), revision: 2 },
      ],
    };
    expect((await change(DELETE, { entries: twice })).errors).toMatchObject([
      { code: 'INVALID', path: ['entries', 'known', '1', 'id'] },
    ]);
  });
});

test('whose work would become public is told of languages, too, that were left out before', async () => {
  const admin = await hub.signIn('admin');
  const texts = (en: string, de: string, topicIds: string[] = []) =>
    resource('', {
      topicIds,
      translations: [
        { locale: 'en', title: en, body: 'x' },
        { locale: 'de', title: de, body: 'x' },
      ],
    });
  const id = await draft('', texts('One', 'Eins'));
  await publishResource(hub, editor, id, 1);
  await saveResource(hub, admin, id, 1, texts('One', 'Halb'));
  await saveResource(hub, editor, id, 2, texts('Two', 'Halb'));
  await publishResource(hub, editor, id, 3, ['en']);
  const waiting = async () =>
    (await change(PUBLISH, { entries: { ids: [id] }, dryRun: true })).changes.map(({ writtenBy }) => writtenBy);
  expect(await waiting()).toEqual([['admin']]);
  await change(TAG, { entries: { ids: [id] }, add: [topics.food] });
  expect(await waiting()).toEqual([['admin']]);
  await saveResource(hub, editor, id, 5, texts('Three', 'Halb', [topics.food]));
  expect(await waiting()).toEqual([['admin', 'editor']]);
});

describe('changing the topics of many', () => {
  test('saves a draft of each, over what is saved at the same moment', async () => {
    const ids = [
      await draft('T1', { topicIds: [topics.sleep] }),
      await draft('T2', { topicIds: [topics.food, topics.sleep] }),
      await draft('T3'),
    ];
    const [done] = await Promise.all([
      change(TAG, { entries: { ids }, add: [topics.food.toUpperCase()], remove: [topics.sleep], note: 'Tidy' }),
      hub.query(
        'mutation ($id: ID!, $input: ResourceInput!) { updateResource(id: $id, revision: 1, input: $input) { errors { code } } }',
        { id: ids[2], input: resource('T3, better') },
        { as: editor },
      ),
    ]);
    expect(done.errors).toEqual([]);
    expect(idsOf(done)).toEqual([...ids].sort());
    for (const id of ids) expect((await newestDraft(id)).draft).toMatchObject({ topicIds: [topics.food] });
    // Whoever came second has not overwritten the first: it was refused, or it is below.
    const { data } = await hub.query<{ revisions: { nodes: { number: number }[] } }>(
      'query ($id: String!) { revisions(filter: { entries: [$id] }) { nodes { number } } }',
      { id: ids[2] },
      { as: editor },
    );
    expect(data.revisions.nodes[0]!.number).toBe(data.revisions.nodes.length);
    expect(await newestDraft(ids[0]!)).toMatchObject({ number: 2, note: 'Tidy' });
    expect(await change(TAG, { entries: { ids }, add: [topics.food] })).toMatchObject({ count: 0, changes: [] });
  });

  const live = async (id: string, locale = 'en') => {
    const { data } = await hub.query<{ resource: { title: string; topics: { slug: string }[] } }>(
      'query ($id: ID!, $locale: Locale) { resource(id: $id, locale: $locale) { title topics { slug } } }',
      { id, locale },
    );
    return [data.resource.title, ...data.resource.topics.map(({ slug }) => slug)];
  };

  test('changes what is public at once, and nothing else of what a colleague is writing', async () => {
    const id = await draft('Public', { topicIds: [topics.sleep, topics.play] });
    await publishResource(hub, editor, id, 1);
    const admin = await hub.signIn('admin');
    await saveResource(hub, admin, id, 1, resource('Half a sentence', { topicIds: [topics.play] }));
    const done = await change(TAG, { entries: { ids: [id] }, add: [topics.food], remove: [topics.sleep] });
    expect(done.changes).toMatchObject([
      {
        revision: 4,
        topicIds: [topics.play, topics.food],
        publicTopicIds: [topics.play, topics.food],
        savedBy: 'admin',
        writtenBy: ['admin'],
        entry: { title: 'Public' },
      },
    ]);
    expect(await live(id)).toEqual(['Public', 'play', 'food']);
    expect(await newestDraft(id)).toMatchObject({
      number: 4,
      draft: { topicIds: [topics.play, topics.food], translations: [{ title: 'Half a sentence' }] },
    });
    // Whose work it is that would become public is still known.
    const dry = await change(PUBLISH, { entries: { ids: [id] }, dryRun: true });
    expect(dry.changes).toMatchObject([{ revision: 4, savedBy: 'editor', writtenBy: ['admin'] }]);
    // What is public is on record, by a revision that says it.
    const { data } = await hub.query(
      `query ($id: String!) { publications(filter: { entries: [$id] }) { nodes { action locale revision } }
        revisions(filter: { entries: [$id] }, orderBy: OLDEST) { nodes { number kind draft { ... on ResourceDraft { topicIds translations { title } } } } } }`,
      { id },
      { as: editor },
    );
    expect(data).toMatchObject({
      publications: { nodes: [{ action: 'PUBLISHED', locale: 'en', revision: 3 }, { revision: 1 }] },
      revisions: {
        nodes: [
          { number: 1 },
          { number: 2 },
          {
            number: 3,
            kind: 'TAGGED',
            draft: { topicIds: [topics.play, topics.food], translations: [{ title: 'Public' }] },
          },
          { number: 4, kind: 'TAGGED' },
        ],
      },
    });
    const usages = await hub.database.pool.query(
      "select object_id, live, drafted from usage where entry_id = $1 and field = 'topicIds'",
      [id],
    );
    const used = [topics.play, topics.food].map((object_id) => ({ object_id, live: true, drafted: true }));
    expect(usages.rows).toEqual(expect.arrayContaining(used));
    expect(usages.rows).toHaveLength(2);
    await hub.settle();
    const found = await hub.query(
      'query ($topics: [String!]) { search(query: "Public", topics: $topics) { nodes { ... on Resource { id } } } }',
      { topics: ['food'] },
    );
    expect(JSON.stringify(found.data)).toContain(id);
  });

  test('of what has nothing unpublished makes one revision, and of what is public in parts keeps each language as it is', async () => {
    const texts = (en: string, de: string) => ({
      translations: [
        { locale: 'en', title: en, body: 'x' },
        { locale: 'de', title: de, body: 'x' },
      ],
    });
    const [whole, parts] = [await draft('Whole'), await draft('', texts('One', 'Eins'))];
    await publishResource(hub, editor, whole, 1);
    await change(PUBLISH, { entries: { ids: [parts] } });
    await saveResource(hub, editor, parts, 1, resource('', texts('Two', 'Zwei')));
    await change(PUBLISH, { entries: { ids: [parts] }, locales: ['de'] });
    const done = await change(TAG, { entries: { ids: [whole, parts] }, add: [topics.food] });
    expect(done.changes).toMatchObject([{ revision: 2, writtenBy: [] }, { revision: 4 }]);
    expect([await live(whole), await live(parts), await live(parts, 'de')]).toEqual([
      ['Whole', 'food'],
      ['One', 'food'],
      ['Zwei', 'food'],
    ]);
    const { rows } = await hub.database.pool.query(
      `select t->>'title' as title from revision r, jsonb_array_elements(r.draft->'translations') t where r.entry_id = $1 and r.number = 3`,
      [parts],
    );
    expect(rows).toEqual([{ title: 'One' }, { title: 'Zwei' }]);
    expect(await change(PUBLISH, { entries: { ids: [whole] } })).toMatchObject({ count: 0 });
  });

  test('takes the place of the old topic in a move, in public and in drafts each for itself', async () => {
    const id = await draft('Moves', { topicIds: [topics.sleep, topics.play] });
    const other = await draft('Stays', { topicIds: [topics.play] });
    const unpublished = await draft('Waits', { topicIds: [topics.sleep] });
    await publishResource(hub, editor, id, 1);
    await saveResource(hub, editor, id, 1, resource('Moves', { topicIds: [topics.food] }));
    const done = await change(MOVE, {
      entries: { ids: [id, other, unpublished] },
      from: topics.sleep,
      to: topics.food,
    });
    expect(done.changes).toMatchObject([
      { entryId: id, topicIds: [topics.food], publicTopicIds: [topics.food, topics.play], locales: [] },
      { entryId: unpublished, revision: 2, topicIds: [topics.food], publicTopicIds: null },
    ]);
    expect(await live(id)).toEqual(['Moves', 'food', 'play']);
    expect(await titles([unpublished])).toEqual([null]);
  });

  test('by who may not publish changes the draft only, and says so; what a dry run says is what happens', async () => {
    const id = await draft('Own', {}, contributor);
    await publishResource(hub, editor, id, 1);
    const entries = { ids: [id] };
    const dry = await change(TAG, { entries, add: [topics.food], dryRun: true }, contributor);
    expect(await live(id)).toEqual(['Own']);
    const done = await change(TAG, { entries, add: [topics.food] }, contributor);
    expect(done.changes).toMatchObject([{ topicIds: [topics.food], publicTopicIds: null }]);
    expect(dry.changes).toMatchObject([{ topicIds: [topics.food], publicTopicIds: null }]);
    expect(await live(id)).toEqual(['Own']);
    expect((await change(TAG, { entries, add: [topics.food] })).changes).toMatchObject([
      { revision: 2, publicTopicIds: [topics.food] },
    ]);
    expect(await live(id)).toEqual(['Own', 'food']);
  });

  test('names topics that are not there, and a note that is too long', async () => {
    const entries = { ids: [await draft('X')] };
    const done = await change(TAG, { entries, add: [topics.food, NOWHERE, 'x'], note: 'x'.repeat(501) });
    expect(done.errors.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
      'INVALID note',
      'NOT_FOUND add.1',
      'NOT_FOUND add.2',
    ]);
    expect((await change(MOVE, { entries, from: topics.food, to: NOWHERE })).errors).toMatchObject([{ path: ['to'] }]);
  });
});

test('many go into the trash and come out of it', async () => {
  const ids = [await draft('Trash A'), await draft('Trash B')];
  await publishResource(hub, editor, ids[0]!, 1);
  const dry = await change(DELETE, { entries: { ids }, dryRun: true });
  expect(await titles(ids)).toEqual(['Trash A', null]);
  const gone = await change(DELETE, { entries: { ids } });
  expect(gone.changes.map(({ entryId, locales }) => [entryId, locales])).toEqual(
    dry.changes.map(({ entryId, locales }) => [entryId, locales]),
  );
  expect(new Map(gone.changes.map(({ entryId, locales }) => [entryId, locales])).get(ids[0]!)).toEqual(['en']);
  expect(await titles(ids)).toEqual([null, null]);
  expect(await change(DELETE, { entries: { ids } })).toMatchObject({ count: 0 });
  expect(await change(RESTORE, { entries: { ids } })).toMatchObject({ count: 2, errors: [] });
  expect(said(await change(RESTORE, { entries: { ids } }), ids).sort()).toEqual(['NOT_ALLOWED 0', 'NOT_ALLOWED 1']);
  expect(await titles(ids)).toEqual([null, null]);
});

describe('who may', () => {
  test('is asked entry by entry; what one does not see is not there', async () => {
    const own = await draft('Own', {}, contributor);
    const hidden = await draft('Hidden');
    const shown = await draft('Shown');
    await publishResource(hub, editor, shown, 1);
    const ids = [own, hidden, shown];
    const refused = await change(TAG, { entries: { ids }, add: [topics.food] }, contributor);
    expect(said(refused, ids).sort()).toEqual(['NOT_ALLOWED 2', 'NOT_FOUND 1']);
    const hint = { ...refused.errors.find(({ code }) => code === 'NOT_FOUND'), entryId: '', path: [] };
    const absent = await change(TAG, { entries: { ids: [NOWHERE] }, add: [topics.food] }, contributor);
    expect({ ...absent.errors[0], entryId: '', path: [] }).toEqual(hint);
    const seen = await change(TAG, { entries: { revisions: {} }, add: [topics.food] }, contributor);
    expect(idsOf(seen)).toEqual([own]);
    expect((await hub.query(PUBLISH, { entries: { ids } }, { as: contributor })).errors![0]!.extensions.code).toBe(
      'FORBIDDEN',
    );
    const member = await hub.signIn('member');
    expect((await hub.query(DELETE, { entries: { ids } }, { as: member })).errors![0]!.extensions.code).toBe(
      'FORBIDDEN',
    );
  });
});

test('two at once on the same entries wait for each other, and neither for ever', async () => {
  const ids = [];
  for (let i = 0; i < 8; i++) ids.push(await draft(`Both ${i}`));
  const done = await Promise.all([
    change(PUBLISH, { entries: { ids } }),
    change(TAG, { entries: { ids: ids.toReversed() }, add: [topics.food] }),
    change(PUBLISH, { entries: { ids: ids.toReversed() } }),
    change(TAG, { entries: { ids }, add: [topics.play] }),
  ]);
  expect(done.flatMap(({ errors }) => errors)).toEqual([]);
  for (const id of ids)
    expect((await newestDraft(id)).draft.topicIds.sort()).toEqual([topics.food, topics.play].sort());
});

test('an action takes as many statements for two entries as for two hundred', async () => {
  const ids = await Promise.all(Array.from({ length: 202 }, (_, i) => draft(`Counted ${i}`)));
  const counts: number[][] = [];
  for (const some of [ids.slice(0, 2), ids.slice(2)]) {
    const entries = { ids: some };
    const count = async (text: string, more = {}) => {
      // What the action before has left to do in the background is not counted with it.
      await hub.settle();
      return hub.statements(() => change(text, { entries, ...more }));
    };
    counts.push([
      await count(PUBLISH, { dryRun: true }),
      await count(PUBLISH),
      await count(TAG, { add: [topics.food] }),
      await count(MOVE, { from: topics.food, to: topics.play }),
      await count(UNPUBLISH),
      await count(DELETE),
      await count(RESTORE),
    ]);
  }
  // What the hub does by the clock may fall among them: a few statements, and never one for each of two hundred.
  for (const [i, few] of counts[0]!.entries()) expect(Math.abs(counts[1]![i]! - few)).toBeLessThan(10);
  expect(Math.max(...counts.flat())).toBeLessThan(45);
});
