import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import type { Problem } from './harness/people.js';

let hub: TestHub;
let editor: string;
/** May translate into German, and nothing else. */
let translator: string;
beforeAll(async () => {
  hub = await testHub({ environment: { LOCALES: 'en,de,ar' } });
  editor = await hub.signIn('editor');
  translator = await hub.signIn('other');
  const { data } = await hub.query<{ me: { id: string } }>('{ me { id } }', {}, { as: translator });
  await hub.query(
    'mutation ($id: ID!) { grantAccess(input: { memberId: $id, role: CONTRIBUTOR, locale: "de" }) { errors { code } } }',
    { id: data.me.id },
    { as: await hub.signIn('admin') },
  );
});
afterAll(() => hub.close());

interface Text {
  locale: string;
  title?: string;
  body?: string;
  slug?: string;
  searchTerms?: string[];
}
interface Translation {
  id: string;
  entryId: string;
  locale: string;
  state: string;
  sourceLocale: string | null;
  sourceRevision: number | null;
  status: string;
  publishedRevision: number | null;
  changed: boolean;
}

const TRANSLATION = 'id entryId locale state sourceLocale sourceRevision status publishedRevision changed';
const en = (title: string, body = 'Words.'): Text => ({ locale: 'en', title, body });
const de = (title: string, body = 'Worte.'): Text => ({ locale: 'de', title, body });
const ar = (title: string, body = 'كلمات'): Text => ({ locale: 'ar', title, body });

async function mutate<T>(text: string, variables: object, as = editor): Promise<T> {
  const { data, errors } = await hub.query<{ done: T }>(`mutation ${text}`, variables, { as });
  expect(errors).toBeUndefined();
  return data.done;
}

const input = (translations: Text[], extra: object = {}) => ({
  kind: 'GUIDE',
  cost: 'FREE',
  url: 'https://example.org/',
  translations,
  ...extra,
});

async function create(...texts: Text[]): Promise<string> {
  const done = await mutate<{ revision: { entryId: string } }>(
    '($input: ResourceInput!) { done: createResource(input: $input) { revision { entryId } } }',
    { input: input(texts) },
  );
  return done.revision.entryId;
}

/** Saves a draft over the newest one. @returns its number */
async function save(id: string, texts: Text[], { as = editor, autosave = false, extra = {} } = {}): Promise<number> {
  const done = await mutate<{ revision: { number: number } | null; errors: Problem[] }>(
    `($id: ID!, $revision: Int!, $input: ResourceInput!, $autosave: Boolean) {
      done: updateResource(id: $id, revision: $revision, input: $input, autosave: $autosave) { revision { number } errors { code message path } } }`,
    {
      id,
      revision: await latest(id),
      input: as === translator ? { translations: texts } : input(texts, extra),
      autosave,
    },
    as,
  );
  expect(done.errors).toEqual([]);
  return done.revision!.number;
}

async function latest(id: string): Promise<number> {
  const { data } = await hub.query<{ revisions: { nodes: { number: number }[] } }>(
    'query ($id: String!) { revisions(filter: { entries: [$id], newest: true }) { nodes { number } } }',
    { id },
    { as: editor },
  );
  return data.revisions.nodes[0]!.number;
}

async function publish(id: string, locales?: string[]): Promise<void> {
  const done = await mutate<{ errors: Problem[] }>(
    '($id: ID!, $revision: Int!, $locales: [Locale!]) { done: publishEntry(id: $id, revision: $revision, locales: $locales) { errors { code message path } } }',
    { id, revision: await latest(id), locales },
  );
  expect(done.errors).toEqual([]);
}

/** How the entry stands, by language, as editors see it beside its newest draft. */
async function standing(id: string): Promise<Record<string, Translation>> {
  const { data, errors } = await hub.query<{ revisions: { nodes: { translations: Translation[] }[] } }>(
    `query ($id: String!) { revisions(filter: { entries: [$id], newest: true }) { nodes { translations { ${TRANSLATION} } } } }`,
    { id },
    { as: editor },
  );
  expect(errors).toBeUndefined();
  const { translations } = data.revisions.nodes[0]!;
  return Object.fromEntries(translations.map((one) => [one.locale, one]));
}

