import type { EntityManager } from 'typeorm';
import { emailProblem, normalEmail } from '../../email-address.js';
import type { Letter } from '../../mail/letter.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import type { Accounts } from './accounts.js';
import { revokeAllKeys } from './api-keys.js';
import { type Auth, RESET_MINUTES } from './auth.js';
import type { AuthDatabase } from './auth-database.js';
import { mailedToken, resetMember } from './hand-over.js';
import { lockAccount, startFresh } from './handed-out.js';
import type { KnownDevices } from './known-devices.js';
import { type Asker, requestMail } from './mail-requests.js';
import { invalidCode, type OneTimeCodes, refuseInvalid } from './one-time-codes.js';
import { passwordProblem } from './passwords.js';
import type { Recipients } from './recipients.js';
import { signInName } from './sign-in-name.js';
import { TooManyTries, type TryLimit } from './try-limit.js';

/** People who have lost their password choose a new one, by better-auth. */
export class PasswordReset {
  constructor(
    private readonly database: AuthDatabase,
    private readonly auth: Auth,
    private readonly recipients: Recipients,
    private readonly accounts: Accounts,
    private readonly codes: OneTimeCodes,
    private readonly devices: KnownDevices,
    private readonly limit: TryLimit,
  ) {}

  /**
   * Asks for a letter to whoever has the account. Whether there is one is looked up only when the letter is written: what
   * happens here is the same for every address.
   * @throws Refused for what is no address
   * @throws GraphQLError RATE_LIMITED
   */
  async request(given: string, { address, locale, deviceToken }: Asker): Promise<void> {
    const email = normalEmail(given);
    const problem = emailProblem(email);
    if (problem) throw Refused.because('INVALID', problem, 'email');
    const device = await this.devices.find(email, deviceToken);
    const claimed = [`reset ${email}`];
    const counted = await this.limit.begin({ claimed, address, device }).catch(sentEnough);
    if (!counted) return;
    await this.database.transaction((manager) => requestMail(manager, { kind: 'password-reset', email, locale }));
  }

  /**
   * Sets the password, ends all sessions with what was handed out in them, revokes all API keys, and unlinks all providers:
   * whoever has lost control of their account has it for themselves again. The address is confirmed by that, too.
   * @returns the member, and how many keys worked until now
   * @throws Refused when the code is not valid, or the password not good enough: then the code still works
   */
  async reset({
    token,
    newPassword,
  }: {
    token: string;
    newPassword: string;
  }): Promise<{ memberId: string; revokedKeys: number }> {
    const problem = passwordProblem(newPassword, []);
    if (problem) throw Refused.because('INVALID', problem, 'input', 'newPassword');
    return this.database.transaction(async (manager) => {
      const owner = await this.codes.peek('reset-password', token);
      if (!owner) throw invalidCode('input', 'token');
      await lockAccount(manager, 'id', owner);
      const memberId = await resetMember.during(() =>
        this.auth.api
          .resetPassword({ body: { token: token.trim(), newPassword } })
          .catch((error) => refuseInvalid(error, 'input', 'token')),
      );
      const { email, name } = (await this.recipients.byId(memberId))!;
      const personal = passwordProblem(newPassword, [email, name]);
      if (personal) throw Refused.because('INVALID', personal, 'input', 'newPassword');
      await this.accounts.confirm(manager, memberId);
      await startFresh(manager, memberId, null);
      await unlinkProviders(manager, memberId);
      const revokedKeys = await revokeAllKeys(manager, memberId);
      noteChange({ object: { type: 'Member', id: memberId }, after: { revokedKeys } });
      return { memberId, revokedKeys };
    });
  }

  /** The letter; undefined when nobody has an account with this address. */
  async letter(email: string, locale: string): Promise<Letter | undefined> {
    const member = await this.recipients.byEmail(email);
    if (!member) return undefined;
    const token = await mailedToken.during(() =>
      this.auth.api.requestPasswordReset({ body: { email: signInName(email) } }),
    );
    const secret = { token, minutes: RESET_MINUTES };
    return { kind: 'password-reset', ...this.recipients.address(member, locale), secret };
  }
}

/** Strangers elsewhere have had so many letters sent within the hour that the owner finds one in the mailbox, whose code works. */
function sentEnough(error: unknown): undefined {
  if (!(error instanceof TooManyTries && error.inAll)) throw error;
}

/** Whoever had got in may have linked an account of their own somewhere else. Within a transaction. */
async function unlinkProviders(manager: EntityManager, memberId: string): Promise<void> {
  await manager.query("delete from auth_account where user_id = $1 and provider_id <> 'credential'", [memberId]);
}
