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
 * Locks a review for what the viewer wants to do with it: the viewer and the entry first, as everyone does who changes
 * one. So nobody saves or publishes meanwhile, and nobody waits for each other crosswise.
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
        `with asking as (select id as asking_id from member where id = $2 for key share)
         select ${LOCKED_COLUMNS} from asking, entry o
         where o.id = (select r.entry_id from review r where r.id = $1) for update of o`,
        [id, viewer.memberId],
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
