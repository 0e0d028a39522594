import type { EntityManager } from 'typeorm';
import { reviewIsOpen } from '../../access/conditions.js';

/** Name of the job that writes to one person what is new about the draft of one entry. */
export const REVIEW_LETTER_JOB = 'send-review-letter';

export interface ReviewLetterRequest {
  readonly entryId: string;
  readonly memberId: string;
}

/** Tries over some hours. */
const ATTEMPTS = 10;

/** How long comments are gathered, so that who goes through a draft sends one letter. */
const PATIENCE = '10 minutes';

/** Something that others should hear of. */
interface News {
  readonly entryId: string;
  readonly kind: 'ASSIGNED' | 'RESUBMITTED' | 'DECIDED' | 'COMMENTED';
  /** Id of the member who did it; they are not told. */
  readonly by: string | null;
  readonly decisionId?: string;
  readonly commentId?: string;
}

/*
 * What people are told of by mail, asked for in the transaction that does it. What is not told yet about one entry goes
 * into one letter to each: comments wait for some minutes, and go along with whatever does not wait.
 */

/** Tells members that they shall look at a draft. */
export function tellAssigned(
  manager: EntityManager,
  news: { readonly entryId: string; readonly by: string | null; readonly memberIds: readonly string[] },
): Promise<void> {
  return tell(manager, { ...news, kind: 'ASSIGNED' }, 'm.id = any($8::uuid[])', [news.memberIds]);
}

/** Tells those who look at a review that its author has submitted it again. */
export function tellResubmitted(
  manager: EntityManager,
  news: { readonly entryId: string; readonly by: string | null; readonly reviewId: string },
): Promise<void> {
  const reviewers = 'm.id in (select a.member_id from review_reviewer a where a.review_id = $8::uuid)';
  return tell(manager, { ...news, kind: 'RESUBMITTED' }, reviewers, [news.reviewId]);
}

/** Tells the authors of a draft what was decided on it. */
export function tellOfDecision(
  manager: EntityManager,
  news: { readonly entryId: string; readonly by: string | null; readonly decisionId: string },
): Promise<void> {
  return tell(manager, { ...news, kind: 'DECIDED' }, AUTHORS, []);
}

/** Tells the authors of a draft, and those who have commented there, of a comment. */
export function tellOfComment(
  manager: EntityManager,
  news: { readonly entryId: string; readonly by: string | null; readonly commentId: string; readonly threadId: string },
): Promise<void> {
  const others = 'm.id in (select c.author_id from review_comment c where c.thread_id = $8::uuid)';
  return tell(manager, { ...news, kind: 'COMMENTED' }, `(${AUTHORS} or ${others})`, [news.threadId]);
}

/** Who has submitted the draft, and who has written it: any revision since the last that was published, or the newest. */
const AUTHORS = `m.id in (
  select r.submitted_by from review r where r.entry_id = $1::uuid and ${reviewIsOpen('r')}
  union all
  select w.created_by from entry e join revision w on w.entry_id = e.id
  where e.id = $1::uuid and (w.number > coalesce(e.live_revision, 0) or w.number = e.latest_revision))`;

async function tell(
  manager: EntityManager,
  { entryId, kind, by, decisionId, commentId }: News,
  whom: string,
  parameters: readonly unknown[],
): Promise<void> {
  const waits = kind === 'COMMENTED';
  await manager.query(
    `with told as (
       insert into review_notice (id, entry_id, member_id, kind, actor_id, decision_id, comment_id, created_at)
       select gen_random_uuid(), $1::uuid, m.id, $2, $3::uuid, $4::uuid, $5::uuid, clock_timestamp()
       from member m join auth_user u on u.id = m.id
       where m.id is distinct from $3::uuid and ${whom}
       -- Who is leaving at this moment is not waited for: they may wait for what we hold.
       for key share of m skip locked
       returning member_id
     )
     select graphile_worker.add_job($6::text, json_build_object('entryId', $1::uuid, 'memberId', member_id),
       queue_name := $6::text || '-' || abs(hashtext(member_id::text)) % 8,
       job_key := $6::text || ':' || $1::uuid || ':' || member_id,
       job_key_mode := '${waits ? 'preserve_run_at' : 'replace'}',
       run_at := now()${waits ? ` + interval '${PATIENCE}'` : ''}, max_attempts := $7)
     from told`,
    [entryId, kind, by, decisionId ?? null, commentId ?? null, REVIEW_LETTER_JOB, ATTEMPTS, ...parameters],
  );
}
