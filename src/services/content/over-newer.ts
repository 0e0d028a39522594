import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Publication } from './batch.js';
import { isObject, type Json } from './list-items.js';
import { liveDraftsOf } from './live-drafts.js';

/**
 * What is published of revisions that were chosen before newer ones became public in other languages. Their texts become
 * public, and what has no language stays as it is: nobody has seen that it would go back. One statement at most.
 */
export async function overNewer(
  manager: EntityManager,
  publications: readonly Publication[],
): Promise<readonly Publication[]> {
  const overtaken = publications.filter(
    ({ entry, revision }) => entry.status === 'PUBLISHED' && (entry.live_revision ?? 0) > revision,
  );
  if (overtaken.length === 0) return publications;
  const live = await liveDraftsOf(
    manager,
    overtaken.map(({ entry }) => entry.id),
  );
  return publications.map((publication) => {
    const shared = live.get(publication.entry.id)?.draft;
    if (!shared || !overtaken.includes(publication)) return publication;
    const draft = withTextsOf(shared, publication.draft) as unknown as EntryDraft;
    return { ...publication, sharedRevision: publication.entry.live_revision!, draft };
  });
}

/** `shared` with the texts of `other`. They lie in lists called `translations`, also within lists whose elements have keys. */
function withTextsOf(shared: unknown, other: unknown): unknown {
  if (Array.isArray(shared)) {
    const others = Array.isArray(other) ? (other as readonly Json[]) : [];
    return shared.map((element) =>
      isObject(element)
        ? withTextsOf(
            element,
            others.find(({ key }) => key !== undefined && key === element.key),
          )
        : element,
    );
  }
  if (!isObject(shared)) return shared;
  const from = isObject(other) ? other : {};
  const fields = Object.entries(shared).map(([name, value]) => [
    name,
    name === 'translations' ? (from.translations ?? []) : withTextsOf(value, from[name]),
  ]);
  return Object.fromEntries(fields);
}
