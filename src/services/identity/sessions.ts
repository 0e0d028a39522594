import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import type { Viewer } from '../../access/viewer.js';
import type { Role } from '../../schema/enums.js';
import { SESSION_RENEWAL_SECONDS, SESSION_SECONDS } from './auth.js';

/** A session that has just begun. */
export interface Session {
  /** For `Authorization: Bearer`, or for the cookie. */
  readonly token: string;
  readonly expiresAt: Date;
  readonly memberId: string;
}

/** Someone who came with a valid token. */
export interface SignedInViewer extends Viewer {
  readonly memberId: string;
  /** True when this request has prolonged the session: a cookie should be, too. */
  readonly prolonged: boolean;
}

/**
 * Sessions as better-auth keeps them. Nothing is cached: a session that ends has ended in all processes. A token is
 * `<key of the session>.<signature>`, the form of better-auth's own cookie, so that someone who reads the table without
 * knowing the secret cannot use what they find.
 */
export class Sessions {
  constructor(
    private readonly pool: Pool,
    private readonly secret: string,
  ) {}

  tokenOf(key: string): string {
    return `${key}.${this.sign(key)}`;
  }

  /** Whose session it is, in one statement, which also prolongs it now and then. Null when it is not valid. */
  async viewerOf(token: string): Promise<SignedInViewer | null> {
    const key = this.keyOf(token);
    if (!key) return null;
    const { rows } = await this.pool.query<{ id: string; roles: Role[]; prolonged: boolean }>({
      name: 'session_viewer',
      text: `
        with prolonged as (
          update auth_session set expires_at = now() + $2 * interval '1 second', updated_at = now()
          where token = $1 and expires_at > now() and updated_at < now() - $3 * interval '1 second'
          returning 1
        )
        select m.id, m.roles, exists (select from prolonged) as prolonged
        from auth_session s join member m on m.id = s.user_id
        where s.token = $1 and s.expires_at > now()`,
      values: [key, SESSION_SECONDS, SESSION_RENEWAL_SECONDS],
    });
    const row = rows[0];
    return row ? { memberId: row.id, roles: row.roles, prolonged: row.prolonged } : null;
  }

  /** Ends a session; nothing happens when there is none. */
  async end(token: string): Promise<void> {
    const key = this.keyOf(token);
    if (key) await this.pool.query('delete from auth_session where token = $1', [key]);
  }

  /** Forgets sessions of a member that have expired. */
  async forgetExpired(memberId: string): Promise<void> {
    await this.pool.query('delete from auth_session where user_id = $1 and expires_at <= now()', [memberId]);
  }

  private keyOf(token: string): string | undefined {
    const dot = token.lastIndexOf('.');
    const key = token.slice(0, Math.max(dot, 0));
    const given = Buffer.from(token.slice(dot + 1));
    const right = Buffer.from(this.sign(key));
    return key && given.length === right.length && timingSafeEqual(given, right) ? key : undefined;
  }

  private sign(key: string): string {
    return createHmac('sha256', this.secret).update(key).digest('base64');
  }
}
