import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { Action } from '../../schema/action.js';
import { claimMany, notAllowed, notFound, type Seen } from '../access/claim.js';
import type { Findings } from '../content/findings.js';
import { LOCKED_COLUMNS, type LockedEntry, versionConflict } from '../content/locked-entry.js';
import { type NewestRevision, newestRevisions } from '../content/newest-revisions.js';

/** Which entries, and whether one only wants to know what would happen. */
export interface Selection {
  readonly ids: readonly string[];
  /** The number of the newest revision that the viewer knows, by the id of the entry, where they say so. */
  readonly known?: ReadonlyMap<string, number> | undefined;
  readonly dryRun: boolean;
}

/** An entry that was selected, and which of the wanted actions the viewer may do with it: always the first. */
export interface SelectedEntry extends Seen<LockedEntry> {
  readonly newest: NewestRevision;
}

/**
 * Locks the entries that were selected, and answers those with which the viewer may do what they want. What they do not
 * see, what they may not do, and what others have saved since the revision they know, is found.
 * @param to what they want, and what else they may want to do where they may
 */
export async function claimSelected(
  manager: EntityManager,
  viewer: Viewer,
  to: readonly [Action, ...Action[]],
  { ids, known: knownRevisions }: Selection,
  found: Findings,
): Promise<SelectedEntry[]> {
  const seen = await claimMany<LockedEntry>(manager, viewer, {
    to,
    on: 'Entry',
    ids,
    columns: LOCKED_COLUMNS,
    lock: 'update',
  });
  const known = new Set(seen.map(({ id }) => id));
  for (const id of ids) if (!known.has(id.toLowerCase())) found.of(id).add('NOT_FOUND', notFound('Entry'));
  const allowed = seen.filter(({ may }) => may.includes(to[0]));
  for (const { id, may } of seen)
    if (!may.includes(to[0])) found.of(id).add('NOT_ALLOWED', notAllowed([to[0]], 'Entry'));
  // Only now: whoever held one of them may have saved in the meantime.
  const newest = await newestRevisions(
    manager,
    allowed.map(({ id }) => id),
  );
  const selected = allowed.map((entry) => ({ ...entry, newest: newest.get(entry.id)! }));
  for (const entry of selected) {
    const startedFrom = knownRevisions?.get(entry.id);
    if (startedFrom === undefined || startedFrom === entry.latest_revision) continue;
    const { saved_by: savedBy, saved_at: savedAt } = entry.newest;
    found.of(entry.id).take(versionConflict(entry, startedFrom, { savedBy, savedAt }, NO_OFFER, 'revision'));
  }
  return selected;
}

const NO_OFFER = { changedPaths: null, merged: null, notMerged: 'There was nothing to save.', collisions: [] };
