import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { begin, LONG, undo } from './harness/command-hub.js';
import { freePort } from './harness/commands.js';
import { acceptConduct, type TestHub, testHub } from './harness/hub.js';
import { lettersTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, newMember, PASSWORD, type Problem } from './harness/people.js';

/*
 * Time passes here by moving what is planned into the past: the clock of the database decides, and nobody can tell the
 * one from the other. `wake` does what the crontab does every minute.
 */

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
let editor: string;
let admin: string;
beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory } });
  editor = await hub.signIn('editor');
  admin = await hub.signIn('admin');
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

const ACTION = `id action state entryId revision locales at timeZone dueAt endedAt cancelReason can
  scheduledBy { handle } cancelledBy { handle } errors { __typename code message path }
  content { number draft { ... on ResourceDraft { translations { title } } } }`;

interface Action {
  id: string;
  action: string;
  state: string;
  entryId: string;
  revision: number | null;
  locales: string[] | null;
  at: string;
  timeZone: string;
  dueAt: string;
  endedAt: string | null;
  cancelReason: string | null;
  can: string[];
  scheduledBy: { handle: string } | null;
  cancelledBy: { handle: string } | null;
  errors: Problem[];
  content: { number: number; draft: { translations: { title: string }[] } } | null;
}
interface Planned {
  done: { scheduledAction: Action | null; errors: Problem[] };
}

const NEXT_YEAR = new Date().getUTCFullYear() + 1;
const JUNE = `${NEXT_YEAR}-06-01T09:00`;

/** The last Sunday of a month of next year, when clocks in Europe are changed. */
function lastSunday(month: number): string {
  const day = new Date(Date.UTC(NEXT_YEAR, month, 0));
  day.setUTCDate(day.getUTCDate() - day.getUTCDay());
  return day.toISOString().slice(0, 10);
}

function resource(title: string, extra: object = {}) {
  return {
    kind: 'CHECKLIST',
    cost: 'FREE',
    url: 'https://example.org',
    translations: ['en', 'de'].map((locale) => ({ locale, title: `${title} ${locale}`, body: 'Words.' })),
    ...extra,
  };
}

async function mutate<T>(field: string, declared: string, variables: object, selection: string, as = editor) {
  const names = [...declared.matchAll(/\$(\w+)/g)].map(([, name]) => `${name}: $${name}`);
  const { data, errors } = await hub.query<{ done: T }>(
    `mutation (${declared}) { done: ${field}(${names.join(', ')}) { ${selection} errors { code message path } } }`,
    variables,
    { as },
  );
  expect(errors).toBeUndefined();
  return data.done;
}

async function draft(title: string, extra: object = {}, as = editor): Promise<string> {
  const done = await mutate<{ revision: { entryId: string } }>(
    'createResource',
    '$input: ResourceInput!',
    { input: resource(title, extra) },
    'revision { entryId }',
    as,
  );
  return done.revision.entryId;
}

const save = (id: string, revision: number, title: string) =>
  mutate<{ revision: { number: number } | null; errors: Problem[] }>(
    'updateResource',
    '$id: ID!, $revision: Int!, $input: ResourceInput!',
    { id, revision, input: resource(title) },
    'revision { number }',
  );

const change = (
  field: 'publishEntry' | 'unpublishEntry' | 'deleteEntry',
  id: string,
  extra: object = {},
  as = editor,
) =>
  mutate<{ errors: Problem[] }>(
    field,
    {
      publishEntry: '$id: ID!, $revision: Int!',
      unpublishEntry: '$id: ID!, $locales: [Locale!]',
      deleteEntry: '$id: ID!',
    }[field],
    { id, ...extra },
    'entryId',
    as,
  );

async function plan(id: string, extra: object = {}, as = editor): Promise<Planned['done']> {
  return mutate(
    'schedulePublication',
    '$id: ID!, $revision: Int!, $at: LocalDateTime!, $timeZone: String!, $locales: [Locale!]',
    { id, revision: 1, at: JUNE, timeZone: 'Europe/Berlin', ...extra },
    `scheduledAction { ${ACTION} }`,
    as,
  );
}

async function planned(id: string, extra: object = {}, as = editor): Promise<Action> {
  const { scheduledAction, errors } = await plan(id, extra, as);
  expect(errors).toEqual([]);
  return scheduledAction!;
}

