import { createHash } from 'node:crypto';

/**
 * The address under which better-auth knows an account. It takes no addresses with letters beyond ASCII, so it gets one
 * made of the real one, which the database makes in the same way (`auth_user.sign_in_name`) and to which nothing is sent.
 * @param email in its normal form
 */
export function signInName(email: string): string {
  return `${createHash('sha256').update(email).digest('hex')}@account.invalid`;
}
