import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ServiceTexts1764000000050 } from '../src/database/migrations/0050-service-texts.js';
import { createEntry, updateEntry } from './harness/entries.js';
import { type TestHub, testHub } from './harness/hub.js';
import type { Problem } from './harness/people.js';

/* The texts of services follow the publication of their language; what has no language goes live with any, and is named. */

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub();
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

interface Services {
  [key: string]: { en?: string; de?: string; url?: string };
}

/** An organisation in both languages whose services have these names. */
const organization = (services: Services, more: object = {}) => ({
  translations: ['en', 'de'].map((locale) => ({ locale, title: `House ${locale}`, body: 'Words.' })),
  locations: [{ key: 'house', name: 'House' }],
  services: Object.entries(services).map(([key, { en, de, url }]) => ({
    key,
    url,
    locations: ['house'],
    schedules: [{ frequency: 'DAILY', opensAt: '00:00', closesAt: '24:00', timezone: 'UTC' }],
    translations: [
      ...(en ? [{ locale: 'en', name: en, description: `${en} described` }] : []),
      ...(de ? [{ locale: 'de', name: de, description: `${de} described` }] : []),
    ],
  })),
  ...more,
});

const create = (services: Services, more?: object) =>
  createEntry(hub, editor, 'PartnerOrganization', organization(services, more));

async function save(id: string, revision: number, services: Services, more?: object): Promise<void> {
  const input = organization(services, more);
  const { errors } = await updateEntry(hub, editor, 'PartnerOrganization', { id, revision, input });
  expect(errors).toEqual([]);
}

interface Published {
  sharedChanges: string[][] | null;
  stillPublic: string[] | null;
  errors: Problem[];
}

async function change(field: string, id: string, args: { revision?: number; locales?: string[] }): Promise<Published> {
  const declared = args.revision ? ', $revision: Int!' : '';
  const { data, errors } = await hub.query<{ done: Published }>(
    `mutation ($id: ID!, $locales: [Locale!]${declared}) {
      done: ${field}(id: $id, locales: $locales${args.revision ? ', revision: $revision' : ''}) {
        sharedChanges stillPublic errors { code message path } } }`,
    { id, ...args },
    { as: editor },
  );
  expect(errors).toBeUndefined();
  expect(data.done.errors).toEqual([]);
  return data.done;
}
const publish = (id: string, revision: number, locales?: string[]) =>
  change('publishEntry', id, { revision, ...(locales && { locales }) });
const unpublish = (id: string, locales: string[]) => change('unpublishEntry', id, { locales });

interface Read {
  organization: {
    openNow: boolean | null;
    services: { id: string; name: string; description: string }[];
    locations: { services: { name: string }[] }[];
  } | null;
}

/** What a reader of a language sees. */
async function read(id: string, locale: string, headers: Record<string, string> = {}): Promise<Read['organization']> {
  const { data, errors } = await hub.query<Read>(
    `query ($id: ID!, $locale: Locale) { organization: partnerOrganization(id: $id, locale: $locale) {
      openNow services { id name description } locations { services { name } } } }`,
    { id, locale },
    { headers },
  );
  expect(errors).toBeUndefined();
  return data.organization;
}

/** The names of services that readers of each language see, wherever services are listed. */
async function names(id: string, headers?: Record<string, string>): Promise<{ en: string[]; de: string[] }> {
  const [en, de] = await Promise.all(
    ['en', 'de'].map(async (locale) => {
      const seen = (await read(id, locale, headers))!;
      const all = seen.services.map(({ name }) => name);
      expect(seen.locations.flatMap(({ services }) => services.map(({ name }) => name))).toEqual(all);
      expect(seen.services.map(({ description }) => description)).toEqual(all.map((name) => `${name} described`));
      return all;
    }),
  );
  return { en: en!, de: de! };
}

/** Whether the word finds the organisation, in any language. */
async function finds(word: string): Promise<boolean> {
  await hub.settle();
  for (const locale of ['en', 'de']) {
    const { data } = await hub.query<{ search: { totalCount: number } }>(
      'query ($word: String!, $locale: Locale) { search(query: $word, locale: $locale) { totalCount } }',
      { word, locale },
    );
    if (data.search.totalCount > 0) return true;
  }
  return false;
}

