import { APIError } from 'better-auth/api';
import { normalEmail } from '../../email-address.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import type { Accounts } from './accounts.js';
import type { Auth } from './auth.js';
import type { AuthDatabase } from './auth-database.js';
import { authHeaders } from './auth-headers.js';
import type { KnownDevices } from './known-devices.js';
import { requestMail } from './mail-requests.js';
import type { Session, Sessions } from './sessions.js';
import { signInName } from './sign-in-name.js';
import type { TryLimit } from './try-limit.js';
import type { TwoFactor } from './two-factor.js';

/** Who signs in by password. */
export interface PasswordTry {
  readonly email: string;
  readonly password: string;
  /** Network address, locale and words for the device of the one who tries; absent for our own commands. */
  readonly address?: string;
  readonly locale?: string;
  readonly device?: string | null;
  /** What the device keeps, if somebody has signed in on it before. */
  readonly deviceToken?: string | undefined;
}

/** A password as better-auth keeps it, and where. */
interface Kept {
  readonly id: string;
  readonly password: string;
}

const WRONG = 'The e-mail address or the password is not right.';
const CONFIRM_FIRST =
  'If you have just signed up, confirm your address first: the link for that is in the mail we have sent you.';

/** Signing in by password, by better-auth. */
export class PasswordSignIn {
  /** @param confirmationRequired whether nobody signs in before they have confirmed their e-mail address */
  constructor(
    private readonly database: AuthDatabase,
    private readonly auth: Auth,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly twoFactor: TwoFactor,
    private readonly devices: KnownDevices,
    private readonly limit: TryLimit,
    private readonly confirmationRequired: boolean,
  ) {}

  /**
   * @throws Refused, in the same words and after the same work for an unknown address, a wrong password and an address
   * that is not confirmed but must be
   * @throws SecondFactorNeeded when the password is right and not enough
   * @throws GraphQLError RATE_LIMITED after too many wrong tries
   */
  async signIn(given: PasswordTry): Promise<Session> {
    const email = normalEmail(given.email);
    const device = await this.devices.find(email, given.deviceToken);
    const wasRight = await this.limit.begin({ claimed: [email], address: given.address, device });
    const kept = await this.keptPassword(email);
    try {
      const { headers, response } = await this.auth.api.signInEmail({
        body: { email: signInName(email), password: given.password },
        headers: authHeaders(given),
        returnHeaders: true,
      });
      const session = response.token ? this.sessions.begun(response.token, response.user.id) : undefined;
      if (!(await this.isStill(kept))) {
        if (session) await this.sessions.end(session.token);
        throw Refused.because('INVALID', WRONG, 'input');
      }
      await wasRight();
      this.twoFactor.refuseWithout(headers);
      return session!;
    } catch (error) {
      if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
      throw await this.refusal(email, error, given.locale);
    }
  }

  /** The password of an account as it is kept, before better-auth compares it. */
  private async keptPassword(email: string): Promise<Kept | undefined> {
    const { rows } = await this.database.pool.query<Kept>(
      `select a.id, a.password from auth_user u join auth_account a on a.user_id = u.id and a.provider_id = 'credential'
       where u.sign_in_name = $1`,
      [signInName(email)],
    );
    return rows[0];
  }

  /**
   * Whether it is still the password. Comparing takes a while, in which somebody may have set another and ended all sessions;
   * this waits for whoever is doing that.
   */
  private async isStill(kept: Kept | undefined): Promise<boolean> {
    const sql = 'select 1 from auth_account where id = $1 and password = $2 for share';
    const { rowCount } = await this.database.pool.query(sql, [kept?.id, kept?.password]);
    return rowCount === 1;
  }

  private async refusal(email: string, error: APIError, locale = ''): Promise<Refused> {
    // For admins, who may want to see at whose account somebody tries; asked for every address alike.
    const id = await this.accounts.find(email);
    if (id) noteChange({ object: { type: 'Member', id } });
    if (!this.confirmationRequired) return Refused.because('INVALID', WRONG, 'input');
    // Every refusal leaves a job, so that the time it takes does not tell which of them sends a mail.
    const memberId = error.body?.code === 'EMAIL_NOT_VERIFIED' ? id : null;
    await requestMail(this.database.pool, { kind: 'sign-in-refused', memberId, locale });
    return Refused.because('INVALID', `${WRONG} ${CONFIRM_FIRST}`, 'input');
  }
}
