import type { EntityManager } from 'typeorm';
import { allowed } from '../../access/decide.js';
import { any } from '../../access/sql.js';
import type { Viewer } from '../../access/viewer.js';
import { Statement } from '../../read/statement.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { Problems } from './problems.js';

/*
 * Entries refer to others. What a draft may name is what its editor sees; what is published refers to what is published.
 * Wherever these references are read, the reader's own sight decides anew.
 */

/** Locks by name, and not the entries themselves: two that refer to each other may be published at once. */
const LOCK = (kind: '' | '_shared') =>
  `select pg_advisory_xact_lock${kind}(hashtextextended('entry-reference:' || id, 0)) from unnest($1::text[]) id`;

/**
 * Checks the related entries of a draft that is to be saved: that the editor sees them, unless they stood in the newest
 * draft already, and that none is the entry itself.
 * @param entryId of the draft; undefined when there is none yet
 */
export async function checkRelated(
  manager: EntityManager,
  viewer: Viewer,
  entryId: string | undefined,
  draft: EntryDraft,
  problems: Problems,
): Promise<void> {
  const ids = relatedIds(draft);
  if (ids.length === 0) return;
  const statement = new Statement({ viewer, locales: [] });
  const sees = any([allowed('READ', 'Entry', 'o', statement), allowed('READ_REVISIONS', 'Entry', 'o', statement)]);
  const wanted = statement.bind(ids, 'text[]');
  const rows: { id: string }[] = await manager.query(
    `select o.id from entry o where o.id::text = any(${wanted}) and o.deleted_at is null and ${sees}
     union select u.object_id from usage u
       where u.entry_id = ${statement.bind(entryId ?? null, 'uuid')} and u.field = 'relatedEntryIds' and u.drafted
         and u.object_id::text = any(${wanted})`,
    statement.parameters,
  );
  const known = new Set(rows.map(({ id }) => id));
  for (const [i, id] of ids.entries()) {
    const path = ['input', 'relatedEntryIds', i];
    if (id === entryId) problems.add('INVALID', 'An entry is not related to itself. Take it out.', ...path);
    else if (!known.has(id))
      problems.add('NOT_FOUND', 'There is no entry with this id, or it is in the trash.', ...path);
  }
}

/**
 * Finds the related entries of a draft that are not public.
 * @param together ids of entries that become public in the same transaction
 */
export async function findUnpublished(
  manager: EntityManager,
  entryId: string,
  draft: EntryDraft,
  together: ReadonlySet<string> | undefined,
  problems: Problems,
): Promise<void> {
  const ids = relatedIds(draft);
  if (ids.length === 0) return;
  const rows: { id: string; public: boolean }[] = await manager.query(
    `select id, status = 'PUBLISHED' and deleted_at is null as public from entry where id::text = any($1)`,
    [ids],
  );
  const known = new Map(rows.map((row) => [row.id, row.public]));
  for (const [i, id] of ids.entries()) {
    const path = ['input', 'relatedEntryIds', i];
    if (id === entryId) problems.add('INVALID', 'An entry is not related to itself. Take it out.', ...path);
    else if (!known.has(id)) problems.add('NOT_FOUND', 'There is no entry with this id.', ...path);
    else if (!known.get(id) && !together?.has(id))
      problems.add(
        'UNPUBLISHED_REFERENCE',
        `The related entry ${id} is not public. Publish it first or together with this one, or take it out.`,
        ...path,
      );
  }
}

/** Keeps what a draft refers to from being taken back until the transaction ends. */
export async function holdRelated(manager: EntityManager, draft: EntryDraft): Promise<void> {
  const ids = relatedIds(draft);
  if (ids.length) await manager.query(LOCK('_shared'), [ids.toSorted()]);
}

/** Keeps others from publishing what refers to an entry until the transaction ends. */
export async function holdReferrers(manager: EntityManager, entryId: string): Promise<void> {
  await manager.query(LOCK(''), [[entryId]]);
}

function relatedIds(draft: EntryDraft): string[] {
  return (draft.relatedEntryIds ?? []).map((id) => id.toLowerCase());
}
