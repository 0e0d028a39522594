import type { EntityManager } from 'typeorm';
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

/** The release was published by hand: what was planned for it has happened. Who had planned it is told. */
export async function cancelOfPublished(manager: EntityManager, releaseId: string, by: string | null): Promise<void> {
  const [cancelled]: [{ id: string; scheduled_by: string | null }[], number] = await manager.query(
    `update scheduled_action set state = 'CANCELLED', ended_at = now(), cancel_reason = 'SUPERSEDED', cancelled_by = $2
     where release_id = $1 and state = 'PENDING' returning id, scheduled_by`,
    [releaseId, by],
  );
  const ofOthers = cancelled.filter(({ scheduled_by }) => scheduled_by && scheduled_by !== by);
  await requestNotices(
    manager,
    ofOthers.map(({ id, scheduled_by }) => ({ id, scheduledBy: scheduled_by })),
  );
}
