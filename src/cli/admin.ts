import { randomBytes } from 'node:crypto';
import type { Hub } from '../hub.js';
import { administrators } from '../services/identity/administrators.js';

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
  const wasOne = (await administrators(database.pool, existing)).length > 0;
  if (password || wasOne) await identity.setPassword(email, password ?? random);
  if (!wasOne) await identity.grantRole(existing, 'ADMIN');
  const outcome = wasOne ? 'was one' : 'promoted';
  return { outcome, ...(wasOne && !password ? { newPassword: random } : {}) };
}
