import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { announce } from '../src/services/webhooks/announce.js';
import { type TestHub, testHub } from './harness/hub.js';
import { lettersTo, mailFolder } from './harness/letters.js';
import { type Received, type Receiver, webhookReceiver } from './harness/receiver.js';

const WEBHOOK = 'id name url events entryTypes locales topicIds enabled disabledReason failingSince pendingCount';
const ERRORS = 'errors { code path message }';
const CREATE = `mutation ($input: CreateWebhookInput!) { done: createWebhook(input: $input) { webhook { ${WEBHOOK} } secret ${ERRORS} } }`;
const UPDATE = `mutation ($id: ID!, $input: UpdateWebhookInput!) { done: updateWebhook(id: $id, input: $input) { webhook { ${WEBHOOK} } ${ERRORS} } }`;
const DELETE = `mutation ($id: ID!) { done: deleteWebhook(id: $id) { deletedId ${ERRORS} } }`;
const ROTATE = `mutation ($id: ID!) { done: rotateWebhookSecret(id: $id) { webhook { id previousSecretUntil } secret ${ERRORS} } }`;
const TEST = `mutation ($id: ID!) { done: testWebhook(id: $id) { delivery { id status event } ${ERRORS} } }`;
const REDELIVER = `mutation ($id: ID!) { done: redeliverWebhook(deliveryId: $id) { delivery { id status } ${ERRORS} } }`;
const LOG = `query ($id: ID!) { webhook(id: $id) { ${WEBHOOK} deliveries(orderBy: OLDEST, first: 50) { nodes {
  id eventId event objectId payload status nextAttemptAt attempts { at responseStatus durationMs responseBody error } } } } }`;

interface Webhook {
  id: string;
  enabled: boolean;
  disabledReason: string | null;
  failingSince: string | null;
  pendingCount: number;
}
interface Delivery {
  id: string;
  eventId: string;
  event: string;
  objectId: string | null;
  payload: Received['json'];
  status: string;
  nextAttemptAt: string | null;
  attempts: {
    responseStatus: number | null;
    durationMs: number;
    responseBody: string | null;
    error: string | null;
  }[];
}
interface Done {
  webhook: (Webhook & { previousSecretUntil?: string }) | null;
  delivery?: { id: string; status: string; event: string } | null;
  secret: string | null;
  errors: { code: string; path: string[]; message: string }[];
}

let mail: Awaited<ReturnType<typeof mailFolder>>;
let hub: TestHub;
let admin: string;
let editor: string;
let receiver: Receiver;

beforeAll(async () => {
  mail = await mailFolder();
  hub = await testHub({ environment: { WEBHOOK_PRIVATE_TARGETS: 'true', HEARTH_DATA: mail.directory } });
  admin = await hub.signIn('admin');
  editor = await hub.signIn('editor');
});
afterAll(async () => {
  await hub.close();
  await mail.remove();
});
beforeEach(async () => {
  receiver = await webhookReceiver();
});
afterEach(async () => {
  await hub.database.pool.query('delete from webhook');
  await receiver.close();
});

async function change(text: string, variables: object, as = admin): Promise<Done> {
  const { data, errors } = await hub.query<{ done: Done }>(text, variables, { as });
  expect(errors).toBeUndefined();
  return data.done;
}

async function webhook(input: object = {}): Promise<{ id: string; secret: string }> {
  const given = { name: 'Site', url: receiver.url, events: ['ENTRY_CREATED', 'ENTRY_SAVED', 'ENTRY_PUBLISHED'] };
  const { webhook, secret, errors } = await change(CREATE, { input: { ...given, ...input } });
  expect(errors).toEqual([]);
  return { id: webhook!.id, secret: secret! };
}

async function log(id: string): Promise<Webhook & { deliveries: { nodes: Delivery[] } }> {
  const { data } = await hub.query<{ webhook: Webhook & { deliveries: { nodes: Delivery[] } } }>(
    LOG,
    { id },
    { as: admin },
  );
  return data.webhook;
}
const deliveries = async (id: string) => (await log(id)).deliveries.nodes;

