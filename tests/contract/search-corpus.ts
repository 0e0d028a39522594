import type { SearchDocument } from '../../src/search/engine.js';

/** A document of which a test only has to say what matters to it. */
export function document(part: Partial<SearchDocument> & { id: string }): SearchDocument {
  const [ownerId = part.id, locale = 'en'] = part.id.split('_');
  return {
    ownerId,
    type: 'EXPERT_ARTICLE',
    locale,
    readerLocales: [locale],
    title: 'Untitled',
    summary: '',
    body: '',
    terms: [],
    topics: [],
    audiences: [],
    points: [],
    publishedAt: '2026-01-01T08:00:00.000Z',
    freshAt: part.publishedAt ?? '2026-01-01T08:00:00.000Z',
    reviewDueOn: null,
    helpfulness: 0,
    ...part,
  };
}

const ALTONA = { latitude: 53.5505, longitude: 9.9395 };
const HARBURG = { latitude: 53.4606, longitude: 9.9837 };
const BERLIN = { latitude: 52.52, longitude: 13.405 };

/** The middle of Hamburg, from where the tests look around: Altona is 3.6 km away, Harburg 10.1 km, Berlin 255 km. */
export const HAMBURG = { latitude: 53.5511, longitude: 9.9937 };

/**
 * Nine entries in English and German, eleven documents. `fever` and `cafe` are translated; `sleep` and `chickenpox` are only in English and
 * stand in for the missing German; `muesli` is only in German.
 */
export const CORPUS: readonly SearchDocument[] = [
  document({
    id: 'fever_en',
    title: 'Fever in small children',
    summary: 'When to wait and when to call a doctor.',
    body: 'A temperature above thirty-eight degrees is common. Offer water often and watch how your child drinks.',
    terms: ['high temperature', 'pyrexia'],
    topics: ['fever', 'child-health'],
    audiences: ['AGE_0_1', 'AGE_1_3'],
    publishedAt: '2026-03-01T08:00:00.000Z',
  }),
  document({
    id: 'fever_de',
    title: 'Fieber bei kleinen Kindern',
    summary: 'Wann du warten kannst und wann du eine Praxis anrufst.',
    body: 'Eine Temperatur über achtunddreißig Grad ist häufig. Biete oft Wasser an.',
    terms: ['erhöhte Temperatur'],
    topics: ['fever', 'child-health'],
    audiences: ['AGE_0_1', 'AGE_1_3'],
    publishedAt: '2026-03-01T08:00:00.000Z',
  }),
  document({
    id: 'chickenpox_en',
    readerLocales: ['en', 'de'],
    title: 'Chickenpox: what helps against the itching',
    summary: 'Cool cloths, short nails and patience.',
    body: 'Most children have a mild fever first. The blisters dry within a week.',
    terms: ['varicella'],
    topics: ['child-health'],
    audiences: ['AGE_1_3', 'AGE_3_6'],
    publishedAt: '2026-02-01T08:00:00.000Z',
  }),
  document({
    id: 'sleep_en',
    type: 'RESOURCE',
    readerLocales: ['en', 'de'],
    title: 'Bedtime checklist',
    summary: 'Seven small steps to a calmer evening.',
    body: 'Dim the lights, read a story, keep the order the same every night.',
    terms: ['sleep', 'night waking'],
    topics: ['sleep'],
    audiences: ['AGE_1_3'],
    publishedAt: '2026-01-10T08:00:00.000Z',
  }),
  document({
    id: 'pollen_en',
    type: 'RESOURCE',
    title: 'Living with hay fever',
    summary: 'A guide to the pollen season.',
    body: 'Shower before bed and keep windows shut in the morning.',
    topics: ['child-health'],
    audiences: ['AGE_6_12'],
    publishedAt: '2025-12-01T08:00:00.000Z',
  }),
  document({
    id: 'story_en',
    type: 'SUCCESS_STORY',
    title: 'How I found my village',
    summary: 'A mother of two about her first winter in the city.',
    body: 'I came for the coffee & stayed for <b>the people</b>. "Nobody" asked why I was tired.',
    topics: ['community'],
    audiences: ['CAREGIVERS'],
    publishedAt: '2026-04-01T08:00:00.000Z',
  }),
  document({
    id: 'cafe_en',
    type: 'PARTNER_ORGANIZATION',
    title: 'Café Löwenzahn',
    summary: 'An open living room for families.',
    body: 'Come as you are: breakfast on Tuesdays, advice on Thursdays.',
    topics: ['community'],
    audiences: ['AGE_0_1', 'CAREGIVERS'],
    points: [ALTONA, BERLIN],
    publishedAt: '2025-11-01T08:00:00.000Z',
  }),
  document({
    id: 'cafe_de',
    type: 'PARTNER_ORGANIZATION',
    title: 'Café Löwenzahn',
    summary: 'Ein offenes Wohnzimmer für Familien.',
    body: 'Komm, wie du bist: dienstags Frühstück, donnerstags Beratung.',
    topics: ['community'],
    audiences: ['AGE_0_1', 'CAREGIVERS'],
    points: [ALTONA, BERLIN],
    publishedAt: '2025-11-01T08:00:00.000Z',
  }),
  document({
    id: 'harbour_en',
    type: 'PARTNER_ORGANIZATION',
    title: 'Harbour Family Advice',
    summary: 'Counselling for families south of the river.',
    body: 'Breakfast for parents every first Saturday. Help with forms and benefits.',
    topics: ['money-and-benefits', 'community'],
    audiences: ['CAREGIVERS'],
    points: [HARBURG],
    publishedAt: '2025-10-01T08:00:00.000Z',
  }),
  document({
    id: 'muesli_de',
    type: 'RESOURCE',
    title: 'Müsli für müde Morgen',
    summary: 'Drei Rezepte, die satt machen.',
    body: 'Haferflocken über Nacht einweichen und mit Apfel essen.',
    terms: ['Frühstück'],
    topics: ['feeding'],
    audiences: ['CAREGIVERS'],
    publishedAt: '2026-05-01T08:00:00.000Z',
  }),
  document({
    id: 'thread_en',
    type: 'DISCUSSION_THREAD',
    title: 'Tired of being tired',
    summary: '',
    body: 'Does anyone else fall asleep at the dinner table? My son wakes at five.',
    topics: ['stress-and-exhaustion', 'sleep'],
    audiences: ['AGE_1_3'],
    publishedAt: '2026-06-01T08:00:00.000Z',
  }),
];
