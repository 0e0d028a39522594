import type { EntityManager } from 'typeorm';
import type { ScheduledActionCancelReason } from '../../schema/scheduled-actions.js';
import { requestNotices } from '../content/scheduled-action-notices.js';

/*
 * What the end of its plan means for a release. Called within the transaction that ends the plan.
 */

/** The plan has ended without the release going live: where no revision was chosen, it publishes the newest again. */
export async function releaseRevisions(manager: EntityManager, releaseId: string): Promise<void> {
  await manager.query(
    `update release_item i set revision = null from release r
     where i.release_id = $1 and r.id = i.release_id and r.state = 'DRAFT' and not i.pinned`,
    [releaseId],
  );
}

/** An entry is about to be deleted for good: a release that was planned with it does not go live without it. */
export async function cancelWithout(manager: EntityManager, entryId: string, by: string | null): Promise<void> {
  const releaseIds = await cancel(
    manager,
    { reason: 'TRASHED', by },
    // One that is being carried out waits for the entry, and finds it gone.
    `id in (
       select s.id from scheduled_action s join release_item i on i.release_id = s.release_id
       where i.entry_id = $1 and s.state = 'PENDING' for update of s skip locked)`,
    entryId,
  );
  for (const releaseId of releaseIds) await releaseRevisions(manager, releaseId);
}

/** The release was published by hand: what was planned for it has happened. */
export async function cancelOfPublished(manager: EntityManager, releaseId: string, by: string | null): Promise<void> {
  await cancel(manager, { reason: 'SUPERSEDED', by }, 'release_id = $1', releaseId);
}

/** Calls plans of releases off, and has those told who made them. @returns the ids of the releases */
async function cancel(
  manager: EntityManager,
  { reason, by }: { readonly reason: ScheduledActionCancelReason; readonly by: string | null },
  condition: string,
  id: string,
): Promise<string[]> {
  const [cancelled]: [{ id: string; release_id: string; scheduled_by: string | null }[], number] = await manager.query(
    `update scheduled_action set state = 'CANCELLED', ended_at = now(), cancel_reason = $2, cancelled_by = $3
     where ${condition} and state = 'PENDING' returning id, release_id, scheduled_by`,
    [id, reason, by],
  );
  const ofOthers = cancelled.filter(({ scheduled_by }) => scheduled_by && scheduled_by !== by);
  await requestNotices(
    manager,
    ofOthers.map(({ id, scheduled_by }) => ({ id, scheduledBy: scheduled_by })),
  );
  return cancelled.map(({ release_id }) => release_id);
}
