import type { SearchDocument } from '../engine.js';

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

/** Filter: the copies that these documents may have from when they had more places than now. */
export function leftOverPlaces(documents: readonly SearchDocument[]): string {
  const byPlaces = Map.groupBy(documents, (document) => Math.max(1, document.points.length));
  return [...byPlaces]
    .map(
      ([places, group]) =>
        `(${anyOf(
          'documentId',
          group.map((document) => document.id),
        )} AND place >= ${places})`,
    )
    .join(' OR ');
}
