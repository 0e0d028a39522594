import { noteChange } from '../audit/audited-call.js';
import { type Accounts, EmailTaken, possibleAccount, type SignUp } from './accounts.js';
import type { AuthDatabase } from './auth-database.js';
import { type Asker, requestMail } from './mail-requests.js';
import type { TryLimit } from './try-limit.js';

/** Background job that forgets accounts nobody has confirmed, and when it runs by itself (UTC). */
export const UNCONFIRMED_JOB = 'forget-unconfirmed';
export const UNCONFIRMED_SCHEDULE = `29 3 * * * ${UNCONFIRMED_JOB}`;

/** People make accounts for themselves. */
export class SignUps {
  /** @param confirmationRequired whether nobody signs in before they have confirmed their e-mail address */
  constructor(
    private readonly database: AuthDatabase,
    private readonly accounts: Accounts,
    private readonly limit: TryLimit,
    private readonly confirmationRequired: boolean,
  ) {}

  /**
   * Makes an account with its member. Where the address has one, nothing changes; only a letter to its owner tells. Both
   * take the same work: hashing a password, and one transaction that asks for a letter.
   * @throws Refused for what is not possible
   * @throws GraphQLError RATE_LIMITED
   */
  async signUp({ email, password, name }: SignUp, { address, locale }: Asker): Promise<void> {
    const awaitsConfirmation = this.confirmationRequired;
    const account = { ...possibleAccount({ email, password, name }), verified: false, awaitsConfirmation };
    await this.limit.begin({ claimed: [account.email], address });
    const hash = await this.accounts.hash(password);
    await this.database.transaction(async (manager) => {
      const memberId = await manager
        .transaction((nested) => this.accounts.insert(nested, account, hash))
        .catch((error) => {
          if (error instanceof EmailTaken) return undefined;
          throw error;
        });
      if (memberId) noteChange({ object: { type: 'Member', id: memberId } });
      await requestMail(
        manager,
        memberId
          ? { kind: 'verify-email', memberId, locale }
          : { kind: 'account-exists', email: account.email, locale },
      );
    });
  }

  /**
   * Forgets accounts that have waited for a month: what was given may be the address of someone who wants none of it. They
   * have done nothing here, so nothing else is lost.
   */
  async forgetUnconfirmed(): Promise<void> {
    await this.database.pool.query(
      "delete from member where awaits_confirmation and joined_at < now() - interval '30 days'",
    );
  }
}
