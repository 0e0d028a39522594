import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import type { Grant, Viewer } from '../../access/viewer.js';
import type { Role } from '../../schema/enums.js';
import { type Auth, SESSION_RENEWAL_SECONDS, SESSION_SECONDS } from './auth.js';

/** Whether the member `m` has yet to accept the newest code of conduct. Part of every statement that finds a viewer. */
export const MUST_ACCEPT_CONDUCT = `not exists (
  select 1 from conduct_acceptance a
  where a.member_id = m.id and a.version = (select max(v.version) from conduct_version v))`;

/** How many sessions a member has at a time. */
const MOST_SESSIONS = 100;

/** A session that has just begun. */
export interface Session {
  /** For `Authorization: Bearer`, or for the cookie. */
  readonly token: string;
  readonly expiresAt: Date;
  readonly memberId: string;
}

/** A session as its member sees it. */
export interface OpenSession {
  readonly id: string;
  readonly createdAt: Date;
  /** To the hour. */
  readonly lastUsedAt: Date;
  /** Whether the request came with it. */
  readonly current: boolean;
  /** Such as `Firefox on Windows`; null when it is not known. */
  readonly device: string | null;
}

/** Someone who came with a valid token. */
export interface SignedInViewer extends Viewer {
  readonly memberId: string;
  readonly sessionId: string;
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

  /** @param device words for the device of the one who signs in */
  async begin(memberId: string, device: string | null): Promise<Session> {
    const { token } = await this.store.createSession(memberId, false, { userAgent: device });
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
      session_id: string;
      roles: Role[];
      grants: Grant[] | null;
      verified: boolean;
      must_accept: boolean;
      ageing: boolean;
    }>({
      name: 'session_viewer',
      text: `
        select m.id, s.id as session_id, m.roles, u.email_verified as verified, s.updated_at < now() - $2 * interval '1 second' as ageing,
          ${MUST_ACCEPT_CONDUCT} as must_accept,
          (select json_agg(json_build_object('role', g.role, 'scope', g.scope, 'of', g.of))
            from access_grant g where g.member_id = m.id) as grants
        from auth_session s join auth_user u on u.id = s.user_id join member m on m.id = u.id
        where s.token = $1 and s.expires_at > now()`,
      values: [key, SESSION_RENEWAL_SECONDS],
    });
    const row = rows[0];
    if (!row) return null;
    const { id: memberId, session_id: sessionId, roles, grants, ageing } = row;
    if (ageing) await this.prolong(key);
    const mustVerifyEmail = this.verificationRequired && !row.verified;
    const mustAcceptConduct = row.must_accept;
    return { memberId, sessionId, roles, grants: grants ?? [], mustVerifyEmail, mustAcceptConduct, prolonged: ageing };
  }

  private async prolong(key: string): Promise<void> {
    await this.pool.query(
      "update auth_session set expires_at = now() + $2 * interval '1 second', updated_at = now() where token = $1",
      [key, SESSION_SECONDS],
    );
  }

  /** Ends a session; nothing happens when there is none. */
  async end(token: string, manager: Pick<EntityManager, 'query'> = this.pool): Promise<void> {
    const key = this.keyOf(token);
    if (key) await manager.query('delete from auth_session where token = $1', [key]);
  }

  /** The sessions of a member, those used last first. @param token of the one that asks */
  async list(memberId: string, token: string): Promise<OpenSession[]> {
    const { rows } = await this.pool.query<OpenSession>(
      `select id, created_at as "createdAt", updated_at as "lastUsedAt", token = $2 as current,
         nullif(user_agent, '') as device
       from auth_session where user_id = $1 and expires_at > now() order by current desc, updated_at desc, id desc`,
      [memberId, this.keyOf(token)],
    );
    return rows;
  }

  /** Ends a session of a member by its id, within a transaction. @returns whether there was one */
  async endOf(manager: EntityManager, memberId: string, id: string): Promise<boolean> {
    const sql = 'delete from auth_session where user_id = $1 and id = $2 and expires_at > now()';
    const [, ended]: [unknown, number] = await manager.query(sql, [memberId, id]);
    return ended > 0;
  }

  /** Ends all sessions of a member but the one of the token, within a transaction. @returns how many */
  async endOthers(manager: EntityManager, memberId: string, token: string): Promise<number> {
    const sql = 'delete from auth_session where user_id = $1 and token is distinct from $2 and expires_at > now()';
    const [, ended]: [unknown, number] = await manager.query(sql, [memberId, this.keyOf(token)]);
    return ended;
  }

  /** Forgets sessions of a member that have expired; of too many, it ends those that were used longest ago. */
  async forgetOld(memberId: string): Promise<void> {
    await this.pool.query(
      `delete from auth_session where user_id = $1 and (expires_at <= now() or id in (
         select id from auth_session where user_id = $1 order by updated_at desc, id desc offset ${MOST_SESSIONS}))`,
      [memberId],
    );
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
