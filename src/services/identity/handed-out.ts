import type { EntityManager } from 'typeorm';

/**
 * Makes worthless what somebody may have been given who was in an account, or at its mailbox, within a transaction: codes to
 * sign in with or to choose a password with, a second factor that is yet to be shown, a change of the e-mail address under
 * way, and addresses to upload to. To be called before all sessions end, so that none begins in between. Archive links end
 * with their session; API keys are revoked apart from this, since programs run with them.
 */
export async function withdrawHandedOut(manager: EntityManager, memberId: string): Promise<void> {
  // better-auth keeps the member's id as the value of codes for a password and of tokens for the second factor, and the name
  // by which it knows the account in that of magic links.
  await manager.query(
    `delete from auth_verification v using auth_user u
     where u.id = $1 and (v.value = u.id::text or strpos(v.value, u.sign_in_name) > 0)`,
    [memberId],
  );
  await manager.query('delete from known_device where member_id = $1', [memberId]);
  await manager.query('delete from email_change where member_id = $1', [memberId]);
  await manager.query('delete from media_upload where member_id = $1 and hash is null', [memberId]);
}

/**
 * Takes an account for the rest of the transaction: two that are to begin it afresh wait for one another here, and not each for
 * what the other has used up.
 * @param by what tells the account
 */
export async function lockAccount(
  manager: EntityManager,
  by: 'id' | 'sign_in_name',
  value: string,
): Promise<{ verified: boolean } | undefined> {
  const sql = `select email_verified as verified from auth_user where ${by} = $1 for no key update`;
  const [account]: { verified: boolean }[] = await manager.query(sql, [value]);
  return account;
}

/**
 * A fresh start for somebody whose password is new, within the transaction that sets it: what was handed out is worthless, and
 * all sessions end. better-auth ends them before it sets the password, when the old one could still begin another.
 * @param keep key of the session that has just begun with the new password
 */
export async function startFresh(manager: EntityManager, memberId: string, keep: string | null): Promise<void> {
  await withdrawHandedOut(manager, memberId);
  await manager.query('delete from auth_session where user_id = $1 and token is distinct from $2', [memberId, keep]);
}
