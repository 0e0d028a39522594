import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import type { Grant, Viewer } from '../../access/viewer.js';
import type { Role } from '../../schema/enums.js';
import { type Auth, SESSION_RENEWAL_SECONDS, SESSION_SECONDS } from './auth.js';

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
  /** @param verificationRequired whether members must confirm their e-mail address before they write */
  constructor(
    private readonly pool: Pool,
    private readonly secret: string,
    private readonly store: Pick<Awaited<Auth['$context']>['internalAdapter'], 'createSession'>,
    private readonly verificationRequired: boolean,
  ) {}

  async begin(memberId: string): Promise<Session> {
    const { token } = await this.store.createSession(memberId);
    return this.begun(token, memberId);
  }

  /** A session that better-auth has just begun. */
  begun(key: string, memberId: string): Session {
    const expiresAt = new Date(Date.now() + SESSION_SECONDS * 1000);
    return { token: `${key}.${this.sign(key)}`, expiresAt, memberId };
  }

  /** Whose session it is, in one statement, and now and then a second that prolongs it. Null when it is not valid. */
  async viewerOf(token: string): Promise<SignedInViewer | null> {
    const key = this.keyOf(token);
    if (!key) return null;
    const { rows } = await this.pool.query<{
      id: string;
      roles: Role[];
      grants: Grant[] | null;
      verified: boolean;
      ageing: boolean;
    }>({
      name: 'session_viewer',
      text: `
        select m.id, m.roles, u.email_verified as verified, s.updated_at < now() - $2 * interval '1 second' as ageing,
          (select json_agg(json_build_object('role', g.role, 'scope', g.scope, 'of', g.of))
            from access_grant g where g.member_id = m.id) as grants
        from auth_session s join auth_user u on u.id = s.user_id join member m on m.id = u.id
        where s.token = $1 and s.expires_at > now()`,
      values: [key, SESSION_RENEWAL_SECONDS],
    });
    const row = rows[0];
    if (!row) return null;
    const { id: memberId, roles, grants, ageing } = row;
    if (ageing) await this.prolong(key);
    const mustVerifyEmail = this.verificationRequired && !row.verified;
    return { memberId, roles, grants: grants ?? [], mustVerifyEmail, prolonged: ageing };
  }

  private async prolong(key: string): Promise<void> {
    await this.pool.query(
      "update auth_session set expires_at = now() + $2 * interval '1 second', updated_at = now() where token = $1",
      [key, SESSION_SECONDS],
    );
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
