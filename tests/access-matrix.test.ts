import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GraphQLObjectType, isObjectType } from 'graphql';
import { hubSchema } from '../src/resolvers/build-schema.js';
import { COLUMNS, GUARDED_FIELDS, HIDDEN_OBJECTS, OPEN_FIELDS, ROOT_FIELDS } from './fixtures/access-matrix.js';
import { newAsset, picture } from './harness/files.js';
import { type TestHub, testHub } from './harness/hub.js';
import { rootFieldsOf, shortestCall, wholeSelection } from './harness/schema-walk.js';

const { schema, catalogue } = hubSchema();
const wordsOf = (text: string) => text.trim().split(/\s+/);

const ROOT_FIELDS_AT_ONCE = 40;

let hub: TestHub;
let folder: string;
const tokens = new Map<string, string>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-matrix-'));
  hub = await testHub({ seeds: true, environment: { HEARTH_DATA: folder } });
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

describe('root fields', () => {
  const expected = new Map(
    Object.entries(ROOT_FIELDS).flatMap(([outcomes, fields]) => wordsOf(fields).map((field) => [field, outcomes])),
  );

  test('have a row each, and every row has a field', () => {
    expect([...expected.keys()].sort()).toEqual(rootFieldsOf(schema).sort());
  });

  test.each(COLUMNS.map((who, column) => [who, column] as const))(
    'answer %s as the matrix says',
    async (who, column) => {
      const outcomes = { ...(await callAll('Query', who)), ...(await callAll('Mutation', who)) };
      expect(outcomes).toEqual(Object.fromEntries([...expected].map(([field, row]) => [field, row[column]])));
    },
  );

  /** Calls all root fields, as many in a request as it may have, signing out at the end. */
  async function callAll(kind: 'Query' | 'Mutation', who: string): Promise<Record<string, string>> {
    const fields = Object.values((schema.getType(kind) as GraphQLObjectType).getFields());
    fields.sort((a, b) => Number(a.name === 'signOut') - Number(b.name === 'signOut'));
    // A session of its own, since the last call ends it.
    const as = who === 'visitor' ? undefined : await hub.signIn(who as 'member');
    const codes = new Map<unknown, unknown>();
    for (let i = 0; i < fields.length; i += ROOT_FIELDS_AT_ONCE) {
      const calls = fields.slice(i, i + ROOT_FIELDS_AT_ONCE).map(shortestCall);
      const { errors = [] } = await hub.query(`${kind.toLowerCase()} { ${calls.join('\n')} }`, {}, { as });
      expect(errors.filter((error) => !error.path || error.extensions.code === 'INTERNAL_SERVER_ERROR')).toEqual([]);
      for (const error of errors) codes.set(error.path![0], error.extensions.code);
    }
    const letters: Record<string, string> = { UNAUTHENTICATED: 'U', FORBIDDEN: 'F' };
    return Object.fromEntries(fields.map(({ name }) => [`${kind}.${name}`, letters[`${codes.get(name)}`] ?? 'a']));
  }
});

describe('fields', () => {
  // Only here: among the root fields above is one that ends all other sessions.
  beforeAll(async () => {
    for (const who of COLUMNS) if (who !== 'visitor') tokens.set(who, await hub.signIn(who));
  });

  /** All types that hold something; payloads, lists and pages only carry others. */
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType =>
      isObjectType(type) && !/^(__.*|Query|Mutation|PageInfo)$|(Payload|Connection|Edge)$/.test(type.name),
  );
  const isPart = (type: GraphQLObjectType) =>
    types.includes(type) &&
    (!catalogue.model.has(type.name) || ['Phone', 'Schedule', 'ScheduleException'].includes(type.name));

  test('have a row each, and every row has a field', () => {
    const rows = Object.entries(OPEN_FIELDS).flatMap(([type, names]) =>
      wordsOf(names).map((name) => `${type}.${name}`),
    );
    const fields = types.flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
    expect([...rows, ...Object.keys(GUARDED_FIELDS)].sort()).toEqual(fields.sort());
  });

  const looked = types.filter((type) => catalogue.model.has(type.name) && !isPart(type)).map(({ name }) => name);

  test.each(looked)('of %s are read or null as the matrix says', async (name) => {
    const id = await idOf(name);
    const text = `query ($id: ID!) { node(id: $id) { ... on ${name} ${wholeSelection(schema.getType(name) as GraphQLObjectType, isPart)} } }`;
    const read = async (who: string) => {
      const { data, errors } = await hub.query<{ node: Json | null }>(text, { id }, { as: tokens.get(who) });
      expect(errors).toBeUndefined();
      return data.node;
    };
    const whole = (await read('admin'))!;
    const seen = HIDDEN_OBJECTS[name] ?? 'vvvvvvvv';
    const guarded = Object.entries(GUARDED_FIELDS).filter(([field]) => field.startsWith(`${name}.`));
    for (const [field] of guarded) expect(whole[field.split('.')[1]!]).not.toBeNull();
    for (const [column, who] of COLUMNS.entries()) {
      const hidden = guarded
        .filter(([, row]) => row[column] === 'n')
        .map(([field]) => [field.split('.')[1]!, null] as const);
      // What one may do differs, and is looked at elsewhere.
      const expected = { ...whole, ...Object.fromEntries(hidden), can: expect.any(Array) };
      expect([who, await read(who)]).toEqual([who, seen[column] === 'v' ? expected : null]);
    }
  });
});

