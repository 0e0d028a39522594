import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { webhookReceiver } from './harness/receiver.js';
import { draftResource, publicTitles, publishResource, resource, saveResource } from './harness/resources.js';
import { NOWHERE } from './harness/schema-walk.js';

interface Problem {
  __typename: string;
  code: string;
  message: string;
  path: string[];
  entryId?: string;
}
interface Item {
  entryId: string;
  action: string;
  locales: string[] | null;
  revision: number | null;
  pinned: boolean;
  content: { number: number } | null;
}
interface Release {
  id: string;
  name: string;
  note: string | null;
  state: string;
  can: string[];
  itemCount: number;
  publishedAt: string | null;
  publishedBy: { handle: string } | null;
  items: { nodes: Item[] };
}
interface Done {
  release: Release | null;
  deletedId?: string;
  errors: Problem[];
}

const ERRORS = 'errors { __typename code message path ... on EntryError { entryId } }';
const RELEASE = `id name note state can itemCount publishedAt publishedBy { handle }
  items(first: 100, orderBy: OLDEST) { nodes { entryId action locales revision pinned content { number } } }`;
const CREATE = `mutation ($input: ReleaseInput!, $items: [ReleaseItemInput!]) { done: createRelease(input: $input, items: $items) { release { ${RELEASE} } ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $input: ReleaseInput!) { done: updateRelease(id: $id, input: $input) { release { ${RELEASE} } ${ERRORS} } }`;
const DELETE = `mutation ($id: ID!) { done: deleteRelease(id: $id) { deletedId ${ERRORS} } }`;
const ADD = `mutation ($id: ID!, $items: [ReleaseItemInput!]!) { done: addToRelease(id: $id, items: $items) { release { ${RELEASE} } ${ERRORS} } }`;
const REMOVE = `mutation ($id: ID!, $entryIds: [ID!]!) { done: removeFromRelease(id: $id, entryIds: $entryIds) { release { ${RELEASE} } ${ERRORS} } }`;
const PUBLISH = `mutation ($id: ID!) { done: publishRelease(id: $id) { release { ${RELEASE} } ${ERRORS} } }`;
const REVERT = `mutation ($id: ID!) { done: revertRelease(id: $id) { release { ${RELEASE} } ${ERRORS} } }`;
const OBSTACLES =
  'query ($id: ID!) { releaseObstacles(id: $id) { __typename code message path ... on EntryError { entryId } } }';

let hub: TestHub;
let editor: string;
let admin: string;
beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
  admin = await hub.signIn('admin');
});
afterAll(() => hub.close());

async function change(text: string, variables: object, as = editor): Promise<Done> {
  const { data, errors } = await hub.query<{ done: Done }>(text, variables, { as });
  expect(errors).toBeUndefined();
  return data.done;
}

async function newRelease(items: object[], name = 'Summer'): Promise<Release> {
  const { release, errors } = await change(CREATE, { input: { name }, items });
  expect(errors).toEqual([]);
  return release!;
}

async function obstacles(id: string, as = editor): Promise<Problem[] | null> {
  const { data, errors } = await hub.query<{ releaseObstacles: Problem[] | null }>(OBSTACLES, { id }, { as });
  expect(errors).toBeUndefined();
  return data.releaseObstacles;
}

const draft = (title: string, more: object = {}) => draftResource(hub, editor, resource(title, more));
const drafts = (...titles: string[]) => Promise.all(titles.map((title) => draft(title)));
const items = (ids: readonly string[]) => ids.map((entryId) => ({ entryId }));
const titles = (ids: readonly string[], locale?: string) => publicTitles(hub, ids, locale);
const trash = (id: string) =>
  hub.query('mutation ($id: ID!) { deleteEntry(id: $id) { errors { message } } }', { id }, { as: editor });

/** An answer as `code entry path`, with the place of the entry in `ids`. */
const said = (problems: readonly Problem[] | null, ids: readonly string[]) =>
  problems!.map(({ code, path, entryId }) => {
    expect(path[0]).toBe(entryId);
    return `${code} ${ids.indexOf(entryId!)} ${path.slice(1).join('.')}`;
  });

