import { GraphQLError } from 'graphql';
import type { Viewer } from '../../access/viewer.js';
import type { Letter } from '../../mail/letter.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import type { Accounts } from './accounts.js';
import type { AuthDatabase } from './auth-database.js';
import { type Asker, requestMail } from './mail-requests.js';
import { invalidCode, type OneTimeCodes } from './one-time-codes.js';
import type { PasswordCheck } from './password-check.js';
import type { Recipients } from './recipients.js';
import type { Session, Sessions } from './sessions.js';
import type { TryLimit } from './try-limit.js';

/** What confirming needs to look at besides codes. */
interface Proofs {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly passwords: PasswordCheck;
}

/** How someone confirms their address. */
export interface Confirmation {
  readonly token: string;
  /** The one chosen when signing up. Absent: they are signed in. */
  readonly password?: string | null | undefined;
}

/** Members show that their e-mail address is theirs. */
export class EmailVerification {
  /**
   * @param reminders how often signing in may bring a letter
   * @param required whether nobody signs in before
   */
  constructor(
    private readonly database: AuthDatabase,
    private readonly recipients: Recipients,
    private readonly codes: OneTimeCodes,
    private readonly proofs: Proofs,
    private readonly limit: TryLimit,
    private readonly reminders: TryLimit,
    readonly required: boolean,
  ) {}

  /**
   * Sends the viewer a letter to confirm their address with.
   * @throws Refused when they have confirmed it
   * @throws GraphQLError RATE_LIMITED
   */
  async request(viewer: Viewer, { address, locale }: Asker): Promise<void> {
    const member = await this.recipients.byId(viewer.memberId!);
    if (!member || member.verified) throw Refused.because('NOT_ALLOWED', 'Your e-mail address is confirmed already.');
    await this.limit.begin({ accounts: [member.id], address });
    await this.database.transaction((manager) =>
      requestMail(manager, { kind: 'verify-email', memberId: member.id, locale }),
    );
  }

  /**
   * Confirms an address, for whoever has both the letter and the account: anyone can sign up with the address of
   * another person, who would give the account its blessing by a careless click. Who is not signed in is so
   * afterwards.
   * @param device words for the device of the one who confirms
   * @returns the member, and their session if it has just begun
   * @throws Refused for a code that is not valid, also because the address is another one by now, and for a wrong
   * password: then the code still works
   * @throws GraphQLError RATE_LIMITED after too many wrong passwords
   */
  async verify(
    viewer: Viewer,
    { token, password }: Confirmation,
    device: string | null,
  ): Promise<{ memberId: string; session?: Session }> {
    const [owner] = subjectOf(await this.codes.peek('verify-email', token));
    if (!owner) throw invalidCode('token');
    const signedIn = viewer.memberId === owner;
    if (!signedIn) await this.checkPassword(owner, password);
    const memberId = await this.database.transaction(async (manager) => {
      const [id, email] = subjectOf(await this.codes.use('verify-email', token));
      const same: unknown[] = await manager.query('select 1 from auth_user where id = $1 and email = $2 for update', [
        id,
        email,
      ]);
      if (!id || same.length === 0) throw invalidCode('token');
      await this.proofs.accounts.confirm(manager, id);
      noteChange({ actorId: id, object: { type: 'Member', id } });
      return id;
    });
    if (signedIn) return { memberId };
    // There is no second factor yet: it asks for a confirmed address.
    return { memberId, session: await this.proofs.sessions.begin(memberId, device) };
  }

  /** The letter; undefined when there is nothing to confirm any more. */
  async letter(memberId: string, locale: string): Promise<Letter | undefined> {
    const member = await this.recipients.byId(memberId);
    if (!member || member.verified) return undefined;
    const secret = await this.codes.make('verify-email', JSON.stringify([member.id, member.email]));
    return { kind: 'verify-email', ...this.recipients.address(member, locale), secret };
  }

  /**
   * The letter after someone could not sign in for nothing but this; undefined when it was for something else, or there
   * were enough of them.
   */
  async reminder(memberId: string | null, locale: string): Promise<Letter | undefined> {
    if (!memberId) return undefined;
    try {
      await this.reminders.begin({ accounts: [memberId] });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return undefined;
    }
    return this.letter(memberId, locale);
  }

  private async checkPassword(memberId: string, password: string | null | undefined): Promise<void> {
    if (password) return this.proofs.passwords.confirm(memberId, password, 'password');
    const message =
      'Give the password you chose when you signed up. If you have forgotten it, or have not signed up yourself, `requestMagicLink` lets you in and takes it away.';
    throw Refused.because('REQUIRED', message, 'password');
  }
}

/** Id and e-mail address of whom a code is for. */
function subjectOf(kept: string | undefined): string[] {
  return kept ? (JSON.parse(kept) as string[]) : [];
}
