import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { emailProblem, normalEmail } from '../../email-address.js';
import type { Letter } from '../../mail/letter.js';
import type { Role } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import { type Problem, Refused } from '../../schema/user-error.js';
import { written } from '../../schema/visible.js';
import { noteChange } from '../audit/audited-call.js';
import { refuseTooMany } from './account-limits.js';
import { type Accounts, EmailTaken, possibleAccount } from './accounts.js';
import type { AuthDatabase } from './auth-database.js';
import { requestMail } from './mail-requests.js';
import { INVITATION_MINUTES, invalidCode, type OneTimeCodes } from './one-time-codes.js';
import { nameProblem } from './profiles.js';
import type { Session, Sessions } from './sessions.js';
import type { TryLimit } from './try-limit.js';

/** Whom an admin invites, and as what. */
export interface NewInvitation {
  readonly email: string;
  readonly roles: readonly Role[];
  /** The language to write to them in, which they will prefer as members. */
  readonly locale?: string | null | undefined;
  /** What to call them, unless they choose another name. */
  readonly name?: string | null | undefined;
}

/** How someone accepts. */
export interface Acceptance {
  readonly token: string;
  /** Absent: they are signed in, to the account with the address that was invited. */
  readonly password?: string | null | undefined;
  /** Absent: the name in the invitation. */
  readonly name?: string | null | undefined;
}

interface Invitation {
  readonly email: string;
  readonly name: string | null;
  readonly roles: Role[];
  readonly locale: string | null;
}

/**
 * Admins invite people by mail; whoever accepts has the roles given: in a new account with a confirmed address, or in the one
 * they are signed in to. An invitation stands as long as who invited is an admin.
 */
export class Invitations {
  constructor(
    private readonly database: AuthDatabase,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly codes: OneTimeCodes,
    private readonly locales: Locales,
    private readonly limit: TryLimit,
  ) {}

  /**
   * Invites someone, whether or not they have an account. An earlier invitation of theirs is replaced, and its letter worth
   * nothing.
   * @param address network address of the admin
   * @returns id of the invitation
   * @throws Refused for what is not possible
   * @throws GraphQLError RATE_LIMITED
   */
  async invite(viewer: Viewer, given: NewInvitation, address: string): Promise<string> {
    const email = normalEmail(given.email);
    const name = written(given.name);
    refuseImpossible({ ...given, email, name });
    await this.limit.begin({ accounts: [email], address });
    const roles = [...new Set(given.roles)];
    return this.database.transaction(async (manager) => {
      await refuseTooMany(manager, viewer.memberId!, 'INVITATIONS');
      const id = uuid();
      await manager.query(
        `insert into invitation (id, email, name, roles, locale, invited_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 minute')
         on conflict (email) do update set id = excluded.id, name = excluded.name, roles = excluded.roles,
           locale = excluded.locale, invited_by = excluded.invited_by, invited_at = now(),
           expires_at = excluded.expires_at`,
        [id, email, name, roles, given.locale ?? null, viewer.memberId, INVITATION_MINUTES],
      );
      await requestMail(manager, { kind: 'invitation', invitationId: id });
      noteChange({ after: { roles } });
      return id;
    });
  }

