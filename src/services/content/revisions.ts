import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Entry } from '../../entities/content/entry.js';
import { Revision } from '../../entities/content/revision.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { RevisionKind } from '../../schema/enums.js';
import { writeDraftUses } from '../media/media-uses.js';
import { carryReviews, type EntryRevision } from '../review/approvals.js';
import { announce } from '../webhooks/announce.js';
import { type LockedEntry, refuseWithdrawn } from './locked-entry.js';
import type { Problems } from './problems.js';
import { noteReferences } from './references.js';
import { insertRows } from './write-rows.js';

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

/** Longest note on a revision, in characters. */
const LONGEST_NOTE = 500;

/** Checks why something is saved. */
export function checkNote(note: string | null | undefined, problems: Problems): void {
  if (note && note.length > LONGEST_NOTE)
    problems.add('INVALID', `At most ${LONGEST_NOTE} characters fit here; there are ${note.length}.`, 'note');
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

/** What revisions say, by the id of the entry; those that are not there are left out. */
export async function draftsOf(
  manager: EntityManager,
  revisions: readonly EntryRevision[],
): Promise<Map<string, EntryDraft>> {
  const rows: { entry_id: string; draft: EntryDraft }[] = await manager.query(
    `select r.entry_id, r.draft from unnest($1::uuid[], $2::int[]) as w(entry_id, number)
     join revision r on r.entry_id = w.entry_id and r.number = w.number`,
    [revisions.map(({ entryId }) => entryId), revisions.map(({ revision }) => revision)],
  );
  return new Map(rows.map(({ entry_id, draft }) => [entry_id, draft]));
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
  revision: NewRevision,
): Promise<SavedRevision> {
  const [saved] = await appendRevisions(manager, [{ entry, number, revision }]);
  return saved!;
}

/** Keeps drafts as the newest revisions of entries, which must be locked; each entry once. */
export async function saveRevisions(
  manager: EntityManager,
  drafts: readonly { readonly entry: LockedEntry; readonly revision: NewRevision }[],
): Promise<SavedRevision[]> {
  const appended = drafts.map((one) => ({ ...one, number: one.entry.latest_revision + 1 }));
  await manager.query(
    `update entry e set latest_revision = w.number from unnest($1::uuid[], $2::int[]) as w(id, number) where e.id = w.id`,
    [appended.map(({ entry }) => entry.id), appended.map(({ number }) => number)],
  );
  return appendRevisions(manager, appended);
}

/** A revision of that number, to be. */
interface Appended {
  readonly entry: Pick<LockedEntry, 'id' | 'type'>;
  readonly number: number;
  readonly revision: NewRevision;
}

async function appendRevisions(manager: EntityManager, appended: readonly Appended[]): Promise<SavedRevision[]> {
  const rows = appended.map(({ entry, number, revision }) => ({
    id: uuid(),
    entry_id: entry.id,
    type: entry.type,
    number,
    draft: revision.draft,
    kind: revision.kind,
    note: revision.note ?? null,
    restored_from: revision.restoredFrom ?? null,
    created_by: revision.by,
    created_at: new Date(),
  }));
  await insertRows(manager, 'revision', rows);
  const ids = appended.map(({ entry }) => entry.id);
  await manager.query('select track_translations(id) from unnest($1::uuid[]) as saved(id)', [ids]);
  const drafts = appended.map(({ entry, revision }) => ({ ...entry, entryId: entry.id, draft: revision.draft }));
  await writeDraftUses(manager, drafts);
  await noteReferences(manager, drafts, 'drafted');
  const saved = rows.map(({ id, entry_id, number }) => ({ entryId: entry_id, revisionId: id, number }));
  await carryReviews(
    manager,
    saved.filter(({ number }) => number > 1),
  );
  const told = appended.filter(({ number, revision }) => number === 1 || revision.kind !== 'AUTOSAVED');
  const events = told.map(({ entry, number, revision }) => ({
    event: number === 1 ? ('ENTRY_CREATED' as const) : ('ENTRY_SAVED' as const),
    id: entry.id,
    by: revision.by,
  }));
  await announce(manager, ...events);
  return saved;
}
