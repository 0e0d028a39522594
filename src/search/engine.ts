/**
 * The port behind which every search engine stands. Two engines implement it (`postgres/`, `meilisearch/`) and one
 * contract test suite holds both to the same behaviour.
 */

/** What can be found. The values are the names of the GraphQL enum `SearchType`. */
export const SEARCH_TYPES = [
  'RESOURCE',
  'EXPERT_ARTICLE',
  'SUCCESS_STORY',
  'PARTNER_ORGANIZATION',
  'DISCUSSION_THREAD',
] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];

/** The facets every answer can count. */
export const FACETS = ['type', 'topic', 'audience', 'locale'] as const;
export type Facet = (typeof FACETS)[number];

/**
 * One published translation of an entry, or one discussion thread. Only what the public may see is ever put into a
 * document: the engine does not know about access.
 */
export interface SearchDocument {
  /** `<ownerId>_<locale>`; letters, digits, `-` and `_` only, so that it is a valid key in every engine. */
  id: string;
  /** The entry or thread this document is a translation of. */
  ownerId: string;
  type: SearchType;
  /** BCP 47 tag of the language the texts are in: decides stemming, stop words and segmentation. */
  locale: string;
  /**
   * The reader locales for which this translation is the one shown (its own, and those that fall back to it because the
   * entry has no nearer translation). At most one document per owner holds a given reader locale, so filtering by it
   * never answers one entry twice.
   */
  readerLocales: string[];
  title: string;
  summary: string;
  /** Plain text, no mark-up. */
  body: string;
  /** Other words people use for this: synonyms, alternative names, topic names. Searched like a title, never shown. */
  terms: string[];
  /** Topic slugs including all ancestors. */
  topics: string[];
  audiences: string[];
  /** Where it is, when it is somewhere: an organisation has one point per location. */
  points: GeoPoint[];
  /** ISO 8601 instant. */
  publishedAt: string;
  /** When its content was last known to be right: published, or reviewed since. ISO 8601 instant. */
  freshAt: string;
  /** From this day on (ISO 8601 date) it waits for a review. Null when it needs none. */
  reviewDueOn: string | null;
  /** How surely it helps its readers, 0 to 1 in tenths. 0 when nothing is known. */
  helpfulness: number;
}

export interface GeoPoint {
  latitude: number;
  longitude: number;
}

/** Words that mean the same, for texts and queries in one language. */
export interface SynonymSet {
  /** BCP 47 tag. */
  locale: string;
  /** Words or short phrases. Each finds what the others find, unless `from` says otherwise. */
  words: string[];
  /** Only who looks for one of these also finds the words; not the other way round. */
  from?: string[];
}

/** Owners that the database knows: an engine within it looks there by itself, any other is told the ids. */
export interface OwnerSet {
  /** A query for the ids (text), without parameters. */
  readonly sql: string;
  ids(): Promise<readonly string[]>;
}

/** Texts that the database knows: an engine within it looks there by itself, any other is told. */
export interface TextSet {
  /** A query for `owner_id` (text) and `locale` (null: the texts of the owner in all languages), without parameters. */
  readonly sql: string;
  rows(): Promise<readonly { readonly ownerId: string; readonly locale: string | null }[]>;
}

