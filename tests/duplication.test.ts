import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { draftResource, publishResource, resource } from './harness/resources.js';

interface Copied {
  revision: { entryId: string; number: number; note: string | null; draft: Record<string, unknown> } | null;
  errors: { code: string; path: string[] }[];
}
const DRAFT = `... on ResourceDraft { kind url topicIds translations { locale title slug body } }
  ... on SuccessStoryDraft { storytellerName consent { givenBy } translations { locale title quote slug } }
  ... on ExpertArticleDraft { reviewedOn reviewDueOn reviewerId sources { title } }
  ... on PartnerOrganizationDraft { verifiedOn verifiedById url locations { key name } services { key locations } }`;
const COPY = `mutation ($id: ID!, $note: String) { copied: duplicateEntry(id: $id, note: $note) {
  revision { entryId number note draft { ${DRAFT} } } errors { code path } } }`;

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

async function copy(id: string, as = editor, note?: string): Promise<Copied> {
  const { data, errors } = await hub.query<{ copied: Copied }>(COPY, { id, note }, { as });
  expect(errors).toBeUndefined();
  return data.copied;
}

async function create(type: string, input: object, as = editor): Promise<string> {
  const { data } = await hub.query<{ saved: Copied }>(
    `mutation ($input: ${type}Input!) { saved: create${type}(input: $input) { revision { entryId } errors { code path } } }`,
    { input },
    { as },
  );
  expect(data.saved.errors).toEqual([]);
  return data.saved.revision!.entryId;
}

