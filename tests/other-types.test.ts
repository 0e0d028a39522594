import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEntry, type EntryTypeName, updateEntry } from './harness/entries.js';
import { type TestHub, testHub } from './harness/hub.js';

/* The id of an object of another type is the id of nothing: nothing is done with it, whatever table it lies in. */

let hub: TestHub;
let admin: string;
beforeAll(async () => {
  hub = await testHub();
  admin = await hub.signIn('admin');
});
afterAll(() => hub.close());

const TYPES: readonly EntryTypeName[] = ['Resource', 'ExpertArticle', 'SuccessStory', 'PartnerOrganization'];

const draftOf = (type: EntryTypeName) => ({ translations: [{ locale: 'en', title: `A ${type}`, body: 'Words.' }] });

/** All that is kept of an entry: its row, and its revisions. */
async function kept(id: string): Promise<unknown> {
  const { rows } = await hub.database.pool.query(
    'select to_jsonb(e) as entry, array(select to_jsonb(r) from revision r where r.entry_id = e.id order by number) as revisions from entry e where id = $1',
    [id],
  );
  return rows;
}

describe.each(TYPES)('an update of a %s', (type) => {
  test.each(TYPES.filter((other) => other !== type))('finds no %s, and leaves it as it is', async (other) => {
    const id = await createEntry(hub, admin, other, draftOf(other));
    const before = await kept(id);
    for (const input of [{}, draftOf(type)]) {
      const { revision, errors } = await updateEntry(hub, admin, type, { id, revision: 1, input });
      expect(revision).toBeNull();
      expect(errors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    }
    expect(await kept(id)).toEqual(before);
  });

  test('still finds its own', async () => {
    const id = await createEntry(hub, admin, type, draftOf(type));
    expect((await updateEntry(hub, admin, type, { id, revision: 1, input: {} })).errors).toEqual([]);
  });
});

test.each(TYPES.filter((type) => type !== 'SuccessStory'))(
  'consent is withdrawn from stories only: a %s keeps what it says',
  async (type) => {
    const id = await createEntry(hub, admin, type, draftOf(type));
    const before = await kept(id);
    const { data } = await hub.query<{ withdrawConsent: { errors: object[] } }>(
      'mutation ($id: ID!) { withdrawConsent(id: $id) { errors { code path } } }',
      { id },
      { as: admin },
    );
    expect(data.withdrawConsent.errors).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect(await kept(id)).toEqual(before);
  },
);

test('every mutation that takes the id of something finds nothing by the id of an entry', async () => {
  const id = await createEntry(hub, admin, 'Resource', draftOf('Resource'));
  const before = await kept(id);
  const calls = {
    deleteTopic: 'id: $id',
    deleteExpert: 'id: $id',
    deleteSpace: 'id: $id',
    deletePost: 'id: $id',
    deleteDiscussionThread: 'id: $id',
    lockDiscussionThread: 'id: $id, locked: true',
    deleteMediaAsset: 'id: $id',
    deleteMediaFolder: 'id: $id',
    deleteRelease: 'id: $id',
    cancelScheduledAction: 'id: $id',
    revokePreviewLink: 'id: $id',
    withdrawReview: 'id: $id',
    deleteReviewComment: 'id: $id',
    deleteSearchPin: 'id: $id',
    deleteHotline: 'id: $id',
    deleteSupportTopic: 'id: $id',
    deleteSavedView: 'id: $id',
    deleteWebhook: 'id: $id',
  };
  for (const [field, args] of Object.entries(calls)) {
    const { data, errors } = await hub.query<Record<string, { errors: object[] }>>(
      `mutation ($id: ID!) { ${field}(${args}) { errors { code } } }`,
      { id },
      { as: admin },
    );
    expect([field, errors, data[field]?.errors]).toEqual([field, undefined, [{ code: 'NOT_FOUND' }]]);
  }
  expect(await kept(id)).toEqual(before);
});
