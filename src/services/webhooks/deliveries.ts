import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import { storableJson } from '../../database/json.js';
import type { WebhookAttempt } from '../../entities/webhooks/webhook-delivery.js';
import { Refused } from '../../schema/user-error.js';
import type { WebhookEvent } from '../../schema/webhooks.js';
import { claim } from '../access/claim.js';
import { enqueueDelivery, enqueueNext, enqueueOverdue, HELD_UP } from './delivery-queue.js';
import { requestNotices } from './notices.js';
import { FAILING_DAYS, isRefusal, pauseAfter } from './retries.js';
import { send } from './send.js';
import { type SecretSeal, signatureHeaders } from './webhook-secrets.js';

/** Job that sends again what was lost and forgets what is old, and when it runs by itself. */
export const UPKEEP_JOB = 'keep-webhooks';
export const UPKEEP_SCHEDULE = `*/10 * * * * ${UPKEEP_JOB}`;

/** What is being sent. */
interface Claimed {
  readonly id: string;
  readonly event_id: string;
  readonly event: WebhookEvent;
  readonly payload: string;
  readonly tries: number;
  readonly webhook_id: string;
  readonly url: string;
  readonly secret: Buffer;
  /** While it still counts. */
  readonly previous_secret: Buffer | null;
}

/** Sends what webhooks are told. Each try is noted; at least one of them reaches a receiver that answers. */
export class WebhookDeliveries {
  /** @param settings days: how long the log keeps a delivery; privateTargets: see `send` */
  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly seal: SecretSeal,
    private readonly settings: { readonly days: number; readonly privateTargets: boolean },
  ) {}

  /** Sends a delivery, unless it is done, held up by an earlier one, under way elsewhere, or its webhook disabled. */
  async deliver(id: string): Promise<void> {
    const claimed = await this.claim(id);
    if (!claimed) return;
    const attempt = await this.attempt(claimed);
    await this.dataSource.transaction((manager) =>
      attempt.error === null ? this.succeed(manager, claimed, attempt) : this.fail(manager, claimed, attempt),
    );
  }

  /**
   * Has a delivery sent again, at once and from the first try on.
   * @returns its id
   * @throws Refused when there is none, or its webhook is disabled
   */
  redeliver(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { disabled } = await claim<{ disabled: boolean }>(manager, viewer, {
        to: ['REDELIVER'],
        on: 'WebhookDelivery',
        id,
        path: ['deliveryId'],
        columns: `(select w.disabled_at is not null from webhook w where w.id = o.webhook_id) as disabled`,
      });
      if (disabled) {
        throw Refused.because(
          'NOT_ALLOWED',
          'The webhook is disabled. Enable it with `updateWebhook`: all that waits for it is sent then.',
          'deliveryId',
        );
      }
      await manager.query(
        `update webhook_delivery set status = 'PENDING', tries = 0, refused = false, next_attempt_at = now() where id = $1`,
        [id],
      );
      await enqueueDelivery(manager, id);
      return id;
    });
  }

  /** Finds what was lost with a worker, and forgets deliveries that are older than they are kept. */
  async upkeep(): Promise<void> {
    await enqueueOverdue(this.pool);
    await this.pool.query('delete from webhook_delivery where created_at < now() - make_interval(days => $1)', [
      this.settings.days,
    ]);
  }

  private async claim(id: string): Promise<Claimed | undefined> {
    const { rows } = await this.pool.query<Claimed>(
      `update webhook_delivery d set claimed_until = now() + interval '1 minute'
       from webhook w
       where d.id = $1 and w.id = d.webhook_id and d.status = 'PENDING' and (w.disabled_at is null or d.event = 'PING')
         and (d.claimed_until is null or d.claimed_until < now()) and not ${HELD_UP}
       returning d.id, d.event_id, d.event, d.payload, d.tries, d.webhook_id, w.url, w.secret,
         case when w.previous_secret_until > now() then w.previous_secret end as previous_secret`,
      [id],
    );
    return rows[0];
  }

  private attempt({ webhook_id, url, payload: body, event_id: id, ...claimed }: Claimed): Promise<WebhookAttempt> {
    const at = new Date();
    const secret = this.seal.open(webhook_id, claimed.secret);
    if (!secret) {
      const error =
        'The secret cannot be read, since AUTH_SECRET has changed. Rotate it with `rotateWebhookSecret` and give the receiver the new one.';
      return Promise.resolve({ at: at.toISOString(), durationMs: 0, responseStatus: null, responseBody: null, error });
    }
    const previous = claimed.previous_secret && this.seal.open(webhook_id, claimed.previous_secret);
    const headers = signatureHeaders(previous ? [secret, previous] : [secret], { id, at, body });
    return send({ url, body, headers }, this.settings.privateTargets);
  }

  private async succeed(manager: EntityManager, claimed: Claimed, attempt: WebhookAttempt): Promise<void> {
    const { id, event, webhook_id } = claimed;
    if (event !== 'PING') {
      await manager.query('update webhook set failing_since = null, last_delivered_at = now() where id = $1', [
        webhook_id,
      ]);
    }
    await manager.query(
      `update webhook_delivery set status = 'DELIVERED', attempts = attempts || $2::jsonb, tries = tries + 1,
         next_attempt_at = null, claimed_until = null where id = $1`,
      [id, storableJson(attempt)],
    );
    await enqueueNext(manager, id);
  }

  private async fail(manager: EntityManager, claimed: Claimed, attempt: WebhookAttempt): Promise<void> {
    const { id, event, tries, webhook_id } = claimed;
    const pause = event === 'PING' ? undefined : pauseAfter(tries + 1);
    const disabled = event !== 'PING' && (await this.noteFailure(manager, webhook_id));
    const waits = disabled || pause !== undefined;
    await manager.query(
      `update webhook_delivery set status = $3, attempts = attempts || $2::jsonb, tries = tries + 1, refused = $4,
         next_attempt_at = now() + make_interval(secs => $5), claimed_until = null where id = $1`,
      [
        id,
        storableJson(attempt),
        waits ? 'PENDING' : 'FAILED',
        isRefusal(attempt.responseStatus),
        disabled ? null : pause,
      ],
    );
    if (disabled) return;
    if (waits) await enqueueDelivery(manager, id);
    await enqueueNext(manager, id);
  }

  /** Disables a webhook that has failed for days. @returns whether it is disabled now */
  private async noteFailure(manager: EntityManager, webhookId: string): Promise<boolean> {
    const [[webhook]]: [{ disabled: boolean; just_now: boolean }[], number] = await manager.query(
      `update webhook w set
         failing_since = coalesce(failing_since, now()),
         disabled_at = coalesce(disabled_at, case when overdue then now() end),
         disabled_reason = coalesce(disabled_reason, case when overdue then 'FAILING' end)
       from (select id, coalesce(failing_since < now() - make_interval(days => $2), false) as overdue
             from webhook where id = $1 for update) before
       where w.id = before.id
       returning w.disabled_at is not null as disabled, w.disabled_at = now() as just_now`,
      [webhookId, FAILING_DAYS],
    );
    // It may have been deleted in the meantime.
    if (!webhook) return false;
    if (webhook.just_now) await requestNotices(manager, webhookId);
    return webhook.disabled;
  }
}
