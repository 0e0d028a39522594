import type { EntityManager } from 'typeorm';
import type { Locales } from '../../schema/locales.js';
import { isBlank } from '../../schema/visible.js';
import { checkAltTexts } from '../media/check-uses.js';
import { findMissingApprovals } from '../review/approvals.js';
import { type Batch, type Occasion, type Publication, textsOf } from './batch.js';
import { checkDraft, checkPublishable } from './check-draft.js';
import { checkNotEmpty } from './check-locales.js';
import { chooseSlugs, type Slugs } from './choose-slugs.js';
import { renderBody } from './draft-bodies.js';
import type { Findings } from './findings.js';
import { CONSENT_WITHDRAWN } from './locked-entry.js';
import type { Problems } from './problems.js';
import { checkReferences } from './references.js';
import { findUnpublished, findWithdrawnReferences } from './related-entries.js';

/*
 * Everything that can stand in the way of making something public is found here, for publishing as for asking beforehand.
 * One more reason is one more function called by `findObstacles`: it gets the whole batch, and asks the database once.
 */

/**
 * Finds everything that stands in the way of a batch: of what the drafts say, whether they are approved, and their slugs.
 * @returns the slugs under which the texts can be published
 */
export async function findObstacles(
  manager: EntityManager,
  locales: Locales,
  batch: Batch,
  occasion: Pick<Occasion, 'by' | 'needsNoApproval'>,
  found: Findings,
): Promise<Slugs> {
  await findWithdrawnReferences(manager, batch, found);
  if (batch.publications.length === 0) return new Map();
  await findGaps(manager, locales, batch.publications, found);
  if (!occasion.needsNoApproval) await checkApprovals(manager, batch.publications, occasion.by, found);
  return chooseSlugs(manager, batch, found);
}

/** Finds everything about the drafts themselves that stands in the way of making them public. */
export async function findGaps(
  manager: EntityManager,
  locales: Locales,
  publications: readonly Publication[],
  found: Findings,
): Promise<void> {
  for (const publication of publications) {
    const { entry, draft } = publication;
    const problems = found.of(entry.id);
    if (entry.consent_withdrawn_at) {
      problems.add('NOT_ALLOWED', CONSENT_WITHDRAWN, 'id');
      continue;
    }
    checkTexts(publication, locales, problems);
    checkDraft(entry.type, draft, problems);
    const published = textsOf(publication).map(({ locale }) => locale);
    checkPublishable(entry.type, draft, published, problems);
  }
  const shown = publications.filter(({ entry }) => !entry.consent_withdrawn_at);
  await Promise.all(shown.map((publication) => checkShown(publication, found.of(publication.entry.id))));
  const drafts = publications.map((publication) => {
    const { entry, draft } = publication;
    return { type: entry.type, draft, texts: textsOf(publication), problems: found.of(entry.id) };
  });
  await checkReferences(manager, drafts);
  await findUnpublished(manager, publications, found);
  await checkAltTexts(manager, drafts);
}

/** Checks that the texts that are to be published can be read, and show something. */
async function checkShown({ entry, draft, locales }: Publication, problems: Problems): Promise<void> {
  for (const [i, text] of (draft.translations ?? []).entries()) {
    // What has no body at all is missed already.
    if (isBlank(text.body) || (locales && !locales.includes(text.locale))) continue;
    const rendered = await renderBody(entry, text);
    const path = ['input', 'translations', i, 'body'];
    if ('reason' in rendered) problems.add('INVALID', rendered.reason, ...path);
    else if (rendered.isEmpty) problems.add('REQUIRED', 'A text is needed: nothing of this one can be seen.', ...path);
  }
}

async function checkApprovals(
  manager: EntityManager,
  publications: readonly Publication[],
  by: string | null,
  found: Findings,
): Promise<void> {
  const texts = publications.map((publication) => {
    const { entry, revision } = publication;
    return { entryId: entry.id, revision, locales: textsOf(publication).map(({ locale }) => locale) };
  });
  const unapproved = await findMissingApprovals(manager, by, texts);
  for (const [entryId, reason] of unapproved) found.of(entryId).add('REVIEW_REQUIRED', reason, 'revision');
}

/** Checks that there are texts to publish, in languages of the site. */
function checkTexts({ draft, locales: wanted }: Publication, locales: Locales, problems: Problems): void {
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
  checkNotEmpty(wanted, problems, 'locales');
  for (const [i, locale] of (wanted ?? []).entries()) {
    if (!texts.some((text) => text.locale === locale))
      problems.add('NOT_FOUND', `There is no text in "${locale}".`, 'locales', i);
  }
}
