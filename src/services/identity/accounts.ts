import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { emailProblem, normalEmail } from '../../email-address.js';
import type { Role } from '../../schema/enums.js';
import { type Problem, Refused } from '../../schema/user-error.js';
import { handleProblem, handlesFor } from './handles.js';
import { passwordProblem } from './passwords.js';
import { nameProblem } from './profiles.js';

/** What someone gives to sign up. */
export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** An account as the hub's own commands and seeds make it. */
export interface NewAccount extends SignUp {
  /** Absent: made from the name. */
  readonly handle?: string;
  /** Absent: MEMBER. */
  readonly roles?: readonly Role[];
  readonly locale?: string | null;
  readonly biography?: string | null;
}

/** Thrown when the e-mail address has an account. */
export class EmailTaken extends Refused {
  constructor() {
    super(Refused.because('TAKEN', 'There is an account with this e-mail address: sign in.', 'input', 'email').errors);
  }
}

/** Makes accounts with their members, both or neither. */
export class Accounts {
  constructor(
    private readonly pool: Pool,
    /** As better-auth keeps passwords. */
    readonly hash: (password: string) => Promise<string>,
  ) {}

  /** @returns id of the member with this e-mail address, or null */
  async find(given: string): Promise<string | null> {
    const email = normalEmail(given);
    // What is no address may be what the database cannot even be asked for.
    if (emailProblem(email)) return null;
    const { rows } = await this.pool.query<{ id: string }>('select id from auth_user where email = $1', [email]);
    return rows[0]?.id ?? null;
  }

  /**
   * Makes an account, within a transaction.
   * @param account a possible one
   * @param hash of its password; null for an account that signs in otherwise
   * @returns id of the new member
   * @throws EmailTaken
   * @throws Refused when the handle is in use
   */
  async insert(
    manager: EntityManager,
    account: Omit<NewAccount, 'password'> & { verified: boolean; awaitsConfirmation?: boolean },
    hash: string | null,
  ): Promise<string> {
    const id = await insertMember(manager, account);
    const added: unknown[] = await manager.query(
      `insert into auth_user (id, name, email, email_verified) values ($1, $2, $3, $4)
       on conflict (email) do nothing returning id`,
      [id, account.name, account.email, account.verified],
    );
    if (added.length === 0) throw new EmailTaken();
    if (hash !== null) {
      await manager.query(
        `insert into auth_account (id, user_id, account_id, provider_id, password)
         values ($1, $2::uuid, $2::text, 'credential', $3)`,
        [uuid(), id, hash],
      );
    }
    return id;
  }

  /**
   * The e-mail address of a member was shown to be theirs. Who had to wait for that gets their handle, and is a member
   * like others. Within a transaction.
   */
  async confirm(manager: EntityManager, memberId: string): Promise<void> {
    await manager.query('update auth_user set email_verified = true, updated_at = now() where id = $1', [memberId]);
    const [waiting]: { name: string }[] = await manager.query(
      'select name from member where id = $1 and awaits_confirmation for update',
      [memberId],
    );
    if (waiting) await welcome(manager, memberId, waiting.name);
  }

  /** Nobody waits any longer, for the hub does not ask for confirmation. */
  async welcomeAll(manager: EntityManager): Promise<void> {
    const all: { id: string; name: string }[] = await manager.query(
      'select id, name from member where awaits_confirmation order by id for update',
    );
    for (const { id, name } of all) await welcome(manager, id, name);
  }

  /** Sets the password, ends all sessions of the account and revokes its API keys. @param hash as `hash` makes it */
  async setPassword(manager: EntityManager, memberId: string, hash: string): Promise<void> {
    await manager.query(
      `with ended as (delete from auth_session where user_id = $2::uuid),
         revoked as (update api_key set revoked_at = now() where owner_id = $2::uuid and revoked_at is null)
       insert into auth_account (id, user_id, account_id, provider_id, password)
       values ($1, $2::uuid, $2::text, 'credential', $3)
       on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`,
      [uuid(), memberId, hash],
    );
  }
}

/** The account with address and name as they are kept. @throws Refused when something given is not possible */
export function possibleAccount<T extends NewAccount>(given: T): T {
  const account = { ...given, email: normalEmail(given.email), name: given.name.trim() };
  const { email, name, password, handle, roles } = account;
  const problems: Problem[] = [];
  const add = (field: string, message: string | undefined) => {
    if (message) problems.push({ code: 'INVALID', message, path: ['input', field] });
  };
  add('email', emailProblem(email));
  add('name', nameProblem(name));
  add('password', passwordProblem(password, [email, name]));
  if (handle) add('handle', handleProblem(handle));
  if (roles?.length === 0) add('roles', 'A member needs at least one role.');
  if (problems.length) throw Refused.all(problems);
  return account;
}

async function insertMember(
  manager: EntityManager,
  account: Omit<NewAccount, 'password'> & { awaitsConfirmation?: boolean },
): Promise<string> {
  const id = uuid();
  const { handle: chosen, name, biography = null, roles = ['MEMBER'], locale = null, awaitsConfirmation } = account;
  // A handle that others could ask for would tell that the account was made.
  const handles = awaitsConfirmation ? [id] : chosen ? [chosen] : handlesFor(name);
  for (const handle of handles) {
    const added: unknown[] = await manager.query(
      `insert into member (id, handle, name, biography, roles, locale, awaits_confirmation)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (handle) do nothing returning id`,
      [id, handle, name, biography, roles, locale, awaitsConfirmation ?? false],
    );
    if (added.length) return id;
  }
  throw handleTaken();
}

/** Gives someone who has waited a handle made from their name. */
async function welcome(manager: EntityManager, memberId: string, name: string): Promise<void> {
  const sql = 'update member set handle = $2, awaits_confirmation = false, joined_at = now() where id = $1';
  for (const handle of handlesFor(name)) {
    // In a transaction of its own within this one: someone else may take the handle at the same moment.
    const taken = await manager
      .transaction((nested) => nested.query(sql, [memberId, handle]))
      .then(() => false)
      .catch((error: { constraint?: string }) => {
        if (error.constraint !== 'member_handle_key') throw error;
        return true;
      });
    if (!taken) return;
  }
  throw handleTaken();
}

function handleTaken(): Refused {
  return Refused.because('TAKEN', 'The handle is in use: choose another one.', 'input', 'handle');
}
