import type { EntityManager } from 'typeorm';
import { reviewIsOpen } from '../../access/conditions.js';
import { allowed } from '../../access/decide.js';
import { Statement } from '../../read/statement.js';
import { memberViewer } from '../identity/member-viewer.js';

/*
 * What approvals mean for publishing. An approval is for exactly one revision. Everything here takes any number of
 * entries at once, in as many statements as for one.
 */

/** A revision of an entry. */
export interface EntryRevision {
  readonly entryId: string;
  readonly revision: number;
}

/**
 * SQL: a revision may be published, as far as reviews go: somebody has approved it, of an expert article an expert, and
 * nobody asks for changes; or an admin has said why it needs none of that.
 * @param of SQL of the id of the entry, its type and the number of the revision
 */
export function isApproved(of: { readonly id: string; readonly type: string; readonly revision: string }): string {
  return `exists (
    select 1 from review_decision d where d.entry_id = ${of.id} and d.revision = ${of.revision} and d.standing
    having bool_or(d.verdict = 'SKIPPED') or (not bool_or(d.verdict = 'CHANGES_REQUESTED')
      and bool_or(d.verdict = 'APPROVED' and (d.as_expert or ${of.type} <> 'EXPERT_ARTICLE'))))`;
}

/**
 * Says which revisions nobody may publish yet, or not this member, since an approval is missing. What was public last
 * needs no new one.
 * @param by id of the member who publishes; null for one who has left
 * @returns the reason for each entry that cannot be published, by its id
 */
export async function findMissingApprovals(
  manager: EntityManager,
  by: string | null,
  publications: readonly EntryRevision[],
): Promise<Map<string, string>> {
  const unapproved: { id: string; type: string }[] = await manager.query(
    `select e.id, e.type from unnest($1::uuid[], $2::int[]) as p(entry_id, revision) join entry e on e.id = p.entry_id
     where e.live_revision is distinct from p.revision
       and not ${isApproved({ id: 'e.id', type: 'e.type', revision: 'p.revision' })}`,
    columnsOf(publications),
  );
  if (unapproved.length === 0) return new Map();
  const free = await publishableUnreviewed(
    manager,
    by,
    unapproved.map(({ id }) => id),
  );
  const missing = unapproved.filter(({ id }) => !free.has(id));
  return new Map(missing.map(({ id, type }) => [id, reasonFor(type)]));
}

function reasonFor(type: string): string {
  return type === 'EXPERT_ARTICLE'
    ? 'An expert who did not write it must approve this revision first: `submitForReview` asks for that. An admin can say with `skipReview` why it needs no approval.'
    : 'Someone must approve this revision first: `submitForReview` asks for that.';
}

/** Those of the entries that a member may publish although nobody has approved them. */
async function publishableUnreviewed(
  manager: EntityManager,
  by: string | null,
  entryIds: readonly string[],
): Promise<Set<string>> {
  const viewer = by === null ? undefined : await memberViewer(manager, by);
  if (!viewer) return new Set();
  const statement = new Statement({ viewer, locales: [] });
  const free: { id: string }[] = await manager.query(
    `select o.id from entry o where o.id = any(${statement.bind(entryIds, 'uuid[]')})
       and ${allowed('PUBLISH_UNREVIEWED', 'Entry', 'o', statement)}`,
    statement.parameters,
  );
  return new Set(free.map(({ id }) => id));
}

/**
 * What publishing means for reviews: those of the revisions are closed, and an article that names nobody who checked it,
 * or the expert who approved it, names that expert, with the day.
 */
export async function settleReviews(manager: EntityManager, published: readonly EntryRevision[]): Promise<void> {
  await manager.query(
    `with p as (select * from unnest($1::uuid[], $2::int[]) as p(entry_id, revision)), closed as (
       update review r set state = 'PUBLISHED', updated_at = now() from p
       where r.entry_id = p.entry_id and r.revision = p.revision and ${reviewIsOpen('r')}
     ), named as (
     update entry e set reviewer_id = approval.expert_id, reviewed_on = approval.day
     from p, lateral (
       select x.id as expert_id, greatest(d.decided_at::date, case when a.reviewer_id = x.id then a.reviewed_on end) as day
       from entry a, review_decision d join expert x on x.member_id = d.decided_by
       where a.id = p.entry_id and a.type = 'EXPERT_ARTICLE' and d.entry_id = a.id and d.revision = p.revision
         and d.standing and d.as_expert and d.verdict = 'APPROVED'
         and (a.reviewer_id is null or a.reviewer_id = x.id)
       order by d.decided_at desc, x.id limit 1
     ) approval
     where e.id = p.entry_id returning e.id, e.reviewer_id
     )
     insert into usage (entry_id, field, object_id, live) select id, 'reviewerId', reviewer_id, true from named
     on conflict (entry_id, field, object_id) do update set live = true`,
    columnsOf(published),
  );
}

function columnsOf(revisions: readonly EntryRevision[]): [string[], number[]] {
  return [revisions.map(({ entryId }) => entryId), revisions.map(({ revision }) => revision)];
}

/**
 * Takes the open reviews of entries along to their newest revisions, of which an approval of an older one says nothing; the
 * entries must be locked. Where changes are asked for, they still are: saving is not submitting.
 */
export async function carryReviews(
  manager: EntityManager,
  newest: readonly { readonly entryId: string; readonly revisionId: string; readonly number: number }[],
): Promise<void> {
  if (newest.length === 0) return;
  await manager.query(
    `update review r set revision = n.number, revision_id = n.revision_id, updated_at = now(),
       state = case r.state when 'APPROVED' then 'IN_REVIEW' else r.state end
     from unnest($1::uuid[], $2::uuid[], $3::int[]) as n(entry_id, revision_id, number)
     where r.entry_id = n.entry_id and ${reviewIsOpen('r')}`,
    [
      newest.map(({ entryId }) => entryId),
      newest.map(({ revisionId }) => revisionId),
      newest.map(({ number }) => number),
    ],
  );
}
