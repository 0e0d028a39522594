import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleDraft } from '../../schema/drafts/expert-article.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
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

/**
 * Writes down what an entry refers to, so that one can ask what refers to something: as its newest draft has it, or as
 * the public sees it.
 */
export async function noteReferences(
  manager: EntityManager,
  { id, type }: { readonly id: string; readonly type: EntryType },
  draft: EntryDraft,
  where: 'drafted' | 'live',
): Promise<void> {
  const related = (draft.relatedEntryIds ?? []).map((object) => ({ id: object, path: ['input', 'relatedEntryIds'] }));
  const named = [...referencesOf(type, draft).filter(({ table }) => table !== 'member'), ...related];
  // What an import names is checked when it is published.
  const references = named.filter((reference) => isUuid(reference.id));
  const elsewhere = where === 'live' ? 'drafted' : 'live';
  await manager.query(
    `with named as (
       select distinct n.field, n.object_id from unnest($2::text[], $3::uuid[]) n(field, object_id)
     ), past as (
       select u.id, u.${elsewhere} as stays from usage u where u.entry_id = $1 and u.${where}
         and not exists (select 1 from named n where n.field = u.field and n.object_id = u.object_id)
     ), gone as (
       delete from usage u using past p where u.id = p.id and not p.stays
     ), ended as (
       update usage u set ${where} = false from past p where u.id = p.id and p.stays
     )
     insert into usage (entry_id, field, object_id, ${where}) select $1, field, object_id, true from named
     on conflict (entry_id, field, object_id) do update set ${where} = true`,
    [id, references.map(({ path }) => path[1]), references.map((reference) => reference.id)],
  );
}

/** Writes down that the public does not see an entry any more, nor what it refers to. */
export async function forgetLiveReferences(manager: EntityManager, entryId: string): Promise<void> {
  await manager.query(
    `with gone as (delete from usage where entry_id = $1 and not drafted)
     update usage set live = false where entry_id = $1 and live and drafted`,
    [entryId],
  );
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