describe('a service of an organisation that is published in one language', () => {
  test('shows the texts of this language, and those of no other', async () => {
    const id = await create({ talk: { en: 'Talking', de: 'ENTWURFSWORT' } });
    await publish(id, 1, ['en']);
    expect(await names(id)).toEqual({ en: ['Talking'], de: ['Talking'] });
    expect(await finds('Talking')).toBe(true);
    expect(await finds('ENTWURFSWORT')).toBe(false);
    await publish(id, 1, ['de']);
    expect(await names(id)).toEqual({ en: ['Talking'], de: ['ENTWURFSWORT'] });
    expect(await finds('ENTWURFSWORT')).toBe(true);
  });

  test('that has texts in others only is not there for readers, and comes with its language', async () => {
    const id = await create({ secret: { de: 'Nurdeutsch' } });
    await publish(id, 1, ['en']);
    expect(await names(id)).toEqual({ en: [], de: [] });
    expect((await read(id, 'en'))!.openNow).toBeNull();
    const open = '{ partnerOrganizations(filter: { openNow: true }) { nodes { id } } }';
    expect(JSON.stringify((await hub.query(open)).data)).not.toContain(id);
    const { rows } = await hub.database.pool.query('select id from service where organization_id = $1', [id]);
    const node = `{ node(id: "${rows[0].id}") { id } }`;
    expect((await hub.query(node)).data).toEqual({ node: null });
    expect(await finds('Nurdeutsch')).toBe(false);
    await publish(id, 1, ['de']);
    expect(await names(id)).toEqual({ en: ['Nurdeutsch'], de: ['Nurdeutsch'] });
    expect((await read(id, 'en'))!.openNow).toBe(true);
    expect((await hub.query(node)).data).toEqual({ node: { id: rows[0].id } });
  });

  test('keeps what the public reads in another language when the draft says something else there', async () => {
    const id = await create({ talk: { en: 'One', de: 'Eins' } });
    await publish(id, 1);
    await save(id, 1, { talk: { en: 'Two', de: 'Zwei' }, more: { en: 'More', de: 'Mehr' } });
    await publish(id, 2, ['en']);
    expect(await names(id)).toEqual({ en: ['Two', 'More'], de: ['Eins', 'More'] });
    await publish(id, 2, ['de']);
    expect(await names(id)).toEqual({ en: ['Two', 'More'], de: ['Zwei', 'Mehr'] });
  });
});

describe('taking a language back', () => {
  test('takes the texts of services back, and brings them with their ids when it is published again', async () => {
    const id = await create({ talk: { en: 'Talking', de: 'Rueckzugswort' }, only: { de: 'Alleinwort' } });
    await publish(id, 1);
    const before = (await read(id, 'de'))!.services;
    expect(await finds('Rueckzugswort')).toBe(true);
    await unpublish(id, ['de']);
    expect(await names(id)).toEqual({ en: ['Talking'], de: ['Talking'] });
    for (const word of ['Rueckzugswort', 'Alleinwort']) expect(await finds(word)).toBe(false);
    // A restored draft changes nothing of that.
    await save(id, 1, { talk: { en: 'Talking', de: 'Neu' } });
    await hub.query(
      'mutation ($id: ID!) { restoreRevision(id: $id, number: 1, revision: 2) { errors { code } } }',
      { id },
      { as: editor },
    );
    expect(await names(id)).toEqual({ en: ['Talking'], de: ['Talking'] });
    await publish(id, 3, ['de']);
    expect((await read(id, 'de'))!.services).toEqual(before);
  });

  test('of all languages leaves nothing', async () => {
    const id = await create({ talk: { en: 'Talking', de: 'Reden' } });
    await publish(id, 1);
    await unpublish(id, ['en', 'de']);
    expect(await read(id, 'en')).toBeNull();
    await publish(id, 1, ['de']);
    expect(await names(id)).toEqual({ en: ['Reden'], de: ['Reden'] });
  });
});

