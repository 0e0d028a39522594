import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, type TestPerson, testHub } from './harness/hub.js';
import type { Problem } from './harness/people.js';

const VIEW = 'id name list filter orderBy columns shared position can owner { handle }';
const CREATE = `mutation ($input: SavedViewInput!) { done: createSavedView(input: $input) { savedView { ${VIEW} } errors { code path message } } }`;
const UPDATE = `mutation ($id: ID!, $input: SavedViewInput!) { done: updateSavedView(id: $id, input: $input) { savedView { ${VIEW} } errors { code path message } } }`;
const DELETE = 'mutation ($id: ID!) { done: deleteSavedView(id: $id) { deletedId errors { code path message } } }';
const LIST = `query ($filter: SavedViewFilter) { savedViews(first: 50, filter: $filter) { nodes { ${VIEW} } } }`;

interface View {
  id: string;
  name: string;
  list: string;
  filter: object | null;
  orderBy: string | null;
  columns: string[];
  shared: boolean;
  position: number;
  can: string[];
  owner: { handle: string } | null;
}
interface Done {
  savedView: View | null;
  deletedId?: string;
  errors: Problem[];
}

let hub: TestHub;
const tokens = new Map<TestPerson, string>();
beforeAll(async () => {
  hub = await testHub();
  for (const who of ['admin', 'editor', 'contributor', 'expert', 'member'] as const) {
    tokens.set(who, await hub.signIn(who));
  }
});
afterAll(() => hub.close());

async function change(who: TestPerson, text: string, variables: object): Promise<Done> {
  const { data, errors } = await hub.query<{ done: Done }>(text, variables, { as: tokens.get(who) });
  expect(errors).toBeUndefined();
  return data.done;
}

const input = (more: object = {}) => ({
  name: 'My drafts',
  list: 'REVISIONS',
  filter: { newest: true, types: ['RESOURCE'] },
  orderBy: 'OLDEST',
  columns: ['number', 'createdAt', 'createdBy.name', 'published.title'],
  ...more,
});

async function create(who: TestPerson, more: object = {}): Promise<View> {
  const { savedView, errors } = await change(who, CREATE, { input: input(more) });
  expect(errors).toEqual([]);
  return savedView!;
}

const seenBy = async (who: TestPerson, filter?: object) =>
  (
    await hub.query<{ savedViews: { nodes: View[] } }>(LIST, { filter }, { as: tokens.get(who) })
  ).data.savedViews.nodes.map(({ id }) => id);

test('a view is kept as it was given, and its filter and order are variables of the list', async () => {
  const view = await create('editor');
  expect(view).toMatchObject({ ...input(), shared: false, owner: { handle: 'editor' } });
  const made = await hub.query<{ createResource: { revision: { id: string } } }>(
    'mutation { createResource(input: { translations: [{ locale: "en", title: "Sleep" }] }) { revision { id } } }',
    {},
    { as: tokens.get('editor') },
  );
  const { data, errors } = await hub.query<{ revisions: { nodes: { id: string }[] } }>(
    'query ($filter: RevisionFilter, $orderBy: RevisionOrder) { revisions(filter: $filter, orderBy: $orderBy) { nodes { id } } }',
    { filter: view.filter, orderBy: view.orderBy },
    { as: tokens.get('editor') },
  );
  expect(errors).toBeUndefined();
  expect(data.revisions.nodes).toEqual([{ id: made.data.createResource.revision.id }]);
});

test.each(['REVISIONS', 'RESOURCES', 'EXPERT_ARTICLES', 'SUCCESS_STORIES', 'PARTNER_ORGANIZATIONS', 'MEDIA_ASSETS'])(
  'a view can be of %s',
  async (list) => {
    expect(await create('editor', { list, filter: null, orderBy: 'NEWEST', columns: ['id'] })).toMatchObject({ list });
  },
);

