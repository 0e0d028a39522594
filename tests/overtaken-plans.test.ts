import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acceptConduct, type TestHub, testHub } from './harness/hub.js';
import { lettersTo, mailFolder } from './harness/letters.js';
import { FROM_ANYWHERE, newMember, type Problem } from './harness/people.js';
import { draftResource, publicTitles, resource, saveResource } from './harness/resources.js';

/* What is done by hand calls off the plans that it overtakes, language by language; it names them, and tells who made them. */

let hub: TestHub;
let folder: Awaited<ReturnType<typeof mailFolder>>;
let editor: string;
let planner: { token: string; email: string; handle: string };
beforeAll(async () => {
  folder = await mailFolder();
  hub = await testHub({ environment: { ...FROM_ANYWHERE, HEARTH_DATA: folder.directory } });
  editor = await hub.signIn('editor');
  planner = await colleague();
});
afterAll(async () => {
  await hub.close();
  await folder.remove();
});

const JUNE = `${new Date().getUTCFullYear() + 1}-06-01T09:00`;

async function colleague() {
  const member = await newMember(hub, 'Pia');
  await acceptConduct(hub, member.token);
  await hub.query(
    'mutation ($id: ID!) { updateMemberRoles(memberId: $id, roles: [EDITOR]) { errors { code } } }',
    { id: member.id },
    { as: await hub.signIn('admin') },
  );
  return member;
}

const inBoth = (title: string, url = 'https://old.example') =>
  resource('', {
    url,
    translations: ['en', 'de'].map((locale) => ({ locale, title: `${title} ${locale}`, body: 'Words.' })),
  });

interface Called {
  scheduledAction?: { id: string };
  release?: { id: string };
  cancelledActions?: { id: string; state: string; cancelReason: string | null; scheduledBy: { handle: string } }[];
  changes?: { entryId: string; cancelledActions: { id: string; state: string }[] }[];
  errors: Problem[];
}

async function call(text: string, as = editor): Promise<Called> {
  const { data, errors } = await hub.query<{ done: Called }>(`mutation { done: ${text} }`, {}, { as });
  expect(errors).toBeUndefined();
  expect(data.done.errors).toEqual([]);
  return data.done;
}

const list = (locales?: readonly string[]) => (locales ? `, locales: ${JSON.stringify(locales)}` : '');

/** Plans, as Pia, to publish a revision; answers the id of the plan. */
async function plan(id: string, revision: number, locales?: readonly string[]): Promise<string> {
  const { scheduledAction } = await call(
    `schedulePublication(id: "${id}", revision: ${revision}, at: "${JUNE}", timeZone: "UTC"${list(locales)}) { scheduledAction { id } errors { message } }`,
    planner.token,
  );
  return scheduledAction!.id;
}

const CANCELLED = 'cancelledActions { id state cancelReason scheduledBy { handle } } errors { message }';
const publish = (id: string, revision: number, locales?: readonly string[], as?: string) =>
  call(`publishEntry(id: "${id}", revision: ${revision}${list(locales)}) { ${CANCELLED} }`, as);

async function stateOf(planId: string): Promise<string> {
  const { data } = await hub.query<{ scheduledAction: { state: string } }>(
    `{ scheduledAction(id: "${planId}") { state } }`,
    {},
    { as: editor },
  );
  return data.scheduledAction.state;
}

async function comes(planId: string): Promise<void> {
  const { pool } = hub.database;
  await pool.query(
    `update scheduled_action set wall_clock = '2020-01-01T00:00', due_at = '2020-01-01T00:00Z' where id = $1`,
    [planId],
  );
  await pool.query("select graphile_worker.add_job('run-scheduled-actions')");
  await hub.settle();
}

const calledOff = (id: string, cancelReason: string) => ({
  id,
  state: 'CANCELLED',
  cancelReason,
  scheduledBy: { handle: planner.handle },
});