describe('the same holds', () => {
  test('for many at once, with a dry run that leaks nothing', async () => {
    const id = await create({ talk: { en: 'Talking', de: 'Reden' } });
    const bulk = (field: string, more: string) =>
      hub.query<{ done: { changes: { locales: string[]; sharedChanges: string[][] | null }[] } }>(
        `mutation ($id: ID!) { done: ${field}(entries: { ids: [$id] }, ${more}) { changes { locales sharedChanges } errors { message } } }`,
        { id },
        { as: editor },
      );
    await bulk('publishEntries', 'locales: ["en"], dryRun: true');
    expect(await read(id, 'en')).toBeNull();
    const { data } = await bulk('publishEntries', 'locales: ["en"]');
    expect(data.done.changes).toEqual([
      { locales: ['en'], sharedChanges: expect.arrayContaining([['services', 'talk']]) },
    ]);
    expect(await names(id)).toEqual({ en: ['Talking'], de: ['Talking'] });
    await bulk('publishEntries', 'locales: ["de"]');
    expect(await names(id)).toEqual({ en: ['Talking'], de: ['Reden'] });
    const taken = await bulk('unpublishEntries', 'locales: ["de"]');
    expect(taken.data.done.changes).toEqual([{ locales: ['de'], sharedChanges: null }]);
    expect(await names(id)).toEqual({ en: ['Talking'], de: ['Talking'] });
  });

  test('for releases, there and back', async () => {
    const id = await create({ talk: { en: 'Old', de: 'Alt' } });
    await publish(id, 1);
    await save(id, 1, { talk: { en: 'New', de: 'Neu', url: 'https://new.example' } });
    const release = async (field: string, args: string) => {
      const { data } = await hub.query<{ done: { release: { id: string }; changes: object[]; errors: object[] } }>(
        `mutation { done: ${field}(${args}) { release { id } changes { entryId revision locales sharedChanges } errors { message } } }`,
        {},
        { as: editor },
      );
      expect(data.done.errors).toEqual([]);
      return data.done;
    };
    const made = await release(
      'createRelease',
      `input: { name: "New" }, items: [{ entryId: "${id}", locales: ["en"] }]`,
    );
    expect(made.changes).toEqual([]);
    const one = `id: "${made.release.id}"`;
    const url = [['services', 'talk', 'url']];
    const there = await release('publishRelease', one);
    expect(there.changes).toEqual([{ entryId: id, revision: 2, locales: ['en'], sharedChanges: url }]);
    expect(await names(id)).toEqual({ en: ['New'], de: ['Alt'] });
    const back = await release('revertRelease', one);
    expect(back.changes).toEqual([{ entryId: id, revision: 1, locales: ['en', 'de'], sharedChanges: url }]);
    expect(await names(id)).toEqual({ en: ['Old'], de: ['Alt'] });
  });

  test('for plans', async () => {
    const id = await create({ talk: { en: 'Talking', de: 'Reden' } });
    const inAYear = `at: "${new Date().getUTCFullYear() + 1}-06-01T09:00", timeZone: "UTC"`;
    const due = async (call: string) => {
      await hub.query(`mutation { done: ${call} { errors { message } } }`, {}, { as: editor });
      await hub.database.pool.query(
        `update scheduled_action set wall_clock = '2020-01-01T00:00', due_at = '2020-01-01T00:00Z' where entry_id = $1 and state = 'PENDING'`,
        [id],
      );
      await hub.database.pool.query("select graphile_worker.add_job('run-scheduled-actions')");
      await hub.settle();
    };
    await due(`schedulePublication(id: "${id}", revision: 1, ${inAYear}, locales: ["en"])`);
    expect(await names(id)).toEqual({ en: ['Talking'], de: ['Talking'] });
    await publish(id, 1, ['de']);
    await due(`scheduleUnpublication(id: "${id}", ${inAYear}, locales: ["en"])`);
    expect(await names(id)).toEqual({ en: ['Reden'], de: ['Reden'] });
  });

  test('for plans whose revision does not have a service yet that became public in another language', async () => {
    const id = await create({ talk: { en: 'Talking', de: 'Reden' } });
    const at = `at: "${new Date().getUTCFullYear() + 1}-06-01T09:00", timeZone: "UTC"`;
    const plan = `mutation { schedulePublication(id: "${id}", revision: 1, ${at}, locales: ["en"]) { scheduledAction { id } } }`;
    const planned = await hub.query<{ schedulePublication: { scheduledAction: { id: string } } }>(
      plan,
      {},
      { as: editor },
    );
    const planId = planned.data.schedulePublication.scheduledAction.id;
    // One with texts in both, and one of which German readers see nothing.
    await save(id, 1, {
      talk: { en: 'Talking more', de: 'Mehr reden' },
      more: { en: 'More', de: 'Mehr' },
      later: { en: 'Later' },
    });
    await publish(id, 2, ['de']);
    await hub.database.pool.query(
      `update scheduled_action set wall_clock = '2020-01-01T00:00', due_at = '2020-01-01T00:00Z' where id = $1`,
      [planId],
    );
    await hub.database.pool.query("select graphile_worker.add_job('run-scheduled-actions')");
    await hub.settle();
    const { rows } = await hub.database.pool.query('select state, errors from scheduled_action where id = $1', [
      planId,
    ]);
    expect(rows).toEqual([{ state: 'DONE', errors: [] }]);
    // English is what was planned; of a service that it does not name it falls back to German.
    expect(await names(id)).toEqual({ en: ['Talking', 'Mehr'], de: ['Mehr reden', 'Mehr'] });
  });

  test('for preview links', async () => {
    const id = await create({ talk: { en: 'Talking', de: 'Reden' }, only: { de: 'Nur' } });
    const link = async (locales: string[]) => {
      const { data } = await hub.query<{ createPreviewLink: { token: string } }>(
        'mutation ($id: ID!, $locales: [Locale!]) { createPreviewLink(entryId: $id, locales: $locales, expiresInMinutes: 5) { token } }',
        { id, locales },
        { as: editor },
      );
      return { 'Hearth-Preview': data.createPreviewLink.token };
    };
    expect(await names(id, await link(['en']))).toEqual({ en: ['Talking'], de: ['Talking'] });
    expect(await names(id, await link(['en', 'de']))).toEqual({ en: ['Talking', 'Nur'], de: ['Reden', 'Nur'] });
    expect(await read(id, 'en')).toBeNull();
  });
});

