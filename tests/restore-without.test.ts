import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEntry, type SavedDraft, updateEntry } from './harness/entries.js';
import { newAsset, picture } from './harness/files.js';
import { type TestHub, testHub } from './harness/hub.js';

/* What an old revision refers to may be gone for good: then it can be restored without it. */

let hub: TestHub;
let admin: string;
beforeAll(async () => {
  hub = await testHub();
  admin = await hub.signIn('admin');
});
afterAll(() => hub.close());

async function gone(field: string, id: string): Promise<void> {
  const { data, errors } = await hub.query<{ done: { errors: object[] } }>(
    `mutation ($id: ID!) { done: ${field}(id: $id) { errors { code message } } }`,
    { id },
    { as: admin },
  );
  expect([field, errors, data?.done.errors]).toEqual([field, undefined, []]);
}

type Restored = SavedDraft & { revision: (SavedDraft['revision'] & { note: string | null; draft: object }) | null };

async function restore(id: string, number: number, revision: number, without?: boolean): Promise<Restored> {
  const { data, errors } = await hub.query<{ done: Restored }>(
    `mutation ($id: ID!, $number: Int!, $revision: Int!, $without: Boolean) {
      done: restoreRevision(id: $id, number: $number, revision: $revision, withoutMissing: $without) {
        revision { entryId number note draft {
          ... on ResourceDraft { topicIds relatedEntryIds coverImageId file { mediaId } url translations { body } }
          ... on ExpertArticleDraft { topicIds expertIds reviewerId translations { title } } } }
        errors { code message path } } }`,
    { id, number, revision, without },
    { as: admin },
  );
  expect(errors).toBeUndefined();
  return data.done;
}

const topic = (slug: string) => hub.services.topics.put({ slug, translations: [{ locale: 'en', name: slug }] });
const text = (body = 'Words.') => ({ translations: [{ locale: 'en', title: 'Old', body }] });

test('everything a revision refers to and is gone is named, and left out when one says so', async () => {
  const [lost, kept] = [await topic('lost'), await topic('kept')];
  const other = await createEntry(hub, admin, 'Resource', text());
  const { id: asset } = await newAsset(hub, admin, await picture().png().toBuffer());
  const body = `Before ![the sun](media:${asset}) between [the file](media:${asset}) and [another](entry:${other}) after.`;
  const id = await createEntry(hub, admin, 'Resource', {
    ...text(body),
    url: 'https://example.org',
    topicIds: [lost, kept],
    relatedEntryIds: [other],
    coverImageId: asset,
    file: { mediaId: asset },
  });
  await updateEntry(hub, admin, 'Resource', { id, revision: 1, input: text() });
  await gone('deleteTopic', lost);
  await gone('deleteEntry', other);
  await gone('purgeEntry', other);
  await gone('deleteMediaAsset', asset);

  const refused = await restore(id, 1, 2);
  expect(refused.revision).toBeNull();
  expect([...new Set(refused.errors.map(({ path }) => path.join('.')))].sort()).toEqual([
    'input.coverImageId',
    'input.file.mediaId',
    'input.relatedEntryIds.0',
    'input.topicIds.0',
    'input.translations.0.body',
  ]);
  for (const { message } of refused.errors) expect(message).toContain('withoutMissing: true');
  expect((await restore(id, 1, 2, false)).errors).toEqual(refused.errors);

  const { revision, errors } = await restore(id, 1, 2, true);
  expect(errors).toEqual([]);
  expect(revision).toMatchObject({
    number: 3,
    draft: {
      topicIds: [kept],
      relatedEntryIds: [],
      coverImageId: null,
      file: null,
      url: 'https://example.org',
      translations: [{ body: 'Before the sun between the file and another after.' }],
    },
  });
  for (const field of ['topicIds', 'relatedEntryIds', 'coverImageId', 'file', 'body'])
    expect(revision!.note).toContain(field);
});

