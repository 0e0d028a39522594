import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptConduct, type TestHub, testHub } from './harness/hub.js';
import { lettersTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, newMember } from './harness/people.js';
import { draftResource, publicTitles, publishResource, resource, saveResource } from './harness/resources.js';

interface Plan {
  id: string;
  state: string;
  releaseId: string | null;
  release: { name: string } | null;
  cancelReason: string | null;
  errors: { __typename: string; code: string; entryId?: string }[];
}
interface Done {
  plan?: Plan | null;
  scheduledAction?: Plan | null;
  release?: { id: string; state: string } | null;
  errors: { __typename: string; code: string; message: string; path: string[]; entryId?: string }[];
}
const ERRORS = '{ __typename code message path ... on EntryError { entryId } }';
const PLAN = `id state releaseId release { name } cancelReason errors ${ERRORS}`;
const SCHEDULE = `mutation ($id: ID!, $at: LocalDateTime!, $timeZone: String!) { done: scheduleRelease(id: $id, at: $at, timeZone: $timeZone) {
  scheduledAction { ${PLAN} } errors ${ERRORS} } }`;
const CANCEL = `mutation ($id: ID!) { done: cancelScheduledAction(id: $id) { scheduledAction { ${PLAN} } errors ${ERRORS} } }`;
const ADD = `mutation ($id: ID!, $items: [ReleaseItemInput!]!) { done: addToRelease(id: $id, items: $items) { release { id state } errors ${ERRORS} } }`;

let hub: TestHub;
let mail: Awaited<ReturnType<typeof mailFolder>>;
let editor: string;
let admin: string;
const at = `${new Date().getUTCFullYear() + 1}-06-01T09:00`;
const timeZone = 'Europe/Berlin';
beforeAll(async () => {
  mail = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: mail.directory } });
  editor = await hub.signIn('editor');
  admin = await hub.signIn('admin');
});
afterAll(async () => {
  await hub.close();
  await mail.remove();
});

async function change(text: string, variables: object, as = editor): Promise<Done> {
  const { data, errors } = await hub.query<{ done: Done }>(text, variables, { as });
  expect(errors).toBeUndefined();
  return data.done;
}

const draft = (title: string, more: object = {}) => draftResource(hub, editor, resource(title, more));

async function newRelease(...entryIds: string[]): Promise<string> {
  const items = entryIds.map((entryId) => ({ entryId }));
  const create = `mutation ($items: [ReleaseItemInput!]) { done: createRelease(input: { name: "Summer" }, items: $items) { release { id state } errors ${ERRORS} } }`;
  return (await change(create, { items })).release!.id;
}

async function colleague() {
  const member = await newMember(hub, 'Frieda');
  await acceptConduct(hub, member.token);
  const give = 'mutation ($id: ID!) { updateMemberRoles(memberId: $id, roles: [EDITOR]) { errors { code } } }';
  await hub.query(give, { id: member.id }, { as: admin });
  return member;
}

async function planned(...entryIds: string[]): Promise<{ release: string; plan: string }> {
  const release = await newRelease(...entryIds);
  const { scheduledAction, errors } = await change(SCHEDULE, { id: release, at, timeZone });
  expect(errors).toEqual([]);
  return { release, plan: scheduledAction!.id };
}

/** Its time comes, and the hub wakes up, twice at once. */
async function becomeDue(plan: string): Promise<void> {
  const { pool } = hub.database;
  await pool.query(
    `update scheduled_action set wall_clock = wall_clock - interval '3 years', due_at = instant_of(wall_clock - interval '3 years', time_zone) where id = $1`,
    [plan],
  );
  await pool.query("select graphile_worker.add_job('run-scheduled-actions') from generate_series(1, 2)");
  await hub.settle();
}

