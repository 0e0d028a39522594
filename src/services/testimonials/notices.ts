import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { compose, type Sender } from '../../mail/compose.js';
import type { Mailer } from '../../mail/mail.js';
import type { Locales } from '../../schema/locales.js';
import { Recipients } from '../identity/recipients.js';

/** Name of the job that writes to one editor that a story was sent in. */
export const TESTIMONIAL_NOTICE_JOB = 'send-testimonial-notice';

export interface TestimonialNotice {
  readonly testimonialId: string;
  readonly memberId: string;
}

/** Tries over some hours. */
const ATTEMPTS = 10;

/** Asks for letters to all editors, within the transaction that takes the story. */
export async function requestNotices(manager: EntityManager, testimonialId: string): Promise<void> {
  await manager.query(
    `select graphile_worker.add_job($2, json_build_object('testimonialId', $1::uuid, 'memberId', m.id), max_attempts := $3)
     from member m join auth_user u on u.id = m.id where 'EDITOR' = any(m.roles)`,
    [testimonialId, TESTIMONIAL_NOTICE_JOB, ATTEMPTS],
  );
}

/** Letters about stories that were sent in. They say nothing of the story, or of who told it. */
export class TestimonialNotices {
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
   * Writes to one editor, if the story still waits.
   * @throws Error when the letter could not be handed over; then it may be sent again
   */
  async send({ testimonialId, memberId }: TestimonialNotice): Promise<void> {
    const recipient = await this.recipients.byId(memberId);
    const { rows } = await this.pool.query(
      `select 1 from testimonial t join entry e on e.id = t.entry_id
       where t.id = $1 and e.status = 'DRAFT' and e.deleted_at is null and e.consent_withdrawn_at is null`,
      [testimonialId],
    );
    if (!recipient || rows.length === 0) return;
    const to = this.recipients.address(recipient, this.locales.default);
    await this.mailer.send(compose({ kind: 'testimonial-submitted', ...to }, this.sender));
  }
}