const planEnd = (id: string, extra: object = {}, as = editor) =>
  mutate<Planned['done']>(
    'scheduleUnpublication',
    '$id: ID!, $at: LocalDateTime!, $timeZone: String!, $locales: [Locale!]',
    { id, at: JUNE, timeZone: 'Europe/Berlin', ...extra },
    `scheduledAction { ${ACTION} }`,
    as,
  );

const cancel = (id: string, as = editor) =>
  mutate<Planned['done']>('cancelScheduledAction', '$id: ID!', { id }, `scheduledAction { ${ACTION} }`, as);

async function look(id: string, as = editor): Promise<Action | null> {
  const { data } = await hub.query<{ scheduledAction: Action | null }>(
    `query ($id: ID!) { scheduledAction(id: $id) { ${ACTION} } }`,
    { id },
    { as },
  );
  return data.scheduledAction;
}

async function title(id: string, locale = 'en'): Promise<string | undefined> {
  const { data } = await hub.query<{ resource: { title: string } | null }>(
    'query ($id: ID!, $locale: Locale) { resource(id: $id, locale: $locale, fallback: []) { title } }',
    { id, locale },
  );
  return data.resource?.title;
}

async function publications(id: string) {
  const { data } = await hub.query<{
    publications: {
      nodes: { locale: string; action: string; revision: number; publishedBy: { handle: string } | null }[];
    };
  }>(
    'query ($id: String!) { publications(orderBy: OLDEST, filter: { entries: [$id] }) { nodes { locale action revision publishedBy { handle } } } }',
    { id },
    { as: admin },
  );
  return data.publications.nodes;
}

/** Lets so much time pass that what is planned there is due. */
async function comes(...ids: string[]): Promise<void> {
  await hub.database.pool.query(
    `update scheduled_action set wall_clock = wall_clock - interval '3 years', due_at = instant_of(wall_clock - interval '3 years', time_zone)
     where id = any($1)`,
    [ids],
  );
}

async function wake(on = hub): Promise<void> {
  await on.database.pool.query("select graphile_worker.add_job('run-scheduled-actions')");
  await on.settle();
}

async function colleague(name: string, locale = 'en', roles = ['EDITOR']) {
  const member = await newMember(hub, name);
  await acceptConduct(hub, member.token);
  await hub.query(
    'mutation ($id: ID!, $roles: [Role!]!) { updateMemberRoles(memberId: $id, roles: $roles) { errors { code } } }',
    { id: member.id, roles },
    { as: admin },
  );
  await hub.query(
    'mutation ($locale: Locale!) { updateProfile(input: { locale: $locale }) { errors { code } } }',
    { locale },
    { as: member.token },
  );
  return member;
}

