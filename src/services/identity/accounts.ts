import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
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

/** Why `email` is no e-mail address; undefined when it is. */
export function emailProblem(email: string): string | undefined {
  return z.email().max(254).safeParse(email).success ? undefined : 'This is not an e-mail address.';
}

/** E-mail addresses are compared and kept like this. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
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
  async find(email: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ id: string }>('select id from auth_user where email = $1', [
      normalEmail(email),
    ]);
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
    account: Omit<NewAccount, 'password'> & { verified: boolean },
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

  /** Sets the password and ends all sessions of the account. */
  async setPassword(memberId: string, password: string): Promise<void> {
    await this.pool.query(
      `with ended as (delete from auth_session where user_id = $2::uuid)
       insert into auth_account (id, user_id, account_id, provider_id, password)
       values ($1, $2::uuid, $2::text, 'credential', $3)
       on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = now()`,
      [uuid(), memberId, await this.hash(password)],
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

async function insertMember(manager: EntityManager, account: Omit<NewAccount, 'password'>): Promise<string> {
  const id = uuid();
  for (const handle of account.handle ? [account.handle] : handlesFor(account.name)) {
    const added: unknown[] = await manager.query(
      `insert into member (id, handle, name, biography, roles, locale) values ($1, $2, $3, $4, $5, $6)
       on conflict (handle) do nothing returning id`,
      [id, handle, account.name, account.biography ?? null, account.roles ?? ['MEMBER'], account.locale ?? null],
    );
    if (added.length) return id;
  }
  throw Refused.because('TAKEN', 'The handle is in use: choose another one.', 'input', 'handle');
}
