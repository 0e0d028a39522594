import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { emailProblem, normalEmail } from '../../email-address.js';
import type { Letter } from '../../mail/letter.js';
import type { Role } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import { type Problem, Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import { type Accounts, possibleAccount } from './accounts.js';
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
  readonly password: string;
  /** Absent: the name in the invitation. */
  readonly name?: string | null | undefined;
}

interface Invitation {
  readonly email: string;
  readonly name: string | null;
  readonly roles: Role[];
  readonly locale: string | null;
}

/** Admins invite people by mail; whoever accepts has an account with a confirmed address and the roles given. */
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
   * Invites someone. An earlier invitation of theirs is replaced, and its letter worth nothing.
   * @param address network address of the admin
   * @returns id of the invitation
   * @throws Refused for what is not possible, and for an address that has an account
   * @throws GraphQLError RATE_LIMITED
   */
  async invite(viewer: Viewer, given: NewInvitation, address: string): Promise<string> {
    const email = normalEmail(given.email);
    const name = given.name?.trim() || null;
    refuseImpossible({ ...given, email, name });
    if (await this.accounts.find(email)) {
      throw Refused.because('TAKEN', 'There is an account with this e-mail address.', 'input', 'email');
    }
    await this.limit.begin({ accounts: [email], address });
    const roles = [...new Set(given.roles)];
    return this.database.transaction(async (manager) => {
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
   * Makes the account of someone who was invited and signs them in.
   * @param device words for the device of the one who accepts
   * @throws Refused when the code is not valid, or what they gave not possible: then the code still works
   */
  async accept({ token, password, name }: Acceptance, device: string | null): Promise<Session> {
    const invitation = await find(this.database.pool, await this.codes.peek('invitation', token));
    if (!invitation) throw invalidCode('input', 'token');
    const account = possibleAccount({ ...invitation, name: name ?? invitation.name ?? '', password });
    const hash = await this.accounts.hash(password);
    const memberId = await this.database.transaction(async (manager) => {
      const id = await this.codes.use('invitation', token);
      const [, removed]: [unknown, number] = await manager.query('delete from invitation where id = $1', [id]);
      if (removed === 0) throw invalidCode('input', 'token');
      const memberId = await this.accounts.insert(manager, { ...account, verified: true }, hash);
      noteChange({ actorId: memberId, after: { roles: account.roles } });
      return memberId;
    });
    return this.sessions.begin(memberId, device);
  }

  /** The letter; undefined when the invitation was taken back. */
  async letter(invitationId: string): Promise<Letter | undefined> {
    const invitation = await find(this.database.pool, invitationId);
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

async function find(database: Pick<AuthDatabase['pool'], 'query'>, id: string | undefined) {
  const sql = 'select email, name, roles, locale from invitation where id = $1 and expires_at > now()';
  return (await database.query<Invitation>(sql, [id])).rows[0];
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
