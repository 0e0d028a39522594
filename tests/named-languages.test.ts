import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import type { Problem } from './harness/people.js';
import { draftResource, publicTitles, publishResource, resource } from './harness/resources.js';

/* Whoever names languages names some, and ones that there are: an empty list is a slip everywhere, as is an unknown one. */

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

const IN_A_YEAR = `${new Date().getUTCFullYear() + 1}-06-01T09:00`;

/** Everything that takes a list of languages of an entry. */
const CALLS: Readonly<Record<string, string>> = {
  publishEntry: 'id: $id, revision: 1, locales: $locales',
  publishEntries: 'entries: { ids: [$id] }, locales: $locales',
  unpublishEntry: 'id: $id, locales: $locales',
  unpublishEntries: 'entries: { ids: [$id] }, locales: $locales',
  schedulePublication: `id: $id, revision: 1, at: "${IN_A_YEAR}", timeZone: "UTC", locales: $locales`,
  scheduleUnpublication: `id: $id, at: "${IN_A_YEAR}", timeZone: "UTC", locales: $locales`,
  createRelease: 'input: { name: "June" }, items: [{ entryId: $id, locales: $locales }]',
  createPreviewLink: 'entryId: $id, revision: 1, locales: $locales, expiresInMinutes: 5',
};

async function call(field: string, id: string, locales: readonly string[]): Promise<Problem[]> {
  const { data, errors } = await hub.query<Record<string, { errors: Problem[] }>>(
    `mutation ($id: ID!, $locales: [Locale!]) { ${field}(${CALLS[field]}) { errors { code message path } } }`,
    { id, locales },
    { as: editor },
  );
  expect(errors).toBeUndefined();
  return data[field]!.errors;
}

/** All that a slip must not leave behind. */
async function traces(id: string): Promise<unknown> {
  const { rows } = await hub.database.pool.query(
    `select status, (select count(*) from publication where entry_id = e.id) as publications,
       (select count(*) from scheduled_action where entry_id = e.id) as plans,
       (select count(*) from release_item where entry_id = e.id) as items,
       (select count(*) from preview_link where entry_id = e.id) as links
     from entry e where id = $1`,
    [id],
  );
  return rows;
}

describe.each(Object.keys(CALLS))('%s', (field) => {
  test.each([[[]], [['fr']], [['en', 'fr']]])('takes no %j, and leaves a draft as it is', async (locales) => {
    const id = await draftResource(hub, editor, resource(field));
    const before = await traces(id);
    const [error] = await call(field, id, locales);
    expect(error!.path.join('.')).toMatch(locales.length ? /locales\.\d$|^[\w-]+\.locales\.\d$/ : /(^|\.)locales$/);
    expect(error!.message).toMatch(locales.length ? /"(fr|en)"/ : /at least/);
    expect(await traces(id)).toEqual(before);
  });

  test.each([[[]], [['fr']], [['en', 'fr']]])('takes no %j, and leaves what is public as it is', async (locales) => {
    const id = await draftResource(hub, editor, resource(field));
    await publishResource(hub, editor, id, 1);
    const before = await traces(id);
    expect((await call(field, id, locales)).length).toBeGreaterThan(0);
    expect(await traces(id)).toEqual(before);
    expect(await publicTitles(hub, [id])).toEqual([field]);
  });
});

test('taking back a language that is not public says so, and takes back none of the others', async () => {
  const texts = ['en', 'de'].map((locale) => ({ locale, title: locale, body: 'Words.' }));
  const id = await draftResource(hub, editor, resource('', { translations: texts }));
  expect(await call('unpublishEntry', id, ['de'])).toMatchObject([
    { code: 'NOT_FOUND', path: ['locales', '0'], message: expect.stringContaining('in no language') },
  ]);
  await publishResource(hub, editor, id, 1, ['en']);
  expect(await call('unpublishEntry', id, ['en', 'de'])).toMatchObject([
    { code: 'NOT_FOUND', path: ['locales', '1'], message: 'It is not public in "de"; it is in en.' },
  ]);
  expect(await publicTitles(hub, [id])).toEqual(['en']);
  expect(await call('unpublishEntry', id, ['en'])).toEqual([]);
  expect(await publicTitles(hub, [id])).toEqual([null]);
});

test('many at once: a text that is missing is named also where the others are public already', async () => {
  const id = await draftResource(hub, editor, resource('Half'));
  await publishResource(hub, editor, id, 1);
  expect(await call('publishEntries', id, ['en', 'de'])).toMatchObject([
    { code: 'NOT_FOUND', path: [id, 'locales', '1'] },
  ]);
});

test('a preview of one revision is of languages that it has', async () => {
  const id = await draftResource(hub, editor, resource('Shown'));
  expect(await call('createPreviewLink', id, ['en', 'de'])).toMatchObject([
    { code: 'NOT_FOUND', path: ['locales', '1'], message: 'There is no text in "de".' },
  ]);
  expect(await call('createPreviewLink', id, ['en', 'en'])).toEqual([]);
});

test.each(['confirmTranslation', 'setSourceLocale'])('%s finds nothing in a language without a text', async (field) => {
  const id = await draftResource(hub, editor, resource('Source'));
  for (const locale of ['de', 'fr']) {
    const { data } = await hub.query<Record<string, { errors: Problem[] }>>(
      `mutation ($id: ID!, $locale: Locale!) { ${field}(id: $id, locale: $locale, revision: 1) { errors { code path } } }`,
      { id, locale },
      { as: editor },
    );
    expect(data[field]!.errors).toEqual([{ code: 'NOT_FOUND', path: ['locale'] }]);
  }
});