describe('what has no language', () => {
  test('goes live with any, and the answer names it', async () => {
    const id = await create({ talk: { en: 'Talking', de: 'Reden' } });
    const first = await publish(id, 1, ['en']);
    expect(first.sharedChanges).toEqual(
      expect.arrayContaining([
        ['locations', 'house'],
        ['services', 'talk'],
      ]),
    );
    const shared = { url: 'https://house.example', email: 'house@example.org' };
    await save(id, 1, { talk: { en: 'Changed', de: 'Anders', url: 'https://talk.example' } }, shared);
    expect((await publish(id, 2, ['de'])).sharedChanges!.sort()).toEqual([
      ['email'],
      ['services', 'talk', 'url'],
      ['url'],
    ]);
    expect((await publish(id, 2, ['en'])).sharedChanges).toEqual([]);
    await save(id, 2, { talk: { en: 'Only words', de: 'Nur Worte', url: 'https://talk.example' } }, shared);
    expect((await publish(id, 3)).sharedChanges).toEqual([]);
    expect((await unpublish(id, ['de'])).sharedChanges).toBeNull();
  });

  test('is named for every type of entry', async () => {
    const words = { translations: [{ locale: 'en', title: 'File', body: 'Words.' }] };
    const id = await createEntry(hub, editor, 'Resource', {
      ...words,
      kind: 'GUIDE',
      cost: 'FREE',
      url: 'https://a.example',
    });
    await publish(id, 1);
    const file = { url: 'https://a.example/a.pdf', mediaType: 'application/pdf' };
    const input = { ...words, kind: 'GUIDE', cost: 'FREE', url: 'https://b.example', file };
    await updateEntry(hub, editor, 'Resource', { id, revision: 1, input });
    expect((await publish(id, 2)).sharedChanges).toEqual([['url'], ['file']]);
  });
});

test('texts that were public before they should be are taken out by the migration, and the right ones come back', async () => {
  const id = await create({ talk: { en: 'One', de: 'Eins' } });
  await publish(id, 1, ['en']);
  const other = await create({ talk: { en: 'One', de: 'Eins' }, late: { en: 'Late', de: 'Spaet' } });
  await publish(other, 1);
  await save(other, 1, { talk: { en: 'Two', de: 'LECK' }, late: { en: 'Late', de: 'LECK' } });
  await publish(other, 2, ['en']);
  // As they lay there before.
  const { pool, dataSource } = hub.database;
  await pool.query(
    `insert into service_translation (service_id, locale, name) select id, 'de', 'LECK' from service where organization_id = $1`,
    [id],
  );
  await pool.query(
    `update service_translation t set name = 'LECK' from service s where s.id = t.service_id and s.organization_id = $1 and t.locale = 'de'`,
    [other],
  );
  await pool.query(
    `delete from service_translation t using service s where s.id = t.service_id and s.organization_id = $1 and t.locale = 'de' and s.key = 'late'`,
    [other],
  );
  const runner = dataSource.createQueryRunner();
  await new ServiceTexts1764000000050().up(runner);
  await runner.release();
  expect(await names(id)).toEqual({ en: ['One'], de: ['One'] });
  expect(await names(other)).toEqual({ en: ['Two', 'Late'], de: ['Eins', 'Spaet'] });
});
