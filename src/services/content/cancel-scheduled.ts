import type { EntityManager } from 'typeorm';
import type { ScheduledActionCancelReason } from '../../schema/scheduled-actions.js';
import { type Publication, textsOf, type Withdrawal } from './batch.js';
import { requestNotices } from './scheduled-action-notices.js';

/*
 * What someone does to entries by hand goes before what was planned for them. Called within the transaction that does it,
 * on the locked entries; who had planned it is told.
 */

/** Ids of plans that were called off, by the id of their entry. */
export type CancelledPlans = ReadonlyMap<string, readonly string[]>;

/** The entries go into the trash: nothing that is planned for them holds any more. */
export function cancelOfTrashed(
  manager: EntityManager,
  entryIds: readonly string[],
  by: string | null,
): Promise<CancelledPlans> {
  const trashed = entryIds.map((entry_id) => ({ entry_id }));
  return cancel(manager, 'TRASHED', by, trashed, 'true');
}

/** Revisions were published: older ones would undo it in these languages. Plans for others go on. */
export function cancelSuperseded(
  manager: EntityManager,
  published: readonly Publication[],
  by: string | null,
): Promise<CancelledPlans> {
  const newer = published.map((one) => ({
    entry_id: one.entry.id,
    revision: one.revision,
    locales: textsOf(one).map(({ locale }) => locale),
  }));
  return cancel(manager, 'SUPERSEDED', by, newer, `a.revision < d.revision and ${PLANNED} && d.locales`);
}

/** Languages were taken back: nobody wants to see them come up again unattended. */
export function cancelOfTakenBack(
  manager: EntityManager,
  withdrawals: readonly Withdrawal[],
  by: string | null,
): Promise<CancelledPlans> {
  const taken = withdrawals.map(({ entryId, locales }) => ({ entry_id: entryId, locales: locales ?? null }));
  const condition = `a.action = 'PUBLISH' and (d.locales is null or ${PLANNED} && d.locales)`;
  return cancel(manager, 'TAKEN_BACK', by, taken, condition);
}

/** SQL: the languages that a plan is to publish. */
const PLANNED = `coalesce(a.locales, array(select t->>'locale' from revision r, jsonb_path_query(r.draft, '$.translations[*]') t
  where r.entry_id = a.entry_id and r.number = a.revision))`;

/** What was done with an entry, by hand. */
interface Done {
  readonly entry_id: string;
  readonly revision?: number;
  readonly locales?: readonly string[] | null;
}

async function cancel(
  manager: EntityManager,
  reason: ScheduledActionCancelReason,
  by: string | null,
  done: readonly Done[],
  condition: string,
): Promise<CancelledPlans> {
  const [cancelled]: [{ id: string; entry_id: string; scheduled_by: string | null }[], number] = await manager.query(
    `update scheduled_action a set state = 'CANCELLED', ended_at = now(), cancel_reason = $1, cancelled_by = $2
     from json_to_recordset($3::json) as d(entry_id uuid, revision int, locales text[])
     where a.entry_id = d.entry_id and a.state = 'PENDING' and ${condition} returning a.id, a.entry_id, a.scheduled_by`,
    [reason, by, JSON.stringify(done)],
  );
  const ofOthers = cancelled.filter(({ scheduled_by }) => scheduled_by && scheduled_by !== by);
  await requestNotices(
    manager,
    ofOthers.map(({ id, scheduled_by }) => ({ id, scheduledBy: scheduled_by })),
  );
  const byEntry = Map.groupBy(cancelled, ({ entry_id }) => entry_id);
  return new Map([...byEntry].map(([entryId, plans]) => [entryId, plans.map(({ id }) => id)]));
}
