import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { Hub } from '../hub.js';

/** E-mail address of the administrator who has been here the longest; undefined when there is none. */
export async function firstAdmin(pool: Pool): Promise<string | undefined> {
  return (await admins(pool))[0];
}

/** What became of an account that was to be an administrator's. */
export interface MadeAdmin {
  readonly outcome: 'created' | 'promoted' | 'was one';
  /** A new password that nobody has seen yet. Absent when one was given, or somebody promoted keeps their own. */
  readonly newPassword?: string;
}

/**
 * Makes an administrator, or makes one of whoever has this e-mail address. Without a password, a new account gets a
 * random one, and so does an administrator, who has lost theirs; another member keeps their own.
 * @throws Refused when the address, the name or the password is not possible
 */
export async function makeAdmin(
  { services: { identity }, database }: Pick<Hub, 'services' | 'database'>,
  account: { email: string; name?: string | undefined; password?: string | undefined },
): Promise<MadeAdmin> {
  const random = randomBytes(15).toString('base64url');
  const { email, name = 'Admin', password } = account;
  const existing = await identity.memberWithEmail(email);
  if (!existing) {
    await identity.createAccount({ email, name, password: password ?? random, roles: ['ADMIN'] });
    return { outcome: 'created', ...(password ? {} : { newPassword: random }) };
  }
  const wasOne = (await admins(database.pool, existing)).length > 0;
  if (password || wasOne) await identity.setPassword(email, password ?? random);
  if (!wasOne) await identity.grantRole(existing, 'ADMIN');
  const outcome = wasOne ? 'was one' : 'promoted';
  return { outcome, ...(wasOne && !password ? { newPassword: random } : {}) };
}

/** E-mail addresses of all administrators, or of this one member if they are. */
async function admins(pool: Pool, memberId?: string): Promise<string[]> {
  const { rows } = await pool.query<{ email: string }>(
    `select u.email from member m join auth_user u on u.id = m.id
     where 'ADMIN' = any(m.roles) and ($1::uuid is null or m.id = $1) order by m.joined_at, m.id`,
    [memberId ?? null],
  );
  return rows.map(({ email }) => email);
}
