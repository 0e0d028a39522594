import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { Action } from '../../schema/action.js';
import { claimMany, notAllowed, notFound } from '../access/claim.js';
import type { Findings } from '../content/findings.js';
import { LOCKED_COLUMNS, type LockedEntry } from '../content/locked-entry.js';
import { newestRevisionIds } from '../content/revisions.js';

/** An entry that was selected, with the id of its newest revision. */
export interface SelectedEntry extends LockedEntry {
  readonly revision_id: string;
}

/**
 * Locks the entries that were selected, and answers those with which the viewer may do what they want. What they do not
 * see, and what they may not do, is found.
 */
export async function claimSelected(
  manager: EntityManager,
  viewer: Viewer,
  to: Action,
  ids: readonly string[],
  found: Findings,
): Promise<SelectedEntry[]> {
  const seen = await claimMany<LockedEntry>(manager, viewer, {
    to: [to],
    on: 'Entry',
    ids,
    columns: LOCKED_COLUMNS,
    lock: 'update',
  });
  const known = new Set(seen.map(({ id }) => id));
  for (const id of ids) if (!known.has(id.toLowerCase())) found.of(id).add('NOT_FOUND', notFound('Entry'));
  const allowed = seen.filter(({ may }) => may.length > 0);
  for (const { id, may } of seen) if (may.length === 0) found.of(id).add('NOT_ALLOWED', notAllowed([to], 'Entry'));
  // Only now: whoever held one of them may have saved in the meantime.
  const revisions = await newestRevisionIds(
    manager,
    allowed.map(({ id }) => id),
  );
  return allowed.map((entry) => ({ ...entry, revision_id: revisions.get(entry.id)! }));
}