async function told(
  release: string,
): Promise<{ state: string; revisions: (number | null)[]; plans: Plan[]; pending: number }> {
  const { data } = await hub.query<{
    release: { state: string; items: { nodes: { revision: number | null }[] }; scheduledActions: object[] };
    scheduledActions: { nodes: Plan[] };
  }>(
    `query ($id: ID!, $ids: [ID!]) { release(id: $id) { state items(first: 50, orderBy: OLDEST) { nodes { revision } } scheduledActions { id } }
      scheduledActions(filter: { releases: $ids }) { nodes { ${PLAN} } } }`,
    { id: release, ids: [release] },
    { as: editor },
  );
  return {
    state: data.release.state,
    revisions: data.release.items.nodes.map(({ revision }) => revision),
    pending: data.release.scheduledActions.length,
    plans: data.scheduledActions.nodes,
  };
}

/** When Europe puts its clocks forward next year. */
function lastSundayOfMarch(): string {
  const day = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 2, 31));
  day.setUTCDate(31 - day.getUTCDay());
  return day.toISOString().slice(0, 10);
}

describe('a release that is planned', () => {
  test('goes live as it was planned, once, whatever is saved meanwhile', async () => {
    const ids = [await draft('One'), await draft('Two')];
    const { release, plan } = await planned(...ids);
    expect(await told(release)).toMatchObject({
      state: 'DRAFT',
      revisions: [1, 1],
      pending: 1,
      plans: [{ state: 'PENDING', release: { name: 'Summer' } }],
    });
    await saveResource(hub, admin, ids[0]!, 1, resource('Half a thought'));
    await hub.settle();
    expect(await publicTitles(hub, ids)).toEqual([null, null]);
    await becomeDue(plan);
    expect(await publicTitles(hub, ids)).toEqual(['One', 'Two']);
    expect(await told(release)).toMatchObject({
      state: 'PUBLISHED',
      pending: 0,
      plans: [{ state: 'DONE', errors: [] }],
    });
    const { rows } = await hub.database.pool.query('select count(*)::int as n from publication where release_id = $1', [
      release,
    ]);
    expect(rows).toEqual([{ n: 2 }]);
  });

  test('is not changed, deleted or planned again until that is called off; then it takes the newest drafts again', async () => {
    const ids = [await draft('Kept'), await draft('Other')];
    const { release, plan } = await planned(ids[0]!);
    const remove = `mutation ($id: ID!, $entryIds: [ID!]!) { done: removeFromRelease(id: $id, entryIds: $entryIds) { errors ${ERRORS} } }`;
    const erase = `mutation ($id: ID!) { done: deleteRelease(id: $id) { errors ${ERRORS} } }`;
    for (const refused of [
      await change(ADD, { id: release, items: [{ entryId: ids[1] }] }),
      await change(remove, { id: release, entryIds: [ids[0]] }),
      await change(erase, { id: release }),
      await change(SCHEDULE, { id: release, at, timeZone }),
    ]) {
      expect(refused.errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['id'] }]);
      expect(refused.errors[0]!.message).toContain('cancelScheduledAction');
    }
    await saveResource(hub, editor, ids[0]!, 1, resource('Kept, better'));
    expect((await change(CANCEL, { id: plan })).scheduledAction).toMatchObject({
      state: 'CANCELLED',
      cancelReason: 'BY_HAND',
      releaseId: release,
    });
    expect(await told(release)).toMatchObject({ revisions: [null], pending: 0 });
    expect((await change(ADD, { id: release, items: [{ entryId: ids[1] }] })).errors).toEqual([]);
    const publish = `mutation ($id: ID!) { done: publishRelease(id: $id) { release { id state } errors ${ERRORS} } }`;
    expect((await change(publish, { id: release })).errors).toEqual([]);
    expect(await publicTitles(hub, ids)).toEqual(['Kept, better', 'Other']);
  });

  test('that cannot go live is left as a whole, says why by entry, and can be planned anew', async () => {
    const ids = [await draft('Fine'), await draft('Trashed since')];
    const { release, plan } = await planned(...ids);
    const trash = 'mutation ($id: ID!) { done: deleteEntry(id: $id) { errors { code } } }';
    await hub.query(trash, { id: ids[1] }, { as: editor });
    await becomeDue(plan);
    expect(await publicTitles(hub, ids)).toEqual([null, null]);
    const { state, revisions, plans } = await told(release);
    expect([state, revisions]).toEqual(['DRAFT', [null, null]]);
    expect(plans).toMatchObject([
      { state: 'FAILED', errors: [{ __typename: 'EntryError', code: 'NOT_ALLOWED', entryId: ids[1] }] },
    ]);
    const { rows } = await hub.database.pool.query(
      "select count(*)::int as n from audit_event where object_id = $1 and action = 'publishRelease' and outcome = 'REFUSED'",
      [release],
    );
    expect(rows).toEqual([{ n: 1 }]);
    await hub.query(
      'mutation ($id: ID!) { restoreEntry(id: $id) { errors { code } } }',
      { id: ids[1] },
      { as: editor },
    );
    const again = await change(SCHEDULE, { id: release, at, timeZone });
    await becomeDue(again.scheduledAction!.id);
    expect(await publicTitles(hub, ids)).toEqual(['Fine', 'Trashed since']);
  });

  test('and is published by hand has its plan called off', async () => {
    const id = await draft('By hand');
    const { release, plan } = await planned(id);
    const publish = `mutation ($id: ID!) { done: publishRelease(id: $id) { release { id state } errors ${ERRORS} } }`;
    expect((await change(publish, { id: release }, admin)).errors).toEqual([]);
    expect((await told(release)).plans).toMatchObject([{ id: plan, state: 'CANCELLED', cancelReason: 'SUPERSEDED' }]);
    await becomeDue(plan);
    expect((await told(release)).plans).toMatchObject([{ state: 'CANCELLED' }]);
  });
});

