import type { EntityManager } from 'typeorm';
import type { ScheduledActionCancelReason } from '../../schema/scheduled-actions.js';
import { requestNotices } from './scheduled-action-notices.js';

/*
 * What someone does to an entry by hand goes before what was planned for it. Called within the transaction that does it,
 * on the locked entry; who had planned it is told.
 */

/** The entry goes into the trash: nothing that is planned for it holds any more. */
export function cancelOfTrashed(manager: EntityManager, entryId: string, by: string | null): Promise<void> {
  return cancel(manager, 'TRASHED', by, 'entry_id = $3', [entryId]);
}

/** A revision was published: older ones would undo it. */
export function cancelSuperseded(
  manager: EntityManager,
  entryId: string,
  revision: number,
  by: string | null,
): Promise<void> {
  return cancel(manager, 'SUPERSEDED', by, 'entry_id = $3 and revision < $4', [entryId, revision]);
}

/** Languages were taken back, all of them when null: nobody wants to see them come up again unattended. */
export function cancelOfTakenBack(
  manager: EntityManager,
  entryId: string,
  locales: readonly string[] | null,
  by: string | null,
): Promise<void> {
  const condition = `entry_id = $3 and action = 'PUBLISH' and coalesce(locales && $4::text[], true)`;
  return cancel(manager, 'TAKEN_BACK', by, condition, [entryId, locales]);
}

async function cancel(
  manager: EntityManager,
  reason: ScheduledActionCancelReason,
  by: string | null,
  condition: string,
  values: readonly unknown[],
): Promise<void> {
  const [cancelled]: [{ id: string; scheduled_by: string | null }[], number] = await manager.query(
    `update scheduled_action set state = 'CANCELLED', ended_at = now(), cancel_reason = $1, cancelled_by = $2
     where state = 'PENDING' and ${condition} returning id, scheduled_by`,
    [reason, by, ...values],
  );
  for (const { id, scheduled_by } of cancelled)
    if (scheduled_by && scheduled_by !== by) await requestNotices(manager, id, scheduled_by);
}
