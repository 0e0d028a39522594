import type { EntityManager } from 'typeorm';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleDraft } from '../../schema/drafts/expert-article.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
import type { SuccessStoryDraft } from '../../schema/drafts/success-story.js';
import type { EntryType } from '../../schema/enums.js';
import { checkMediaReferences } from '../media/check-uses.js';
import { mediaUsesOf } from '../media/media-uses.js';
import type { Problems } from './problems.js';

interface Reference {
  readonly table: 'topic' | 'expert' | 'member';
  readonly id: string;
  readonly path: readonly (string | number)[];
}

/** Checks that everything a draft refers to exists, and keeps it from going away until the transaction ends. */
export async function checkReferences(
  manager: EntityManager,
  type: EntryType,
  draft: EntryDraft,
  problems: Problems,
): Promise<void> {
  if (type === 'SUCCESS_STORY') await checkConsentText(manager, draft as SuccessStoryDraft, problems);
  await checkMediaReferences(manager, mediaUsesOf(draft), problems);
  const references = referencesOf(type, draft);
  for (const table of ['topic', 'expert', 'member'] as const) {
    const wanted = references.filter((reference) => reference.table === table);
    if (wanted.length === 0) continue;
    const rows: { id: string }[] = await manager.query(`select id from ${table} where id::text = any($1) for share`, [
      wanted.map(({ id }) => id.toLowerCase()),
    ]);
    const known = new Set(rows.map(({ id }) => id));
    for (const { id, path } of wanted) {
      if (!known.has(id.toLowerCase())) problems.add('NOT_FOUND', `There is no ${table} with this id.`, ...path);
    }
  }
}

function referencesOf(type: EntryType, draft: EntryDraft): Reference[] {
  const list = (table: Reference['table'], name: string, ids: readonly string[] | null | undefined): Reference[] =>
    (ids ?? []).map((id, i) => ({ table, id, path: ['input', name, i] }));
  const one = (table: Reference['table'], name: string, id: string | null | undefined): Reference[] =>
    id ? [{ table, id, path: ['input', name] }] : [];

  const references = list('topic', 'topicIds', draft.topicIds);
  if (type === 'EXPERT_ARTICLE') {
    const { expertIds, reviewerId } = draft as ExpertArticleDraft;
    references.push(...list('expert', 'expertIds', expertIds), ...one('expert', 'reviewerId', reviewerId));
  }
  if (type === 'PARTNER_ORGANIZATION')
    references.push(...one('member', 'verifiedById', (draft as PartnerOrganizationDraft).verifiedById));
  return references;
}

/** Consent is given to a text that there is. Versions are never deleted. */
async function checkConsentText(
  manager: EntityManager,
  { consent }: SuccessStoryDraft,
  problems: Problems,
): Promise<void> {
  if (consent?.textVersion == null) return;
  const rows: { locale: string }[] = await manager.query(
    'select x.locale from consent_version v join consent_text x on x.consent_version_id = v.id where v.version = $1',
    [consent.textVersion],
  );
  const path = ['input', 'consent'] as const;
  if (rows.length === 0) problems.add('NOT_FOUND', 'The text of consent has no such version.', ...path, 'textVersion');
  else if (consent.textLocale && !rows.some(({ locale }) => locale === consent.textLocale))
    problems.add('NOT_FOUND', `That version has no text in "${consent.textLocale}".`, ...path, 'textLocale');
}