test('what was tagged in public since it was planned stays so, for a release as for one entry', async () => {
  const topicIds = await Promise.all(
    ['old', 'planned', 'tagged'].map((slug) =>
      hub.services.topics.put({ slug, translations: [{ locale: 'en', name: slug }] }),
    ),
  );
  const [old, wanted, added] = topicIds as [string, string, string];
  const ids = [await draft('Before', { topicIds: [old] }), await draft('Before', { topicIds: [old] })];
  for (const id of ids) {
    await publishResource(hub, editor, id, 1);
    await saveResource(hub, editor, id, 1, resource('After', { topicIds: [old, wanted] }));
  }
  const { plan } = await planned(ids[0]!);
  const single = `mutation ($id: ID!, $at: LocalDateTime!, $timeZone: String!) { done: schedulePublication(id: $id, revision: 2, at: $at, timeZone: $timeZone) { scheduledAction { ${PLAN} } errors ${ERRORS} } }`;
  const { scheduledAction, errors } = await change(single, { id: ids[1], at, timeZone });
  expect(errors).toEqual([]);
  const tag =
    'mutation ($ids: [ID!], $add: [ID!], $remove: [ID!]) { tagEntries(entries: { ids: $ids }, add: $add, remove: $remove) { errors { code } } }';
  await hub.query(tag, { ids, add: [added], remove: [old] }, { as: editor });
  const live = async (id: string) =>
    (
      await hub.query<{ resource: { title: string; topics: { slug: string }[] } }>(
        'query ($id: ID!) { resource(id: $id) { title topics { slug } } }',
        { id },
      )
    ).data.resource;
  for (const id of ids) expect(await live(id)).toEqual({ title: 'Before', topics: [{ slug: 'tagged' }] });
  await becomeDue(plan);
  await becomeDue(scheduledAction!.id);
  for (const id of ids) {
    const { title, topics } = await live(id);
    expect([title, ...topics.map(({ slug }) => slug).sort()]).toEqual(['After', 'planned', 'tagged']);
  }
});

const inBoth = (title: string, more: object = {}) =>
  resource('', {
    translations: ['en', 'de'].map((locale) => ({ locale, title: `${title} ${locale}`, body: 'x' })),
    ...more,
  });

const inLanguages = async (id: string) => [
  (await publicTitles(hub, [id], 'en'))[0],
  (await publicTitles(hub, [id], 'de'))[0],
];