describe('a release is put together', () => {
  test('with its entries, which are changed and taken out several at a time', async () => {
    const ids = await drafts('One', 'Two', 'Three');
    const { id, ...made } = await newRelease(items(ids.slice(0, 2)), ' Autumn ');
    expect(made).toMatchObject({ name: 'Autumn', note: null, state: 'DRAFT', itemCount: 2, publishedAt: null });
    expect(made.can).toEqual(['EDIT', 'PUBLISH', 'DELETE']);
    const more = [
      { entryId: ids[1]!.toUpperCase(), revision: 1 },
      { entryId: ids[2]!, action: 'UNPUBLISH', locales: ['de'] },
    ];
    const added = await change(ADD, { id, items: more });
    const byEntry = new Map(added.release!.items.nodes.map((item) => [item.entryId, item]));
    expect(byEntry.get(ids[0]!)).toMatchObject({ action: 'PUBLISH', locales: null, revision: null, pinned: false });
    expect(byEntry.get(ids[1]!)).toMatchObject({ revision: 1, pinned: true, content: { number: 1 } });
    expect(byEntry.get(ids[2]!)).toMatchObject({ action: 'UNPUBLISH', locales: ['de'], content: { number: 1 } });
    const removed = await change(REMOVE, { id, entryIds: ids.slice(1) });
    expect(removed.release!.items.nodes.map(({ entryId }) => entryId)).toEqual([ids[0]]);
    const renamed = await change(UPDATE, { id, input: { name: 'Winter', note: 'For the cold.' } });
    expect(renamed.release).toMatchObject({ name: 'Winter', note: 'For the cold.', itemCount: 1 });
    expect(await change(DELETE, { id })).toEqual({ deletedId: id, errors: [] });
    expect((await change(DELETE, { id })).errors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
  });

  test('and what is wrong with it is named all at once; then nothing of it is done', async () => {
    const [one, two] = (await drafts('A', 'B')) as [string, string];
    const { id } = await newRelease(items([one]));
    const wrong = [
      { entryId: NOWHERE },
      { entryId: 'no id' },
      { entryId: two, revision: 7 },
      { entryId: two, locales: [] },
      { entryId: one, action: 'UNPUBLISH', revision: 1, locales: ['it'] },
    ];
    const { errors, release } = await change(ADD, { id, items: wrong });
    expect(errors.map(({ code, path }) => `${code} ${path.join('.')}`).sort()).toEqual([
      'INVALID items.3.entryId',
      'INVALID items.3.locales',
      'INVALID items.4.revision',
      'NOT_ALLOWED items.4.locales.0',
      'NOT_FOUND items.0.entryId',
      'NOT_FOUND items.1.entryId',
      'NOT_FOUND items.2.revision',
    ]);
    expect(release).toBeNull();
    const missing = await change(REMOVE, { id, entryIds: [one, two] });
    expect(missing.errors).toMatchObject([{ code: 'NOT_FOUND', path: ['entryIds', '1'] }]);
    const named = await change(UPDATE, { id, input: { name: ' ', note: 'x'.repeat(2001) } });
    expect(named.errors.map(({ path }) => path.join('.'))).toEqual(['input.name', 'input.note']);
    const many = await change(ADD, { id, items: Array.from({ length: 1001 }, () => ({ entryId: two })) });
    expect(many.errors).toMatchObject([{ code: 'INVALID', path: ['items'] }]);
    expect((await change(ADD, { id, items: [] })).release!.items.nodes.map(({ entryId }) => entryId)).toEqual([one]);
  });
});

describe('a release is published', () => {
  test('in one go: what becomes public, what is taken back, each language of its own', async () => {
    const german = { translations: [{ locale: 'de', title: 'Zwei', body: 'Wörter.' }] };
    const both = { translations: [...resource('Four').translations, { locale: 'de', title: 'Vier', body: 'Wörter.' }] };
    const ids = [await draft('One'), await draft('', german), await draft('Three'), await draft('Four', both)];
    await publishResource(hub, editor, ids[2]!, 1);
    await saveResource(hub, editor, ids[0]!, 1, resource('One, better'));
    const list = [
      { entryId: ids[0]! },
      { entryId: ids[1]! },
      { entryId: ids[2]!, action: 'UNPUBLISH' },
      { entryId: ids[3]!, locales: ['de'] },
    ];
    const { id } = await newRelease(list);
    expect(await obstacles(id)).toEqual([]);
    expect(await titles(ids)).toEqual([null, null, 'Three', null]);
    const { release, errors } = await change(PUBLISH, { id });
    expect(errors).toEqual([]);
    expect(release).toMatchObject({ state: 'PUBLISHED', publishedBy: { handle: 'editor' }, can: ['REVERT'] });
    expect(release!.publishedAt).not.toBeNull();
    expect(release!.items.nodes.map(({ revision }) => revision)).toEqual(expect.arrayContaining([2, 1, null, 1]));
    expect(await titles(ids)).toEqual(['One, better', null, null, null]);
    expect(await titles(ids, 'de')).toEqual([null, 'Zwei', null, 'Vier']);
    const { data } = await hub.query<{ publications: { nodes: object[] } }>(
      'query ($ids: [String!]) { publications(filter: { entries: $ids }) { nodes { release { id } publishedBy { handle } } } }',
      { ids: [ids[0]] },
      { as: editor },
    );
    expect(data.publications.nodes).toEqual([{ release: { id }, publishedBy: { handle: 'editor' } }]);
  });

  test('once: from then on it is a record that nobody changes', async () => {
    const [one] = await drafts('Once');
    const { id } = await newRelease(items([one!]));
    await change(PUBLISH, { id });
    for (const [text, more] of [
      [PUBLISH, {}],
      [DELETE, {}],
      [UPDATE, { input: { name: 'Else' } }],
      [ADD, { items: items([one!]) }],
      [REMOVE, { entryIds: [one] }],
    ] as const)
      expect((await change(text, { id, ...more })).errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['id'] }]);
    expect(await obstacles(id)).toBeNull();
  });

  test('with the revision that was chosen, or else the newest', async () => {
    const ids = await drafts('Pinned', 'Newest');
    const { id } = await newRelease([{ entryId: ids[0]!, revision: 1 }, { entryId: ids[1]! }]);
    for (const entry of ids) await saveResource(hub, editor, entry, 1, resource('Later'));
    await change(PUBLISH, { id });
    expect(await titles(ids)).toEqual(['Pinned', 'Later']);
  });

  test('an empty one is not', async () => {
    const { id } = await newRelease([]);
    const empty = [{ __typename: 'InputError', code: 'REQUIRED', path: ['id'] }];
    expect(await obstacles(id)).toMatchObject(empty);
    expect((await change(PUBLISH, { id })).errors).toMatchObject(empty);
  });

  test('and webhooks are told of it and of each of its entries', async () => {
    const receiver = await webhookReceiver();
    const told = await testHub({ environment: { WEBHOOK_PRIVATE_TARGETS: 'true' } });
    try {
      const as = await told.signIn('admin');
      await told.query(
        'mutation ($url: String!) { createWebhook(input: { name: "site", url: $url, events: [RELEASE_PUBLISHED, ENTRY_PUBLISHED] }) { errors { message } } }',
        { url: receiver.url },
        { as },
      );
      const ids = [await draftResource(told, as, resource('A')), await draftResource(told, as, resource('B'))];
      const made = await told.query<{ done: Done }>(CREATE, { input: { name: 'Told' }, items: items(ids) }, { as });
      const { id } = made.data.done.release!;
      await told.query(PUBLISH, { id }, { as });
      await told.settle();
      const events = receiver.received.map(({ json }) => `${json.type} ${json.data.entryId ?? json.data.releaseId}`);
      expect(events.sort()).toEqual([...ids.map((one) => `entry.published ${one}`), `release.published ${id}`].sort());
    } finally {
      await told.close();
      await receiver.close();
    }
  });
});