const states = async (id: string) =>
  Object.fromEntries(Object.values(await standing(id)).map(({ locale, state }) => [locale, state]));

async function list(filter: object, as = editor): Promise<Translation[]> {
  const { data, errors } = await hub.query<{ translations: { nodes: Translation[] } }>(
    `query ($filter: TranslationFilter) { translations(filter: $filter, first: 100) { nodes { ${TRANSLATION}
      newest { number draft { ... on ResourceDraft { translations { locale title } } } } } } }`,
    { filter },
    { as },
  );
  expect(errors).toBeUndefined();
  return data.translations.nodes;
}

const confirm = (id: string, locale: string, revision: number, as = editor) =>
  mutate<{ translation: Translation | null; errors: Problem[] }>(
    `($id: ID!, $locale: Locale!, $revision: Int!) { done: confirmTranslation(id: $id, locale: $locale, revision: $revision) { translation { ${TRANSLATION} } errors { code message path } } }`,
    { id, locale, revision },
    as,
  );

const setSource = (id: string, locale: string, revision: number, as = editor) =>
  mutate<{ translation: Translation | null; errors: Problem[] }>(
    `($id: ID!, $locale: Locale!, $revision: Int!) { done: setSourceLocale(id: $id, locale: $locale, revision: $revision) { translation { ${TRANSLATION} } errors { code message path } } }`,
    { id, locale, revision },
    as,
  );

describe('a translation', () => {
  test('is missing, made, outdated when its source changes, and made again', async () => {
    const id = await create(en('Naps'));
    expect(await standing(id)).toMatchObject({
      en: { state: 'SOURCE', sourceLocale: 'en', sourceRevision: null, status: 'DRAFT', changed: true },
      de: { state: 'MISSING', sourceLocale: 'en', sourceRevision: null, status: 'DRAFT', changed: false },
      ar: { state: 'MISSING' },
    });
    expect(await save(id, [de('Nickerchen')], { as: translator })).toBe(2);
    expect(await standing(id)).toMatchObject({ de: { state: 'UP_TO_DATE', sourceRevision: 2 } });

    await save(id, [en('Naps by day'), de('Nickerchen')]);
    await save(id, [en('Naps by day', 'And night.'), de('Nickerchen')]);
    const outdated = (await standing(id)).de!;
    expect(outdated).toMatchObject({ state: 'OUTDATED', sourceRevision: 2 });
    const { data } = await hub.query<{ compareRevisions: { path: string[] }[] }>(
      'query ($id: ID!, $from: Int!) { compareRevisions(entryId: $id, from: $from, to: 4) { path } }',
      { id, from: outdated.sourceRevision },
      { as: translator },
    );
    expect(data.compareRevisions.map(({ path }) => path.join('.')).sort()).toEqual([
      'translations.en.body',
      'translations.en.title',
    ]);
    await save(id, [de('Nickerchen am Tag')], { as: translator });
    expect(await standing(id)).toMatchObject({ de: { state: 'UP_TO_DATE', sourceRevision: 5 } });
  });

  test('is up to date again when its source says again what it was made from', async () => {
    const id = await create(en('Back'), de('Zurück'));
    await save(id, [en('Forth'), de('Zurück')]);
    expect(await states(id)).toMatchObject({ de: 'OUTDATED' });
    await mutate('($id: ID!) { done: restoreRevision(id: $id, number: 1, revision: 2) { errors { code } } }', { id });
    expect(await states(id)).toMatchObject({ de: 'UP_TO_DATE' });
  });

  test('is not outdated by what need not be translated', async () => {
    const id = await create(en('Same'), de('Gleich'));
    await save(id, [{ ...en('Same'), slug: 'other', searchTerms: ['x'] }, de('Gleich')], {
      extra: { url: 'https://example.com/', cost: 'PAID' },
    });
    expect(await states(id)).toEqual({ en: 'SOURCE', de: 'UP_TO_DATE', ar: 'MISSING' });
  });

  test('that was made together with a change of its source is up to date', async () => {
    const id = await create(en('One'), de('Eins'), ar('واحد'));
    await save(id, [en('Two'), de('Zwei'), ar('واحد')]);
    expect(await states(id)).toEqual({ en: 'SOURCE', de: 'UP_TO_DATE', ar: 'OUTDATED' });
  });

  test('can be compared with its source also when the autosave it was made in has gone', async () => {
    const id = await create(en('Auto'));
    await save(id, [en('Auto'), de('Selbst')], { autosave: true });
    await save(id, [en('Auto'), de('Selbsttätig')], { autosave: true });
    await save(id, [en('Automatic'), de('Selbsttätig')], { autosave: true });
    const { state, sourceRevision } = (await standing(id)).de!;
    expect([state, sourceRevision]).toEqual(['OUTDATED', 1]);
  });

  test('is no text without words, and is missing again when it is taken out', async () => {
    const id = await create(en('Words'), { locale: 'de' }, { locale: 'ar', title: '', body: '' });
    expect(await states(id)).toEqual({ en: 'SOURCE', de: 'MISSING', ar: 'MISSING' });
    await save(id, [en('Words'), de('Worte')]);
    await save(id, [en('Words')]);
    expect(await states(id)).toEqual({ en: 'SOURCE', de: 'MISSING', ar: 'MISSING' });
  });

  test('is confirmed as it is by those who may translate into its language', async () => {
    const id = await create(en('Typo'), de('Tippfehler'), ar('خطأ'));
    await save(id, [en('Typo!'), de('Tippfehler'), ar('خطأ')]);
    expect((await confirm(id, 'ar', 2, translator)).errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['locale'] }]);
    expect((await confirm(id, 'de', 1, translator)).errors).toMatchObject([{ code: 'VERSION_CONFLICT' }]);
    expect((await confirm(id, 'en', 2)).errors).toMatchObject([{ code: 'INVALID', path: ['locale'] }]);
    expect((await confirm(id, 'tr', 2)).errors).toMatchObject([{ code: 'NOT_FOUND', path: ['locale'] }]);
    expect(await confirm(id, 'de', 2, translator)).toMatchObject({
      translation: { locale: 'de', state: 'UP_TO_DATE', sourceRevision: 2 },
      errors: [],
    });
    expect(await states(id)).toEqual({ en: 'SOURCE', de: 'UP_TO_DATE', ar: 'OUTDATED' });
    await save(id, [en('Typo!!'), de('Tippfehler'), ar('خطأ')]);
    expect(await states(id)).toMatchObject({ de: 'OUTDATED' });
  });
});