describe('who sees a view', () => {
  test('is its owner, and when it is shared all who write content', async () => {
    const own = await create('contributor', { name: 'Own' });
    const shared = await create('editor', { name: 'Shared', shared: true });
    expect(await seenBy('contributor')).toEqual(expect.arrayContaining([own.id, shared.id]));
    expect(await seenBy('contributor', { own: true })).toEqual([own.id]);
    expect(await seenBy('contributor', { own: false })).toEqual([shared.id]);
    for (const who of ['admin', 'editor', 'expert'] as const) {
      const seen = await seenBy(who);
      expect(seen).toContain(shared.id);
      expect(seen).not.toContain(own.id);
    }
    const { errors } = await hub.query(LIST, {}, { as: tokens.get('member') });
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  test('is decided by editors: others cannot share, now or later', async () => {
    const refused = { savedView: null, errors: [{ code: 'NOT_ALLOWED', path: ['input', 'shared'] }] };
    expect(await change('contributor', CREATE, { input: input({ name: 'Loud', shared: true }) })).toMatchObject(
      refused,
    );
    const { id, can } = await create('contributor', { name: 'Quiet' });
    expect(can).toEqual(['EDIT', 'DELETE']);
    expect(await change('contributor', UPDATE, { id, input: input({ shared: true }) })).toMatchObject(refused);
    const { rows } = await hub.database.pool.query(
      "select 1 from saved_view where name = 'Loud' or id = $1 and shared",
      [id],
    );
    expect(rows).toEqual([]);
  });
});

describe('a view is changed and deleted', () => {
  test('by its owner, to another list without what was of the old one', async () => {
    const { id } = await create('editor', { position: 7 });
    const changed = await change('editor', UPDATE, {
      id,
      input: { name: 'All', list: 'RESOURCES', columns: ['title'] },
    });
    expect(changed.savedView).toMatchObject({
      name: 'All',
      list: 'RESOURCES',
      filter: null,
      orderBy: null,
      columns: ['title'],
      position: 7,
    });
    expect(await change('editor', DELETE, { id })).toEqual({ deletedId: id, errors: [] });
    expect(await change('editor', DELETE, { id })).toMatchObject({ errors: [{ code: 'NOT_FOUND', path: ['id'] }] });
  });

  test('by nobody else, but shared ones by admins', async () => {
    const own = await create('editor');
    const shared = await create('editor', { shared: true });
    expect((await change('admin', DELETE, { id: own.id })).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await change('expert', DELETE, { id: shared.id })).errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    const renamed = await change('admin', UPDATE, { id: shared.id, input: input({ name: 'Ours', shared: true }) });
    expect(renamed.savedView).toMatchObject({ name: 'Ours', owner: { handle: 'editor' } });
    expect((await change('admin', DELETE, { id: shared.id })).errors).toEqual([]);
  });

  test('when its owner leaves: what is shared stays, the rest goes', async () => {
    const as = await hub.signIn('partner');
    tokens.set('partner', as);
    const own = await create('partner');
    const shared = await create('partner');
    await hub.database.pool.query('update saved_view set shared = true where id = $1', [shared.id]);
    const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as });
    await hub.query(
      'mutation ($id: ID!) { deleteMember(memberId: $id, posts: KEEP) { errors { message } } }',
      { id: data.me.id },
      { as: tokens.get('admin') },
    );
    const { rows } = await hub.database.pool.query('select id, owner_id from saved_view where id = any($1)', [
      [own.id, shared.id],
    ]);
    expect(rows).toEqual([{ id: shared.id, owner_id: null }]);
    expect(await seenBy('editor', { own: false })).toContain(shared.id);
  });
});

describe('what the list does not have is refused', () => {
  test.each([
    [{ name: ' ' }, 'name'],
    [{ filter: { colour: 'red' } }, 'filter'],
    [{ filter: { types: ['POEM'] } }, 'filter.types.0'],
    [{ filter: { newest: 'perhaps' } }, 'filter.newest'],
    [{ filter: ['newest'] }, 'filter'],
    [{ filter: { entries: ['x'.repeat(10_000)] } }, 'filter'],
    [{ orderBy: 'TITLE' }, 'orderBy'],
    [{ columns: [] }, 'columns'],
    [{ columns: ['number', 'weight'] }, 'columns.1'],
    [{ columns: ['number', 'number'] }, 'columns.1'],
    [{ columns: ['number.high'] }, 'columns.0'],
    [{ columns: ['createdBy.age'] }, 'columns.0'],
    [{ columns: ['__typename'] }, 'columns.0'],
    [{ columns: ['constructor'] }, 'columns.0'],
  ])('%j at %s', async (more, path) => {
    const { errors } = await change('editor', CREATE, { input: input(more) });
    expect(errors.map((error) => [error.code, error.path.slice(1).join('.')])).toEqual([['INVALID', path]]);
  });

  test('all at once, in words that name the remedy', async () => {
    const wrong = { filter: { colour: 'red' }, orderBy: 'TITLE', columns: ['weight'] };
    const { errors } = await change('editor', CREATE, { input: input(wrong) });
    expect(errors).toHaveLength(3);
    expect(errors[1]!.message).toContain('NEWEST, OLDEST');
    expect(errors[2]!.message).toContain('Revision has no field of this name');
  });
});