const texts = (title: string, locales = ['en']) => locales.map((locale) => ({ locale, title, body: 'Words.' }));
const resource = (title: string, more: object = {}) => ({
  kind: 'WEBSITE',
  cost: 'FREE',
  url: 'https://example.org',
  translations: texts(title),
  ...more,
});

async function createResource(input: object = resource('Sleep')): Promise<string> {
  const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
    'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } errors { message } } }',
    { input },
    { as: editor },
  );
  return data.createResource.revision.entryId;
}

async function save(id: string, revision: number, input: object, autosave = false): Promise<void> {
  const { data } = await hub.query<{ updateResource: { errors: object[] } }>(
    'mutation ($id: ID!, $revision: Int!, $input: ResourceInput!, $autosave: Boolean) { updateResource(id: $id, revision: $revision, input: $input, autosave: $autosave) { errors { message } } }',
    { id, revision, input, autosave },
    { as: editor },
  );
  expect(data.updateResource.errors).toEqual([]);
}

async function publish(id: string, revision: number): Promise<object[]> {
  const { data } = await hub.query<{ publishEntry: { errors: object[] } }>(
    'mutation ($id: ID!, $revision: Int!) { publishEntry(id: $id, revision: $revision) { errors { code } } }',
    { id, revision },
    { as: editor },
  );
  return data.publishEntry.errors;
}

/** What waits for its time is due now. */
async function later(): Promise<void> {
  await hub.database.pool.query('update graphile_worker._private_jobs set run_at = now()');
  await hub.settle();
}

