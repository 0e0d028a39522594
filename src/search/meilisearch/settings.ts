import type { LocalizedAttribute, Settings } from 'meilisearch';
import type { SynonymSet } from '../engine.js';
import { IMPACT_ATTRIBUTES } from './impacts.js';
import { DIVIDED_BY_RULES_OF_THEIR_OWN, LANGUAGES } from './languages.js';

/** `attributesToSearchOn` with a wildcard came with this version; nothing older can complete what is typed. */
export const OLDEST_VERSION = '1.16.0';

/**
 * The attributes that are searched, the weightiest first. Each holds one text per language: `title.de`. Every document has
 * all of them: Meilisearch says where it has found something in parts of how many there are.
 */
export const SEARCHED: readonly string[] = [...IMPACT_ATTRIBUTES, 'title', 'names', 'summary', 'body'];

/**
 * What answers may hold. Browsers search the index, too (`TenantTokens`), so everything here is public; what else there is
 * of a document only ranks it.
 */
const DISPLAYED = [
  ...['_geo', 'audiences', 'body', 'id', 'locale', 'names', 'opening', 'ownerId', 'place', 'points'],
  ...['publishedAt', 'readerLocales', 'revision', 'summary', 'title', 'topics', 'type'],
];

/**
 * The language of each text. Those whose words Meilisearch divides alike share a rule: it reads all rules anew for every
 * hit.
 */
function localizedAttributes(): LocalizedAttribute[] {
  const alike = [...LANGUAGES.keys()].filter((language) => !DIVIDED_BY_RULES_OF_THEIR_OWN.has(language));
  const rules = [...DIVIDED_BY_RULES_OF_THEIR_OWN].map((language) => [[language], LANGUAGES.get(language)!] as const);
  return [...rules, [alike, 'eng'] as const].map(([languages, locale]) => ({
    attributePatterns: languages.map((language) => `*.${language}`),
    locales: [locale], // in three letters: so the server answers them
  }));
}

/** The settings of the index, as far as they matter here. Lists whose order has no meaning are in alphabetical order. */
export const SETTINGS = {
  searchableAttributes: [...SEARCHED],
  displayedAttributes: DISPLAYED,
  filterableAttributes: [
    '_geo',
    'audiences',
    'documentId',
    'locale',
    'ownerId',
    'place',
    'readerLocales',
    'revision',
    'topics',
    'type',
  ],
  sortableAttributes: ['_geo', 'publishedAt'],
  // `sort` comes first, so that DISTANCE and NEWEST are strict orders; a query that sorts by nothing skips it.
  // What helped and what is fresh decides between documents that fit equally well.
  rankingRules: [
    ...['sort', 'words', 'typo', 'proximity', 'attribute', 'exactness'],
    ...['helpfulness:desc', 'freshAt:desc', 'publishedAt:desc'],
  ],
  localizedAttributes: localizedAttributes(),
  typoTolerance: { enabled: true },
  faceting: { maxValuesPerFacet: 100, sortFacetValuesBy: { '*': 'count' } },
  // Totals stop at this number, and so do pages. Meilisearch stops at 1,000 unless told.
  pagination: { maxTotalHits: 10_000_000 },
  facetSearch: false,
} satisfies Settings;

/**
 * The part of `SETTINGS` that an index does not have yet, by setting; empty when there is nothing to change.
 * @param current what the server says of the index
 */
export function missingSettings(current: Settings): Settings {
  return Object.fromEntries(
    Object.entries(SETTINGS).filter(([name, wanted]) => !covers(current[name as keyof Settings], wanted)),
  );
}

/** Whether `current` says everything that `wanted` says; it may say more. Lists must be equal, in any order of names. */
function covers(current: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(current) &&
      current.length === wanted.length &&
      wanted.every((value, index) => covers(current[index], value))
    );
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return (
      typeof current === 'object' &&
      current !== null &&
      Object.entries(wanted).every(([name, value]) => covers((current as Record<string, unknown>)[name], value))
    );
  }
  return current === wanted;
}

/** Synonyms as Meilisearch takes them: by what is typed, what else is found. */
export function synonymSettings(sets: readonly SynonymSet[]): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const { words, from } of sets) {
    for (const typed of from ?? words) {
      const others = words.filter((word) => word !== typed);
      found.set(typed, new Set([...(found.get(typed) ?? []), ...others]));
    }
  }
  return Object.fromEntries([...found].map(([typed, others]) => [typed, [...others]]));
}