/** What the database knows of a text by itself: an engine within it looks there, any other asks. */
export interface TextTest {
  /** SQL over the SQL of a text: whether it passes. */
  sql(text: string): string;
  /** Those of some texts that pass. */
  passing(texts: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface SearchQuery {
  /**
   * As typed. What stands in double quotes must be there just so; a word or quote with a minus sign before it must not.
   * Blank text matches every document, newest first (nearest first with `near`).
   */
  text: string;
  /** The reader's locale (exactly one of the configured ones). Absent: all locales, one hit per owner. */
  locale?: string;
  types?: SearchType[];
  /** Documents with any of these topics. */
  topics?: string[];
  audiences?: string[];
  /** Only documents of these owners. */
  owners?: OwnerSet;
  /** Not these texts, though the index has them: neither found nor counted. */
  except?: TextSet;
  /**
   * Owners that come first, in this order, where the other filters let them, whether they have the words or not. For
   * the order RELEVANCE.
   */
  pinned?: readonly string[];
  /** Only documents with a point within the radius; hits then carry `distanceKm`. */
  near?: GeoPoint & { radiusKm: number };
  /** RELEVANCE unless told. DISTANCE needs `near`. */
  order?: 'RELEVANCE' | 'DISTANCE' | 'NEWEST';
  /** The last word may be unfinished (as in a search box that answers while one types). Default true. */
  prefix?: boolean;
  /**
   * The words come in the order of their weight: an engine that does not find texts by any one of many words gives up
   * the last ones first. Without it the most frequent ones.
   */
  weightiestFirst?: boolean;
  offset: number;
  /** 1 to 100. */
  limit: number;
  /** At most so many hits of each type, grouped by type in the order of `SEARCH_TYPES`, instead of a page. */
  perType?: number;
  /** Which facets to count; none unless told. */
  facets?: readonly Facet[];
  /** Whether hits carry `highlight`; false saves its cost. */
  highlight?: boolean;
}

export interface SearchHit {
  ownerId: string;
  type: SearchType;
  locale: string;
  /** Higher is better; comparable within one answer only. */
  score: number;
  /** Kilometres from `near` to the closest point of the document. */
  distanceKm: number | null;
  /** Safe HTML: everything escaped but `<mark>` around matches. */
  highlight: { title: string; snippet: string } | null;
  /** It stands where it does because it was pinned. */
  pinned: boolean;
}

export interface SearchResult {
  hits: SearchHit[];
  /** Number of all hits, not only of this page. */
  total: number;
  facets: Partial<Record<Facet, FacetValue[]>>;
  /** The query as its words are spelled in what was found, where they were not found as typed; else null. */
  didYouMean: string | null;
  /** The time of the search ended first: these are some of the hits, and what is counted is counted of them. */
  incomplete: boolean;
}

/** Most frequent first; at most 100 per facet. */
export interface FacetValue {
  value: string;
  count: number;
}

export interface SuggestQuery {
  prefix: string;
  locale?: string;
  limit: number;
  /** Only texts that pass. */
  only?: TextTest;
}

/** A document as an index holds it, for comparing it with what it should be. */
export interface StoredDocument {
  id: string;
  ownerId: string;
  /** `digestOf` the document it was made from. */
  digest: string;
}

export interface EngineStats {
  documents: number;
  byType: Partial<Record<SearchType, number>>;
  byLocale: Record<string, number>;
}

export interface SearchEngine {
  readonly name: 'postgres' | 'meilisearch';
  /**
   * Makes sure that there is an index, and tells whether its settings are of another version: then it must be rebuilt
   * before it is searched. Idempotent.
   */
  configure(): Promise<{ outdated: boolean }>;
  /** Reads the index into memory, where that is of use, so that the first searches need not wait. Never fails. */
  warm(): Promise<void>;
  /** Makes these the synonyms, in the place of any before. What was typed is understood by them from now on. */
  setSynonyms(sets: readonly SynonymSet[]): Promise<void>;
  /** Adds or replaces. Resolves when the documents are findable. */
  upsert(documents: readonly SearchDocument[]): Promise<void>;
  /** Removes the documents of these owners, but for the document ids in `keep`. Resolves when they are gone. */
  remove(ownerIds: readonly string[], keep?: readonly string[]): Promise<void>;
  /** Forgets words and phrases that no document has any more, where the engine has kept them. */
  forgetUnusedWords(): Promise<void>;
  search(query: SearchQuery): Promise<SearchResult>;
  /** Completions of what is being typed: distinct texts (titles and terms), best first. */
  suggest(query: SuggestQuery): Promise<string[]>;
  /**
   * Fills a new index from `batches`, with the settings of this version, and swaps it in: readers see the old one whole,
   * then the new one whole. Called by one process at a time.
   */
  rebuild(batches: AsyncIterable<readonly SearchDocument[]>): Promise<{ documents: number }>;
  /** Drops what rebuilds have left behind that died half-way. Not to be called while any process rebuilds. */
  dropUnfinished(): Promise<void>;
  stats(): Promise<EngineStats>;
  /** All documents in the index, or those of some owners, in batches. */
  contents(ownerIds?: readonly string[]): AsyncIterable<readonly StoredDocument[]>;
  /** Throws with a plain reason when the engine cannot answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
