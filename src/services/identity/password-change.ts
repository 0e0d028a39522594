import { APIError } from 'better-auth/api';
import { GraphQLError } from 'graphql';
import { normalEmail } from '../../email-address.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import type { Accounts } from './accounts.js';
import { revokeAllKeys } from './api-keys.js';
import type { Auth } from './auth.js';
import type { AuthDatabase } from './auth-database.js';
import { authHeaders } from './auth-headers.js';
import { lockAccount, startFresh } from './handed-out.js';
import { passwordProblem } from './passwords.js';
import type { Recipients } from './recipients.js';
import type { Session, Sessions } from './sessions.js';
import type { TryLimit } from './try-limit.js';

/** How somebody who is signed in changes their password. */
export interface NewPassword {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly revokeApiKeys: boolean;
}

/** A new password in place of one that is known, or by the word of a command. */
export class PasswordChange {
  /** @param cookie name of better-auth's cookie with the session */
  constructor(
    private readonly database: AuthDatabase,
    private readonly auth: Auth,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly recipients: Recipients,
    private readonly limit: TryLimit,
    private readonly cookie: string,
  ) {}

  /**
   * Sets the password of an account without asking for the old one, ends all its sessions and revokes its API keys.
   * @throws Refused when nobody has this e-mail address or the password is not good enough
   */
  async set(email: string, password: string): Promise<void> {
    const memberId = await this.accounts.find(email);
    if (!memberId)
      throw Refused.because('NOT_FOUND', 'There is no account with this e-mail address.', 'input', 'email');
    refuseWeak(password, [normalEmail(email)], 'password');
    const hash = await this.accounts.hash(password);
    await this.database.transaction(async (manager) => {
      await lockAccount(manager, 'id', memberId);
      await this.accounts.setPassword(manager, memberId, hash);
      await startFresh(manager, memberId, null);
    });
  }

  /**
   * Changes the password of the one who is signed in by `token`, and ends all sessions. API keys go on unless they are
   * to be revoked: what runs with them should not stop for a change of habit.
   * @returns a new session
   * @throws Refused when the current password is not right or the new one not good enough
   * @throws GraphQLError RATE_LIMITED after too many wrong tries
   */
  async change(token: string, given: NewPassword, device: string | null): Promise<Session> {
    const headers = authHeaders({ cookie: [this.cookie, token], device });
    const current = await this.auth.api.getSession({ headers });
    if (!current) {
      throw new GraphQLError('Your session has ended. Sign in again.', { extensions: { code: 'UNAUTHENTICATED' } });
    }
    const memberId = current.user.id;
    const { email, name } = (await this.recipients.byId(memberId))!;
    refuseWeak(given.newPassword, [email, name], 'newPassword');
    const wasRight = await this.limit.begin({ accounts: [memberId] });
    try {
      const { currentPassword, newPassword, revokeApiKeys } = given;
      const changed = await this.database.transaction(async (manager) => {
        await lockAccount(manager, 'id', memberId);
        const body = { currentPassword, newPassword, revokeOtherSessions: true };
        const answer = await this.auth.api.changePassword({ body, headers });
        await startFresh(manager, memberId, answer.token);
        if (revokeApiKeys) noteChange({ after: { revokedKeys: await revokeAllKeys(manager, memberId) } });
        return answer;
      });
      await wasRight();
      return this.sessions.begun(changed.token!, memberId);
    } catch (error) {
      if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
      throw Refused.because('INVALID', 'The current password is not right.', 'input', 'currentPassword');
    }
  }
}

function refuseWeak(password: string, personal: readonly string[], field: string): void {
  const problem = passwordProblem(password, personal);
  if (problem) throw Refused.because('INVALID', problem, 'input', field);
}
