import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { draftResource, publishResource, resource } from './harness/resources.js';

/** Readers see texts of several languages: their own, and others where nobody has translated yet. */
let hub: TestHub;
let editor: string;

const TEXTS: readonly [locale: string, title: string, body: string][] = [
  ['de', 'Wenn das Sprechen auf sich warten lässt', 'Manches Kind braucht dafür mehr Zeit. Jedes Kind ist anders.'],
  ['de', 'Ein Kind kommt zur Welt', 'Wie es ist, wenn ein Kind geboren wird, und was ein Kind dann braucht.'],
  ['de', 'Stillen am Anfang', 'Was hilft, wenn es wehtut.'],
  ['de', 'Impfen', 'Der Piks und was danach kommt.'],
  ['de', 'Noch ein Termin: das Amt', 'Den Termin macht man vorher aus. Zum Termin kommt man mit Papieren.'],
  ['de', 'Der Terminkalender', 'Für jeden Termin eine Zeile.'],
  ['en', 'Family issues', 'A kind of quarrel that each family knows, one of a kind.'],
  ['en', 'Nursing homes', 'For those who cannot live alone any more.'],
  ['en', 'Heart rates', 'How rates of the heart are counted.'],
  ['en', 'Insects and bees', 'What the sting of a bee does.'],
  ['en', 'Lupus', 'An illness, called SLE for short.'],
  ...Array.from(
    { length: 24 },
    (_, n) => ['en', `Sleeping, part ${n}`, 'How a small person sleeps.'] as [string, string, string],
  ),
  ['es', 'El bebé no duerme', 'Qué ayuda a dormir a un bebé.'],
  ['tr', 'Çocuğun ateşi çıktığında', 'Ateş nedir ve ne yapılır.'],
  ['th', 'การปรับตัวเข้าโรงเรียนอนุบาล', 'วันแรกๆ ให้อยู่กับลูกที่โรงเรียน'],
];

beforeAll(async () => {
  hub = await testHub({ environment: { LOCALES: 'en,de,es,tr,th' } });
  editor = await hub.signIn('editor');
  for (const [locale, title, body] of TEXTS) {
    const id = await draftResource(hub, editor, resource(title, { translations: [{ locale, title, body }] }));
    await publishResource(hub, editor, id, 1);
  }
  await hub.settle();
}, 120_000);
afterAll(() => hub.close());

async function search(query: string, locale: string) {
  const { data, errors } = await hub.query<{
    search: { totalCount: number; didYouMean: string | null; nodes: { title: string }[] };
  }>(
    `query ($query: String!, $locale: Locale) {
      search(query: $query, locale: $locale, first: 10) { totalCount didYouMean nodes { ... on Entry { title } } } }`,
    { query, locale },
  );
  expect(errors).toBeUndefined();
  return { ...data.search, titles: data.search.nodes.map(({ title }) => title) };
}

describe('a word that the language of the reader knows', () => {
  test.each([
    ['ateş', 'tr', 'Çocuğun ateşi çıktığında'],
    ['ates', 'tr', 'Çocuğun ateşi çıktığında'],
    ['bebe', 'es', 'El bebé no duerme'],
  ])('is no typo of a word of another language: %s', async (query, locale, title) => {
    const { titles, didYouMean } = await search(query, locale);
    expect(titles).toEqual([title]);
    expect(didYouMean).toBeNull();
  });

  test('says no more in other languages than in this', async () => {
    const { titles } = await search('Kind Sprechen', 'de');
    expect(titles[0]).toBe('Wenn das Sprechen auf sich warten lässt');
    expect(titles.indexOf('Family issues')).toBe(titles.length - 1);
  });

  test('is not looked for elsewhere when it is one of those that say nothing', async () => {
    expect((await search('Sprechen nur', 'de')).titles).toEqual(['Wenn das Sprechen auf sich warten lässt']);
    expect((await search('nur', 'en')).titles).toEqual(['Nursing homes']);
  });
});

test('a compound is found by the part of it that is known, and by the rarer one', async () => {
  expect((await search('Stillprobleme', 'de')).titles[0]).toBe('Stillen am Anfang');
  expect((await search('Impftermine', 'de')).titles).toContain('Impfen');
});

test('half a word is taken for what it begins, where the word that it is already is rare beside that', async () => {
  const { titles } = await search('small sle', 'en');
  expect(titles[0]).toMatch(/^Sleeping/);
});

test('half a word is found where there are no spaces between words', async () => {
  expect((await search('โรงเรีย', 'th')).titles).toEqual(['การปรับตัวเข้าโรงเรียนอนุบาล']);
});