describe('a plan', () => {
  test('keeps what the editor said and the instant it means', async () => {
    const id = await draft('Summer');
    expect(await planned(id, { timeZone: 'europe/berlin', locales: ['de'] })).toMatchObject({
      action: 'PUBLISH',
      state: 'PENDING',
      entryId: id,
      revision: 1,
      locales: ['de'],
      at: JUNE,
      timeZone: 'Europe/Berlin',
      dueAt: `${NEXT_YEAR}-06-01T07:00:00+00:00`,
      endedAt: null,
      can: ['CANCEL'],
      scheduledBy: { handle: 'editor' },
      errors: [],
      content: { number: 1, draft: { translations: [{ title: 'Summer en' }, { title: 'Summer de' }] } },
    });
    expect(await title(id, 'de')).toBeUndefined();
  });

  test('names a time that the clock leaves out, and the next there is', async () => {
    const id = await draft('Gap');
    const { scheduledAction, errors } = await plan(id, { at: `${lastSunday(3)}T02:30` });
    expect(scheduledAction).toBeNull();
    expect(errors).toEqual([
      { code: 'INVALID', path: ['at'], message: expect.stringContaining(`Choose ${lastSunday(3)} 03:30 or another`) },
    ]);
  });

  test.each([
    ['Europe/Berlin', `${lastSunday(10)}T02:30`, `${lastSunday(10)}T00:30:00+00:00`],
    ['Europe/London', `${lastSunday(10)}T01:00`, `${lastSunday(10)}T00:00:00+00:00`],
    ['Europe/Berlin', `${lastSunday(10)}T03:00`, `${lastSunday(10)}T02:00:00+00:00`],
    ['Europe/Berlin', `${lastSunday(3)}T03:00`, `${lastSunday(3)}T01:00:00+00:00`],
    ['Asia/Kathmandu', `${NEXT_YEAR}-01-01T00:00`, `${NEXT_YEAR - 1}-12-31T18:15:00+00:00`],
    ['UTC', `${NEXT_YEAR}-02-28T23:59`, `${NEXT_YEAR}-02-28T23:59:00+00:00`],
  ])('means in %s by %s the first moment it is so: %s', async (timeZone, at, dueAt) => {
    expect(await planned(await draft('Autumn'), { at, timeZone })).toMatchObject({ at, timeZone, dueAt });
  });

  test('is refused for all that is wrong at once, and nothing is planned', async () => {
    const id = await draft('Bad', { cost: null });
    const wrong = await plan(id, { at: '2020-01-01T00:00', locales: ['fr'] });
    expect(wrong.errors.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['INVALID', 'at'],
      ['NOT_FOUND', 'locales.0'],
      ['REQUIRED', 'input.cost'],
    ]);
    for (const timeZone of ['Mars/Base', '+02:00', 'FOO+3', 'Factory', 'x'.repeat(10_000), '', "'; drop table entry"]) {
      const { errors } = await plan(await draft('Zone'), { timeZone });
      expect(errors.map(({ code, path }) => [code, path.join('.')])).toEqual([['INVALID', 'timeZone']]);
    }
    const { data } = await hub.query<{ scheduledActions: { totalCount: number } }>(
      'query ($id: ID!) { scheduledActions(filter: { entries: [$id] }) { totalCount } }',
      { id },
      { as: editor },
    );
    expect(data.scheduledActions.totalCount).toBe(0);
  });

  test('is made at most two years ahead, for some language, and of the revision one has read', async () => {
    const id = await draft('Far');
    expect((await plan(id, { at: `${NEXT_YEAR + 3}-01-01T00:00` })).errors).toMatchObject([{ path: ['at'] }]);
    expect((await plan(id, { locales: [] })).errors).toMatchObject([{ path: ['locales'] }]);
    await save(id, 1, 'Farther');
    expect((await plan(id)).errors).toMatchObject([{ code: 'VERSION_CONFLICT', path: ['revision'] }]);
    for (const at of [`${NEXT_YEAR}-02-30T09:00`, `${NEXT_YEAR}-06-01`, `${JUNE}Z`, `${NEXT_YEAR}-06-01T24:00`]) {
      const { errors } = await hub.query(
        'mutation ($id: ID!, $at: LocalDateTime!) { schedulePublication(id: $id, revision: 2, at: $at, timeZone: "UTC") { errors { code } } }',
        { id, at },
        { as: editor },
      );
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  test('is not made twice by a double click', async () => {
    const id = await draft('Double');
    const both = await Promise.all([planned(id, { locales: ['en', 'de'] }), planned(id, { locales: ['de', 'en'] })]);
    expect(both[0]!.id).toBe(both[1]!.id);
  });

  test('is for those who publish, and does not tell others that the entry exists', async () => {
    const contributor = await hub.signIn('contributor');
    const own = await draft('Own', {}, contributor);
    const call = `mutation ($id: ID!) { schedulePublication(id: $id, revision: 1, at: "${JUNE}", timeZone: "UTC") { errors { code } } }`;
    for (const id of [own, await draft('Theirs')]) {
      const { errors } = await hub.query(call, { id }, { as: contributor });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    const { id } = await planned(own);
    expect(await look(id, contributor)).toMatchObject({ state: 'PENDING', can: [] });
    expect(await look((await planned(await draft('Secret'))).id, contributor)).toBeNull();
    expect(await look(id, await hub.signIn('member'))).toBeNull();
    const partner = await hub.signIn('partner');
    expect(await look(id, partner)).toBeNull();
  });

  test('cannot be made for what is in the trash', async () => {
    const id = await draft('Bin');
    await change('deleteEntry', id);
    expect((await plan(id)).errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    expect((await planEnd(id)).errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
  });
});

describe('when its time comes', () => {
  test('the revision that was planned is published, whatever was saved since, in the name of who planned it', async () => {
    const id = await draft('Planned');
    const { id: actionId } = await planned(id, { locales: ['en'] });
    // An autosave must not take the place of what is planned, either.
    await save(id, 1, 'Later');
    await wake();
    expect(await title(id)).toBeUndefined();
    await comes(actionId);
    await wake();
    expect(await title(id)).toBe('Planned en');
    expect(await title(id, 'de')).toBeUndefined();
    expect(await look(actionId)).toMatchObject({ state: 'DONE', endedAt: expect.any(String), can: [], errors: [] });
    expect(await publications(id)).toEqual([
      { locale: 'en', action: 'PUBLISHED', revision: 1, publishedBy: { handle: 'editor' } },
    ]);
    const { data } = await hub.query<{ auditEvents: { nodes: object[] } }>(
      'query ($id: ID!) { auditEvents(filter: { objects: [$id] }, first: 1) { nodes { action outcome actorName objectType after address } } }',
      { id },
      { as: admin },
    );
    expect(data.auditEvents.nodes).toEqual([
      {
        action: 'publishEntry',
        outcome: 'DONE',
        actorName: 'editor',
        objectType: 'Entry',
        after: { scheduledActionId: actionId, revision: 1, locales: ['en'] },
        address: null,
      },
    ]);
  });

  test('an autosave that is planned stays as it is', async () => {
    const id = await draft('First');
    const autosave = (revision: number, words: string) =>
      hub.query(
        'mutation ($id: ID!, $revision: Int!, $input: ResourceInput!) { updateResource(id: $id, revision: $revision, input: $input, autosave: true) { errors { code } } }',
        { id, revision, input: resource(words) },
        { as: editor },
      );
    await autosave(1, 'Auto');
    const { id: actionId } = await planned(id, { revision: 2 });
    await autosave(2, 'Again');
    await comes(actionId);
    await wake();
    expect(await title(id)).toBe('Auto en');
  });

  test('what is to end is taken back, also when the start was missed and both are due at once', async () => {
    const id = await draft('Weekend');
    const end = (await planEnd(id, { at: `${NEXT_YEAR}-06-03T18:00`, locales: ['en'] })).scheduledAction!;
    const start = await planned(id);
    await comes(start.id, end.id);
    await wake();
    expect([await title(id), await title(id, 'de')]).toEqual([undefined, 'Weekend de']);
    const history = (await publications(id)).map(({ locale, action }) => `${action} ${locale}`);
    expect(history.slice(0, 2).sort()).toEqual(['PUBLISHED de', 'PUBLISHED en']);
    expect(history.slice(2)).toEqual(['UNPUBLISHED en']);
    expect(await look(end.id)).toMatchObject({ state: 'DONE', revision: null });
  });

  test('a change of the rules of a time zone moves the instant and not the time on the clock', async () => {
    const id = await draft('Rules');
    const { id: actionId, dueAt } = await planned(id);
    // As the rules known when it was planned had it.
    await hub.database.pool.query("update scheduled_action set due_at = now() - interval '1 hour' where id = $1", [
      actionId,
    ]);
    await wake();
    expect(await look(actionId)).toMatchObject({ state: 'PENDING', dueAt, at: JUNE });
    expect(await title(id)).toBeUndefined();
  });

  test('a zone that the database has lost keeps the instant it had, and holds up nothing else', async () => {
    const [lost, other] = [await draft('Lost'), await draft('Other')];
    const plans = [await planned(lost), await planned(other)];
    await comes(...plans.map(({ id }) => id));
    await hub.database.pool.query("update scheduled_action set time_zone = 'Old/Atlantis' where id = $1", [
      plans[0]!.id,
    ]);
    await wake();
    for (const id of [lost, other]) expect(await title(id)).toBeDefined();
  });

  test('a clock that goes back and forth does not do it twice', async () => {
    const id = await draft('Clock');
    const { id: actionId } = await planned(id);
    await comes(actionId);
    await wake();
    await hub.database.pool.query(
      "update scheduled_action set wall_clock = wall_clock + interval '3 years', due_at = due_at + interval '3 years' where id = $1",
      [actionId],
    );
    await change('unpublishEntry', id);
    await comes(actionId);
    await wake();
    expect(await title(id)).toBeUndefined();
  });

  test('what is not possible any more fails as a whole, with all reasons, and a mail in the language of who planned it', async () => {
    const { token, email } = await colleague('Frieda', 'de');
    const topicId = await hub.services.topics.put({ slug: 'gone', translations: [{ locale: 'en', name: 'Gone' }] });
    const id = await draft('Broken', { topicIds: [topicId] });
    const { id: actionId } = await planned(id, {}, token);
    // Only the newest draft holds in place what it refers to.
    await save(id, 1, 'Mended');
    await hub.query(
      'mutation ($id: ID!) { deleteTopic(id: $id) { errors { code } } }',
      { id: topicId },
      { as: editor },
    );
    await comes(actionId);
    await wake();
    expect(await title(id)).toBeUndefined();
    expect(await publications(id)).toEqual([]);
    expect(await look(actionId)).toMatchObject({
      state: 'FAILED',
      can: [],
      errors: [{ __typename: 'InputError', code: 'NOT_FOUND', path: ['input', 'topicIds', '0'] }],
    });
    const letters = await lettersTo(hub, email);
    const letter = letters.at(-1)!;
    expect(letter.subject).toContain('„Broken de“');
    expect(letter.text).toContain('veröffentlicht werden');
    expect(letter.text).toContain('Es verweist auf etwas, das es nicht mehr gibt.');
    expect(letter.text).toContain('Europe/Berlin');
    await wake();
    expect(await lettersTo(hub, email)).toHaveLength(letters.length);
    const { data } = await hub.query<{ auditEvents: { nodes: object[] } }>(
      'query ($id: ID!) { auditEvents(filter: { objects: [$id] }, first: 1) { nodes { action outcome code actorName } } }',
      { id },
      { as: admin },
    );
    expect(data.auditEvents.nodes).toEqual([
      { action: 'publishEntry', outcome: 'REFUSED', code: 'NOT_FOUND', actorName: 'Frieda' },
    ]);
  });

  test('what refers to an entry that is not public any more is not published', async () => {
    const other = await draft('Related');
    await change('publishEntry', other, { revision: 1 });
    const id = await draft('Relating', { relatedEntryIds: [other] });
    const { id: actionId } = await planned(id);
    await change('unpublishEntry', other);
    await comes(actionId);
    await wake();
    expect(await title(id)).toBeUndefined();
    expect(await look(actionId)).toMatchObject({
      state: 'FAILED',
      errors: [{ code: 'UNPUBLISHED_REFERENCE', path: ['input', 'relatedEntryIds', '0'] }],
    });
  });

  test('who has lost the right, or has left, publishes nothing any more; admins are told', async () => {
    const boss = await colleague('Bea', 'en', ['ADMIN']);
    const demoted = await colleague('Dora');
    const gone = await colleague('Gerd');
    const [first, second] = [await draft('One'), await draft('Two')];
    const ids = [(await planned(first, {}, demoted.token)).id, (await planned(second, {}, gone.token)).id];
    await hub.query(
      'mutation ($id: ID!) { updateMemberRoles(memberId: $id, roles: [MEMBER]) { errors { code } } }',
      { id: demoted.id },
      { as: admin },
    );
    await hub.query(
      `mutation { deleteMyAccount(password: "${PASSWORD}", posts: KEEP) { errors { code } } }`,
      {},
      { as: gone.token },
    );
    await comes(...ids);
    await wake();
    for (const id of ids) expect(await look(id)).toMatchObject({ state: 'FAILED', errors: [{ code: 'NOT_ALLOWED' }] });
    expect([await title(first), await title(second)]).toEqual([undefined, undefined]);
    const subjects = (await lettersTo(hub, boss.email)).map(({ subject }) => subject);
    for (const word of ['One', 'Two']) expect(subjects.filter((one) => one.includes(word))).toHaveLength(1);
    expect((await lettersTo(hub, demoted.email)).filter(({ subject }) => subject.includes('One'))).toEqual([]);
  });
});

describe('what is done by hand', () => {
  test('calls a plan off, which stays as a record', async () => {
    const { id } = await planned(await draft('Off'));
    expect((await cancel(id, admin)).scheduledAction).toMatchObject({
      state: 'CANCELLED',
      cancelReason: 'BY_HAND',
      cancelledBy: { handle: 'admin' },
      can: [],
    });
    expect((await cancel(id)).errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['id'] }]);
    await comes(id);
    await wake();
    expect(await look(id)).toMatchObject({ state: 'CANCELLED' });
    expect((await cancel(id.replace(/^./, (digit) => (digit === '0' ? '1' : '0')))).errors).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
  });

  test('goes before what was planned, and who planned it is told', async () => {
    const { token, email } = await colleague('Pia');
    const id = await draft('Plan');
    const { id: actionId } = await planned(id, { locales: ['de'] }, token);
    // The same revision changes nothing about it.
    await change('publishEntry', id, { revision: 1 });
    expect(await look(actionId)).toMatchObject({ state: 'PENDING' });
    await save(id, 1, 'Newer');
    await change('publishEntry', id, { revision: 2 });
    expect(await look(actionId)).toMatchObject({
      state: 'CANCELLED',
      cancelReason: 'SUPERSEDED',
      endedAt: expect.any(String),
    });
    expect((await lettersTo(hub, email)).at(-1)!.text).toContain('published a newer version');
    await comes(actionId);
    await wake();
    expect(await title(id, 'de')).toBe('Newer de');
  });

  test('lets nothing come up again that was taken back, and leaves other languages and endings alone', async () => {
    const id = await draft('Back');
    await change('publishEntry', id, { revision: 1 });
    const de = await planned(id, { locales: ['de'] });
    const en = await planned(id, { locales: ['en'] });
    const end = (await planEnd(id)).scheduledAction!;
    await change('unpublishEntry', id, { locales: ['de'] });
    expect(await look(de.id)).toMatchObject({ state: 'CANCELLED', cancelReason: 'TAKEN_BACK' });
    for (const other of [en, end]) expect(await look(other.id)).toMatchObject({ state: 'PENDING' });
    await change('deleteEntry', id);
    for (const other of [en, end])
      expect(await look(other.id)).toMatchObject({ state: 'CANCELLED', cancelReason: 'TRASHED' });
    await hub.query('mutation ($id: ID!) { restoreEntry(id: $id) { errors { code } } }', { id }, { as: editor });
    await comes(de.id, en.id, end.id);
    await wake();
    expect(await title(id)).toBeUndefined();
  });

  test('does not wait crosswise for what is due', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, (_, i) => draft(`Cross ${i}`)));
    const plans = await Promise.all(ids.map((id) => planned(id)));
    await comes(...plans.map(({ id }) => id));
    await Promise.all([wake(), ...ids.map((id) => change('deleteEntry', id)), ...plans.map(({ id }) => cancel(id))]);
    for (const [i, { id }] of plans.entries()) {
      expect((await look(id))!.state).toMatch(/DONE|CANCELLED/);
      expect(await title(ids[i]!)).toBeUndefined();
    }
  });
});

