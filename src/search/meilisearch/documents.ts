import { randomUUID } from 'node:crypto';
import { digestOf } from '../digest.js';
import type { GeoPoint, SearchDocument, SearchType } from '../engine.js';
import { storableText } from '../html.js';
import { type ImpactAttribute, impactsOf } from './impacts.js';
import { languageOf } from './languages.js';
import { wordFormsOf } from './word-forms.js';

/** Under which name a text lies whose language Meilisearch does not know. */
const OTHER_LANGUAGE = 'other';

/** A value for the one language a document is in: `{ de: 'Fieber' }`. */
export type InLanguage<T> = Record<string, T>;

/**
 * What Meilisearch stores. It takes one place per document only, so a search document with several points is stored
 * once for each of them, and with one or none once. `place` counts these copies from 0: a search that is about no place
 * reads the copies 0 alone.
 */
export interface IndexedDocument extends Record<ImpactAttribute, InLanguage<string[]>> {
  /** The id of the search document, and for further copies `__<place>` after it. */
  id: string;
  documentId: string;
  place: number;
  /** Copies of another revision than copy 0 are left over from when the document had more places. */
  revision: string;
  ownerId: string;
  /** Of the search document it was made from. */
  digest: string;
  /** `LAYOUT` when it was made. */
  layout: number;
  type: SearchType;
  locale: string;
  readerLocales: string[];
  topics: string[];
  audiences: string[];
  /** Milliseconds since 1970. */
  publishedAt: number;
  freshAt: number;
  /** In tenths: more exact, it would leave nothing for freshness to decide. */
  helpfulness: number;
  /** ISO 8601 date. */
  reviewDueOn: string | null;
  _geo?: { lat: number; lng: number };
  /** All places, for the distance to the nearest. */
  points: GeoPoint[];
  title: InLanguage<string>;
  /** Title and terms: everything the entry is called, and so what can be suggested. */
  names: InLanguage<string[]>;
  summary: InLanguage<string>;
  body: InLanguage<string>;
  /** How the texts begin: what is shown where no words were found in them. */
  opening: string;
}

/** Counts what this file makes of a document: what was made otherwise is out of date, though its source is the same. */
export const LAYOUT = 2;

const OPENING_CHARACTERS = 200;

/** The copies of a search document, one per place. They share a revision nothing else has. */
export async function indexedDocuments(document: SearchDocument): Promise<IndexedDocument[]> {
  const forms = await wordFormsOf(document.locale);
  const language = languageOf(document.locale) ?? OTHER_LANGUAGE;
  const title = storableText(document.title);
  const summary = storableText(document.summary);
  const body = storableText(document.body);
  const impacts = Object.entries(impactsOf(document, forms)).map(([attribute, words]) => [
    attribute,
    { [language]: words },
  ]);
  const common = {
    ...(Object.fromEntries(impacts) as Record<ImpactAttribute, InLanguage<string[]>>),
    documentId: document.id,
    revision: randomUUID(),
    ownerId: document.ownerId,
    digest: digestOf(document),
    layout: LAYOUT,
    type: document.type,
    locale: document.locale,
    readerLocales: document.readerLocales,
    topics: document.topics,
    audiences: document.audiences,
    publishedAt: Date.parse(document.publishedAt),
    freshAt: Date.parse(document.freshAt),
    helpfulness: Math.round(document.helpfulness * 10),
    reviewDueOn: document.reviewDueOn,
    points: document.points,
    title: { [language]: title },
    names: { [language]: [title, ...document.terms.map(storableText)] },
    summary: { [language]: summary },
    body: { [language]: body },
    opening: openingOf(summary.trim() || body),
  };
  if (document.points.length === 0) return [{ ...common, id: document.id, place: 0 }];
  return document.points.map(({ latitude, longitude }, place) => ({
    ...common,
    id: place === 0 ? document.id : `${document.id}__${place}`,
    place,
    _geo: { lat: latitude, lng: longitude },
  }));
}

/** The id of the search document that a copy is of. */
export function documentIdOf({ id }: Pick<IndexedDocument, 'id'>): string {
  return id.replace(/__\d+$/, '');
}

/** The first words of a text, on one line. */
function openingOf(text: string): string {
  const line = text
    .slice(0, OPENING_CHARACTERS * 2)
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= OPENING_CHARACTERS) return line;
  return `${line.slice(0, OPENING_CHARACTERS).replace(/ \S*$/, '').toWellFormed()} …`;
}

/** The value of a text attribute in the answer of a search, which holds one language only. */
export function textOf<T>(value: InLanguage<T> | undefined): T | undefined {
  return value && Object.values(value)[0];
}