describe('what stands in the way', () => {
  test('is told beforehand and by publishing, in the same words, of every entry; then nothing is live', async () => {
    const ids = [
      await draft('Fine'),
      await draft('No cost', { cost: null }),
      await draft('', { translations: [{ locale: 'de', title: ' ', body: null }] }),
      await draft('Gone'),
      await draft('Overtaken'),
      await draft('Slug', { translations: [{ locale: 'en', slug: 'same-slug', title: 'S', body: 'S.' }] }),
      await draft('Slug', { translations: [{ locale: 'en', slug: 'same-slug', title: 'S', body: 'S.' }] }),
    ];
    const { id } = await newRelease([
      ...items(ids.slice(0, 4)),
      { entryId: ids[4]!, revision: 1 },
      ...items(ids.slice(5)),
      { entryId: await draft('French'), locales: ['de'] },
    ]);
    await trash(ids[3]!);
    await saveResource(hub, editor, ids[4]!, 1, resource('Overtaken, better'));
    await publishResource(hub, editor, ids[4]!, 2);
    const found = await obstacles(id);
    expect(said(found, ids).sort()).toEqual([
      'NOT_ALLOWED 3 ',
      'NOT_FOUND -1 locales.0',
      'REQUIRED 1 input.cost',
      'REQUIRED 2 input.translations.0.body',
      'REQUIRED 2 input.translations.0.title',
      expect.stringMatching(/^TAKEN [56] input.translations.0.slug$/),
      'VERSION_CONFLICT 4 revision',
    ]);
    expect(found!.find(({ code }) => code === 'NOT_ALLOWED')!.message).toContain('restore it first');
    const { release, errors } = await change(PUBLISH, { id });
    expect(release).toBeNull();
    expect(errors).toEqual(found);
    expect(await titles(ids)).toEqual([null, null, null, null, 'Overtaken, better', null, null]);
  });

  test('is not what another entry of the release makes room for', async () => {
    const named = (slug: string | null, title: string) => ({
      translations: [{ locale: 'en', slug, title, body: 'Words.' }],
    });
    const ids = [
      await draft('', named('left', 'Left')),
      await draft('', named('right', 'Right')),
      await draft('', named('old', 'Old')),
      await draft('', named('old', 'New')),
    ];
    for (const one of ids.slice(0, 3)) await publishResource(hub, editor, one, 1);
    await saveResource(hub, editor, ids[0]!, 1, resource('', named('right', 'Left')));
    await saveResource(hub, editor, ids[1]!, 1, resource('', named('left', 'Right')));
    const { id } = await newRelease([
      ...items(ids.slice(0, 2)),
      { entryId: ids[2]!, action: 'UNPUBLISH' },
      { entryId: ids[3]! },
    ]);
    expect(await obstacles(id)).toEqual([]);
    expect((await change(PUBLISH, { id })).errors).toEqual([]);
    const { data } = await hub.query(
      '{ a: resource(slug: "right") { title } b: resource(slug: "left") { title } c: resource(slug: "old") { title } }',
    );
    expect(data).toEqual({ a: { title: 'Left' }, b: { title: 'Right' }, c: { title: 'New' } });
  });

  test('one of them that breaks in the middle leaves nothing behind', async () => {
    const ids = await drafts('First', 'Breaks', 'Last');
    const { id } = await newRelease(items(ids));
    await hub.database.pool.query(`
      create function break_down() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
      create trigger breaks before insert on publication for each row when (new.entry_id = '${ids[1]}') execute function break_down()`);
    try {
      const { errors } = await hub.query(PUBLISH, { id }, { as: editor });
      expect(errors![0]!.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    } finally {
      await hub.database.pool.query('drop trigger breaks on publication; drop function break_down()');
    }
    expect(await titles(ids)).toEqual([null, null, null]);
    const { rows } = await hub.database.pool.query('select 1 from publication where entry_id = any($1)', [ids]);
    expect(rows).toEqual([]);
    expect((await change(PUBLISH, { id })).release).toMatchObject({ state: 'PUBLISHED' });
    expect(await titles(ids)).toEqual(['First', 'Breaks', 'Last']);
  });
});

test('releases that share entries can be published at once: each is whole, and none waits for ever', async () => {
  const ids = await drafts('S1', 'S2', 'S3', 'S4', 'S5', 'S6');
  const releases = await Promise.all(
    [ids, ids.toReversed(), [...ids.slice(3), ...ids.slice(0, 3)]].map((some) => newRelease(items(some))),
  );
  const answers = await Promise.all([...releases, ...releases].map(({ id }) => change(PUBLISH, { id })));
  expect(answers.filter(({ release }) => release)).toHaveLength(3);
  expect(answers.flatMap(({ errors }) => errors).map(({ code }) => code)).toEqual(Array(3).fill('NOT_ALLOWED'));
  expect(await titles(ids)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6']);
  const { rows } = await hub.database.pool.query(
    'select count(*)::int as count from publication where entry_id = any($1) group by release_id',
    [ids],
  );
  expect(rows).toEqual(Array(3).fill({ count: 6 }));
});

describe('who may', () => {
  test('is editors; others learn nothing of releases', async () => {
    const { id } = await newRelease(items(await drafts('Secret')));
    for (const who of ['member', 'contributor', 'moderator'] as const) {
      const as = await hub.signIn(who);
      for (const [text, variables] of [
        [PUBLISH, { id }],
        [CREATE, { input: { name: 'Mine' } }],
        ['{ releases { nodes { id } } }', {}],
        [OBSTACLES, { id }],
      ] as const)
        expect((await hub.query(text, variables, { as })).errors![0]!.extensions.code).toBe('FORBIDDEN');
      const seen = await hub.query('query ($id: ID!) { node(id: $id) { id } }', { id }, { as });
      expect(seen.data).toEqual({ node: null });
    }
    expect((await change(PUBLISH, { id: NOWHERE })).errors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect(await obstacles(NOWHERE)).toBeNull();
    expect((await change(PUBLISH, { id }, admin)).release).toMatchObject({ publishedBy: { handle: 'admin' } });
  });

  test('an article that no expert has approved stops a release, and only it', async () => {
    const article = {
      translations: [{ locale: 'en', title: 'Fever', body: 'Rest.' }],
      sources: [{ title: 'Fever', license: 'CC0' }],
    };
    const { data } = await hub.query<{ createExpertArticle: { revision: { entryId: string } } }>(
      'mutation ($input: ExpertArticleInput!) { createExpertArticle(input: $input) { revision { entryId } } }',
      { input: article },
      { as: editor },
    );
    const { entryId } = data.createExpertArticle.revision;
    const [free] = await drafts('Free');
    const { id } = await newRelease(items([entryId, free!]));
    expect(said((await change(PUBLISH, { id })).errors, [entryId, free!])).toEqual(['REVIEW_REQUIRED 0 revision']);
    expect(await titles([free!])).toEqual([null]);
  });
});

describe('taking a release back', () => {
  test('brings back what was public before it, language by language', async () => {
    const inBoth = (en: string, de: string, audiences: string[]) =>
      resource('', {
        audiences,
        translations: [
          { locale: 'en', title: en, body: 'Words.' },
          { locale: 'de', title: de, body: 'Wörter.' },
        ],
      });
    const ids = [await draft('', inBoth('E1', 'D1', ['PREGNANCY'])), ...(await drafts('New', 'Withdrawn'))];
    await publishResource(hub, editor, ids[0]!, 1);
    await saveResource(hub, editor, ids[0]!, 1, inBoth('E2', 'D2', ['CAREGIVERS']));
    await publishResource(hub, editor, ids[0]!, 2, ['en']);
    await saveResource(hub, editor, ids[0]!, 2, inBoth('E3', 'D3', ['AGE_0_1']));
    await publishResource(hub, editor, ids[2]!, 1);
    const { id } = await newRelease([...items(ids.slice(0, 2)), { entryId: ids[2]!, action: 'UNPUBLISH' }]);
    await change(PUBLISH, { id });
    expect(await titles(ids)).toEqual(['E3', 'New', null]);
    const { release, errors } = await change(REVERT, { id });
    expect(errors).toEqual([]);
    expect(release).toMatchObject({ state: 'REVERTED', can: [] });
    expect(await titles(ids)).toEqual(['E2', null, 'Withdrawn']);
    expect(await titles(ids, 'de')).toEqual(['D1', null, null]);
    const { data } = await hub.query('query ($id: ID!) { resource(id: $id) { audiences } }', { id: ids[0] });
    expect(data).toEqual({ resource: { audiences: ['CAREGIVERS'] } });
    expect((await change(REVERT, { id })).errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
  });

  test('takes what was new back from what referred to it, which both came with the release', async () => {
    const old = await draft('Refers');
    await publishResource(hub, editor, old, 1);
    const fresh = await draft('Referred to');
    await saveResource(hub, editor, old, 1, resource('Refers now', { relatedEntryIds: [fresh] }));
    const alone = await newRelease(items([old]), 'Alone');
    expect(said(await obstacles(alone.id), [old])).toEqual(['UNPUBLISHED_REFERENCE 0 input.relatedEntryIds.0']);
    const { id } = await newRelease(items([old, fresh]));
    expect(await obstacles(id)).toEqual([]);
    expect((await change(PUBLISH, { id })).errors).toEqual([]);
    const back = await newRelease([{ entryId: fresh, action: 'UNPUBLISH' }], 'Back');
    expect(said((await change(PUBLISH, { id: back.id })).errors, [fresh])).toEqual(['IN_USE 0 id']);
    expect((await change(REVERT, { id })).errors).toEqual([]);
    expect(await titles([old, fresh])).toEqual(['Refers', null]);
  });

  test('brings back what was only tagged in public before it, and nothing of the draft beside', async () => {
    const topic = await hub.services.topics.put({ slug: 'before', translations: [{ locale: 'en', name: 'Before' }] });
    const id = await draft('', { translations: [{ locale: 'en', title: 'Live', slug: 'own-slug', body: 'x' }] });
    await publishResource(hub, editor, id, 1);
    await saveResource(hub, admin, id, 1, resource('Draft'));
    const tag =
      'mutation ($id: ID!, $add: [ID!]) { tagEntries(entries: { ids: [$id] }, add: $add) { errors { code } } }';
    await hub.query(tag, { id, add: [topic] }, { as: editor });
    const live = async () =>
      (await hub.query('query ($id: ID!) { resource(id: $id) { title slug topics { slug } } }', { id })).data.resource;
    const before = { title: 'Live', slug: 'own-slug', topics: [{ slug: 'before' }] };
    expect(await live()).toEqual(before);
    const { id: release } = await newRelease(items([id]));
    expect((await change(PUBLISH, { id: release })).errors).toEqual([]);
    expect(await live()).toMatchObject({ title: 'Draft', topics: [{ slug: 'before' }] });
    expect((await change(REVERT, { id: release })).errors).toEqual([]);
    expect(await live()).toEqual(before);
    // Tagging once more changes nothing of that.
    const remove =
      'mutation ($id: ID!, $remove: [ID!]) { tagEntries(entries: { ids: [$id] }, remove: $remove) { errors { code } } }';
    await hub.query(remove, { id, remove: [topic] }, { as: editor });
    expect(await live()).toEqual({ ...before, topics: [] });
  });

  test('is refused when one of its entries has changed in public since', async () => {
    const ids = await drafts('Kept', 'Changed');
    const { id } = await newRelease(items(ids));
    expect((await change(REVERT, { id })).errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['id'] }]);
    await change(PUBLISH, { id });
    await saveResource(hub, editor, ids[1]!, 1, resource('Changed since'));
    await publishResource(hub, editor, ids[1]!, 2);
    expect(said((await change(REVERT, { id })).errors, ids)).toEqual(['VERSION_CONFLICT 1 ']);
    expect(await titles(ids)).toEqual(['Kept', 'Changed since']);
  });
});

test('a release takes as many statements whether it holds two entries or two hundred', async () => {
  const many = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      draft('', {
        translations: ['en', 'de'].map((locale) => ({ locale, title: `Many ${i % 50}`, body: `**${i}**` })),
      }),
    ),
  );
  const counts: number[] = [];
  for (const some of [many.slice(0, 2), many.slice(2)]) {
    const { id } = await newRelease(items(some));
    counts.push(await hub.statements(() => obstacles(id)));
    counts.push(await hub.statements(() => change(PUBLISH, { id })));
    counts.push(await hub.statements(() => change(REVERT, { id })));
  }
  const [few, lots] = [counts.slice(0, 3), counts.slice(3)];
  // Where many titles are the same, free slugs are looked for once more.
  for (const [i, count] of lots.entries()) expect(count).toBeLessThanOrEqual(few[i]! + 1);
  expect(Math.max(...counts)).toBeLessThan(45);
});
