import type { EntityManager } from 'typeorm';
import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
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
    const locales = publication.locales ?? (publication.draft.translations ?? []).map(({ locale }) => locale);
    const draft = withTextsOf(shared, publication.draft, locales) as unknown as EntryDraft;
    return { ...publication, sharedRevision: publication.entry.live_revision!, draft };
  });
}

/**
 * `shared` with the texts of `other`. They lie in lists called `translations`, also within lists whose elements have keys.
 * What is not in `other` keeps its texts, but for those in the languages that are published: nobody has chosen them.
 */
function withTextsOf(shared: unknown, other: unknown, locales: readonly string[]): unknown {
  if (Array.isArray(shared)) {
    const others = Array.isArray(other) ? (other as readonly Json[]) : [];
    return shared.flatMap((element) => {
      if (!isObject(element)) return [element];
      const its = others.find(({ key }) => key !== undefined && key === element.key);
      const merged = withTextsOf(element, its, locales) as Json;
      // What has no text in any language is there for no reader, and may not be published so.
      return its || !isEmptied(element, merged) ? [merged] : [];
    });
  }
  if (!isObject(shared)) return shared;
  const fields = Object.entries(shared).map(([name, value]) => {
    if (name !== 'translations') return [name, withTextsOf(value, isObject(other) ? other[name] : undefined, locales)];
    if (isObject(other)) return [name, other.translations ?? []];
    return [name, (value as readonly EntryTextDraft[] | null)?.filter(({ locale }) => !locales.includes(locale)) ?? []];
  });
  return Object.fromEntries(fields);
}

function isEmptied(before: Json, after: Json): boolean {
  const count = ({ translations }: Json) => (Array.isArray(translations) ? translations.length : 0);
  return count(before) > 0 && count(after) === 0;
}