describe('a calendar', () => {
  test('lists what is planned by time, kind, state and entry, in one statement', async () => {
    const id = await draft('Calendar');
    const at = (day: number) => ({ at: `${NEXT_YEAR}-08-0${day}T00:00`, timeZone: 'UTC' });
    for (const day of [3, 1, 2]) await planned(id, at(day));
    await planEnd(id, at(4));
    await cancel((await planned(id, at(5))).id);
    const list = async (filter: object, orderBy = 'SOONEST') => {
      const { data, errors } = await hub.query<{ scheduledActions: { nodes: { at: string; published: null }[] } }>(
        'query ($filter: ScheduledActionFilter, $orderBy: ScheduledActionOrder) { scheduledActions(filter: $filter, orderBy: $orderBy) { nodes { at published { id } content { number } } } }',
        { filter: { entries: [id], ...filter }, orderBy },
        { as: editor },
      );
      expect(errors).toBeUndefined();
      return data.scheduledActions.nodes.map((one) => Number(one.at.slice(8, 10)));
    };
    expect(await list({})).toEqual([1, 2, 3, 4, 5]);
    expect(await list({ states: ['PENDING'] }, 'LATEST')).toEqual([4, 3, 2, 1]);
    expect(await list({ from: `${NEXT_YEAR}-08-02T00:00:00Z`, before: `${NEXT_YEAR}-08-04T00:00:00Z` })).toEqual([
      2, 3,
    ]);
    expect(await list({ actions: ['UNPUBLISH'] })).toEqual([4]);
    expect(await list({ entries: ['nonsense'] })).toEqual([]);
    // The other one finds out whose token it is.
    expect(await hub.statements(() => list({}))).toBe(2);
  });

  test('of one entry is beside its drafts, and beside what the public reads only for those who edit', async () => {
    const id = await draft('Beside');
    await change('publishEntry', id, { revision: 1 });
    await planned(id, { at: `${NEXT_YEAR}-09-02T00:00` });
    await planEnd(id, { at: `${NEXT_YEAR}-09-01T00:00` });
    await cancel((await planned(id, { at: `${NEXT_YEAR}-09-03T00:00` })).id);
    const text = `query ($id: ID!, $ids: [String!]) {
      resource(id: $id) { scheduledActions { action } }
      revisions(filter: { entries: $ids }) { nodes { scheduledActions { action } } } }`;
    const expected = [{ action: 'UNPUBLISH' }, { action: 'PUBLISH' }];
    const { data } = await hub.query(text, { id, ids: [id] }, { as: editor });
    expect(data).toEqual({
      resource: { scheduledActions: expected },
      revisions: { nodes: [{ scheduledActions: expected }] },
    });
    const open = await hub.query('query ($id: ID!) { resource(id: $id) { scheduledActions { action } } }', { id });
    expect(open.data).toEqual({ resource: { scheduledActions: [] } });
  });
});

