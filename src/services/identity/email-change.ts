import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { emailProblem, normalEmail } from '../../email-address.js';
import type { Letter } from '../../mail/letter.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import type { Accounts } from './accounts.js';
import type { AuthDatabase } from './auth-database.js';
import { withdrawHandedOut } from './handed-out.js';
import { type Asker, requestMail } from './mail-requests.js';
import { invalidCode, type OneTimeCodes } from './one-time-codes.js';
import type { Recipients } from './recipients.js';
import type { TryLimit } from './try-limit.js';

interface Change {
  readonly member_id: string;
  readonly old_email: string;
  readonly new_email: string;
  readonly agreed: boolean;
}

/**
 * Members change their e-mail address. Both addresses have to agree: the new one so that it is theirs, the old one so
 * that nobody takes an account over who has found a device that is signed in.
 */
export class EmailChange {
  constructor(
    private readonly database: AuthDatabase,
    private readonly recipients: Recipients,
    private readonly accounts: Accounts,
    private readonly codes: OneTimeCodes,
    private readonly limit: TryLimit,
  ) {}

  /**
   * Writes to both addresses. An earlier change that is not finished is given up. Whether the new address has an account
   * is told to that address alone.
   * @throws Refused for what is no address, or the address they have
   * @throws GraphQLError RATE_LIMITED
   */
  async request(viewer: Viewer, wanted: string, { address, locale }: Asker): Promise<void> {
    const newEmail = normalEmail(wanted);
    const problem = emailProblem(newEmail);
    if (problem) throw Refused.because('INVALID', problem, 'newEmail');
    const { id: memberId, email } = (await this.recipients.byId(viewer.memberId!))!;
    if (newEmail === email) throw Refused.because('INVALID', 'This is your e-mail address already.', 'newEmail');
    await this.limit.begin({ accounts: [memberId], claimed: [newEmail], address });
    await this.database.transaction(async (manager) => {
      const changeId = uuid();
      await manager.query(
        `insert into email_change (id, member_id, old_email, new_email) values ($1, $2, $3, $4)
         on conflict (member_id) do update set id = excluded.id, old_email = excluded.old_email,
           new_email = excluded.new_email, old_agreed = false, new_agreed = false`,
        [changeId, memberId, email, newEmail],
      );
      await requestMail(manager, { kind: 'email-change-old', changeId, locale });
      await requestMail(manager, { kind: 'email-change-new', changeId, locale });
    });
  }

  /**
   * One of the two addresses agrees.
   * @returns whether the address has changed; if not, the other one has yet to agree
   * @throws Refused for a code that is not valid, or when somebody else has the new address by now
   */
  confirm(token: string): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const byOld = await this.codes.use('email-change-old', token);
      const changeId = byOld ?? (await this.codes.use('email-change-new', token));
      const [[change]]: [Change[], number] = await manager.query(
        `update email_change set old_agreed = old_agreed or $2, new_agreed = new_agreed or not $2 where id = $1
         returning member_id, old_email, new_email, old_agreed and new_agreed as agreed`,
        [changeId, byOld !== undefined],
      );
      if (!change) throw invalidCode('token');
      noteChange({ object: { type: 'Member', id: change.member_id }, after: { changed: change.agreed } });
      if (change.agreed) {
        await carryOut(manager, change);
        await this.accounts.confirm(manager, change.member_id);
      }
      return change.agreed;
    });
  }

  /** The letter to one of the two; undefined when the change was given up. */
  async letter(kind: 'email-change-old' | 'email-change-new', changeId: string, locale: string) {
    const change = await this.findChange(changeId);
    const member = change && (await this.recipients.byId(change.member_id));
    if (!member) return undefined;
    const newEmail = change.new_email;
    const base = this.recipients.address(member, locale);
    if (kind === 'email-change-old') {
      return { ...base, kind, newEmail, secret: await this.codes.make(kind, changeId) } satisfies Letter;
    }
    const owner = await this.recipients.byEmail(newEmail);
    if (owner) return { ...this.recipients.address(owner, locale), kind: 'email-change-taken' } satisfies Letter;
    const { locales } = base;
    return { kind, to: newEmail, locales, secret: await this.codes.make(kind, changeId) } satisfies Letter;
  }

  private async findChange(id: string) {
    const sql = 'select member_id, new_email from email_change where id = $1';
    return (await this.database.pool.query<Pick<Change, 'member_id' | 'new_email'>>(sql, [id])).rows[0];
  }
}

async function carryOut(manager: EntityManager, { member_id, old_email, new_email }: Change): Promise<void> {
  const changed: [unknown, number] = await manager
    .query(`update auth_user set email = $3, updated_at = now() where id = $1 and email = $2`, [
      member_id,
      old_email,
      new_email,
    ])
    .catch((error: { constraint?: string }) => {
      if (error.constraint !== 'auth_user_email_key') throw error;
      throw Refused.because('TAKEN', 'There is an account with the new e-mail address by now.', 'token');
    });
  if (changed[1] === 0) throw invalidCode('token');
  await withdrawHandedOut(manager, member_id);
}
