import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Entry } from '../../entities/content/entry.js';
import { EntryTranslation } from '../../entities/content/entry-translation.js';
import { Revision } from '../../entities/content/revision.js';
import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
import type { Locales } from '../../schema/locales.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { checkAltTexts } from '../media/check-uses.js';
import { writeLiveUses } from '../media/media-uses.js';
import { findMissingApprovals, settleReviews } from '../review/approvals.js';
import { announce } from '../webhooks/announce.js';
import { checkDraft, checkPublishable } from './check-draft.js';
import { chooseSlug } from './choose-slug.js';
import { liveTranslation, writeLiveEntry } from './live-rows.js';
import { type LockedEntry, refuseWithdrawn } from './locked-entry.js';
import { Problems } from './problems.js';
import { checkReferences } from './references.js';

/*
 * How what was saved becomes public and ceases to be: the one way, for a click as for a schedule, a release or an import.
 * Every step runs in the caller's transaction, on an entry it has locked.
 */

/** What is to become public. */
export interface Publication {
  readonly entry: LockedEntry;
  /** Number of the revision, and what it says. */
  readonly revision: number;
  readonly draft: EntryDraft;
  /** The languages; all that the draft has when absent. */
  readonly locales?: readonly string[] | null | undefined;
}

/** Who makes something public, and when. */
export interface Occasion {
  /** Member; null for imports. */
  readonly by: string | null;
  readonly at: Date;
  /** Set for imports: their source stands for what they say, so nobody here has to approve it. */
  readonly imported?: true;
}

/** Finds everything that stands in the way of making a draft public: of what it says, and whether it is approved. */
export async function findObstacles(
  manager: EntityManager,
  locales: Locales,
  publication: Publication,
  { by, imported }: Pick<Occasion, 'by' | 'imported'>,
  problems: Problems,
): Promise<void> {
  await findGaps(manager, locales, publication, problems);
  if (imported) return;
  const { entry, revision } = publication;
  const unapproved = await findMissingApprovals(manager, by, [{ entryId: entry.id, revision }]);
  for (const reason of unapproved.values()) problems.add('REVIEW_REQUIRED', reason, 'revision');
}

/** Finds everything about a draft itself that stands in the way of making it public. */
export async function findGaps(
  manager: EntityManager,
  locales: Locales,
  { entry, draft, locales: wanted }: Publication,
  problems: Problems,
): Promise<void> {
  refuseWithdrawn(entry);
  const texts = chooseTexts(draft, wanted, locales, problems);
  checkDraft(entry.type, draft, problems);
  checkPublishable(
    entry.type,
    draft,
    texts.map(({ locale }) => locale),
    problems,
  );
  await checkReferences(manager, entry.type, draft, problems);
  await checkAltTexts(manager, draft, texts, problems);
}

/**
 * Checks a draft and copies it to the live rows.
 * @throws Refused with all that stands in the way; the transaction must be given up then
 */
export async function makePublic(
  manager: EntityManager,
  locales: Locales,
  publication: Publication,
  occasion: Occasion,
): Promise<void> {
  const { entry, revision, draft, locales: wanted } = publication;
  const { at } = occasion;
  const problems = new Problems();
  await findObstacles(manager, locales, publication, occasion, problems);
  problems.throwIfAny();

  await manager.update(Entry, { id: entry.id }, { publishedAt: entry.published_at ?? at, liveRevision: revision });
  await manager.update(Revision, { entryId: entry.id, number: revision }, { kept: true });
  await writeLiveEntry(manager, entry.id, entry.type, draft, at);
  const texts = chooseTexts(draft, wanted, locales, problems);
  await writeLiveUses(
    manager,
    entry.id,
    draft,
    texts.map(({ locale }) => locale),
  );
  for (const text of texts) {
    const slug = await chooseSlug(manager, entry.id, entry.type, text, problems, draft.translations!.indexOf(text));
    problems.throwIfAny();
    const [before] = await manager.findBy(EntryTranslation, { entryId: entry.id, locale: text.locale });
    const live = liveTranslation(entry, text, slug, before?.publishedAt ?? at);
    await manager.upsert(EntryTranslation, { ...live, revision }, ['entryId', 'locale']);
  }
  await record(
    manager,
    entry.id,
    texts.map(({ locale }) => locale),
    revision,
    occasion,
  );
  await settleReviews(manager, [{ entryId: entry.id, revision }]);
  await enqueueIndexing(manager, entry.id);
}

/** Takes languages of an entry back; all that are public when none are named. */
export async function takeBack(
  manager: EntityManager,
  entryId: string,
  locales: readonly string[] | null,
  occasion: Occasion,
): Promise<void> {
  const [taken]: [{ locale: string }[], number] = await manager.query(
    `update entry_translation set status = 'UNPUBLISHED' where entry_id = $1 and status = 'PUBLISHED'
       and ($2::text[] is null or locale = any($2)) returning locale`,
    [entryId, locales],
  );
  if (taken.length === 0) return;
  await manager.query(
    `update entry set status = 'UNPUBLISHED', updated_at = $2 where id = $1 and status = 'PUBLISHED'
      and not exists (select 1 from entry_translation where entry_id = $1 and status = 'PUBLISHED')`,
    [entryId, occasion.at],
  );
  await record(
    manager,
    entryId,
    taken.map(({ locale }) => locale),
    null,
    occasion,
  );
  await enqueueIndexing(manager, entryId);
}

/** Writes down what became public, or with no revision what ceased to be, and announces it. */
async function record(
  manager: EntityManager,
  entryId: string,
  locales: readonly string[],
  revision: number | null,
  { by, at }: Occasion,
): Promise<void> {
  await manager.query(
    `insert into publication (id, entry_id, locale, action, revision, published_at, published_by)
     select id, $2, locale, $3, $4, $5, $6 from unnest($1::uuid[], $7::text[]) as written(id, locale)`,
    [locales.map(() => uuid()), entryId, revision === null ? 'UNPUBLISHED' : 'PUBLISHED', revision, at, by, locales],
  );
  const event = revision === null ? 'ENTRY_UNPUBLISHED' : 'ENTRY_PUBLISHED';
  await announce(manager, { event, id: entryId, by, at, revision, locales });
}

/** The texts to make public. What is impossible about them becomes a problem. */
function chooseTexts(
  draft: EntryDraft,
  wanted: readonly string[] | null | undefined,
  locales: Locales,
  problems: Problems,
): EntryTextDraft[] {
  const texts = draft.translations ?? [];
  if (texts.length === 0) problems.add('REQUIRED', 'There is no text in any language yet.', 'input', 'translations');
  for (const [i, text] of texts.entries()) {
    if ((!wanted || wanted.includes(text.locale)) && !locales.all.includes(text.locale)) {
      problems.add(
        'NOT_ALLOWED',
        `The site has no language "${text.locale}"; it has ${locales.all.join(', ')}. An operator can add it to LOCALES.`,
        'input',
        'translations',
        i,
        'locale',
      );
    }
  }
  for (const [i, locale] of (wanted ?? []).entries()) {
    if (!texts.some((text) => text.locale === locale))
      problems.add('NOT_FOUND', `There is no text in "${locale}".`, 'locales', i);
  }
  return wanted ? texts.filter((text) => wanted.includes(text.locale)) : [...texts];
}
