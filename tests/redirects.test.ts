import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isSlug, shorten, slugify } from '../src/services/content/slug.js';
import { type TestHub, testHub } from './harness/hub.js';

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await testHub({ environment: { LOCALES: 'en,de,ar' } });
  editor = await hub.signIn('editor');
});
afterAll(() => hub.close());

type Slugs = Readonly<Record<string, string | null>>;

function input(slugs: Slugs) {
  const translations = Object.entries(slugs).map(([locale, slug]) => ({
    locale,
    slug,
    title: `A title in ${locale}`,
    body: 'Words.',
  }));
  return { kind: 'GUIDE', cost: 'FREE', url: 'https://example.org/', translations };
}

/** A published resource with these slugs. */
async function published(slugs: Slugs): Promise<string> {
  const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
    'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } } }',
    { input: input(slugs) },
    { as: editor },
  );
  const id = data.createResource.revision.entryId;
  await publish(id, 1);
  return id;
}

async function publish(id: string, revision: number, locales?: string[]): Promise<void> {
  const { data } = await hub.query<{ publishEntry: { errors: object[] } }>(
    'mutation ($id: ID!, $revision: Int!, $locales: [Locale!]) { publishEntry(id: $id, revision: $revision, locales: $locales) { errors { code message path } } }',
    { id, revision, locales },
    { as: editor },
  );
  expect(data.publishEntry.errors).toEqual([]);
}

/** Saves other slugs and publishes them. */
async function rename(id: string, revision: number, slugs: Slugs): Promise<void> {
  const { data } = await hub.query<{ updateResource: { errors: object[] } }>(
    'mutation ($id: ID!, $revision: Int!, $input: ResourceInput!) { updateResource(id: $id, revision: $revision, input: $input) { errors { code message } } }',
    { id, revision, input: input(slugs) },
    { as: editor },
  );
  expect(data.updateResource.errors).toEqual([]);
  await publish(id, revision + 1);
}

const unpublish = (id: string, locales?: string[]) =>
  hub.query(
    'mutation ($id: ID!, $locales: [Locale!]) { unpublishEntry(id: $id, locales: $locales) { errors { code } } }',
    { id, locales },
    { as: editor },
  );

async function find(slug: string, locale = 'en') {
  const { data, errors } = await hub.query<{ resource: { id: string; slug: string; resolvedLocale: string } | null }>(
    'query ($slug: String!, $locale: Locale) { resource(slug: $slug, locale: $locale) { id slug resolvedLocale } }',
    { slug, locale },
  );
  expect(errors).toBeUndefined();
  return data.resource;
}

interface Redirect {
  from: string;
  to: string;
  locale: string;
}

async function redirects(filter: object = {}): Promise<Redirect[]> {
  const { data, errors } = await hub.query<{ slugRedirects: { nodes: Redirect[] } }>(
    'query ($filter: SlugRedirectFilter) { slugRedirects(filter: $filter, orderBy: OLDEST) { nodes { from to locale } } }',
    { filter },
  );
  expect(errors).toBeUndefined();
  // Several of one moment come in any order.
  return data.slugRedirects.nodes.sort((a, b) => (a.from < b.from ? -1 : 1));
}

