import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Publication } from './batch.js';
import { differences } from './compare-drafts.js';
import { isObject } from './list-items.js';
import { publicTextsOf } from './public-texts.js';
import { draftsOf } from './revisions.js';

/** What publishing an entry in some languages means beyond the texts in these. */
export interface PublicationEffects {
  /**
   * Paths of the fields without a language that the public sees differently now, in whichever language it reads: all that
   * have a value where nothing was public before.
   */
  readonly sharedChanges: readonly (readonly string[])[];
  /** Languages that are still public although what was published has no text in them. */
  readonly stillPublic: readonly string[];
}

/**
 * What publishing has meant for each entry, by its id. To be asked after it, with the entries as they were locked before.
 * Two statements at most.
 */
export async function effectsOf(
  manager: EntityManager,
  publications: readonly Publication[],
): Promise<Map<string, PublicationEffects>> {
  const known = publications.flatMap(({ entry, revision }) =>
    entry.status === 'PUBLISHED' && entry.live_revision !== null && entry.live_revision !== revision
      ? [{ entryId: entry.id, revision: entry.tagged_revision ?? entry.live_revision }]
      : [],
  );
  const before = known.length ? await draftsOf(manager, known) : new Map<string, EntryDraft>();
  const texts = await publicTextsOf(
    manager,
    publications.map(({ entry }) => entry),
  );
  return new Map(
    publications.map((publication) => {
      const { id } = publication.entry;
      const inDraft = (publication.draft.translations ?? []).map(({ locale }) => locale);
      const live = (texts.get(id) ?? []).map(({ locale }) => locale);
      const stillPublic = live.filter((locale) => !inDraft.includes(locale));
      return [id, { sharedChanges: sharedChanges(publication, before.get(id)), stillPublic }];
    }),
  );
}

function sharedChanges({ entry, revision, draft }: Publication, before: EntryDraft | undefined): string[][] {
  if (entry.status === 'PUBLISHED' && entry.live_revision === revision) return [];
  const changes = differences(withoutTexts(before ?? {}) as EntryDraft, withoutTexts(draft) as EntryDraft);
  return changes.map(({ path }) => [...path]);
}

/** What a draft says in no language. Texts lie in lists called `translations`, also within other lists. */
function withoutTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([name]) => name !== 'translations');
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutTexts(field)]));
}
