import type { EntityManager } from 'typeorm';
import { reviewIsOpen } from '../../access/conditions.js';
import { allowed } from '../../access/decide.js';
import { Statement } from '../../read/statement.js';
import { memberViewer } from '../identity/member-viewer.js';

/*
 * What approvals mean for publishing. An approval is given for one revision, and holds for a text as long as later
 * revisions say the same in that language. Everything here takes any number of entries at once, in as many statements as
 * for one.
 */

/** A revision of an entry. */
export interface EntryRevision {
  readonly entryId: string;
  readonly revision: number;
}

/** Texts of a revision that are to be published. */
export interface WantedTexts extends EntryRevision {
  /** The languages; all that the revision has when absent. */
  readonly locales?: readonly string[];
}

/** SQL of the id of an entry, its type and the number of a revision. */
export interface RevisionSql {
  readonly id: string;
  readonly type: string;
  readonly revision: string;
}

/**
 * SQL of a table: the newest decided revision up to this one, and whether what was decided lets it be published: somebody has
 * approved it, of an expert article an expert, and nobody asks for changes; or an admin has said why it needs none of that.
 */
function lastDecided({ id, type, revision }: RevisionSql): string {
  return `lateral (select ld.revision, bool_or(ld.verdict = 'SKIPPED') or not bool_or(ld.verdict = 'CHANGES_REQUESTED') as approved
    from review_decision ld where ld.entry_id = ${id} and ld.revision <= ${revision} and ld.standing
      and (ld.verdict <> 'APPROVED' or ld.as_expert or ${type} <> 'EXPERT_ARTICLE')
    group by ld.revision order by ld.revision desc limit 1)`;
}

/** SQL: two drafts say the same in a language. Topics do not count: they are changed in public without approval, too. */
export function sayTheSame(one: string, other: string, locale: string): string {
  return `said_in(${one} - 'topicIds', ${locale}) is not distinct from said_in(${other} - 'topicIds', ${locale})`;
}

/** SQL of a set: the languages in which a draft has texts; of one without any null, for what has no language. */
export function localesIn(draft: string): string {
  const locales = `select lt #>> '{}' as locale from jsonb_path_query(${draft}, '$.translations[*].locale') lt`;
  return `lateral (${locales} union all select null where not jsonb_path_exists(${draft}, '$.translations[*].locale'))`;
}

/**
 * SQL: a text of a revision may be published, as far as reviews go: in its language the revision says what the one says
 * that was approved, and nothing was decided since that forbids it.
 */
export function isApproved(of: RevisionSql, locale: string): string {
  return `exists (
    select 1 from ${lastDecided(of)} decided, revision was, revision latest
    where decided.approved and was.entry_id = ${of.id} and was.number = decided.revision
      and latest.entry_id = ${of.id} and latest.number = ${of.revision}
      and (was.number = latest.number or ${sayTheSame('was.draft', 'latest.draft', locale)}))`;
}

/** SQL: all that a revision says may be published, as far as reviews go. */
export function isWhollyApproved(of: RevisionSql): string {
  return `not exists (
    select 1 from revision wv, ${localesIn('wv.draft')} wl
    where wv.entry_id = ${of.id} and wv.number = ${of.revision} and not ${isApproved(of, 'wl.locale')})`;
}

/**
 * Says which texts nobody may publish yet, or not this member, since an approval is missing. What was public last, and
 * what says what is public, needs no new one.
 * @param by id of the member who publishes; null for one who has left
 * @returns the reason for each entry that cannot be published, by its id
 */
export async function findMissingApprovals(
  manager: EntityManager,
  by: string | null,
  texts: readonly WantedTexts[],
): Promise<Map<string, string>> {
  const unapproved: Unapproved[] = await manager.query(
    `with wanted as (
       select e.id, e.type, l.locale, coalesce(t.revision = p.revision, false)
           or coalesce(t.status = 'PUBLISHED' and ${sayTheSame('live.draft', 'r.draft', 'l.locale')}, false)
           or ${isApproved({ id: 'e.id', type: 'e.type', revision: 'p.revision' }, 'l.locale')} as approved
       from json_to_recordset($1::json) as p(entry_id uuid, revision int, locales text[])
       join entry e on e.id = p.entry_id join revision r on r.entry_id = e.id and r.number = p.revision
       cross join ${localesIn('r.draft')} l
       left join entry_translation t on t.entry_id = e.id and t.locale = l.locale and t.revision = e.live_revision
       left join revision live on live.entry_id = t.entry_id and live.number = t.revision
       where p.locales is null or l.locale is null or l.locale = any(p.locales)
     )
     select id, type, array_agg(locale order by locale) filter (where not approved) as missing,
       array_agg(locale order by locale) filter (where approved) as approved
     from wanted group by id, type having not bool_and(approved)`,
    [JSON.stringify(texts.map(({ entryId, revision, locales }) => ({ entry_id: entryId, revision, locales })))],
  );
  if (unapproved.length === 0) return new Map();
  const free = await publishableUnreviewed(
    manager,
    by,
    unapproved.map(({ id }) => id),
  );
  const missing = unapproved.filter(({ id }) => !free.has(id));
  return new Map(missing.map((one) => [one.id, reasonFor(one)]));
}

