import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { compose, type Sender } from '../../mail/compose.js';
import type { Mailer } from '../../mail/mail.js';
import type { Locales } from '../../schema/locales.js';
import type { ScheduledActionCancelReason, ScheduledActionKind } from '../../schema/scheduled-actions.js';
import type { UserErrorCode } from '../../schema/user-error.js';
import { Recipients } from '../identity/recipients.js';

/** Name of the job that writes to one person that something they care for will not happen as planned. */
export const SCHEDULE_NOTICE_JOB = 'send-scheduled-action-notice';

export interface ScheduleNotice {
  readonly scheduledActionId: string;
  readonly memberId: string;
}

/** Tries over some hours. */
const ATTEMPTS = 10;

/** A plan that has ended, and who made it. */
export interface EndedPlan {
  readonly id: string;
  readonly scheduledBy: string | null;
}

/** Asks, within the transaction that ends plans, for letters to who made them; to all admins where that is null. */
export async function requestNotices(manager: EntityManager, ended: readonly EndedPlan[]): Promise<void> {
  if (ended.length === 0) return;
  await manager.query(
    `select graphile_worker.add_job($3, json_build_object('scheduledActionId', p.id, 'memberId', m.id), max_attempts := $4)
     from unnest($1::uuid[], $2::uuid[]) as p(id, scheduled_by)
       join member m on case when p.scheduled_by is null then 'ADMIN' = any(m.roles) else m.id = p.scheduled_by end
       join auth_user u on u.id = m.id`,
    [ended.map(({ id }) => id), ended.map(({ scheduledBy }) => scheduledBy), SCHEDULE_NOTICE_JOB, ATTEMPTS],
  );
}

interface EndedAction {
  readonly action: ScheduledActionKind;
  readonly at: string;
  readonly time_zone: string;
  readonly cancel_reason: ScheduledActionCancelReason | null;
  readonly codes: UserErrorCode[];
  readonly title: string | null;
}

/** Letters about plans that failed or were called off by others. */
export class ScheduledActionNotices {
  private readonly recipients: Recipients;

  constructor(
    private readonly pool: Pool,
    private readonly locales: Locales,
    private readonly mailer: Mailer,
    private readonly sender: Sender,
  ) {
    this.recipients = new Recipients(pool, locales);
  }

  /**
   * Writes to one person, if there still is reason to.
   * @throws Error when the letter could not be handed over; then it may be sent again
   */
  async send({ scheduledActionId, memberId }: ScheduleNotice): Promise<void> {
    const recipient = await this.recipients.byId(memberId);
    if (!recipient) return;
    const to = this.recipients.address(recipient, this.locales.default);
    const { rows } = await this.pool.query<EndedAction>(
      `select s.action, to_char(s.wall_clock, 'YYYY-MM-DD"T"HH24:MI') as at, s.time_zone, s.cancel_reason,
         array(select distinct e->>'code' from jsonb_array_elements(s.errors) e) as codes,
         coalesce(rl.name, (select t->>'title' from revision r, jsonb_array_elements(r.draft->'translations') t
          where r.entry_id = e.id and r.number = coalesce(s.revision, e.latest_revision) and t->>'title' <> ''
          order by array_position($2::text[], t->>'locale') limit 1)) as title
       from scheduled_action s left join entry e on e.id = s.entry_id left join release rl on rl.id = s.release_id
       where s.id = $1 and s.state <> 'PENDING'`,
      [scheduledActionId, to.locales],
    );
    const [ended] = rows;
    if (!ended) return;
    const { action, at, time_zone: timeZone, cancel_reason: cancelReason, codes, title } = ended;
    const kind = cancelReason ? ('scheduled-action-cancelled' as const) : ('scheduled-action-failed' as const);
    const scheduled = { action, at, timeZone, title: title ?? '…', codes, cancelReason };
    await this.mailer.send(compose({ kind, ...to, scheduled }, this.sender));
  }
}