describe('publishing a newer revision', () => {
  test('in one language lets the plan for another go on, which takes nothing back', async () => {
    const id = await draftResource(hub, editor, inBoth('Old'));
    const german = await plan(id, 1, ['de']);
    await saveResource(hub, editor, id, 1, inBoth('New', 'https://new.example'));
    expect((await publish(id, 2, ['en'])).cancelledActions).toEqual([]);
    expect(await stateOf(german)).toBe('PENDING');
    await comes(german);
    expect(await stateOf(german)).toBe('DONE');
    expect([await publicTitles(hub, [id], 'en'), await publicTitles(hub, [id], 'de')]).toEqual([
      ['New en'],
      ['Old de'],
    ]);
    // What has no language is what was published last by hand.
    const { data } = await hub.query(`{ resource(id: "${id}") { url } }`);
    expect(data).toEqual({ resource: { url: 'https://new.example' } });
    // And nothing of it counts as gone back.
    await saveResource(hub, editor, id, 2, inBoth('Newer', 'https://new.example'));
    const later = await hub.query<{ done: { sharedChanges: string[][] } }>(
      `mutation { done: publishEntry(id: "${id}", revision: 3) { sharedChanges } }`,
      {},
      { as: editor },
    );
    expect(later.data.done.sharedChanges).toEqual([]);
  });

  test('calls off the plans for its languages, names them and tells who made them', async () => {
    const id = await draftResource(hub, editor, inBoth('Named'));
    const [german, both, all] = [await plan(id, 1, ['de']), await plan(id, 1, ['en', 'de']), await plan(id, 1)];
    await saveResource(hub, editor, id, 1, inBoth('Named anew'));
    const { cancelledActions } = await publish(id, 2, ['en']);
    expect(cancelledActions).toHaveLength(2);
    expect(cancelledActions).toEqual(
      expect.arrayContaining([calledOff(both, 'SUPERSEDED'), calledOff(all, 'SUPERSEDED')]),
    );
    expect(await stateOf(german)).toBe('PENDING');
    const letters = await lettersTo(hub, planner.email);
    expect(letters.filter(({ subject }) => subject.includes('Named'))).toHaveLength(2);
    expect(letters.at(-1)!.text).toContain('published a newer version');
    expect((await publish(id, 2, ['de'])).cancelledActions).toEqual([calledOff(german, 'SUPERSEDED')]);
  });

  test('leaves a plan for all languages alone whose revision has none of those published', async () => {
    const english = { translations: [{ locale: 'en', title: 'Only', body: 'Words.' }] };
    const id = await draftResource(hub, editor, resource('', english));
    const planned = await plan(id, 1);
    await saveResource(hub, editor, id, 1, inBoth('Only'));
    expect((await publish(id, 2, ['de'])).cancelledActions).toEqual([]);
    expect(await stateOf(planned)).toBe('PENDING');
  });

  test('sends no mail to who has done both', async () => {
    const id = await draftResource(hub, editor, inBoth('Both mine'));
    const mine = await plan(id, 1);
    await saveResource(hub, planner.token, id, 1, inBoth('Both mine still'));
    expect((await publish(id, 2, undefined, planner.token)).cancelledActions).toEqual([calledOff(mine, 'SUPERSEDED')]);
    const letters = await lettersTo(hub, planner.email);
    expect(letters.filter(({ subject }) => subject.includes('Both mine'))).toEqual([]);
  });
});

describe('whichever way plans are called off, they are named', () => {
  test('taking back and the trash', async () => {
    const id = await draftResource(hub, editor, inBoth('Taken'));
    await publish(id, 1);
    const [english, german] = [await plan(id, 1, ['en']), await plan(id, 1, ['de'])];
    const unpublished = await call(`unpublishEntry(id: "${id}", locales: ["de"]) { ${CANCELLED} }`);
    expect(unpublished.cancelledActions).toEqual([calledOff(german, 'TAKEN_BACK')]);
    const trashed = await call(`deleteEntry(id: "${id}") { ${CANCELLED} }`);
    expect(trashed.cancelledActions).toEqual([calledOff(english, 'TRASHED')]);
    expect((await call(`restoreEntry(id: "${id}") { ${CANCELLED} }`)).cancelledActions).toEqual([]);
  });

  test('many at once, of which a dry run calls off nothing', async () => {
    const id = await draftResource(hub, editor, inBoth('Many'));
    const planned = await plan(id, 1, ['de']);
    await saveResource(hub, editor, id, 1, inBoth('Many anew'));
    const many = (field: string, more = '') =>
      call(
        `${field}(entries: { ids: ["${id}"] }${more}) { changes { entryId cancelledActions { id state } } errors { message } }`,
      );
    const expected = (planId: string, state: string) => [{ entryId: id, cancelledActions: [{ id: planId, state }] }];
    expect((await many('publishEntries', ', dryRun: true')).changes).toEqual(expected(planned, 'PENDING'));
    expect(await stateOf(planned)).toBe('PENDING');
    expect((await many('publishEntries')).changes).toEqual(expected(planned, 'CANCELLED'));
    const second = await plan(id, 2, ['en']);
    expect((await many('unpublishEntries', ', locales: ["en"]')).changes).toEqual(expected(second, 'CANCELLED'));
    const third = await plan(id, 2, ['en']);
    expect((await many('deleteEntries')).changes).toEqual(expected(third, 'CANCELLED'));
  });

  test('a release, there and back', async () => {
    const id = await draftResource(hub, editor, inBoth('Release'));
    await publish(id, 1);
    const planned = await plan(id, 1, ['en']);
    await saveResource(hub, editor, id, 1, inBoth('Release anew'));
    const ANSWER = 'release { id } changes { entryId cancelledActions { id state } } errors { message }';
    const { release } = await call(
      `createRelease(input: { name: "R" }, items: [{ entryId: "${id}", locales: ["en"] }]) { ${ANSWER} }`,
    );
    const there = await call(`publishRelease(id: "${release!.id}") { ${ANSWER} }`);
    expect(there.changes).toEqual([{ entryId: id, cancelledActions: [{ id: planned, state: 'CANCELLED' }] }]);
  });
});