/** An entry some texts of which are not approved. */
interface Unapproved {
  readonly id: string;
  readonly type: string;
  readonly missing: readonly string[];
  /** The languages that are; null when none is. */
  readonly approved: readonly string[] | null;
}

function reasonFor({ type, missing, approved }: Unapproved): string {
  const what = approved ? `what this revision says in ${missing.join(', ')}` : 'this revision';
  const reason =
    type === 'EXPERT_ARTICLE'
      ? `An expert who did not write it must approve ${what} first: \`submitForReview\` asks for that. An admin can say with \`skipReview\` why it needs no approval.`
      : `Someone must approve ${what} first: \`submitForReview\` asks for that.`;
  return approved ? `${reason} Approved is ${approved.join(', ')}, which \`locales\` publishes alone.` : reason;
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
 * What publishing means for reviews: those of the revisions are closed, unless a text still waits for approval; and an article
 * that names nobody who checked it, or the expert who approved it, names that expert, with the day. The texts must be written.
 */
export async function settleReviews(
  manager: EntityManager,
  published: readonly Required<WantedTexts>[],
): Promise<void> {
  const of = { id: 'a.id', type: 'a.type', revision: 'p.revision' };
  await manager.query(
    `with p as (select * from json_to_recordset($1::json) as p(entry_id uuid, revision int, locales text[])), closed as (
       update review r set state = 'PUBLISHED', updated_at = now() from p
       where r.entry_id = p.entry_id and r.revision = p.revision and ${reviewIsOpen('r')} and not exists (
         select 1 from revision rv, ${localesIn('rv.draft')} l
         where rv.entry_id = p.entry_id and rv.number = p.revision and not exists (
           select 1 from entry_translation t join revision tr on tr.entry_id = t.entry_id and tr.number = t.revision
           where t.entry_id = p.entry_id and t.locale = l.locale and t.status = 'PUBLISHED'
             and (t.revision = p.revision or ${sayTheSame('tr.draft', 'rv.draft', 'l.locale')})
         ) and not ${isApproved({ id: 'r.entry_id', type: 'r.type', revision: 'r.revision' }, 'l.locale')})
     ), named as (
     update entry e set reviewer_id = approval.expert_id, reviewed_on = approval.day
     from p, lateral (
       select x.id as expert_id, greatest(d.decided_at::date, case when a.reviewer_id = x.id then a.reviewed_on end) as day
       from entry a, ${lastDecided(of)} decided, review_decision d join expert x on x.member_id = d.decided_by
       where a.id = p.entry_id and a.type = 'EXPERT_ARTICLE' and d.entry_id = a.id and d.revision = decided.revision
         and decided.approved and d.standing and d.as_expert and d.verdict = 'APPROVED'
         and (a.reviewer_id is null or a.reviewer_id = x.id)
         and not exists (select 1 from unnest(p.locales) l(locale) where not ${isApproved(of, 'l.locale')})
       order by d.decided_at desc, x.id limit 1
     ) approval
     where e.id = p.entry_id returning e.id, e.reviewer_id
     )
     insert into usage (entry_id, field, object_id, live) select id, 'reviewerId', reviewer_id, true from named
     on conflict (entry_id, field, object_id) do update set live = true`,
    [JSON.stringify(published.map(({ entryId, revision, locales }) => ({ entry_id: entryId, revision, locales })))],
  );
}

/**
 * Takes the open reviews of entries along to their newest revisions; the entries must be locked. They stay approved where
 * nothing has changed of what was approved. Where changes are asked for, they still are: saving is not submitting.
 */
export async function carryReviews(
  manager: EntityManager,
  newest: readonly { readonly entryId: string; readonly revisionId: string; readonly number: number }[],
): Promise<void> {
  if (newest.length === 0) return;
  await manager.query(
    `update review r set revision = n.number, revision_id = n.revision_id, updated_at = now(),
       state = case when ${isWhollyApproved({ id: 'r.entry_id', type: 'r.type', revision: 'n.number' })} then 'APPROVED'
         when r.state = 'APPROVED' then 'IN_REVIEW' else r.state end
     from unnest($1::uuid[], $2::uuid[], $3::int[]) as n(entry_id, revision_id, number)
     where r.entry_id = n.entry_id and ${reviewIsOpen('r')}`,
    [
      newest.map(({ entryId }) => entryId),
      newest.map(({ revisionId }) => revisionId),
      newest.map(({ number }) => number),
    ],
  );
}
