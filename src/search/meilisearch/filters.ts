import type { TextSet } from '../engine.js';

/** A string as Meilisearch reads it within a filter. */
function quoted(value: string): string {
  return `"${value.toWellFormed().replace(/["\\]/g, '\\$&')}"`;
}

/** Filter: the attribute has this value. */
export function equals(attribute: string, value: string): string {
  return `${attribute} = ${quoted(value)}`;
}

/** Filter: the attribute has at least one of the values. */
export function anyOf(attribute: string, values: readonly string[]): string {
  return `${attribute} IN [${values.map(quoted).join(', ')}]`;
}

/** Filter: everything of these owners but the documents to keep. */
export function ofOwners(ownerIds: readonly string[], keep: readonly string[]): string {
  const owned = anyOf('ownerId', ownerIds);
  return keep.length === 0 ? owned : `${owned} AND NOT ${anyOf('documentId', keep)}`;
}

/** Filters: none of these texts. */
export function notThese(texts: Awaited<ReturnType<TextSet['rows']>>): string[] {
  const owners = texts.filter(({ locale }) => locale === null).map(({ ownerId }) => ownerId);
  const documents = texts.filter(({ locale }) => locale !== null).map(({ ownerId, locale }) => `${ownerId}_${locale}`);
  return [
    ...(owners.length > 0 ? [`NOT ${anyOf('ownerId', owners)}`] : []),
    ...(documents.length > 0 ? [`NOT ${anyOf('documentId', documents)}`] : []),
  ];
}