test('texts keep every word, however they name what is gone, and all else is as it was written', async () => {
  const [lost, kept] = [
    await createEntry(hub, admin, 'Resource', text()),
    await createEntry(hub, admin, 'Resource', text()),
  ];
  const { id: asset } = await newAsset(hub, admin, await picture().png().toBuffer());
  const lines = [
    `[a *bold* one](entry:${lost.toUpperCase()}#section-now "said (twice)") and [kept](entry:${kept})`,
    `[![a [sun] & *moon*](media:${asset})](entry:${lost})`,
    '[by name][there], [there] and ![by name, too][picture]',
    `&#101;ntry: [by a reference](&#101;ntry:${lost})`,
    `\`[in code](entry:${lost})\` stays.`,
    `- in a list [with (brackets)](<entry:${lost}>)`,
    '',
    `[there]: entry:${lost}`,
    `[picture]: <media:${asset}> 'A title'`,
  ];
  const id = await createEntry(hub, admin, 'Resource', text(lines.join('\r\n')));
  await updateEntry(hub, admin, 'Resource', { id, revision: 1, input: text() });
  await gone('deleteEntry', lost);
  await gone('purgeEntry', lost);
  await gone('deleteMediaAsset', asset);
  const { revision, errors } = await restore(id, 1, 2, true);
  expect(errors).toEqual([]);
  const [{ body }] = (revision as unknown as { draft: { translations: [{ body: string }] } }).draft.translations;
  expect(body.split('\n')).toEqual([
    `a *bold* one and [kept](entry:${kept})`,
    'a \\[sun\\] \\& moon',
    'by name, there and by name, too',
    '&#101;ntry: by a reference',
    lines[4],
    '- in a list with (brackets)',
    ...lines.slice(6),
  ]);
});

test('who has left is left out of who verified an organisation', async () => {
  const leaver = await hub.signIn('editor');
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: leaver });
  const input = { translations: [{ locale: 'en', title: 'Centre', body: 'Words.' }] };
  const whole = { ...input, verifiedOn: '2025-01-02', verifiedById: data.me.id };
  const id = await createEntry(hub, admin, 'PartnerOrganization', whole);
  await updateEntry(hub, admin, 'PartnerOrganization', { id, revision: 1, input });
  await hub.database.pool.query('delete from member where id = $1', [data.me.id]);
  expect((await restore(id, 1, 2)).errors.map(({ path }) => path.join('.'))).toEqual(['input.verifiedById']);
  expect((await restore(id, 1, 2, true)).revision).toMatchObject({
    number: 3,
    note: expect.stringContaining('verifiedById'),
  });
});

test('what is wrong with a revision besides is said all the same, and nothing is restored', async () => {
  const id = await createEntry(hub, admin, 'Resource', text());
  await updateEntry(hub, admin, 'Resource', { id, revision: 1, input: text('Else.') });
  const lost = await topic('lost-with-more');
  await hub.database.pool.query(`update revision set draft = draft || $2::jsonb where entry_id = $1 and number = 1`, [
    id,
    JSON.stringify({ topicIds: [lost], durationMinutes: 0 }),
  ]);
  await gone('deleteTopic', lost);
  const refused = await restore(id, 1, 2, true);
  expect(refused.errors.map(({ path }) => path.join('.'))).toEqual(['input.durationMinutes']);
  expect(refused.revision).toBeNull();
});

test('experts of an article, too', async () => {
  const expert = async (slug: string) =>
    hub.services.experts.put({ slug, name: slug, translations: [{ locale: 'en', title: 'Doctor' }] });
  const [lost, kept, reviewer] = [await expert('lost'), await expert('kept'), await expert('reviewer')];
  const input = { ...text(), expertIds: [lost, kept], reviewerId: reviewer };
  const id = await createEntry(hub, admin, 'ExpertArticle', input);
  await updateEntry(hub, admin, 'ExpertArticle', { id, revision: 1, input: text() });
  for (const one of [lost, reviewer]) await gone('deleteExpert', one);
  expect((await restore(id, 1, 2)).errors.map(({ path }) => path.join('.'))).toEqual([
    'input.expertIds.0',
    'input.reviewerId',
  ]);
  expect((await restore(id, 1, 2, true)).revision).toMatchObject({
    number: 3,
    draft: { expertIds: [kept], reviewerId: null },
  });
});

test('a revision of which nothing is gone is restored whole, and says nothing of it', async () => {
  const id = await createEntry(hub, admin, 'Resource', { ...text(), topicIds: [await topic('there')] });
  await updateEntry(hub, admin, 'Resource', { id, revision: 1, input: text() });
  const { revision } = await restore(id, 1, 2, true);
  expect(revision).toMatchObject({ note: null, draft: { topicIds: [expect.any(String)] } });
});