describe('processes', () => {
  test('that work at the same time do each thing once', async () => {
    const other = await testHub({ databaseUrl: hub.databaseUrl });
    try {
      const ids = await Promise.all(Array.from({ length: 8 }, (_, i) => draft(`Both ${i}`)));
      const plans = await Promise.all(ids.map((id) => planned(id, { locales: ['en'] })));
      await comes(...plans.map(({ id }) => id));
      await Promise.all([wake(), wake(other), wake(), wake(other)]);
      for (const id of ids) expect(await publications(id)).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  test(
    'that are killed in the middle leave nothing half done, and the next one does it, once',
    async () => {
      const id = await draft('Killed');
      const { id: actionId } = await planned(id);
      await comes(actionId);
      const blocker = new pg.Client(hub.databaseUrl);
      await blocker.connect();
      undo.push(() => blocker.end());
      await blocker.query('begin; lock table publication in exclusive mode');
      const worker = async () =>
        begin(['start'], {
          DATABASE_URL: hub.databaseUrl,
          HEARTH_DATA: folder.directory,
          ROLE: 'worker',
          PORT: String(await freePort()),
        });
      const first = await worker();
      await until(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into publication%'",
      );
      first.signal('SIGKILL');
      await first.finished;
      await blocker.query('rollback');
      await until(
        "select 1 where not exists (select 1 from pg_stat_activity where datname = current_database() and query like '%insert into publication%' and state <> 'idle' and pid <> pg_backend_pid())",
      );
      expect(await title(id)).toBeUndefined();
      expect(await look(actionId)).toMatchObject({ state: 'PENDING' });

      const second = await worker();
      await until(`select 1 from scheduled_action where id = '${actionId}' and state = 'DONE'`);
      second.signal('SIGTERM');
      await second.finished;
      expect(await title(id)).toBe('Killed en');
      expect(await publications(id)).toHaveLength(2);
    },
    LONG,
  );

  /** Waits until the query finds something. */
  async function until(sql: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while ((await hub.database.pool.query(sql)).rowCount === 0) {
      if (Date.now() > deadline) throw new Error(`In vain: ${sql}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  test('try again what came to grief, hold back what comes after it, and give up one day', async () => {
    const id = await draft('Grief');
    const start = await planned(id, { locales: ['en'] });
    const end = (await planEnd(id, { at: `${NEXT_YEAR}-06-02T00:00` })).scheduledAction!;
    await comes(start.id, end.id);
    await hub.database.pool.query(
      `alter table publication add constraint full_disk check (entry_id <> '${id}') not valid`,
    );
    await wake();
    expect(await look(start.id)).toMatchObject({ state: 'PENDING' });
    expect(await look(end.id)).toMatchObject({ state: 'PENDING' });
    for (let tries = 0; tries < 15; tries++) await wake();
    expect(await look(start.id)).toMatchObject({ state: 'FAILED', errors: [{ code: 'UNEXPECTED' }] });
    expect(await title(id)).toBeUndefined();
    await hub.database.pool.query('alter table publication drop constraint full_disk');
  });
});
