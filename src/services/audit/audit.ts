import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { RECORD_EVENT } from './audited-transactions.js';

/** Background job that forgets old events, and when it runs by itself (UTC). */
export const AUDIT_JOB = 'expire-audit';
export const AUDIT_SCHEDULE = `17 3 * * * ${AUDIT_JOB}`;

/** The log of who changed what. */
export class Audit {
  /** @param days how long events are kept */
  constructor(
    private readonly pool: Pool,
    private readonly days: number,
    private readonly log: Logger,
  ) {}

  /**
   * Writes an event (see `AuditedCall.event`) that no transaction has written: of what was refused, and of what changed
   * nothing but the session that is answered next. One statement. When it fails, the event goes to the operators' log
   * instead: to say that the mutation failed would have people do it twice.
   */
  async write(event: string): Promise<void> {
    try {
      await this.pool.query({
        name: 'record_audit_event',
        text: RECORD_EVENT,
        values: [event],
      });
    } catch (error) {
      this.log.error({ error, event: JSON.parse(event) }, 'An event could not be written to the audit log');
    }
  }

  /** Forgets events that are older than they are kept. */
  async expire(): Promise<void> {
    const { rows } = await this.pool.query<{ gone: string }>('select expire_audit_events($1) as gone', [this.days]);
    this.log.info(`The audit log forgot ${rows[0]!.gone} events older than ${this.days} days`);
  }
}
