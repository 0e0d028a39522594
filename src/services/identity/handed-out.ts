import type { EntityManager } from 'typeorm';

/**
 * Makes worthless what somebody may have been given who was in an account, or at its mailbox, within a transaction: codes to
 * sign in with or to choose a password with, a second factor that is yet to be shown, a change of the e-mail address under
 * way, and addresses to upload to. To be called wherever all sessions end. Archive links end with their session; API keys
 * are revoked apart from this, since programs run with them.
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
