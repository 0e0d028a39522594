import type { Pool } from 'pg';

/** One kind of what belongs to a member. */
export interface Section {
  /** Name in the archive. */
  readonly name: SectionName;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** SQL of what is theirs; $1 is the id of the member. No secrets: a copy of them would open the account. */
export const SECTIONS = [
  {
    name: 'profile',
    sql: `select m.id, m.name, m.handle, u.email, u.email_verified as "emailConfirmed", u.two_factor_enabled as "secondFactor", m.biography, m.locale, m.roles, m.joined_at as "joinedAt"
      from member m left join auth_user u on u.id = m.id where m.id = $1`,
  },
  {
    name: 'threads',
    sql: `select t.id, t.title, t.locale, s.slug as space, t.created_at as "createdAt", t.deleted_at as "deletedAt"
      from discussion_thread t join space s on s.id = t.space_id where t.author_id = $1 order by t.created_at, t.id`,
  },
  {
    name: 'posts',
    sql: `select p.id, p.thread_id as "threadId", t.title as thread, p.body_markdown as text, p.created_at as "createdAt",
        p.edited_at as "editedAt", p.deleted_at as "deletedAt"
      from post p join discussion_thread t on t.id = p.thread_id where p.author_id = $1 order by p.created_at, p.id`,
  },
  {
    name: 'earlier-versions-of-posts',
    sql: `select e.post_id as "postId", e.body_markdown as text, e.replaced_at as "replacedAt"
      from post_edit e join post p on p.id = e.post_id where p.author_id = $1 order by e.replaced_at`,
  },
  {
    name: 'entries',
    sql: `select e.id, e.type, e.status, array(select t.title from entry_translation t where t.entry_id = e.id order by t.locale) as titles,
        e.created_at as "createdAt"
      from entry e where e.created_by = $1 order by e.created_at, e.id`,
  },
  {
    name: 'revisions',
    sql: `select r.entry_id as "entryId", r.type, r.number, r.created_at as "createdAt", r.draft
      from revision r where r.created_by = $1 order by r.created_at, r.id`,
  },
  {
    name: 'reviews',
    sql: `select r.id, r.entry_id as "entryId", r.type, r.state as status, r.note, r.submitted_at as "submittedAt"
      from review r where r.submitted_by = $1 order by r.submitted_at, r.id`,
  },
  {
    name: 'review-assignments',
    sql: `select a.review_id as "reviewId", r.entry_id as "entryId", r.type, a.assigned_at as "assignedAt"
      from review_reviewer a join review r on r.id = a.review_id where a.member_id = $1 order by a.assigned_at, r.id`,
  },
  {
    name: 'review-decisions',
    sql: `select d.entry_id as "entryId", d.revision as number, d.verdict, d.note, d.decided_at as "decidedAt"
      from review_decision d where d.decided_by = $1 order by d.decided_at, d.id`,
  },
  {
    name: 'review-comments',
    sql: `select t.entry_id as "entryId", t.path, t.quote, c.body as text, c.created_at as "createdAt", c.edited_at as "editedAt"
      from review_comment c join review_thread t on t.id = c.thread_id where c.author_id = $1 order by c.created_at, c.id`,
  },
  {
    name: 'checked-organizations',
    sql: `select e.id, e.verified_on as "verifiedOn" from entry e where e.verified_by = $1 order by e.verified_on, e.id`,
  },
  {
    name: 'expert-profiles',
    sql: `select x.id, x.name, x.credentials,
        (select json_agg(json_build_object('locale', t.locale, 'title', t.title, 'biography', t.biography) order by t.locale)
          from expert_translation t where t.expert_id = x.id) as texts
      from expert x where x.member_id = $1 order by x.id`,
  },
  {
    name: 'sessions',
    sql: `select s.id, s.created_at as "createdAt", s.updated_at as "lastUsedAt", s.expires_at as "expiresAt",
        s.user_agent as "userAgent", s.ip_address as "ipAddress"
      from auth_session s where s.user_id = $1 order by s.created_at, s.id`,
  },
  {
    name: 'known-devices',
    sql: `select d.id, d.last_used_at as "lastUsedAt" from known_device d where d.member_id = $1 order by d.last_used_at, d.id`,
  },
  {
    name: 'sign-in-methods',
    sql: `select a.provider_id as method, a.created_at as "since" from auth_account a where a.user_id = $1 order by a.created_at`,
  },
  {
    name: 'api-keys',
    sql: `select k.name, k.prefix, k.scope, k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt",
        k.revoked_at as "revokedAt"
      from api_key k where k.owner_id = $1 order by k.created_at, k.id`,
  },
  {
    name: 'files',
    sql: `select m.id, m.name, m.media_type as "mediaType", m.bytes, m.created_at as "createdAt", m.deleted_at as "deletedAt"
      from media_asset m where m.uploaded_by = $1 order by m.created_at, m.id`,
  },
  {
    name: 'versions-of-files',
    sql: `select v.media_id as "fileId", v.number, v.name, v.media_type as "mediaType", v.bytes, v.created_at as "createdAt"
      from media_version v where v.uploaded_by = $1 order by v.created_at, v.media_id, v.number`,
  },
  {
    name: 'uploads',
    sql: `select u.created_at as "createdAt", u.expires_at as "expiresAt", u.media_type as "mediaType", u.bytes
      from media_upload u where u.member_id = $1 order by u.created_at, u.id`,
  },
  {
    name: 'releases',
    sql: `select r.id, r.name, r.note, r.created_at as "createdAt", r.published_at as "publishedAt", r.reverted_at as "revertedAt"
      from release r where $1 in (r.created_by, r.published_by, r.reverted_by) order by r.created_at, r.id`,
  },
  {
    name: 'release-items',
    sql: `select i.entry_id as "entryId", r.name as release, i.action, i.added_at as "addedAt"
      from release_item i join release r on r.id = i.release_id where i.added_by = $1 order by i.added_at, i.id`,
  },
  {
    name: 'saved-views',
    title: 'Your saved views',
    sql: `select v.name, v.list, v.filter, v.order_by as "orderBy", v.columns, v.shared from saved_view v
      where v.owner_id = $1 order by v.position, v.id`,
  },
  {
    name: 'testimonials',
    sql: `select t.entry_id as "entryId", t.locale, t.contact, t.submitted_at as "submittedAt", e.status,
        e.consent_withdrawn_at as "withdrawnAt"
      from testimonial t join entry e on e.id = t.entry_id where t.member_id = $1 order by t.submitted_at, t.id`,
  },
  {
    name: 'scheduled-actions',
    sql: `select s.action, s.entry_id as "entryId", s.release_id as "releaseId", to_char(s.wall_clock, 'YYYY-MM-DD HH24:MI') as at, s.time_zone as "timeZone",
        s.state as status, s.scheduled_at as "createdAt"
      from scheduled_action s where s.scheduled_by = $1 order by s.scheduled_at, s.id`,
  },
  {
    name: 'cancelled-actions',
    sql: `select s.action, s.entry_id as "entryId", s.release_id as "releaseId", s.ended_at as at from scheduled_action s where s.cancelled_by = $1 order by s.ended_at, s.id`,
  },
  {
    name: 'preview-links',
    sql: `select p.entry_id as "entryId", p.revision as number, p.locales, p.created_at as "createdAt", p.expires_at as "expiresAt",
        p.revoked_at as "revokedAt"
      from preview_link p where p.created_by = $1 order by p.created_at, p.id`,
  },
  {
    name: 'webhooks',
    title: 'Webhooks you made',
    sql: `select w.name, w.url, w.events, w.created_at as "createdAt" from webhook w where w.created_by = $1 order by w.created_at, w.id`,
  },
  {
    name: 'code-of-conduct',
    sql: `select c.version, c.accepted_at as "acceptedAt" from conduct_acceptance c where c.member_id = $1 order by c.version`,
  },
  {
    name: 'log',
    sql: `select a.happened_at as "at", a.action, a.outcome, a.object_type as "objectType", a.object_id as "objectId", a.address, a.user_agent as "userAgent"
      from audit_event a where a.actor_id = $1 order by a.happened_at, a.id`,
  },
  {
    name: 'grants',
    sql: `select g.role, g.scope, g.of, g.granted_at as "grantedAt" from access_grant g where g.member_id = $1 order by g.granted_at`,
  },
  {
    name: 'invitations',
    sql: `select i.roles, i.invited_at as "invitedAt", i.expires_at as "expiresAt" from invitation i where i.invited_by = $1 order by i.invited_at`,
  },
  {
    name: 'email-changes',
    sql: `select c.old_email as "oldEmail", c.new_email as "newEmail" from email_change c where c.member_id = $1`,
  },
  {
    name: 'exports',
    sql: `select x.requested_at as "requestedAt", x.expires_at as "expiresAt" from data_export x where x.member_id = $1 order by x.requested_at`,
  },
] as const;

export type SectionName = (typeof SECTIONS)[number]['name'];

/** Everything that is the member's, as it is at one moment: one SQL statement. */
export async function ownData(pool: Pool, memberId: string): Promise<Section[]> {
  const columns = SECTIONS.map(({ sql }, i) => `(select coalesce(json_agg(s), '[]') from (${sql}) s) as s${i}`);
  const { rows } = await pool.query<Record<string, Section['rows']>>(`select ${columns.join(',\n')}`, [memberId]);
  return SECTIONS.map(({ name }, i) => ({ name, rows: rows[0]![`s${i}`]! }));
}
