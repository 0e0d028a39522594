import type { EntityManager } from 'typeorm';
import { DELIVERY_JOB, DELIVERY_PRIORITY } from './announce.js';

type Queryable = Pick<EntityManager, 'query'>;

/**
 * SQL: an earlier delivery `e` of the same object to the same webhook is still to be sent, and `d` waits for it. What
 * the receiver has refused holds nothing up.
 */
export const HELD_UP = `exists (select 1 from webhook_delivery e
  where e.webhook_id = d.webhook_id and e.object_id = d.object_id and e.status = 'PENDING' and not e.refused
    and e.position < d.position)`;

const ADD_JOB = `graphile_worker.add_job('${DELIVERY_JOB}', json_build_object('deliveryId', d.id), run_at := d.next_attempt_at,
  job_key := '${DELIVERY_JOB}:' || d.id, priority := ${DELIVERY_PRIORITY})`;

/** Has a delivery sent at the time that stands in its row. */
export async function enqueueDelivery(manager: Queryable, id: string): Promise<void> {
  await manager.query(`select ${ADD_JOB} from webhook_delivery d where d.id = $1`, [id]);
}

/** Has the deliveries sent that waited for this one. */
export async function enqueueNext(manager: Queryable, id: string): Promise<void> {
  await manager.query(
    `select ${ADD_JOB} from webhook_delivery d join webhook_delivery done
       on done.webhook_id = d.webhook_id and done.object_id = d.object_id and done.id = $1
     where d.id <> $1 and d.status = 'PENDING' and not ${HELD_UP}`,
    [id],
  );
}

/** Has all sent, from anew, that waits for a webhook. */
export async function enqueueWaiting(manager: Queryable, webhookId: string): Promise<void> {
  await manager.query(
    `update webhook_delivery set tries = 0, refused = false, next_attempt_at = now()
     where webhook_id = $1 and status = 'PENDING'`,
    [webhookId],
  );
  await manager.query(
    `select ${ADD_JOB} from webhook_delivery d where d.webhook_id = $1 and d.status = 'PENDING' and not ${HELD_UP}`,
    [webhookId],
  );
}

/** Has those sent whose time has come and whose job was lost with its worker. */
export async function enqueueOverdue(database: { query(sql: string): Promise<unknown> }): Promise<void> {
  await database.query(
    `select ${ADD_JOB} from webhook_delivery d join webhook w on w.id = d.webhook_id
     where d.status = 'PENDING' and w.disabled_at is null and coalesce(d.next_attempt_at, d.created_at) < now() - interval '5 minutes'
       and (d.claimed_until is null or d.claimed_until < now()) and not ${HELD_UP}`,
  );
}