async function letterAbout(what: string, to: string) {
  const letters = await lettersTo(hub, to);
  return letters.find(({ subject }) => subject.includes(what))!;
}

/** Plans a release with these items. */
async function plannedItems(items: object[]): Promise<{ release: string; plan: string }> {
  const release = await newRelease();
  expect((await change(ADD, { id: release, items })).errors).toEqual([]);
  const { scheduledAction, errors } = await change(SCHEDULE, { id: release, at, timeZone });
  expect(errors).toEqual([]);
  return { release, plan: scheduledAction!.id };
}

describe('what happens to its entries in the meantime', () => {
  test('is no harm to a planned language when another was published or topics were changed', async () => {
    const topic = await hub.services.topics.put({ slug: 'since', translations: [{ locale: 'en', name: 'Since' }] });
    const [newer, tagged] = [await draft('', inBoth('Old')), await draft('', inBoth('Tagged'))];
    await publishResource(hub, editor, tagged, 1, ['en']);
    const { release, plan } = await plannedItems([newer, tagged].map((entryId) => ({ entryId, locales: ['de'] })));
    await saveResource(hub, editor, newer, 1, inBoth('New', { url: 'https://new.example' }));
    await publishResource(hub, editor, newer, 2, ['en']);
    const tag =
      'mutation ($ids: [ID!], $add: [ID!]) { tagEntries(entries: { ids: $ids }, add: $add) { errors { code } } }';
    await hub.query(tag, { ids: [tagged], add: [topic] }, { as: editor });
    await becomeDue(plan);
    expect(await told(release)).toMatchObject({ state: 'PUBLISHED', plans: [{ state: 'DONE', errors: [] }] });
    expect(await inLanguages(newer)).toEqual(['New en', 'Old de']);
    expect(await inLanguages(tagged)).toEqual(['Tagged en', 'Tagged de']);
    const { data } = await hub.query(
      'query ($newer: ID!, $tagged: ID!) { newer: resource(id: $newer) { url } tagged: resource(id: $tagged) { topics { slug } } }',
      { newer, tagged },
    );
    expect(data).toEqual({ newer: { url: 'https://new.example' }, tagged: { topics: [{ slug: 'since' }] } });
  });

  test('stops it where it would undo a newer revision, and says in which language', async () => {
    const id = await draft('', inBoth('First'));
    const { release, plan } = await planned(id);
    await saveResource(hub, editor, id, 1, inBoth('Second'));
    await publishResource(hub, editor, id, 2, ['en']);
    await becomeDue(plan);
    const [failed] = (await told(release)).plans;
    expect(failed).toMatchObject({ state: 'FAILED', errors: [{ code: 'VERSION_CONFLICT', entryId: id }] });
    expect(failed!.errors[0]).toMatchObject({ message: expect.stringContaining('Revision 2 has been published (en)') });
    expect(await inLanguages(id)).toEqual(['Second en', null]);
  });

  test('is done in its order by several releases with the same entry', async () => {
    const id = await draft('Again and again');
    await publishResource(hub, editor, id, 1);
    const away = await plannedItems([{ entryId: id, action: 'UNPUBLISH' }]);
    const back = await planned(id);
    const single = `mutation ($id: ID!, $at: LocalDateTime!, $timeZone: String!) { done: schedulePublication(id: $id, revision: 1, at: $at, timeZone: $timeZone) { scheduledAction { ${PLAN} } errors ${ERRORS} } }`;
    const alone = (await change(single, { id, at, timeZone })).scheduledAction!.id;
    await becomeDue(away.plan);
    expect(await publicTitles(hub, [id])).toEqual([null]);
    // It was planned to come back: what is planned calls off no other plan.
    await becomeDue(back.plan);
    expect(await publicTitles(hub, [id])).toEqual(['Again and again']);
    await becomeDue(alone);
    for (const { release } of [away, back])
      expect(await told(release)).toMatchObject({ state: 'PUBLISHED', plans: [{ state: 'DONE' }] });
    const { data } = await hub.query(
      'query ($id: ID!) { scheduledAction(id: $id) { state } }',
      { id: alone },
      { as: editor },
    );
    expect(data).toEqual({ scheduledAction: { state: 'DONE' } });
  });

  test('calls it off when one is deleted for good: it does not go live without it', async () => {
    const { token, email } = await colleague();
    const ids = [await draft('Stays'), await draft('Goes')];
    const release = await newRelease(...ids);
    const plan = (await change(SCHEDULE, { id: release, at, timeZone }, token)).scheduledAction!.id;
    for (const text of ['deleteEntry(id: $id) { errors { code } }', 'purgeEntry(id: $id) { errors { code } }'])
      await hub.query(`mutation ($id: ID!) { ${text} }`, { id: ids[1] }, { as: admin });
    expect(await told(release)).toMatchObject({
      state: 'DRAFT',
      revisions: [null],
      plans: [{ id: plan, state: 'CANCELLED', cancelReason: 'TRASHED' }],
    });
    await becomeDue(plan);
    expect((await letterAbout('Summer', email)).text).toContain('or an entry of the release, into the trash');
    expect(await publicTitles(hub, [ids[0]!])).toEqual([null]);
  });
});

