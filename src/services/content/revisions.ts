import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Entry } from '../../entities/content/entry.js';
import { Revision } from '../../entities/content/revision.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { RevisionKind } from '../../schema/enums.js';
import { writeDraftUses } from '../media/media-uses.js';
import { carryReview } from '../review/approvals.js';
import { announce } from '../webhooks/announce.js';
import { type LockedEntry, refuseWithdrawn } from './locked-entry.js';
import { noteReferences } from './references.js';

export interface SavedRevision {
  readonly entryId: string;
  readonly revisionId: string;
  readonly number: number;
}

/** What is to be kept as a revision, and how it came about. */
export interface NewRevision {
  readonly draft: EntryDraft;
  readonly kind: RevisionKind;
  /** Member; null for imports. */
  readonly by: string | null;
  /** Why, in the words of who saved it. */
  readonly note?: string | null;
  /** Number of the revision it brings back. */
  readonly restoredFrom?: number;
}

/** What was saved last; the entry must be locked. */
export async function newestDraft(manager: EntityManager, entry: LockedEntry): Promise<EntryDraft> {
  return (await draftOf(manager, entry.id, entry.latest_revision))!;
}

/** What a revision says; undefined when there is none of that number. */
export async function draftOf(
  manager: EntityManager,
  entryId: string,
  number: number,
): Promise<EntryDraft | undefined> {
  const rows: { draft: EntryDraft }[] = await manager.query(
    'select draft from revision where entry_id = $1 and number = $2',
    [entryId, number],
  );
  return rows[0]?.draft;
}

/**
 * Keeps a draft as the newest revision; the entry must be locked. Saving what is there already makes no revision. What a
 * member saves over their own newest autosave takes its place, under a new number, unless something rests on it.
 */
export async function saveRevision(
  manager: EntityManager,
  entry: LockedEntry,
  revision: NewRevision,
): Promise<SavedRevision> {
  refuseWithdrawn(entry);
  const [newest]: { id: string; kind: RevisionKind; replaceable: boolean; same: boolean }[] = await manager.query(
    `select id, kind, kind = 'AUTOSAVED' and not kept and name is null and created_by = $3 as replaceable,
       jsonb_strip_nulls(draft) = jsonb_strip_nulls($4::jsonb) as same
     from revision where entry_id = $1 and number = $2`,
    [entry.id, entry.latest_revision, revision.by, JSON.stringify(revision.draft)],
  );
  if (newest?.same) {
    // A deliberate save of what was autosaved: from now on it is part of the history.
    if (newest.kind === 'AUTOSAVED' && revision.kind !== 'AUTOSAVED') {
      await manager.update(Revision, { id: newest.id }, { kind: 'SAVED', note: revision.note ?? null });
      await announce(manager, { event: 'ENTRY_SAVED', id: entry.id, by: revision.by });
    }
    return { entryId: entry.id, revisionId: newest.id, number: entry.latest_revision };
  }
  if (newest?.replaceable) await replace(manager, newest.id);
  const number = entry.latest_revision + 1;
  await manager.update(Entry, { id: entry.id }, { latestRevision: number });
  return appendRevision(manager, entry, number, revision);
}

/** Takes an autosave out of the history. What it said is known for a day, for those who work from it. */
async function replace(manager: EntityManager, revisionId: string): Promise<void> {
  await manager.query(
    `delete from replaced_autosave where (entry_id, number) in (
       select entry_id, number from replaced_autosave where replaced_at < now() - interval '1 day' for update skip locked)`,
  );
  await manager.query(
    `with gone as (delete from revision where id = $1 returning entry_id, number, draft)
     insert into replaced_autosave (entry_id, number, draft) select entry_id, number, draft from gone`,
    [revisionId],
  );
}

/** Inserts a revision of that number; the entry must be locked, and must know it as its latest. */
export async function appendRevision(
  manager: EntityManager,
  entry: Pick<LockedEntry, 'id' | 'type'>,
  number: number,
  { draft, kind, by, note, restoredFrom }: NewRevision,
): Promise<SavedRevision> {
  const id = uuid();
  await manager.insert(Revision, {
    id,
    entryId: entry.id,
    type: entry.type,
    number,
    draft,
    kind,
    note: note ?? null,
    restoredFrom: restoredFrom ?? null,
    createdById: by,
    createdAt: new Date(),
  });
  await manager.query('select track_translations($1)', [entry.id]);
  await writeDraftUses(manager, [{ entryId: entry.id, draft }]);
  if (number > 1) await carryReview(manager, entry.id, { revisionId: id, number });
  await noteReferences(manager, [{ id: entry.id, type: entry.type, draft }], 'drafted');
  if (number === 1) await announce(manager, { event: 'ENTRY_CREATED', id: entry.id, by });
  else if (kind !== 'AUTOSAVED') await announce(manager, { event: 'ENTRY_SAVED', id: entry.id, by });
  return { entryId: entry.id, revisionId: id, number };
}