describe('the source of an entry', () => {
  test('is the language it was written in first, whatever the order of the site', async () => {
    const id = await create(de('Zuerst'));
    await save(id, [en('First'), de('Zuerst')]);
    expect(await states(id)).toEqual({ de: 'SOURCE', en: 'UP_TO_DATE', ar: 'MISSING' });
  });

  test('is the first that has a text when it is taken out', async () => {
    const id = await create(en('Gone'), ar('باق'), de('Bleibt'));
    await save(id, [ar('باق'), de('Bleibt')]);
    expect(await states(id)).toEqual({ en: 'MISSING', ar: 'SOURCE', de: 'UP_TO_DATE' });
    await save(id, []);
    expect((await standing(id)).ar).toMatchObject({ state: 'MISSING', sourceLocale: null });
  });

  test('is set by those who edit, and stays', async () => {
    const id = await create(en('Placeholder'), de('Die Wahrheit'), ar('ترجمة'));
    expect((await setSource(id, 'tr', 1)).errors).toMatchObject([{ code: 'NOT_FOUND', path: ['locale'] }]);
    const refused = await hub.query(
      'mutation ($id: ID!) { setSourceLocale(id: $id, locale: "de", revision: 1) { errors { code } } }',
      { id },
      { as: translator },
    );
    expect(JSON.stringify(refused)).toMatch(/FORBIDDEN|NOT_ALLOWED/);
    expect((await setSource(id, 'de', 1)).translation).toMatchObject({ locale: 'de', state: 'SOURCE' });
    expect(await states(id)).toEqual({ en: 'UP_TO_DATE', de: 'SOURCE', ar: 'UP_TO_DATE' });
    await save(id, [en('Placeholder'), de('Die ganze Wahrheit'), ar('ترجمة')]);
    expect(await states(id)).toEqual({ en: 'OUTDATED', de: 'SOURCE', ar: 'OUTDATED' });
  });
});

