import type { EntityManager } from 'typeorm';
import { emailProblem, normalEmail } from '../../email-address.js';
import type { Letter } from '../../mail/letter.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import type { Accounts } from './accounts.js';
import { revokeAllKeys } from './api-keys.js';
import { type Auth, MAGIC_LINK_MINUTES } from './auth.js';
import type { AuthDatabase } from './auth-database.js';
import { authHeaders } from './auth-headers.js';
import { mailedToken } from './hand-over.js';
import { lockAccount, startFresh } from './handed-out.js';
import type { KnownDevices } from './known-devices.js';
import { type Asker, requestMail } from './mail-requests.js';
import { type OneTimeCodes, refuseInvalid } from './one-time-codes.js';
import type { Recipients } from './recipients.js';
import type { Session, Sessions } from './sessions.js';
import { signInName } from './sign-in-name.js';
import type { TryLimit } from './try-limit.js';
import type { TwoFactor } from './two-factor.js';

/** Signing in by a letter instead of a password, by better-auth. */
export class MagicLinks {
  constructor(
    private readonly database: AuthDatabase,
    private readonly auth: Auth,
    private readonly sessions: Sessions,
    private readonly twoFactor: TwoFactor,
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
    await this.limit.begin({ claimed: [email], address, device });
    await this.database.transaction((manager) => requestMail(manager, { kind: 'magic-link', email, locale }));
  }

  /**
   * Signs in. An address that was not confirmed is confirmed by that, and the password, the sessions and the API keys from
   * before are taken away: a stranger may have made the account with the address of another person.
   * @param device words for the device of the one who signs in
   * @throws Refused for a code that is not valid
   * @throws SecondFactorNeeded
   */
  async signIn(code: string, device: string | null): Promise<Session> {
    const { headers, response } = await this.database.transaction(async (manager) => {
      const unproven = await this.isUnproven(manager, code);
      const verified = await this.auth.api
        .magicLinkVerify({ query: { token: code.trim() }, headers: authHeaders({ device }), returnHeaders: true })
        .catch((error) => refuseInvalid(error, 'input', 'token'));
      if (!this.twoFactor.challengeIn(verified.headers)) {
        const { id } = verified.response.user;
        await this.accounts.confirm(manager, id);
        if (unproven) {
          await revokeAllKeys(manager, id);
          await startFresh(manager, id, verified.response.token);
        }
        noteChange({ actorId: id, object: { type: 'Member', id } });
      }
      return verified;
    });
    this.twoFactor.refuseWithout(headers);
    return this.sessions.begun(response.token, response.user.id);
  }

  /**
   * Signs in to the account with an address that was shown to be theirs in another way than by a letter: with the same
   * consequences, and asking for the same second factor.
   * @throws SecondFactorNeeded
   */
  async signInAs(email: string, device: string | null): Promise<Session> {
    return this.signIn(await this.makeToken(email), device);
  }

  /** The letter; undefined when nobody has an account with this address. */
  async letter(email: string, locale: string): Promise<Letter | undefined> {
    const member = await this.recipients.byEmail(email);
    if (!member) return undefined;
    const token = await this.makeToken(email);
    const secret = { token, minutes: MAGIC_LINK_MINUTES };
    return { kind: 'magic-link', ...this.recipients.address(member, locale), secret };
  }

  /** Whether the code leads to an account whose address nobody has confirmed. */
  private async isUnproven(manager: EntityManager, code: string): Promise<boolean> {
    const found = await this.codes.peek('magic-link', code);
    if (!found) return false;
    const account = await lockAccount(manager, 'sign_in_name', (JSON.parse(found) as { email: string }).email);
    return account?.verified === false;
  }

  private makeToken(email: string): Promise<string> {
    return mailedToken.during(() =>
      this.auth.api.signInMagicLink({ body: { email: signInName(email) }, headers: new Headers() }),
    );
  }
}
