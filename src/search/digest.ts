import { createHash } from 'node:crypto';
import type { SearchDocument } from './engine.js';

/** A short name for everything a document says: two documents that differ in anything have different ones. */
export function digestOf(document: SearchDocument): string {
  const sorted = Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 22);
}
