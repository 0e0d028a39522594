import type { Pool } from 'pg';
import { Refused } from '../../schema/user-error.js';
import type { TryLimit } from './try-limit.js';

/** Asks members who are signed in for their password once more, before what cannot be undone. */
export class PasswordCheck {
  constructor(
    private readonly pool: Pool,
    /** As better-auth keeps passwords. */
    private readonly verify: (given: { hash: string; password: string }) => Promise<boolean>,
    private readonly limit: TryLimit,
  ) {}

  /**
   * @throws Refused when it is not the password of the member
   * @throws GraphQLError RATE_LIMITED after too many wrong tries
   */
  async confirm(memberId: string, password: string, ...path: string[]): Promise<void> {
    const { rows } = await this.pool.query<{ hash: string | null }>(
      `select a.password as hash from auth_user u
       left join auth_account a on a.user_id = u.id and a.provider_id = 'credential' where u.id = $1`,
      [memberId],
    );
    const [account] = rows;
    const wasRight = await this.limit.begin({ accounts: [memberId] });
    if (account?.hash && (await this.verify({ hash: account.hash, password }))) return wasRight();
    const message = 'This is not your password. If you have none, `requestPasswordReset` gives you one.';
    throw Refused.because('INVALID', message, ...path);
  }
}