describe('a slug that an entry had before', () => {
  test('still finds it, in each language, and the answer tells the one it has now', async () => {
    const id = await published({ en: 'naps', de: 'nickerchen' });
    await rename(id, 1, { en: 'naps-by-day', de: 'nickerchen' });
    await rename(id, 2, { en: 'naps-at-noon', de: 'mittagsschlaf' });
    for (const old of ['naps', 'naps-by-day', 'naps-at-noon', 'nickerchen'])
      expect(await find(old)).toEqual({ id, slug: 'naps-at-noon', resolvedLocale: 'en' });
    expect(await find('nickerchen', 'de')).toEqual({ id, slug: 'mittagsschlaf', resolvedLocale: 'de' });
    expect(await redirects({ from: ['naps', 'naps-by-day', 'nickerchen', 'naps-at-noon'] })).toEqual([
      { from: 'naps', to: 'naps-at-noon', locale: 'en' },
      { from: 'naps-by-day', to: 'naps-at-noon', locale: 'en' },
      { from: 'nickerchen', to: 'mittagsschlaf', locale: 'de' },
    ]);
    const { data } = await hub.query<{ slugRedirect: Redirect }>(
      '{ slugRedirect(from: "naps") { from to locale type entryId entry { __typename slug } } }',
    );
    expect(data.slugRedirect).toEqual({
      from: 'naps',
      to: 'naps-at-noon',
      locale: 'en',
      type: 'RESOURCE',
      entryId: id,
      entry: { __typename: 'Resource', slug: 'naps-at-noon' },
    });
  });

  test('is found by one statement, like any other', async () => {
    const id = await published({ en: 'one-query' });
    await rename(id, 1, { en: 'one-query-now' });
    expect(await hub.statements(() => find('one-query'))).toBe(1);
    expect(await hub.statements(() => redirects())).toBe(1);
  });

  test('that it has again leads nowhere else', async () => {
    const id = await published({ en: 'there' });
    await rename(id, 1, { en: 'and' });
    await rename(id, 2, { en: 'there' });
    expect(await find('there')).toMatchObject({ slug: 'there' });
    expect(await find('and')).toMatchObject({ slug: 'there' });
    expect(await redirects({ from: ['there', 'and'] })).toEqual([{ from: 'and', to: 'there', locale: 'en' }]);
  });

  test('belongs to the entry that takes it later, also when that gives it up', async () => {
    const first = await published({ en: 'bath' });
    await rename(first, 1, { en: 'bathing' });
    const second = await published({ en: 'bath' });
    expect(await find('bath')).toMatchObject({ id: second, slug: 'bath' });
    expect(await redirects({ from: ['bath'] })).toEqual([]);
    await rename(second, 1, { en: 'bath-tubs' });
    expect(await find('bath')).toMatchObject({ id: second, slug: 'bath-tubs' });
    // It goes back and forth between the two, and never in circles.
    await rename(first, 2, { en: 'bath' });
    expect(await find('bath')).toMatchObject({ id: first, slug: 'bath' });
    expect(await find('bathing')).toMatchObject({ id: first, slug: 'bath' });
    expect(await redirects({ from: ['bath', 'bathing', 'bath-tubs'] })).toEqual([
      { from: 'bathing', to: 'bath', locale: 'en' },
    ]);
  });

  test('is not taken in passing by an entry whose slug is made from its title', async () => {
    const first = await published({ en: null });
    expect(await find('a-title-in-en')).toMatchObject({ id: first });
    await rename(first, 1, { en: 'named-by-hand' });
    const second = await published({ en: null });
    expect(await find('a-title-in-en')).toMatchObject({ id: first, slug: 'named-by-hand' });
    expect(await find('a-title-in-en-2')).toMatchObject({ id: second });
  });

  test('is weaker than one that an entry has now in another language', async () => {
    const first = await published({ en: 'gift' });
    await rename(first, 1, { en: 'present' });
    const second = await published({ de: 'gift' });
    expect(await find('gift', 'de')).toMatchObject({ id: second });
    expect(await find('gift', 'en')).toMatchObject({ id: second });
  });

  test('does not reveal what is not public: unpublished, one language of it, or in the trash', async () => {
    const id = await published({ en: 'secret', de: 'geheim' });
    await rename(id, 1, { en: 'secret-2', de: 'geheim-2' });
    const looked = async () => [await find('secret'), await find('geheim')].map((one) => one?.slug);
    const listed = async () => (await redirects({ from: ['secret', 'geheim'] })).map(({ from }) => from);
    await unpublish(id, ['de']);
    expect(await looked()).toEqual(['secret-2', undefined]);
    expect(await listed()).toEqual(['secret']);
    await unpublish(id);
    expect(await looked()).toEqual([undefined, undefined]);
    expect(await listed()).toEqual([]);
    const { data } = await hub.query('{ slugRedirect(from: "secret") { to } }', {}, { as: await hub.signIn('member') });
    expect(data).toEqual({ slugRedirect: null });
    await publish(id, 2, ['en']);
    expect(await looked()).toEqual(['secret-2', undefined]);
    await hub.query('mutation ($id: ID!) { deleteEntry(id: $id) { errors { code } } }', { id }, { as: editor });
    expect(await looked()).toEqual([undefined, undefined]);
    expect(await listed()).toEqual([]);
  });

  test('that was given up while it was not public leads to the entry again, unless another has it by then', async () => {
    const first = await published({ en: 'pause' });
    await unpublish(first);
    const second = await published({ en: 'pause' });
    await rename(first, 1, { en: 'break' });
    expect(await find('pause')).toMatchObject({ id: second });
    expect(await redirects({ from: ['pause'] })).toEqual([]);
  });

  test('is told to those who build sites from time to time', async () => {
    const since = (await hub.database.pool.query<{ now: Date }>('select now()')).rows[0]!.now.toISOString();
    const id = await published({ en: 'build', ar: 'بناء' });
    await rename(id, 1, { en: 'built', ar: 'مبني' });
    const all = await redirects({ since });
    expect(all.map(({ from }) => from)).toEqual(['build', 'بناء']);
    expect(await redirects({ since, locales: ['ar'] })).toEqual([{ from: 'بناء', to: 'مبني', locale: 'ar' }]);
    expect(await redirects({ since, types: ['SUCCESS_STORY'] })).toEqual([]);
  });
});