describe('beside what is translated, editors see what is public', () => {
  test('language by language: never, published, changed since, taken back', async () => {
    const id = await create(en('Public'), de('Öffentlich'));
    await publish(id, ['en']);
    expect(await standing(id)).toMatchObject({
      en: { status: 'PUBLISHED', publishedRevision: 1, changed: false },
      de: { status: 'DRAFT', publishedRevision: null, changed: true },
      ar: { status: 'DRAFT', publishedRevision: null, changed: false },
    });
    await publish(id);
    await save(id, [en('Public'), de('Sehr öffentlich')]);
    expect(await standing(id)).toMatchObject({ en: { changed: false }, de: { status: 'PUBLISHED', changed: true } });
    await publish(id, ['de']);
    expect(await standing(id)).toMatchObject({ en: { changed: false }, de: { publishedRevision: 2, changed: false } });
    await save(id, [en('Public'), de('Sehr öffentlich')], { extra: { cost: 'PAID' } });
    expect(await standing(id)).toMatchObject({ en: { changed: true }, de: { changed: true } });
    await mutate('($id: ID!) { done: unpublishEntry(id: $id, locales: ["de"]) { errors { code } } }', { id });
    expect(await standing(id)).toMatchObject({
      en: { status: 'PUBLISHED' },
      de: { status: 'UNPUBLISHED', publishedRevision: 2 },
    });
    await save(id, [en('Public')], { extra: { cost: 'PAID' } });
    expect((await standing(id)).de).toMatchObject({ state: 'MISSING', changed: true });
  });
});

describe('the work list', () => {
  test('of a translator has what is missing and outdated in their language, those that wait longest first', async () => {
    const ids = [
      await create(en('List 1')),
      await create(en('List 2'), de('Liste 2')),
      await create(en('List 3'), de('Liste 3')),
    ];
    await save(ids[1]!, [en('List two'), de('Liste 2')]);
    const work = await list({ locales: ['de'], states: ['MISSING', 'OUTDATED'], entries: ids }, translator);
    expect(work.map(({ entryId, state }) => [ids.indexOf(entryId), state])).toEqual([
      [0, 'MISSING'],
      [1, 'OUTDATED'],
    ]);
    expect(work[1]).toMatchObject({ newest: { number: 2, draft: { translations: [{ title: 'List two' }, {}] } } });
    const one = () => list({ locales: ['de'], states: ['MISSING'], entries: ids }, translator);
    // The other one finds out whose token it is.
    expect(await hub.statements(one)).toBe(2);
  });

  test('goes by type and state of the entry, and leaves out the trash', async () => {
    const [out, trashed] = [await create(en('Out')), await create(en('Trashed'))];
    await publish(out);
    const entries = [out, trashed];
    expect(await list({ entries, locales: ['de'] })).toHaveLength(2);
    expect(await list({ entries, locales: ['de'], entryStatuses: ['PUBLISHED'] })).toMatchObject([{ entryId: out }]);
    expect(await list({ entries, types: ['EXPERT_ARTICLE'] })).toEqual([]);
    await mutate('($id: ID!) { done: deleteEntry(id: $id) { errors { code } } }', { id: trashed });
    expect(await list({ entries: [trashed] })).toEqual([]);
    expect(await standing(trashed)).toEqual({});
    await mutate('($id: ID!) { done: restoreEntry(id: $id) { errors { code } } }', { id: trashed });
    expect(await list({ entries: [trashed], locales: ['de'] })).toMatchObject([{ state: 'MISSING' }]);
  });

  test('is no concern of those who may not read the drafts', async () => {
    const id = await create(en('Hidden'));
    const contributor = await hub.signIn('contributor');
    expect(await list({ entries: [id] }, contributor)).toEqual([]);
    for (const [as, code] of [
      [await hub.signIn('member'), 'FORBIDDEN'],
      [undefined, 'UNAUTHENTICATED'],
    ] as const) {
      for (const field of ['translations { totalCount }', 'translationProgress { locale }']) {
        const { errors } = await hub.query(`{ ${field} }`, {}, { as });
        expect(errors).toMatchObject([{ extensions: { code } }]);
      }
    }
    const { errors } = await hub.query('{ translationProgress { locale } }', {}, { as: contributor });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const hidden = await hub.query('query ($id: ID!) { translation(id: $id) { id } node(id: $id) { id } }', {
      id: (await standing(id)).en!.id,
    });
    expect(hidden.data).toMatchObject({ node: null });
  });
});