describe('a copy of an entry', () => {
  test('is a draft of its own with the newest draft of the other, and can be published beside it', async () => {
    const topic = await hub.services.topics.put({ slug: 'copied', translations: [{ locale: 'en', name: 'Copied' }] });
    const translations = [{ locale: 'en', title: 'Sleep', slug: 'sleep-well', body: 'Words.' }];
    const id = await draftResource(hub, editor, resource('', { translations, topicIds: [topic] }));
    await publishResource(hub, editor, id, 1);
    const { revision, errors } = await copy(id, editor, 'For toddlers');
    expect(errors).toEqual([]);
    expect(revision).toMatchObject({
      number: 1,
      note: 'For toddlers',
      draft: { topicIds: [topic], translations: [{ title: 'Sleep', slug: null, body: 'Words.' }] },
    });
    expect(revision!.entryId).not.toBe(id);
    await publishResource(hub, editor, revision!.entryId, 1);
    const { data } = await hub.query(
      'query ($a: ID!, $b: ID!) { a: resource(id: $a) { slug } b: resource(id: $b) { slug title } }',
      { a: id, b: revision!.entryId },
    );
    expect(data).toEqual({ a: { slug: 'sleep-well' }, b: { slug: 'sleep', title: 'Sleep' } });
    const again = (await copy(id)).revision!.entryId;
    await publishResource(hub, editor, again, 1);
    const third = await hub.query('query ($id: ID!) { resource(id: $id) { slug } }', { id: again });
    expect(third.data).toEqual({ resource: { slug: 'sleep-2' } });
  });

  test('has nobody else’s word: no consent, no review, no verification', async () => {
    const story = await create('SuccessStory', {
      storytellerName: 'Mona',
      consent: { givenBy: 'Ramona Real', givenOn: '2026-01-01', scope: 'Web' },
      translations: [{ locale: 'en', title: 'Home', quote: 'At last.' }],
    });
    const copied = (await copy(story)).revision!;
    expect(copied.draft).toMatchObject({
      storytellerName: 'Mona',
      consent: null,
      translations: [{ quote: 'At last.' }],
    });
    const { rows } = await hub.database.pool.query('select draft::text as text from revision where entry_id = $1', [
      copied.entryId,
    ]);
    expect(rows[0].text).not.toContain('Ramona');
    const article = await create('ExpertArticle', {
      reviewedOn: '2026-01-01',
      reviewDueOn: '2027-01-01',
      sources: [{ title: 'A' }],
    });
    expect((await copy(article)).revision!.draft).toEqual({
      reviewedOn: null,
      reviewDueOn: null,
      reviewerId: null,
      sources: [{ title: 'A' }],
    });
    const house = await create('PartnerOrganization', {
      url: 'https://house.example',
      verifiedOn: '2026-01-01',
      locations: [{ key: 'a', name: 'North' }],
      services: [{ key: 's', locations: ['a'] }],
    });
    expect((await copy(house)).revision!.draft).toEqual({
      verifiedOn: null,
      verifiedById: null,
      url: 'https://house.example',
      locations: [{ key: 'a', name: 'North' }],
      services: [{ key: 's', locations: ['a'] }],
    });
  });

  test('of an organisation is public beside it with places, services and opening hours of its own', async () => {
    const schedules = [
      { frequency: 'WEEKLY', byDay: ['MO'], opensAt: '09:00', closesAt: '12:00', timezone: 'Europe/Berlin' },
    ];
    const id = await create('PartnerOrganization', {
      email: 'house@house.example',
      translations: [{ locale: 'en', title: 'House', summary: 'Help.', body: 'Words.' }],
      locations: [{ key: 'a', name: 'North', address: { city: 'Berlin', country: 'DE' }, schedules }],
      services: [
        {
          key: 's',
          locations: ['a'],
          schedules,
          translations: [{ locale: 'en', name: 'Advice', description: 'Talk.' }],
        },
      ],
    });
    await publishResource(hub, editor, id, 1);
    const copied = (await copy(id)).revision!.entryId;
    await publishResource(hub, editor, copied, 1);
    const WHOLE =
      'slug title services { id name schedules { opensAt byDay } locations { id name schedules { opensAt } } }';
    interface Whole {
      slug: string;
      services: { id: string; locations: { id: string }[] }[];
    }
    const both = async () =>
      (
        await hub.query<Record<'a' | 'b', Whole>>(
          `query ($a: ID!, $b: ID!) { a: partnerOrganization(id: $a) { ${WHOLE} } b: partnerOrganization(id: $b) { ${WHOLE} } }`,
          { a: id, b: copied },
        )
      ).data;
    const { a, b } = await both();
    const service = { name: 'Advice', schedules: [{ byDay: ['MO'] }], locations: [{ name: 'North', schedules: [{}] }] };
    expect([a, b]).toMatchObject([
      { slug: 'house', services: [service] },
      { slug: 'house-2', services: [service] },
    ]);
    expect(b.services[0]!.id).not.toBe(a.services[0]!.id);
    expect(b.services[0]!.locations[0]!.id).not.toBe(a.services[0]!.locations[0]!.id);
    await hub.query('mutation ($id: ID!) { deleteEntry(id: $id) { errors { code } } }', { id: copied }, { as: editor });
    expect((await both()).a).toEqual(a);
  });

  test('names what the other names, be it in the trash; that is said when it is published', async () => {
    const related = await draftResource(hub, editor, resource('Related'));
    const id = await draftResource(hub, editor, resource('Names it', { relatedEntryIds: [related] }));
    await hub.query(
      'mutation ($id: ID!) { deleteEntry(id: $id) { errors { code } } }',
      { id: related },
      { as: editor },
    );
    const { revision, errors } = await copy(id);
    expect(errors).toEqual([]);
    const publish = 'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { code path } } }';
    const { data } = await hub.query(publish, { id: revision!.entryId }, { as: editor });
    expect(data).toMatchObject({ publishEntry: { errors: [{ path: ['input', 'relatedEntryIds', '0'] }] } });
  });

  test('is for those who may read the draft and make such entries', async () => {
    const id = await draftResource(hub, editor, resource('Secret'));
    for (const who of ['contributor', 'partner', 'expert'] as const)
      expect((await copy(id, await hub.signIn(who))).errors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    const contributor = await hub.signIn('contributor');
    const own = await draftResource(hub, contributor, resource('Own'));
    const mine = (await copy(own, contributor)).revision!.entryId;
    const { data } = await hub.query<{ revisions: { nodes: { can: string[] }[] } }>(
      'query ($id: String!) { revisions(filter: { entries: [$id] }) { nodes { can } } }',
      { id: mine },
      { as: contributor },
    );
    expect(data.revisions.nodes[0]!.can).toContain('EDIT');
    expect((await copy(own, contributor, 'x'.repeat(501))).errors).toMatchObject([{ code: 'INVALID', path: ['note'] }]);
  });

  test('of a story that was sent in is not made: its teller may take it back', async () => {
    const id = await create('SuccessStory', {
      storytellerName: 'Nia',
      translations: [{ locale: 'en', title: 'Told' }],
    });
    await hub.database.pool.query('update entry set sent_in = true where id = $1', [id]);
    expect((await copy(id)).errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['id'] }]);
  });
});
