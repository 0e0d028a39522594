import type { Viewer } from '../../access/viewer.js';
import type { Letter } from '../../mail/letter.js';
import { Refused } from '../../schema/user-error.js';
import type { AuthDatabase } from './auth-database.js';
import { type Asker, requestMail } from './mail-requests.js';
import { invalidCode, type OneTimeCodes } from './one-time-codes.js';
import type { Recipients } from './recipients.js';
import type { TryLimit } from './try-limit.js';

/** Members show that their e-mail address is theirs. */
export class EmailVerification {
  constructor(
    private readonly database: AuthDatabase,
    private readonly recipients: Recipients,
    private readonly codes: OneTimeCodes,
    private readonly limit: TryLimit,
  ) {}

  /**
   * Sends the viewer a letter to confirm their address with.
   * @throws Refused when they have confirmed it
   * @throws GraphQLError RATE_LIMITED
   */
  async request(viewer: Viewer, { address, locale }: Asker): Promise<void> {
    const member = await this.recipients.byId(viewer.memberId!);
    if (!member || member.verified) throw Refused.because('NOT_ALLOWED', 'Your e-mail address is confirmed already.');
    await this.limit.begin({ accounts: [member.email], address });
    await this.database.transaction((manager) =>
      requestMail(manager, { kind: 'verify-email', memberId: member.id, locale }),
    );
  }

  /**
   * @returns id of the member whose address is confirmed now
   * @throws Refused for a code that is not valid, also because the address is another one by now
   */
  verify(token: string): Promise<string> {
    return this.database.transaction(async (manager) => {
      const subject = await this.codes.use('verify-email', token);
      const [memberId, email] = subject ? (JSON.parse(subject) as string[]) : [];
      const [, changed]: [unknown, number] = await manager.query(
        'update auth_user set email_verified = true, updated_at = now() where id = $1 and email = $2',
        [memberId, email],
      );
      if (changed === 0) throw invalidCode('token');
      return memberId!;
    });
  }

  /** The letter; undefined when there is nothing to confirm any more. */
  async letter(memberId: string, locale: string): Promise<Letter | undefined> {
    const member = await this.recipients.byId(memberId);
    if (!member || member.verified) return undefined;
    const secret = await this.codes.make('verify-email', JSON.stringify([member.id, member.email]));
    return { kind: 'verify-email', ...this.recipients.address(member, locale), secret };
  }
}