describe('the progress of the site', () => {
  interface Progress {
    locale: string;
    entries: number;
    source: number;
    upToDate: number;
    outdated: number;
    missing: number;
    published: number;
  }
  const progress = async (variables: object = {}, as = editor) => {
    const { data, errors } = await hub.query<{ translationProgress: Progress[] }>(
      'query ($types: [EntryType!]) { translationProgress(types: $types) { locale entries source upToDate outdated missing published } }',
      variables,
      { as },
    );
    expect(errors).toBeUndefined();
    return data.translationProgress;
  };

  test('counts, language by language, what is translated, outdated, missing and public', async () => {
    const before = await progress();
    const id = await create(en('Count'), de('Zähle'));
    await publish(id);
    await save(id, [en('Counted'), de('Zähle')]);
    await create(ar('عد'));
    const gone = await create(en('Not counted'));
    await mutate('($id: ID!) { done: deleteEntry(id: $id) { errors { code } } }', { id: gone });
    const after = await progress({}, translator);
    const grown = after.map(({ locale, ...counts }, i) => [
      locale,
      Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, n - Number(before[i]![name as 'entries'])])),
    ]);
    expect(grown).toEqual([
      ['en', { entries: 2, source: 1, upToDate: 0, outdated: 0, missing: 1, published: 1 }],
      ['de', { entries: 2, source: 0, upToDate: 0, outdated: 1, missing: 1, published: 1 }],
      ['ar', { entries: 2, source: 1, upToDate: 0, outdated: 0, missing: 1, published: 0 }],
    ]);
    for (const one of after) expect(one.source + one.upToDate + one.outdated + one.missing).toBe(one.entries);
    const none = { entries: 0, source: 0, upToDate: 0, outdated: 0, missing: 0, published: 0 };
    expect(await progress({ types: ['SUCCESS_STORY'] })).toEqual(
      ['en', 'de', 'ar'].map((locale) => ({ locale, ...none })),
    );
    // Whose token it is, the counts, and the answer made of them.
    expect(await hub.statements(() => progress())).toBe(3);
  });
});