test('who planned a release is told when it could not go live', async () => {
  const { token, email } = await colleague();
  const id = await draft('Gone by then');
  const release = await newRelease(id);
  const plan = (await change(SCHEDULE, { id: release, at, timeZone }, token)).scheduledAction!.id;
  await hub.query('mutation ($id: ID!) { deleteEntry(id: $id) { errors { code } } }', { id }, { as: editor });
  await becomeDue(plan);
  const letter = await letterAbout('Summer', email);
  expect(letter.text).toContain('That was not possible, and nothing has changed.');
});

describe('planning a release', () => {
  test('names at once all that stands in its way, and keeps to the clock', async () => {
    const release = await newRelease(await draft('Fine'), await draft('No cost', { cost: null }));
    const spring = await change(SCHEDULE, { id: release, at: '2020-01-01T09:00', timeZone });
    expect(spring.errors.map(({ code, path }) => `${code} ${path.at(-1)}`).sort()).toEqual([
      'INVALID at',
      'REQUIRED cost',
    ]);
    expect(await told(release)).toMatchObject({ revisions: [null, null], pending: 0 });
    expect((await change(SCHEDULE, { id: await newRelease(), at, timeZone })).errors).toMatchObject([
      { code: 'REQUIRED' },
    ]);
    expect(
      (await change(SCHEDULE, { id: release, at, timeZone: 'Mars/Base' })).errors.map(({ path }) => path[0]),
    ).toContain('timeZone');
    const fine = await newRelease(await draft('In spring'));
    const gap = await change(SCHEDULE, { id: fine, at: `${lastSundayOfMarch()}T02:30`, timeZone });
    expect(gap).toMatchObject({ scheduledAction: null, errors: [{ code: 'INVALID', path: ['at'] }] });
    expect(gap.errors[0]!.message).toContain('03:30');
    // The same time is there where the clocks stay as they are.
    const elsewhere = await change(SCHEDULE, {
      id: fine,
      at: `${lastSundayOfMarch()}T02:30`,
      timeZone: 'Asia/Kolkata',
    });
    expect(elsewhere.errors).toEqual([]);
  });

  test('is for editors, who see the plans; others neither', async () => {
    const id = await draft('Hidden');
    await publishResource(hub, editor, id, 1);
    const { release } = await planned(await draft('Planned'));
    const contributor = await hub.signIn('contributor');
    const list = (as: string) =>
      hub.query<{ scheduledActions: { nodes: object[] } }>(
        'query ($ids: [ID!]) { scheduledActions(filter: { releases: $ids }) { nodes { id } } }',
        { ids: [release] },
        { as },
      );
    expect((await list(editor)).data.scheduledActions.nodes).toHaveLength(1);
    expect((await list(contributor)).data.scheduledActions.nodes).toEqual([]);
    const refused = await hub.query(SCHEDULE, { id: release, at, timeZone }, { as: contributor });
    expect(refused.errors).toBeDefined();
  });
});
