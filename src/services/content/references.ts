import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleDraft } from '../../schema/drafts/expert-article.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
import type { SuccessStoryDraft } from '../../schema/drafts/success-story.js';
import type { EntryType } from '../../schema/enums.js';
import { checkMediaReferences } from '../media/check-uses.js';
import { namedInBodies } from './draft-bodies.js';
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

/** SQL: an entry that a public text links to, in its HTML. */
const LINKED = `'<a href="entry:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})["#]'`;

/**
 * Writes down what entries refer to, so that one can ask what refers to something: as their newest drafts have it, or as
 * the public sees them, once their texts are written. One statement.
 */
export async function noteReferences(
  manager: EntityManager,
  entries: readonly { readonly id: string; readonly type: EntryType; readonly draft: EntryDraft }[],
  where: 'drafted' | 'live',
): Promise<void> {
  const named = await Promise.all(
    entries.map(async ({ id, type, draft }) => {
      // Of the public texts some may be from an older draft: what they link to, they say themselves.
      const used = [...usedBy(type, draft), ...(where === 'drafted' ? await linkedFrom(draft) : [])];
      return used.map((use) => ({ entry_id: id, ...use }));
    }),
  );
  const texts = `union select t.entry_id, 'body', hit[1]::uuid
       from entry_translation t cross join regexp_matches(t.body_html, ${LINKED}, 'g') hit
       where t.entry_id = any($1::uuid[]) and t.status = 'PUBLISHED' and strpos(t.body_html, '<a href="entry:') > 0`;
  const elsewhere = where === 'live' ? 'drafted' : 'live';
  await manager.query(
    `with named as (
       select distinct n.* from json_to_recordset($2::json) as n(entry_id uuid, field text, object_id uuid)
       ${where === 'live' ? texts : ''}
     ), past as (
       select u.id, u.${elsewhere} as stays from usage u where u.entry_id = any($1::uuid[]) and u.${where} and not exists (
         select 1 from named n where n.entry_id = u.entry_id and n.field = u.field and n.object_id = u.object_id)
     ), gone as (
       delete from usage u using past p where u.id = p.id and not p.stays
     ), ended as (
       update usage u set ${where} = false from past p where u.id = p.id and p.stays
     )
     insert into usage (entry_id, field, object_id, ${where}) select entry_id, field, object_id, true from named
     on conflict (entry_id, field, object_id) do update set ${where} = true`,
    [entries.map(({ id }) => id), JSON.stringify(named.flat())],
  );
}

/** Writes down that the public does not see what entries refer to that it does not see any more. */
export async function forgetLiveReferences(manager: EntityManager, entryIds: readonly string[]): Promise<void> {
  await manager.query(
    `with hidden as (
       select u.id, u.drafted from usage u join entry e on e.id = u.entry_id
       where e.id = any($1::uuid[]) and u.live and (e.status <> 'PUBLISHED' or u.field = 'body' and not exists (
         select 1 from entry_translation t where t.entry_id = e.id and t.status = 'PUBLISHED'
           and strpos(t.body_html, '<a href="entry:' || u.object_id) > 0))
     ), gone as (
       delete from usage u using hidden h where u.id = h.id and not h.drafted
     )
     update usage u set live = false from hidden h where u.id = h.id and h.drafted`,
    [entryIds],
  );
}

/** Topics, experts and entries that a draft names. What an import names is checked only when it is published. */
function usedBy(type: EntryType, draft: EntryDraft): { field: string; object_id: string }[] {
  const related = (draft.relatedEntryIds ?? []).map((id) => ({ id, path: ['input', 'relatedEntryIds'] }));
  return [...referencesOf(type, draft).filter(({ table }) => table !== 'member'), ...related]
    .filter(({ id }) => isUuid(id))
    .map(({ id, path }) => ({ field: String(path[1]), object_id: id }));
}

/** Entries that the texts of a draft link to. */
async function linkedFrom(draft: EntryDraft): Promise<{ field: string; object_id: string }[]> {
  const ids = (await namedInBodies(draft)).flatMap(({ entries }) => entries);
  return ids.filter((id) => isUuid(id)).map((id) => ({ field: 'body', object_id: id }));
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