describe('the languages of the site', () => {
  test('have names, directions and fallbacks for front ends', async () => {
    const { data } = await hub.query('{ locales { locale name direction default fallbacks } }');
    expect(data).toEqual({
      locales: [
        { locale: 'en', name: 'English', direction: 'LTR', default: true, fallbacks: ['de', 'ar'] },
        { locale: 'de', name: 'Deutsch', direction: 'LTR', default: false, fallbacks: ['en', 'ar'] },
        { locale: 'ar', name: 'العربية', direction: 'RTL', default: false, fallbacks: ['en', 'de'] },
      ],
    });
  });

  test.each([
    ['de-AT', 'de'],
    ['de-Latn-CH-1996', 'de'],
    ['ar-EG', 'ar'],
    ['en', 'en'],
    ['fr', 'en'],
    ['zh-Hant-TW', 'en'],
  ])('a reader of %s gets what is nearest: %s', async (locale, expected) => {
    const id = await create(en('Near'), de('Nah'), ar('قريب'));
    await publish(id);
    const { data } = await hub.query(
      'query ($id: ID!, $locale: Locale) { resource(id: $id, locale: $locale) { resolvedLocale } }',
      { id, locale },
    );
    expect(data).toEqual({ resource: { resolvedLocale: expected } });
  });

  test('that are near to what a reader wants go before the default: the same language, in the same script first', async () => {
    const other = await testHub({ environment: { LOCALES: 'en,pt-BR,zh-Hans,zh-Hant,sr-Cyrl,sr-Latn' } });
    try {
      const as = await other.signIn('editor');
      const translations = ['en', 'pt-BR', 'zh-Hans', 'zh-Hant', 'sr-Cyrl', 'sr-Latn'].map((locale) => ({
        locale,
        title: locale,
        body: 'x',
      }));
      const made = await other.query<{ createResource: { revision: { entryId: string } } }>(
        'mutation ($input: ResourceInput!) { createResource(input: $input) { revision { entryId } } }',
        { input: input(translations) },
        { as },
      );
      const id = made.data.createResource.revision.entryId;
      await other.query(
        'mutation ($id: ID!) { publishEntry(id: $id, revision: 1) { errors { code } } }',
        { id },
        { as },
      );
      const read = async (locale: string, fallback?: string[]) => {
        const { data } = await other.query<{ resource: { resolvedLocale: string } | null }>(
          'query ($id: ID!, $locale: Locale, $fallback: [Locale!]) { resource(id: $id, locale: $locale, fallback: $fallback) { resolvedLocale } }',
          { id, locale, fallback },
        );
        return data.resource?.resolvedLocale;
      };
      const wanted = ['pt', 'pt-PT', 'zh-TW', 'zh-Hant-HK', 'zh', 'zh-SG', 'sr', 'sr-ME', 'fr'];
      expect(await Promise.all(wanted.map((locale) => read(locale)))).toEqual([
        'pt-BR',
        'pt-BR',
        'zh-Hant',
        'zh-Hant',
        'zh-Hans',
        'zh-Hans',
        'sr-Cyrl',
        'sr-Latn',
        'en',
      ]);
      // Who names fallbacks gets those and no others.
      expect(await read('pt', [])).toBeUndefined();
      expect(await read('pt', ['zh-Hans'])).toBe('zh-Hans');
    } finally {
      await other.close();
    }
  });

  test('are told to the database one after the other by processes that start at the same time', async () => {
    const url = hub.databaseUrl;
    const start = () => testHub({ databaseUrl: url, environment: { LOCALES: 'en,de,ar,fa' } });
    const hubs = await Promise.all([start(), start(), start()]);
    await Promise.all(hubs.map((one) => one.close()));
    await (await testHub({ databaseUrl: url, environment: { LOCALES: 'en,de,ar' } })).close();
  });

  test('may become more and fewer: what is missing follows, and nothing that was written is lost', async () => {
    const id = await create(en('Grow'), ar('ينمو'));
    const look = (locales: string) => async () => {
      const other = await testHub({ databaseUrl: hub.databaseUrl, environment: { LOCALES: locales } });
      try {
        return await states(id);
      } finally {
        await other.close();
      }
    };
    expect(await look('de,en,tr')()).toEqual({ de: 'MISSING', en: 'SOURCE', tr: 'MISSING', ar: 'UP_TO_DATE' });
    expect(await look('en,de,ar')()).toEqual({ en: 'SOURCE', de: 'MISSING', ar: 'UP_TO_DATE' });
  });
});

test('entries from before the tables of translations are taken over as up to date', async () => {
  const id = await create(en('Old'), de('Alt'));
  await publish(id, ['en']);
  const { pool, migrate } = hub.database;
  await pool.query(`
    drop trigger entry_translation_redirects on entry_translation;
    drop table translation, site_locale, slug_redirect;
    drop function texts_digest, track_translations, set_site_locales, keep_slug_redirects;
    alter table entry drop column source_locale;
    delete from migrations where name = 'SlugsAndTranslations1764000000019';`);
  await migrate();
  const again = await testHub({ databaseUrl: hub.databaseUrl, environment: { LOCALES: 'en,de,ar' } });
  await again.close();
  expect(await states(id)).toEqual({ en: 'SOURCE', de: 'UP_TO_DATE', ar: 'MISSING' });
});