type Json = Record<string, unknown>;

/** Stories of which nobody here is the author. */
const STORIES = "(select id from entry where type = 'SUCCESS_STORY' and status = 'PUBLISHED')";

/** An object of the type that is as open as such objects are, and of nobody who reads it here. */
async function idOf(type: string): Promise<string> {
  const from: Record<string, string> = {
    Resource: "entry where type = 'RESOURCE' and status = 'PUBLISHED'",
    ExpertArticle: "entry where type = 'EXPERT_ARTICLE' and status = 'PUBLISHED'",
    SuccessStory: "entry where type = 'SUCCESS_STORY' and status = 'PUBLISHED'",
    PartnerOrganization: "entry where type = 'PARTNER_ORGANIZATION' and status = 'PUBLISHED'",
    Revision: `revision where entry_id in ${STORIES}`,
    Publication: `publication where entry_id in ${STORIES}`,
    Translation: `translation where entry_id in ${STORIES}`,
    Usage: `usage where live and entry_id in ${STORIES}`,
    AuditEvent: 'audit_event where actor_id is not null',
    CodeOfConduct: 'conduct_version',
    ConsentText: 'consent_version',
    SupportTopic: 'support_topic',
    Hotline: 'hotline where exists (select 1 from hotline_topic ht where ht.hotline_id = hotline.id)',
    Topic: 'topic where parent_id is not null',
    Expert: 'expert',
    Location: 'location',
    Service: 'service',
    Space: "space where visibility = 'PUBLIC'",
    DiscussionThread:
      "discussion_thread where space_id in (select id from space where visibility = 'PUBLIC') and accepted_post_id is not null",
    Post: "post where thread_id in (select t.id from discussion_thread t join space s on s.id = t.space_id where visibility = 'PUBLIC')",
  };
  const table = from[type];
  if (table) return firstId(`select id from ${table} limit 1`);
  const token = await hub.signIn('other');
  const admin = tokens.get('admin')!;
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: token });
  if (type === 'Member' || type === 'AccessGrant') {
    const given = await hub.query<{ grantAccess: { grant: { id: string } } }>(
      'mutation ($id: ID!) { grantAccess(input: { memberId: $id, role: CONTRIBUTOR, locale: "en" }) { grant { id } } }',
      { id: data.me.id },
      { as: admin },
    );
    return type === 'Member' ? data.me.id : given.data.grantAccess.grant.id;
  }
  if (type === 'Invitation') {
    await hub.query(
      'mutation { inviteMember(input: { email: "new@test.example", roles: [MEMBER] }) { errors { code } } }',
      {},
      { as: admin },
    );
    return firstId('select id from invitation');
  }
  if (type === 'ApiKey') {
    await hub.query(
      'mutation { createApiKey(input: { name: "theirs", scope: READ }) { errors { code } } }',
      {},
      { as: token },
    );
    return firstId("select id from api_key where name = 'theirs'");
  }
  if (type === 'PreviewLink') {
    const entryId = await firstId("select entry_id as id from revision where type = 'SUCCESS_STORY'");
    await hub.query(
      'mutation ($entryId: ID!) { createPreviewLink(entryId: $entryId) { errors { code } } }',
      { entryId },
      { as: admin },
    );
    return firstId('select id from preview_link');
  }
  if (type === 'Testimonial') {
    const textId = await firstId('select id from consent_version');
    await hub.query(
      `mutation ($textId: ID!) { submitTestimonial(
        input: { locale: "en", title: "Mine", body: "How it was.", quote: "So.", storytellerName: "Em", storytellerRelation: "mother", contentWarning: "Sad", contact: "Call" }
        consent: { textId: $textId, textLocale: "en", accepted: true }) { errors { code } } }`,
      { textId },
      { as: token },
    );
    return firstId('select id from testimonial');
  }
  if (type === 'SearchSynonymSet') {
    await hub.query(
      'mutation { createSearchSynonymSet(input: { locale: "en", words: ["binky", "dummy"] }) { errors { code } } }',
      {},
      { as: admin },
    );
    return firstId('select id from search_synonym_set');
  }
  if (type === 'SearchPin') {
    const entryId = await firstId('select id from entry');
    await hub.query(
      'mutation ($entryId: ID!) { createSearchPin(input: { queries: ["sleep"], entryIds: [$entryId] }) { errors { code } } }',
      { entryId },
      { as: admin },
    );
    return firstId('select id from search_pin');
  }
  if (type === 'Release' || type === 'ReleaseItem') {
    const entryId = await firstId("select id from entry where type = 'RESOURCE'");
    const made = await hub.query<{ createRelease: { release: { id: string } } }>(
      'mutation ($entryId: ID!) { createRelease(input: { name: "Summer" }, items: [{ entryId: $entryId }]) { release { id } } }',
      { entryId },
      { as: await hub.signIn('editor') },
    );
    return type === 'Release' ? made.data.createRelease.release.id : firstId('select id from release_item');
  }
  if (type === 'SavedView') {
    await hub.query(
      'mutation { createSavedView(input: { name: "Drafts", list: REVISIONS, columns: ["number"], shared: true }) { savedView { id } } }',
      {},
      { as: await hub.signIn('editor') },
    );
    return firstId('select id from saved_view');
  }
  if (['MediaAsset', 'MediaFolder', 'MediaUse'].includes(type)) {
    const editor = await hub.signIn('editor');
    if (type === 'MediaFolder') {
      await hub.query(
        'mutation { createMediaFolder(input: { name: "Summer" }) { errors { code } } }',
        {},
        { as: editor },
      );
      return firstId('select id from media_folder');
    }
    const { id } = await newAsset(hub, editor, await picture().png().toBuffer());
    if (type === 'MediaAsset') return id;
    await hub.query(
      'mutation ($id: ID!) { createResource(input: { coverImageId: $id }) { errors { message } } }',
      { id },
      { as: editor },
    );
    return firstId('select id from media_use');
  }
  if (type === 'Webhook' || type === 'WebhookDelivery') {
    const made = await hub.query<{ createWebhook: { webhook: { id: string } } }>(
      'mutation { createWebhook(input: { name: "site", url: "https://hooks.example", events: [ENTRY_PUBLISHED] }) { webhook { id } } }',
      {},
      { as: admin },
    );
    const { id } = made.data.createWebhook.webhook;
    if (type === 'Webhook') return id;
    await hub.query('mutation ($id: ID!) { testWebhook(id: $id) { delivery { id } } }', { id }, { as: admin });
    return firstId('select id from webhook_delivery');
  }
  if (type === 'SlugRedirect') {
    await hub.database.pool.query("update entry_translation set slug = slug || '-new' where type = 'EXPERT_ARTICLE'");
    return firstId('select id from slug_redirect');
  }
  if (type.startsWith('Review')) {
    const { entry_id: id, number } = await firstRow<{ entry_id: string; number: number }>(
      "select entry_id, number from revision where type = 'EXPERT_ARTICLE' limit 1",
    );
    await hub.query(
      `mutation ($id: ID!, $number: Int!) { submitForReview(id: $id, revision: $number) { review { id } }
         skipReview(id: $id, revision: $number, reason: "A test.") { decision { id } }
         createReviewThread(input: { entryId: $id, revision: $number, body: "A test." }) { thread { id } } }`,
      { id, number },
      { as: admin },
    );
    return firstId(`select id from ${type.replace(/(.)([A-Z])/, '$1_$2').toLowerCase()}`);
  }
  if (type === 'ScheduledAction') {
    const editor = await hub.signIn('editor');
    const made = await hub.query<{ createResource: { revision: { entryId: string } } }>(
      'mutation { createResource(input: {}) { revision { entryId } } }',
      {},
      { as: editor },
    );
    await hub.query(
      'mutation ($id: ID!, $at: LocalDateTime!) { scheduleUnpublication(id: $id, at: $at, timeZone: "UTC") { errors { message } } }',
      { id: made.data.createResource.revision.entryId, at: `${new Date().getUTCFullYear() + 1}-06-01T09:00` },
      { as: editor },
    );
    return firstId('select id from scheduled_action');
  }
  throw new Error(`Say in idOf where an object of ${type} is found`);
}

async function firstId(sql: string): Promise<string> {
  return (await firstRow<{ id: string }>(sql)).id;
}

async function firstRow<T extends object>(sql: string): Promise<T> {
  return (await hub.database.pool.query<T>(sql)).rows[0]!;
}