describe('slugs of all scripts', () => {
  test.each([
    ['ar', 'كيف ينام الطفل؟', 'كيف-ينام-الطفل'],
    ['ar', 'السَّلامُ عليكم', 'السَّلامُ-عليكم'],
    ['he', '\u200Fשלום לכולם!\u200F', 'שלום-לכולם'],
    ['fa', 'می‌خواهم بخوابم', 'می-خواهم-بخوابم'],
    ['zh', '如何让宝宝睡觉？', '如何让宝宝睡觉'],
    ['ja', '赤ちゃんの寝かしつけ・ガイド', '赤ちゃんの寝かしつけ-ガイド'],
    ['th', 'วิธีทำให้ลูกหลับ', 'วิธีทำให้ลูกหลับ'],
    ['hi', 'बच्चे की नींद कैसे सुधारें', 'बच्चे-की-नींद-कैसे-सुधारें'],
    ['ko', '아기 재우기', '아기-재우기'],
    ['tr', 'İyi uykular', 'iyi-uykular'],
    ['de', 'Größe & Übung', 'groesse-uebung'],
    ['fr', 'Ça va? L’été', 'ca-va-lete'],
    ['en', '1️⃣ tip for 👨‍👩‍👧 families', '1-tip-for-families'],
    ['en', '😀❤️', ''],
    ['en', '\u0301\u0302', ''],
  ])('of %s: %s becomes %s', (locale, title, slug) => {
    expect(slugify(title, locale)).toBe(slug);
    expect(slugify(title.normalize('NFD'), locale)).toBe(slug);
    expect(isSlug(slug)).toBe(slug !== '');
  });

  test.each(['स्वास्थ्य'.repeat(12), '𠮷'.repeat(60), 'ที่'.repeat(40), 'ぎ'.repeat(90), 'शक्ति '.repeat(20)])(
    'that are too long are cut between what readers see as letters: %s',
    (title) => {
      const slug = slugify(title, 'en');
      expect(slug.length).toBeLessThanOrEqual(80);
      expect(slug.length).toBeGreaterThan(40);
      expect(isSlug(slug)).toBe(true);
      expect(slug.isWellFormed()).toBe(true);
      const letters = (text: string) => Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
      const all = letters(title.trim().replaceAll(' ', '-'));
      expect(letters(slug)).toEqual(all.slice(0, letters(slug).length));
    },
  );

  test('are cut between words, and only within one when little would be left', () => {
    expect(shorten('aaa-bbb-ccc', 8)).toBe('aaa-bbb');
    expect(shorten('aaa-bbb-ccc', 7)).toBe('aaa-bbb');
    expect(shorten('a-bbbbbbbbbbbb', 8)).toBe('a-bbbbbb');
    expect(shorten('short', 8)).toBe('short');
  });

  test('are found however their letters are put together', async () => {
    const id = await published({ de: 'täglich'.normalize('NFD') });
    for (const form of ['NFC', 'NFD']) expect(await find('täglich'.normalize(form), 'de')).toMatchObject({ id });
  });

  test('an entry whose title is an emoji has its id as its slug', async () => {
    const { data } = await hub.query<{ createResource: { revision: { entryId: string } } }>(
      'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } } }',
      { input: { ...input({}), translations: [{ locale: 'en', title: '❤️', body: 'x' }] } },
      { as: editor },
    );
    const id = data.createResource.revision.entryId;
    await publish(id, 1);
    expect(await find(id)).toMatchObject({ id, slug: id });
  });
});
