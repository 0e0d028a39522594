import type { SearchDocument } from '../engine.js';

/**
 * What was written while an index is being filled anew. It is newer than anything the filling brings, whose source may
 * have been read long ago.
 */
export class Overlay {
  /** Ids of the documents that were added or replaced. */
  readonly written = new Set<string>();
  private readonly kept = new Map<string, readonly string[]>();

  noteWritten(documents: readonly SearchDocument[]): void {
    for (const { id } of documents) {
      this.written.add(id);
    }
  }

  noteRemoved(ownerIds: readonly string[], keep: readonly string[]): void {
    for (const ownerId of ownerIds) {
      this.kept.set(ownerId, this.kept.get(ownerId)?.filter((id) => keep.includes(id)) ?? keep);
    }
  }

  /** The documents about which nothing newer is known. */
  below(documents: readonly SearchDocument[]): SearchDocument[] {
    return documents.filter(
      ({ id, ownerId }) => !this.written.has(id) && (this.kept.get(ownerId)?.includes(id) ?? true),
    );
  }
}
