import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Publication } from './batch.js';
import { isObject, type Json } from './list-items.js';
import { liveDraftsOf } from './live-drafts.js';

/**
 * What is published unattended over a newer revision that is public in other languages. Its texts become public, and what
 * has no language stays as it is: nobody is there to see that it went back.
 */
export async function overNewer(manager: EntityManager, publication: Publication): Promise<Publication> {
  const { entry, revision, draft } = publication;
  const newer = entry.live_revision;
  if (entry.status !== 'PUBLISHED' || newer === null || newer <= revision) return publication;
  const shared = (await liveDraftsOf(manager, [entry.id])).get(entry.id)?.draft;
  if (!shared) return publication;
  return { ...publication, sharedRevision: newer, draft: withTextsOf(shared, draft) as unknown as EntryDraft };
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