/** What any receiver does: see docs/webhooks.md. */
function signatureOf({ headers, body }: Received, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

describe('what is sent', () => {
  test('is signed, and holds ids and numbers but no texts', async () => {
    const { id, secret } = await webhook();
    const entryId = await createResource(resource('Secret title'));
    expect(await publish(entryId, 1)).toEqual([]);
    await hub.settle();

    const me = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: editor });
    const data = { entryId, entryType: 'RESOURCE', revision: 1, locales: ['en'], actorId: me.data.me.id };
    expect(receiver.received.map(({ json }) => [json.type, json.data])).toEqual([
      ['entry.created', data],
      ['entry.published', data],
    ]);
    for (const request of receiver.received) {
      expect(request.headers['webhook-signature']).toBe(signatureOf(request, secret));
      expect(Math.abs(Number(request.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
      expect(request.headers['webhook-id']).toBe(request.json.id);
      expect(request.headers['content-type']).toBe('application/json');
      expect(request.body).not.toContain('Secret');
    }
    expect(await deliveries(id)).toMatchObject([
      { status: 'DELIVERED', attempts: [{ responseStatus: 204, error: null }], nextAttemptAt: null },
      { status: 'DELIVERED', objectId: entryId, payload: receiver.received[1]!.json },
    ]);
  });

  test('is what happens to an entry from the first save to the trash and back', async () => {
    await webhook({
      events: ['CREATED', 'SAVED', 'PUBLISHED', 'UNPUBLISHED', 'TRASHED', 'RESTORED'].map((e) => `ENTRY_${e}`),
    });
    const id = await createResource();
    await save(id, 1, resource('Autosaved'), true);
    await save(id, 2, resource('Better'));
    await publish(id, 3);
    for (const mutation of ['unpublishEntry', 'deleteEntry', 'restoreEntry']) {
      await hub.query(`mutation ($id: ID!) { ${mutation}(id: $id) { errors { code } } }`, { id }, { as: editor });
    }
    await hub.settle();
    expect(receiver.received.map(({ json }) => [json.type, json.data.revision])).toEqual([
      ['entry.created', 1],
      ['entry.saved', 3],
      ['entry.published', 3],
      ['entry.unpublished', 3],
      ['entry.trashed', 3],
      ['entry.restored', 3],
    ]);
  });

  test('is nothing when the change is not made', async () => {
    const { id } = await webhook();
    const entryId = await createResource(resource('Nobody home', { url: null }));
    expect(await publish(entryId, 1)).not.toEqual([]);
    await hub.settle();
    expect((await deliveries(id)).map(({ event }) => event)).toEqual(['ENTRY_CREATED']);
    expect(receiver.received).toHaveLength(1);
  });

  test('is nothing when the transaction fails after it was announced', async () => {
    const { id } = await webhook();
    const entryId = await createResource();
    const failing = hub.database.dataSource.transaction(async (manager) => {
      await announce(manager, { event: 'ENTRY_SAVED', id: entryId, by: null });
      throw new Error('given up');
    });
    await expect(failing).rejects.toThrow('given up');
    await hub.settle();
    expect((await deliveries(id)).map(({ event }) => event)).toEqual(['ENTRY_CREATED']);
    expect(receiver.received).toHaveLength(1);
  });

  test('can be many events of one statement', async () => {
    await webhook({ events: ['RELEASE_PUBLISHED', 'ENTRY_PURGED'] });
    const entryId = await createResource();
    const releaseId = '01999999-0000-7000-8000-000000000001';
    await hub.database.dataSource.transaction((manager) =>
      announce(
        manager,
        { event: 'ENTRY_PURGED', id: entryId, by: null, revision: 1, locales: ['de'] },
        { event: 'RELEASE_PUBLISHED', id: releaseId, by: null, at: new Date('2026-05-01T10:00:00Z') },
        { event: 'ENTRY_PUBLISHED', id: entryId, by: null },
      ),
    );
    await hub.settle();
    const told = receiver.received.map(({ json }) => json).sort((a, b) => a.type.localeCompare(b.type));
    expect(told).toMatchObject([
      { type: 'entry.purged', data: { entryId, entryType: 'RESOURCE', revision: 1, locales: ['de'], actorId: null } },
      { type: 'release.published', timestamp: '2026-05-01T10:00:00.000Z', data: { releaseId, actorId: null } },
    ]);
  });

  test('of the community are threads, by id', async () => {
    await webhook({ events: ['THREAD_CREATED', 'THREAD_DELETED'] });
    const spaceId = await hub.services.spaces.put({
      slug: 'kitchen',
      visibility: 'PUBLIC',
      translations: [{ locale: 'en', name: 'Kitchen' }],
    });
    const { data } = await hub.query<{ opened: { thread: { id: string } } }>(
      'mutation ($input: CreateDiscussionThreadInput!) { opened: createDiscussionThread(input: $input) { thread { id } errors { message } } }',
      { input: { spaceId, title: 'Soup', locale: 'en', body: 'Which one?' } },
      { as: editor },
    );
    const threadId = data.opened.thread.id;
    await hub.query(
      'mutation ($id: ID!) { deleteDiscussionThread(id: $id) { errors { code } } }',
      { id: threadId },
      { as: editor },
    );
    await hub.settle();
    expect(receiver.received.map(({ json }) => [json.type, json.data.threadId])).toEqual([
      ['thread.created', threadId],
      ['thread.deleted', threadId],
    ]);
  });

  test('costs a change one statement more when someone wants to know', async () => {
    const id = await createResource();
    const remove = (mutation: string) =>
      hub.statements(() =>
        hub.query(`mutation ($id: ID!) { ${mutation}(id: $id) { errors { code } } }`, { id }, { as: editor }),
      );
    const without = await remove('deleteEntry');
    await remove('restoreEntry');
    await webhook({ events: ['ENTRY_TRASHED'] });
    expect(await remove('deleteEntry')).toBe(without + 1);
  });
});

describe('a filter', () => {
  test('narrows by type of entry, language and topic, those below included', async () => {
    const family = await hub.services.topics.put({ slug: 'family', translations: [{ locale: 'en', name: 'Family' }] });
    const baby = await hub.services.topics.put({
      slug: 'baby',
      parentSlug: 'family',
      translations: [{ locale: 'en', name: 'Baby' }],
    });
    const events = ['ENTRY_CREATED'];
    const all = {
      stories: await webhook({ events, entryTypes: ['SUCCESS_STORY'] }),
      resources: await webhook({ events, entryTypes: ['RESOURCE', 'EXPERT_ARTICLE'] }),
      german: await webhook({ events, locales: ['de'] }),
      family: await webhook({ events, topicIds: [family] }),
    };
    const plain = await createResource();
    const german = await createResource(resource('Schlaf', { translations: texts('Schlaf', ['de']) }));
    const aboutBabies = await createResource(resource('Babies', { topicIds: [baby] }));
    const told = async (name: keyof typeof all) => (await deliveries(all[name].id)).map(({ objectId }) => objectId);
    expect(await told('stories')).toEqual([]);
    expect(await told('resources')).toEqual([plain, german, aboutBabies]);
    expect(await told('german')).toEqual([german]);
    expect(await told('family')).toEqual([aboutBabies]);
  });

  const topic = (slug: string, parentSlug?: string) =>
    hub.services.topics.put({ slug, parentSlug: parentSlug ?? null, translations: [{ locale: 'en', name: slug }] });
  const run = async (text: string, variables: object) => {
    const { data, errors } = await hub.query<{ done: { errors: object[] } }>(text, variables, { as: admin });
    expect(errors).toBeUndefined();
    expect(data.done.errors).toEqual([]);
  };
  const events = ['ENTRY_SAVED', 'ENTRY_PUBLISHED', 'TOPIC_CREATED', 'TOPIC_UPDATED', 'TOPIC_DELETED'];
  const told = async (id: string) => (await deliveries(id)).map(({ event, objectId }) => [event, objectId]);

  test('by topic tells of an entry that leaves it, as a draft and in public, and no more after that', async () => {
    const [garden, herbs, sport] = [await topic('garden'), await topic('herbs', 'garden'), await topic('sport')];
    const entryId = await createResource(resource('Mint', { topicIds: [herbs] }));
    await publish(entryId, 1);
    const { id } = await webhook({ events, topicIds: [garden] });
    await save(entryId, 1, resource('Mint', { topicIds: [sport] }));
    await publish(entryId, 2);
    await save(entryId, 2, resource('Football', { topicIds: [sport] }));
    await publish(entryId, 3);
    expect(await told(id)).toEqual([
      ['ENTRY_SAVED', entryId],
      ['ENTRY_PUBLISHED', entryId],
    ]);
  });

  test('by topic tells of an entry that is tagged otherwise, or a version without it brought back', async () => {
    const [attic, yard] = [await topic('attic'), await topic('yard')];
    const entryId = await createResource(resource('Boxes', { topicIds: [attic] }));
    await publish(entryId, 1);
    const { id } = await webhook({ events: ['ENTRY_PUBLISHED'], topicIds: [attic] });
    await run(
      'mutation ($entries: EntrySelection!, $add: [ID!], $remove: [ID!]) { done: tagEntries(entries: $entries, add: $add, remove: $remove) { errors { code message } } }',
      { entries: { ids: [entryId] }, add: [yard], remove: [attic] },
    );
    expect(await told(id)).toEqual([['ENTRY_PUBLISHED', entryId]]);
  });

  test('by topic tells of topics that are made below it, renamed, moved away and deleted', async () => {
    const [house, roof, other] = [await topic('house'), await topic('roof', 'house'), await topic('street')];
    const { id } = await webhook({ events, topicIds: [house] });
    const renamed = await webhook({ events, topicIds: [other] });
    const UPDATE_TOPIC =
      'mutation ($id: ID!, $input: TopicInput!) { done: updateTopic(id: $id, input: $input) { errors { code } } }';
    const cellar = await topic('cellar', 'house');
    await run(UPDATE_TOPIC, { id: roof, input: { slug: 'roofs' } });
    await run(UPDATE_TOPIC, { id: roof, input: { parentId: other } });
    await run(UPDATE_TOPIC, { id: roof, input: { position: 4 } });
    await run('mutation ($id: ID!) { done: deleteTopic(id: $id) { errors { code } } }', { id: cellar });
    expect(await told(id)).toEqual([
      ['TOPIC_CREATED', cellar],
      ['TOPIC_UPDATED', roof],
      ['TOPIC_UPDATED', roof],
      ['TOPIC_DELETED', cellar],
    ]);
    expect(await told(renamed.id)).toEqual([
      ['TOPIC_UPDATED', roof],
      ['TOPIC_UPDATED', roof],
    ]);
  });

  test('by a topic that is replaced tells what is published by that, and follows to the one in its place', async () => {
    const [nap, sleep] = [await topic('nap'), await topic('sleep')];
    const entryId = await createResource(resource('Siesta', { topicIds: [nap] }));
    await publish(entryId, 1);
    const { id } = await webhook({ events, topicIds: [nap] });
    const lonely = await webhook({ events, topicIds: [await topic('lonely')] });
    await run('mutation ($id: ID!, $to: ID) { done: deleteTopic(id: $id, replaceWith: $to) { errors { code } } }', {
      id: nap,
      to: sleep,
    });
    const events_ = await told(id);
    expect(events_).toContainEqual(['ENTRY_PUBLISHED', entryId]);
    expect(events_).toContainEqual(['TOPIC_DELETED', nap]);
    expect(await log(id)).toMatchObject({ topicIds: [sleep] });
    // With nothing in its place, a webhook does not become one for everything, and can still be changed.
    const { topicIds } = (await log(lonely.id)) as unknown as { topicIds: string[] };
    await run('mutation ($id: ID!) { done: deleteTopic(id: $id) { errors { code } } }', { id: topicIds[0] });
    await createResource(resource('About nothing'));
    expect(await told(lonely.id)).toEqual([['TOPIC_DELETED', topicIds[0]]]);
    expect((await change(UPDATE, { id: lonely.id, input: { name: 'Alone' } })).errors).toEqual([]);
  });

  test('by language tells of a text that a draft has no more', async () => {
    const entryId = await createResource(resource('Both', { translations: texts('Both', ['en', 'de']) }));
    const { id } = await webhook({ events, locales: ['de'] });
    await save(entryId, 1, resource('English only'));
    await save(entryId, 2, resource('English still'));
    expect(await told(id)).toEqual([['ENTRY_SAVED', entryId]]);
  });
});

describe('of experts and spaces', () => {
  test('there are events, by id', async () => {
    const kinds = ['EXPERT', 'SPACE'];
    await webhook({ events: kinds.flatMap((kind) => ['CREATED', 'UPDATED', 'DELETED'].map((e) => `${kind}_${e}`)) });
    for (const [type, input, other] of [
      ['Expert', { name: 'Bo Lund', translations: [{ locale: 'en', title: 'Nurse' }] }, { name: 'Bo Lunde' }],
      ['Space', { visibility: 'PUBLIC', translations: [{ locale: 'en', name: 'Hall' }] }, { visibility: 'MEMBERS' }],
    ] as const) {
      const field = type.toLowerCase();
      const { data } = await hub.query<{ done: Record<string, { id: string }> }>(
        `mutation ($input: ${type}Input!) { done: create${type}(input: $input) { ${field} { id } } }`,
        { input },
        { as: admin },
      );
      const { id } = data.done[field]!;
      const update = `mutation ($id: ID!, $input: ${type}Input!) { update${type}(id: $id, input: $input) { errors { code } } }`;
      await hub.query(update, { id, input: other }, { as: admin });
      // What changes nothing is no event.
      await hub.query(update, { id, input: other }, { as: admin });
      await hub.query(`mutation ($id: ID!) { delete${type}(id: $id) { errors { code } } }`, { id }, { as: admin });
      await hub.settle();
      expect(receiver.received.splice(0).map(({ json }) => [json.type, json.data[`${field}Id`]])).toEqual([
        [`${field}.created`, id],
        [`${field}.updated`, id],
        [`${field}.deleted`, id],
      ]);
    }
  });
});

describe('a receiver that fails', () => {
  test('is tried again, in order, until it takes what happened', async () => {
    const { id } = await webhook();
    receiver.answer = () => ({ status: 500, body: `${'x'.repeat(2000)}` });
    const entryId = await createResource();
    await hub.settle();
    await save(entryId, 1, resource('Better'));
    await later();
    const [first, second] = await deliveries(id);
    expect(first).toMatchObject({ status: 'PENDING', attempts: [{ responseStatus: 500 }, { responseStatus: 500 }] });
    expect(first!.attempts[0]!.error).toMatch(/500/);
    expect(first!.attempts[0]!.responseBody).toHaveLength(1024);
    expect(Date.parse(first!.nextAttemptAt!)).toBeGreaterThan(Date.now() + 30_000);
    expect(second).toMatchObject({ status: 'PENDING', attempts: [] });
    expect(await log(id)).toMatchObject({ enabled: true, failingSince: expect.any(String), pendingCount: 2 });

    receiver.answer = () => ({ status: 200 });
    await later();
    expect((await deliveries(id)).map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED']);
    expect(receiver.received.map(({ json }) => json.type)).toEqual([...Array(3).fill('entry.created'), 'entry.saved']);
    expect(new Set(receiver.received.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await log(id)).toMatchObject({ failingSince: null, pendingCount: 0 });
  });

  test('does not hold up what comes after an event that it refuses', async () => {
    const { id } = await webhook();
    receiver.answer = ({ json }) => ({ status: json.type === 'entry.created' ? 422 : 200 });
    const entryId = await createResource();
    await save(entryId, 1, resource('Better'));
    await hub.settle();
    expect((await deliveries(id)).map(({ status }) => status)).toEqual(['PENDING', 'DELIVERED']);
  });

  test('is given up after the last try, and can be told again by hand', async () => {
    const { id } = await webhook();
    receiver.answer = () => ({ status: 503 });
    await createResource();
    for (let tries = 0; tries < 13; tries++) await later();
    const [given] = await deliveries(id);
    expect(given).toMatchObject({ status: 'FAILED', nextAttemptAt: null });
    expect(given!.attempts).toHaveLength(13);

    receiver.answer = () => ({ status: 204 });
    expect(await change(REDELIVER, { id: given!.id })).toMatchObject({ delivery: { status: 'PENDING' }, errors: [] });
    await hub.settle();
    expect(await deliveries(id)).toMatchObject([{ status: 'DELIVERED' }]);
    // What was taken can be sent once more as well, as the same event.
    await change(REDELIVER, { id: given!.id });
    await hub.settle();
    expect(receiver.received.slice(-2).map(({ headers }) => headers['webhook-id'])).toEqual([
      given!.eventId,
      given!.eventId,
    ]);
  });

  test('says in words why: a redirect, no host, no connection, no answer', async () => {
    const { id } = await webhook();
    receiver.answer = () => ({ status: 302, headers: { location: receiver.url } });
    await createResource();
    await hub.settle();
    const gone = await webhookReceiver();
    await gone.close();
    await change(UPDATE, { id, input: { url: gone.url } });
    await later();
    await change(UPDATE, { id, input: { url: 'http://nowhere.invalid/' } });
    await later();
    const [delivery] = await deliveries(id);
    expect(receiver.received).toHaveLength(1);
    expect(delivery!.attempts.map(({ responseStatus, error }) => [responseStatus, error])).toEqual([
      [302, expect.stringContaining('Redirects are not followed')],
      [null, expect.stringContaining('refused the connection')],
      [null, expect.stringContaining('no host nowhere.invalid')],
    ]);
  });

  test('is disabled after days, which its owner and the admins read in a mail; enabling sends what waits', async () => {
    const { id } = await webhook({ name: 'Our <site>' });
    await hub.database.pool.query(
      "update webhook set created_by = (select id from member where handle = 'editor') where id = $1",
      [id],
    );
    receiver.answer = () => ({ status: 500 });
    const entryId = await createResource();
    await hub.settle();
    await hub.database.pool.query("update webhook set failing_since = now() - interval '5 days 1 minute'");
    await later();
    expect(await log(id)).toMatchObject({ enabled: false, disabledReason: 'FAILING', pendingCount: 1 });
    for (const who of ['admin', 'editor']) {
      const letters = await lettersTo(hub, `${who}@test.example`);
      expect(letters.filter(({ subject }) => subject.includes('Our <site>'))).toHaveLength(1);
    }
    expect(await lettersTo(hub, 'member@test.example')).toEqual([]);

    await save(entryId, 1, resource('Meanwhile'));
    await later();
    expect(receiver.received).toHaveLength(2);
    const [waiting] = await deliveries(id);
    expect(await change(REDELIVER, { id: waiting!.id })).toMatchObject({ errors: [{ code: 'NOT_ALLOWED' }] });

    receiver.answer = () => ({ status: 200 });
    expect(await change(UPDATE, { id, input: { enabled: true } })).toMatchObject({
      webhook: { enabled: true, disabledReason: null, failingSince: null },
    });
    await hub.settle();
    expect(receiver.received.slice(2).map(({ json }) => json.type)).toEqual(['entry.created', 'entry.saved']);
    expect(await log(id)).toMatchObject({ pendingCount: 0 });
  });
});

describe('workers', () => {
  test('that are two tell each event once', async () => {
    const { id } = await webhook();
    const other = await testHub({
      databaseUrl: hub.databaseUrl,
      environment: { WEBHOOK_PRIVATE_TARGETS: 'true', HEARTH_DATA: mail.directory },
    });
    try {
      for (let i = 0; i < 12; i++) await createResource(resource(`Number ${i}`));
      const all = (await deliveries(id)).map((delivery) => delivery.id);
      await Promise.all([
        hub.settle(),
        other.settle(),
        ...all.flatMap((one) => [
          hub.services.webhookDeliveries.deliver(one),
          other.services.webhookDeliveries.deliver(one),
        ]),
      ]);
    } finally {
      await other.close();
    }
    expect(receiver.received).toHaveLength(12);
    expect(new Set(receiver.received.map(({ json }) => json.id)).size).toBe(12);
  });

  test('that died leave nothing behind: upkeep finds it, and forgets what is old', async () => {
    const { id } = await webhook();
    await createResource();
    await hub.database.pool.query('delete from graphile_worker._private_jobs');
    await hub.database.pool.query(
      "update webhook_delivery set next_attempt_at = now() - interval '6 minutes', claimed_until = now() - interval '5 minutes'",
    );
    await hub.services.webhookDeliveries.upkeep();
    await hub.settle();
    expect((await deliveries(id)).map(({ status }) => status)).toEqual(['DELIVERED']);
    await hub.database.pool.query("update webhook_delivery set created_at = now() - interval '31 days'");
    await hub.services.webhookDeliveries.upkeep();
    expect(await deliveries(id)).toEqual([]);
  });
});

describe('a webhook', () => {
  test('can be tried with a ping, also when it is disabled', async () => {
    const { id, secret } = await webhook({ name: 'Ping' });
    await change(UPDATE, { id, input: { enabled: false } });
    const { delivery } = await change(TEST, { id });
    expect(delivery).toMatchObject({ event: 'PING', status: 'PENDING' });
    await hub.settle();
    expect(receiver.received.map(({ json }) => json.type)).toEqual(['ping']);
    expect(receiver.received[0]!.headers['webhook-signature']).toBe(signatureOf(receiver.received[0]!, secret));
    receiver.answer = () => ({ status: 500 });
    await change(TEST, { id });
    await hub.settle();
    expect((await deliveries(id)).map(({ status }) => status)).toEqual(['DELIVERED', 'FAILED']);
    expect(await log(id)).toMatchObject({ disabledReason: 'BY_HAND', failingSince: null });
  });

  test('signs with the old secret, too, for a day after it got a new one', async () => {
    const { id, secret: old } = await webhook();
    const { secret, webhook: rotated } = await change(ROTATE, { id });
    expect(secret).toMatch(/^whsec_/);
    expect(secret).not.toBe(old);
    const day = Date.parse(rotated!.previousSecretUntil!) - Date.now();
    expect(Math.abs(day - 86_400_000)).toBeLessThan(60_000);
    await change(TEST, { id });
    await hub.settle();
    await hub.database.pool.query('update webhook set previous_secret_until = now()');
    await change(TEST, { id });
    await hub.settle();
    const [both, one] = receiver.received;
    expect(both!.headers['webhook-signature']).toBe(`${signatureOf(both!, secret!)} ${signatureOf(both!, old)}`);
    expect(one!.headers['webhook-signature']).toBe(signatureOf(one!, secret!));
  });

  test('has its secret in no table as it is, nor in the audit log', async () => {
    const { id, secret } = await webhook();
    const bare = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const { rows } = await hub.database.pool.query<{ secret: Buffer; log: string }>(
      'select secret, (select json_agg(a)::text from audit_event a) as log from webhook',
    );
    expect(rows[0]!.secret.includes(bare)).toBe(false);
    expect(rows[0]!.secret.toString()).not.toContain(secret);
    const { rows: events } = await hub.database.pool.query(
      "select object_type, after from audit_event where action = 'createWebhook' and object_id = $1",
      [id],
    );
    expect(events).toEqual([
      { object_type: 'Webhook', after: { events: ['ENTRY_CREATED', 'ENTRY_SAVED', 'ENTRY_PUBLISHED'] } },
    ]);
    expect(rows[0]!.log).not.toContain(secret);
  });

  test('whose secret was sealed under another AUTH_SECRET says so', async () => {
    const { id } = await webhook();
    await hub.database.pool.query("update webhook set secret = secret || '\\x00'::bytea");
    await change(TEST, { id });
    await hub.settle();
    expect((await deliveries(id))[0]!.attempts[0]!.error).toContain('rotateWebhookSecret');
    expect(receiver.received).toEqual([]);
  });

  test('that is deleted takes its log along', async () => {
    const { id } = await webhook();
    await createResource();
    expect(await change(DELETE, { id })).toMatchObject({ deletedId: id, errors: [] });
    await hub.settle();
    expect(receiver.received).toEqual([]);
    expect(await log(id)).toBeNull();
    expect(await change(DELETE, { id })).toMatchObject({ errors: [{ code: 'NOT_FOUND', path: ['id'] }] });
  });

  test('is refused with all that is wrong with it', async () => {
    const input = { name: ' ', url: 'ftp://example.org', events: ['PING'], locales: ['tlh'], topicIds: ['x'] };
    const { errors } = await change(CREATE, { input });
    expect(errors.map(({ path }) => path.join('.'))).toEqual([
      'input.name',
      'input.url',
      'input.events',
      'input.locales.0',
      'input.topicIds.0',
    ]);
    expect((await change(CREATE, { input: { ...input, events: [] } })).errors).toContainEqual(
      expect.objectContaining({ code: 'REQUIRED', path: ['input', 'events'] }),
    );
  });

  test('forgets who did what when they leave', async () => {
    const { id } = await webhook();
    const other = await hub.signIn('contributor');
    const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: other });
    await hub.query(
      'mutation ($input: ResourceInput!) { createResource(input: $input) { errors { message } } }',
      { input: resource('Mine') },
      { as: other },
    );
    expect((await deliveries(id))[0]!.payload.data.actorId).toBe(data.me.id);
    await hub.query(
      'mutation ($id: ID!) { deleteMember(memberId: $id, posts: KEEP) { errors { message } } }',
      { id: data.me.id },
      { as: admin },
    );
    expect((await deliveries(id))[0]!.payload.data.actorId).toBeNull();
  });
});

describe('without leave to private addresses', () => {
  let open: TestHub;
  let as: string;
  beforeAll(async () => {
    open = await testHub();
    as = await open.signIn('admin');
  });
  afterAll(() => open.close());

  const create = async (url: string) =>
    (await open.query<{ done: Done }>(CREATE, { input: { name: 'Site', url, events: ['ENTRY_SAVED'] } }, { as })).data
      .done;

  test.each([
    'http://example.org/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::1]:8443/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://user:secret@example.org/',
  ])('%s is refused at once', async (url) => {
    expect((await create(url)).errors).toMatchObject([{ code: 'INVALID', path: ['input', 'url'] }]);
  });

  test('a name that leads there is refused when it is connected to', async () => {
    const made = await create('https://public.example/');
    const id = made.webhook!.id;
    // A name that every machine knows, in place of one that changed where it leads.
    const port = new URL(receiver.url).port;
    await open.database.pool.query('update webhook set url = $1', [`https://localhost:${port}/hooks`]);
    await open.query(TEST, { id }, { as });
    await open.settle();
    await open.database.pool.query('update webhook set url = $1', [receiver.url]);
    await open.query(TEST, { id }, { as });
    await open.settle();
    const { data } = await open.query<{ webhook: { deliveries: { nodes: Delivery[] } } }>(LOG, { id }, { as });
    expect(data.webhook.deliveries.nodes.map(({ attempts }) => attempts[0]!.error)).toEqual([
      expect.stringContaining('which is not on the public internet'),
      expect.stringContaining('https'),
    ]);
    expect(receiver.received).toEqual([]);
  });
});
