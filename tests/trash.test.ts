import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let admin: string;
let editor: string;
beforeAll(async () => {
  hub = await testHub();
  admin = await hub.signIn('admin');
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

interface Answer {
  revision?: { entryId: string } | null;
  purgedId?: string | null;
  errors: { code: string; path: string[] }[];
}

const ERRORS = 'errors { code message path }';
const CREATE = `mutation ($input: ResourceInput!) { answer: createResource(input: $input) { revision { entryId } ${ERRORS} } }`;
const PUBLISH = `mutation ($id: ID!) { answer: publishEntry(id: $id, revision: 1) { ${ERRORS} } }`;
const DELETE = `mutation ($id: ID!) { answer: deleteEntry(id: $id) { ${ERRORS} } }`;
const RESTORE = `mutation ($id: ID!) { answer: restoreEntry(id: $id) { ${ERRORS} } }`;
const PURGE = `mutation ($id: ID!) { answer: purgeEntry(id: $id) { purgedId ${ERRORS} } }`;
const TRASH = `{ revisions(first: 50, filter: { trashed: true, newest: true }, orderBy: TRASHED) {
  nodes { entryId can trashedAt trashedBy { handle } } } }`;

async function ask(text: string, variables: object, as = editor): Promise<Answer> {
  const { data, errors } = await hub.query<{ answer: Answer }>(text, variables, { as });
  return errors ? { errors: [{ code: String(errors[0]!.extensions.code), path: [] }] } : data.answer;
}

async function made(title: string, more: object = {}): Promise<string> {
  const input = {
    kind: 'CHECKLIST',
    cost: 'FREE',
    url: 'https://example.org',
    translations: [{ locale: 'en', title, body: 'Words.' }],
    ...more,
  };
  return (await ask(CREATE, { input })).revision!.entryId;
}

async function trashed(title: string, more: object = {}): Promise<string> {
  const id = await made(title, more);
  await ask(PUBLISH, { id });
  expect((await ask(DELETE, { id })).errors).toEqual([]);
  return id;
}

async function inTrash(as = editor) {
  const { data } = await hub.query<{ revisions: { nodes: { entryId: string; can: string[] }[] } }>(TRASH, {}, { as });
  return data.revisions.nodes;
}

async function rowsOf(id: string): Promise<Record<string, number>> {
  const tables = ['revision', 'entry_translation', 'publication', 'entry_topic', 'usage', 'replaced_autosave'];
  const counts = tables.map((table) => `(select count(*)::int from ${table} where entry_id = $1) as ${table}`);
  return (
    await hub.database.pool.query(
      `select ${counts.join(', ')}, (select count(*)::int from entry where id = $1) as entry`,
      [id],
    )
  ).rows[0];
}

const ago = (id: string, days: number) =>
  hub.database.pool.query(`update entry set deleted_at = now() - $2 * interval '1 day' where id = $1`, [id, days]);

async function upkeep(on: TestHub = hub) {
  await on.database.pool.query("select graphile_worker.add_job('purge-trash')");
  await on.settle();
}

describe('the trash', () => {
  test('lists what was thrown away last first, by whom, and what one may do with it', async () => {
    const [first, second] = [await trashed('First'), await trashed('Second')];
    const [newest, before] = await inTrash();
    expect([newest!.entryId, before!.entryId]).toEqual([second, first]);
    expect(newest).toMatchObject({ trashedBy: { handle: 'editor' }, trashedAt: expect.any(String) });
    expect(newest!.can).toContain('RESTORE');
    expect(newest!.can).not.toContain('PURGE');
    expect((await inTrash(admin))[0]!.can).toContain('PURGE');
    expect((await ask(RESTORE, { id: second })).errors).toEqual([]);
    expect((await inTrash()).map(({ entryId }) => entryId)).not.toContain(second);
    const { data } = await hub.query(
      'query ($id: String!) { revisions(first: 1, filter: { entries: [$id] }) { nodes { trashedAt trashedBy { id } } } }',
      { id: second },
      { as: editor },
    );
    expect(data).toEqual({ revisions: { nodes: [{ trashedAt: null, trashedBy: null }] } });
  });

  test('is seen by nobody who may not read the revisions', async () => {
    await trashed('Of an editor');
    expect(await inTrash(await hub.signIn('contributor'))).toEqual([]);
  });
});

describe('deleting for good', () => {
  test('takes everything of the entry along but the audit log, and is told to webhooks', async () => {
    const webhook =
      'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { id } errors { message } } }';
    const input = { name: 'Cache', url: 'https://cache.example.org/hook', events: ['ENTRY_PURGED'] };
    expect(
      (await hub.query<{ createWebhook: Answer }>(webhook, { input }, { as: admin })).data.createWebhook.errors,
    ).toEqual([]);
    const id = await trashed('Gone');
    expect(await rowsOf(id)).toMatchObject({ entry: 1, revision: 1, publication: 2 });
    expect(await ask(PURGE, { id }, admin)).toEqual({ purgedId: id, errors: [] });
    expect(await rowsOf(id)).toEqual({
      entry: 0,
      revision: 0,
      entry_translation: 0,
      publication: 0,
      entry_topic: 0,
      usage: 0,
      replaced_autosave: 0,
    });
    const told = await hub.database.pool.query(
      'select event, payload::jsonb from webhook_delivery where object_id = $1',
      [id],
    );
    expect(told.rows).toMatchObject([
      { event: 'ENTRY_PURGED', payload: { type: 'entry.purged', data: { entryId: id } } },
    ]);
    // Nobody is there to be told.
    await hub.database.pool.query('delete from webhook');
    const { data } = await hub.query<{ auditEvents: { nodes: { action: string }[] } }>(
      'query ($id: ID!) { auditEvents(first: 20, filter: { objects: [$id] }) { nodes { action } } }',
      { id },
      { as: admin },
    );
    expect(data.auditEvents.nodes.map(({ action }) => action).sort()).toEqual([
      'createResource',
      'deleteEntry',
      'publishEntry',
      'purgeEntry',
    ]);
    expect((await ask(RESTORE, { id })).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await ask(PURGE, { id }, admin)).errors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
  });

  test('is for admins, and only for what is in the trash', async () => {
    const [live, id] = [await made('Alive'), await trashed('Asleep')];
    expect((await ask(PURGE, { id: live }, admin)).errors).toMatchObject([{ code: 'NOT_ALLOWED' }]);
    expect((await ask(PURGE, { id: 'no id' }, admin)).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await ask(PURGE, { id })).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(await rowsOf(id)).toMatchObject({ entry: 1 });
  });

  test('leaves the drafts of others as they are, which name it until they are published', async () => {
    const target = await trashed('Named');
    await ask(RESTORE, { id: target });
    const draft = await made('Naming', { relatedEntryIds: [target] });
    await ask(DELETE, { id: target });
    await ask(PURGE, { id: target }, admin);
    expect((await ask(PUBLISH, { id: draft })).errors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'relatedEntryIds', '0'] },
    ]);
    const update = `mutation ($id: ID!, $input: ResourceInput!) { answer: updateResource(id: $id, revision: 1, input: $input) { ${ERRORS} } }`;
    expect((await ask(update, { id: draft, input: { phone: '12345', relatedEntryIds: [target] } })).errors).toEqual([]);
  });

  test('happens by itself after some time in the trash, and to nothing else', async () => {
    const [old, young, restored] = [await trashed('Old'), await trashed('Young'), await trashed('Back')];
    await ago(old, 91);
    await ago(young, 89);
    await ask(RESTORE, { id: restored });
    await upkeep();
    expect(await rowsOf(old)).toMatchObject({ entry: 0, revision: 0 });
    expect(await rowsOf(young)).toMatchObject({ entry: 1, revision: 1 });
    expect(await rowsOf(restored)).toMatchObject({ entry: 1 });
    const { rows } = await hub.database.pool.query(
      "select actor_id, outcome from audit_event where action = 'purgeEntry' and object_id = $1",
      [old],
    );
    expect(rows).toEqual([{ actor_id: null, outcome: 'DONE' }]);
  });

  test('does not happen by itself where that is switched off', async () => {
    const patient = await testHub({ databaseUrl: hub.databaseUrl, environment: { TRASH_DAYS: '0' } });
    try {
      const id = await trashed('Kept');
      await ago(id, 5000);
      await upkeep(patient);
      expect(await rowsOf(id)).toMatchObject({ entry: 1 });
    } finally {
      await patient.close();
    }
  });

  test('is not undone by an import', async () => {
    const put = () =>
      hub.services.imports.put('test', 'one', 'RESOURCE', {
        kind: 'CHECKLIST',
        cost: 'FREE',
        url: 'https://example.org',
        translations: [{ locale: 'en', title: `Imported ${Math.random()}`, body: 'Words.' }],
      } as never);
    expect(await put()).toBe('created');
    const { rows } = await hub.database.pool.query("select entry_id as id from imported_entry where source = 'test'");
    await ask(DELETE, rows[0]);
    expect((await ask(PURGE, rows[0], admin)).errors).toEqual([]);
    expect(await put()).toBe('unchanged');
  });
});
