import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleDraft } from '../../schema/drafts/expert-article.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
import type { SuccessStoryDraft } from '../../schema/drafts/success-story.js';
import type { EntryType } from '../../schema/enums.js';
import { checkMediaReferences } from '../media/check-uses.js';
import type { Problems } from './problems.js';

const TABLES = ['topic', 'expert', 'member'] as const;

interface Reference {
  readonly table: (typeof TABLES)[number];
  readonly id: string;
  readonly path: readonly (string | number)[];
}

/** A draft, and where what is wrong with it is gathered. */
export interface Referring {
  readonly type: EntryType;
  readonly draft: EntryDraft;
  readonly problems: Problems;
}

/**
 * Checks that everything drafts refer to exists, and keeps it from going away until the transaction ends: in as many
 * statements for all of them as for one, which lock in the same order for everyone.
 */
export async function checkReferences(manager: EntityManager, drafts: readonly Referring[]): Promise<void> {
  await checkMediaReferences(manager, drafts);
  await checkConsentTexts(manager, drafts);
  const references = drafts.flatMap(({ type, draft, problems }) =>
    referencesOf(type, draft).map((reference) => ({ ...reference, problems })),
  );
  const wanted = TABLES.map((table) => [
    ...new Set(references.flatMap((one) => (one.table === table && isUuid(one.id) ? [one.id.toLowerCase()] : []))),
  ]);
  const found: { id: string }[] = wanted.some((ids) => ids.length) ? await manager.query(HELD, wanted) : [];
  const known = new Set(found.map(({ id }) => id));
  for (const { table, id, path, problems } of references) {
    if (!known.has(id.toLowerCase())) problems.add('NOT_FOUND', `There is no ${table} with this id.`, ...path);
  }
}

const HELD = `with ${TABLES.map(
  (table, i) => `${table}s as (select id from ${table} where id = any($${i + 1}::uuid[]) order by id for share)`,
).join(', ')} ${TABLES.map((table) => `select id from ${table}s`).join(' union all ')}`;

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
async function checkConsentTexts(manager: EntityManager, drafts: readonly Referring[]): Promise<void> {
  const consents = drafts.flatMap(({ type, draft, problems }) => {
    const consent = type === 'SUCCESS_STORY' ? (draft as SuccessStoryDraft).consent : null;
    return consent?.textVersion == null ? [] : [{ version: consent.textVersion, locale: consent.textLocale, problems }];
  });
  if (consents.length === 0) return;
  const rows: { version: number; locales: string[] }[] = await manager.query(
    `select v.version, array(select x.locale from consent_text x where x.consent_version_id = v.id) as locales
     from consent_version v where v.version = any($1::int[])`,
    [consents.map(({ version }) => version)],
  );
  const known = new Map(rows.map(({ version, locales }) => [version, locales]));
  const path = ['input', 'consent'] as const;
  for (const { version, locale, problems } of consents) {
    const locales = known.get(version);
    if (!locales) problems.add('NOT_FOUND', 'The text of consent has no such version.', ...path, 'textVersion');
    else if (locale && !locales.includes(locale))
      problems.add('NOT_FOUND', `That version has no text in "${locale}".`, ...path, 'textLocale');
  }
}
