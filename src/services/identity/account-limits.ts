import type { EntityManager } from 'typeorm';
import { Refused } from '../../schema/user-error.js';

/** What one account may have many of, and no more than this at a time. */
const LIMITS = {
  API_KEYS: {
    most: 50,
    sql: `from api_key where owner_id = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    have: 'API keys that work',
    remedy: 'Revoke one that nothing uses any more: `revokeApiKey`.',
  },
  SAVED_VIEWS: {
    most: 200,
    sql: 'from saved_view where owner_id = $1',
    have: 'saved views',
    remedy: 'Delete one that you no longer need: `deleteSavedView`.',
  },
  PREVIEW_LINKS: {
    most: 200,
    sql: 'from preview_link where created_by = $1 and revoked_at is null and expires_at > now()',
    have: 'preview links that work',
    remedy: 'Revoke one that nobody looks at any more: `revokePreviewLink`.',
  },
  WEBHOOKS: {
    most: 100,
    sql: 'from webhook where created_by = $1',
    have: 'webhooks',
    remedy: 'Delete one that is no longer needed: `deleteWebhook`.',
  },
  UPLOADS: {
    most: 100,
    sql: 'from media_upload where member_id = $1 and expires_at > now()',
    have: 'uploads that nothing has used yet',
    remedy: 'Use one with `createMediaAsset` or `replaceMediaAsset`, or wait: each is forgotten after a day.',
  },
  INVITATIONS: {
    most: 500,
    sql: 'from invitation where invited_by = $1 and expires_at > now()',
    have: 'invitations that nobody has accepted yet',
    remedy: 'Take one back with `revokeInvitation`, or wait: each ends after 7 days.',
  },
} as const;

/**
 * Makes sure that an account may have one more of something, within the transaction that makes it: two at the same time wait
 * for one another.
 * @throws Refused when it has as many as it may, naming how many those are and what to do
 */
export async function refuseTooMany(
  manager: EntityManager,
  memberId: string,
  what: keyof typeof LIMITS,
  ...path: string[]
): Promise<void> {
  const { most, sql, have, remedy } = LIMITS[what];
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`most ${what} ${memberId}`]);
  const [{ count }]: [{ count: number }] = await manager.query(
    `select count(*)::int as count from (select 1 ${sql} limit ${most}) counted`,
    [memberId],
  );
  if (count < most) return;
  throw Refused.because('NOT_ALLOWED', `You have ${most} ${have}, and there cannot be more. ${remedy}`, ...path);
}
