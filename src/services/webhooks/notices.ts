import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { compose, type Sender } from '../../mail/compose.js';
import type { Mailer } from '../../mail/mail.js';
import type { Locales } from '../../schema/locales.js';
import { Recipients } from '../identity/recipients.js';

/** Name of the job that writes to one person that a webhook was disabled. */
export const NOTICE_JOB = 'send-webhook-notice';

export interface Notice {
  readonly webhookId: string;
  readonly memberId: string;
}

/** Tries over some hours. */
const ATTEMPTS = 10;

/** Asks for letters to whoever made the webhook and to all admins, within the transaction that disables it. */
export async function requestNotices(manager: EntityManager, webhookId: string): Promise<void> {
  await manager.query(
    `select graphile_worker.add_job($2, json_build_object('webhookId', w.id, 'memberId', m.id), max_attempts := $3)
     from webhook w join member m on m.id = w.created_by or 'ADMIN' = any(m.roles) join auth_user u on u.id = m.id
     where w.id = $1`,
    [webhookId, NOTICE_JOB, ATTEMPTS],
  );
}

/** Letters about webhooks that were disabled. */
export class WebhookNotices {
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
  async send({ webhookId, memberId }: Notice): Promise<void> {
    const recipient = await this.recipients.byId(memberId);
    const { rows } = await this.pool.query<{ name: string }>(
      `select name from webhook where id = $1 and disabled_reason = 'FAILING'`,
      [webhookId],
    );
    const [webhook] = rows;
    if (!recipient || !webhook) return;
    const to = this.recipients.address(recipient, this.locales.default);
    await this.mailer.send(compose({ kind: 'webhook-disabled', ...to, webhook: webhook.name }, this.sender));
  }
}
