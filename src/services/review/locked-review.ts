import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import type { Action } from '../../schema/action.js';
import { claim } from '../access/claim.js';
import { LOCKED_COLUMNS, type LockedEntry } from '../content/locked-entry.js';

/** A review as those who work on it know it, locked for the transaction together with its entry. */
export interface LockedReview {
  readonly id: string;
  readonly state: string;
  readonly entry: LockedEntry;
}

/**
 * Locks a review for what the viewer wants to do with it. The entry first, as everyone does who changes it: so nobody
 * saves or publishes meanwhile, and nobody waits for each other crosswise.
 * @throws Refused NOT_FOUND or NOT_ALLOWED
 */
export async function lockReview(
  manager: EntityManager,
  viewer: Viewer,
  to: readonly Action[],
  id: string,
): Promise<LockedReview> {
  const [entry]: LockedEntry[] = isUuid(id)
    ? await manager.query(
        `select ${LOCKED_COLUMNS} from entry where id = (select entry_id from review where id = $1) for update`,
        [id],
      )
    : [];
  const columns = 'id, state';
  const review = await claim<Omit<LockedReview, 'entry'>>(manager, viewer, {
    to,
    on: 'Review',
    id,
    path: ['id'],
    columns,
  });
  return { ...review, entry: entry! };
}