  /** Takes an invitation back. @throws Refused when there is none */
  async revoke(id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      const [, removed]: [unknown, number] = await manager.query('delete from invitation where id = $1', [id]);
      if (removed === 0) throw Refused.because('NOT_FOUND', 'There is no such invitation.', 'id');
    });
  }

  /**
   * Accepts. Who is signed in keeps their account and gets the roles besides those they have; anybody else gets a new account
   * and is signed in.
   * @param device words for the device of the one who accepts
   * @returns the member, and their session if it has just begun
   * @throws Refused when the code is not valid or for another address, or what they gave not possible: then the code still
   * works
   */
  async accept(
    viewer: Viewer,
    given: Acceptance,
    device: string | null,
  ): Promise<{ memberId: string; session?: Session }> {
    const invitation = await find(this.database.manager, await this.codes.peek('invitation', given.token));
    if (!invitation) throw invalidCode('input', 'token');
    // A program with a key is nobody who could accept.
    if (viewer.memberId && !viewer.key) {
      await this.join(viewer.memberId, given.token);
      return { memberId: viewer.memberId };
    }
    if (await this.accounts.find(invitation.email)) throw signInFirst();
    const memberId = await this.register(invitation, given);
    return { memberId, session: await this.sessions.begin(memberId, device) };
  }

  private async register(invitation: Invitation, { token, password, name }: Acceptance): Promise<string> {
    if (!password) throw Refused.because('REQUIRED', 'Choose a password for your new account.', 'input', 'password');
    const account = possibleAccount({ ...invitation, name: name ?? invitation.name ?? '', password });
    const hash = await this.accounts.hash(password);
    const added = this.database.transaction(async (manager) => {
      const { email, roles, locale } = await this.take(manager, token);
      const memberId = await this.accounts.insert(manager, { ...account, email, roles, locale, verified: true }, hash);
      noteChange({ actorId: memberId, after: { roles } });
      return memberId;
    });
    // They have just signed up in another window.
    return added.catch((error) => {
      throw error instanceof EmailTaken ? signInFirst() : error;
    });
  }

  /** Gives a member the roles besides those they have. */
  private join(memberId: string, token: string): Promise<void> {
    return this.database.transaction(async (manager) => {
      const [member]: { email: string; verified: boolean; roles: Role[] }[] = await manager.query(
        `select u.email, u.email_verified as verified, m.roles from member m join auth_user u on u.id = m.id
         where m.id = $1 for update of m`,
        [memberId],
      );
      const { email, roles, locale } = await this.take(manager, token);
      if (member?.email !== email) throw Refused.because('NOT_ALLOWED', OTHER_ADDRESS, 'input', 'token');
      if (!member.verified) throw Refused.because('NOT_ALLOWED', CONFIRM_FIRST, 'input', 'token');
      const all = [...new Set([...member.roles, ...roles])];
      await manager.query('update member set roles = $2, locale = coalesce(locale, $3) where id = $1', [
        memberId,
        all,
        locale,
      ]);
      noteChange({
        object: { type: 'Member', id: memberId },
        before: { roles: member.roles },
        after: { roles: all },
      });
    });
  }

  /** Uses the code up, and the invitation with it. */
  private async take(manager: EntityManager, token: string): Promise<Invitation> {
    const id = await this.codes.use('invitation', token);
    const invitation = await find(manager, id, 'for update of i');
    if (!invitation) throw invalidCode('input', 'token');
    await manager.query('delete from invitation where id = $1', [id]);
    return invitation;
  }

  /** The letter; undefined when the invitation was taken back. */
  async letter(invitationId: string): Promise<Letter | undefined> {
    const invitation = await find(this.database.manager, invitationId);
    if (!invitation) return undefined;
    const { rows } = await this.database.pool.query<{ name: string }>(
      'select m.name from invitation i join member m on m.id = i.invited_by where i.id = $1',
      [invitationId],
    );
    return {
      kind: 'invitation',
      to: invitation.email,
      name: invitation.name ?? undefined,
      locales: this.locales.chain(invitation.locale ?? this.locales.default),
      inviter: rows[0]?.name,
      secret: await this.codes.make('invitation', invitationId),
    };
  }
}

async function find(
  database: Pick<EntityManager, 'query'>,
  id: string | undefined,
  lock = '',
): Promise<Invitation | undefined> {
  const found = await database.query(
    `select i.email, i.name, i.roles, i.locale from invitation i join member m on m.id = i.invited_by
     where i.id = $1 and i.expires_at > now() and 'ADMIN' = any(m.roles) ${lock}`,
    [id],
  );
  return found[0];
}

const OTHER_ADDRESS =
  'This invitation was sent to another e-mail address than that of your account. Sign in with the account that has the address, or sign out and accept it anew.';
const CONFIRM_FIRST =
  'Confirm your e-mail address first: `requestEmailVerification`. Then accept the invitation with the same code.';

function signInFirst(): Refused {
  const message =
    'There is an account with this e-mail address already: sign in to it, then accept the invitation with the same code.';
  return Refused.because('TAKEN', message, 'input', 'token');
}

function refuseImpossible({ email, name, roles }: NewInvitation): void {
  const problems: Problem[] = [];
  const add = (field: string, message: string | undefined) => {
    if (message) problems.push({ code: 'INVALID', message, path: ['input', field] });
  };
  add('email', emailProblem(email));
  if (name) add('name', nameProblem(name));
  if (roles.length === 0) add('roles', 'A member needs at least one role.');
  if (problems.length) throw Refused.all(problems);
}
