import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { reviewIsOpen } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import type { ReviewState, ReviewVerdict } from '../../schema/review.js';
import { Refused } from '../../schema/user-error.js';
import { written } from '../../schema/visible.js';
import { noteChange } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { type LockedEntry, lockEntry, refuseStale } from '../content/locked-entry.js';
import { type EntryRevision, isWhollyApproved } from './approvals.js';
import { refuseOwnWork } from './authorship.js';
import { checkReviewers } from './check-reviewers.js';
import { lockReview } from './locked-review.js';
import { tellAssigned, tellOfDecision, tellResubmitted } from './notices.js';

/** Longest note on a review or decision, in characters. */
const LONGEST_NOTE = 2000;

/** Drafts that are looked at before they are published. */
export class Reviews {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Asks for a look at the newest revision, which must be `revision`. An entry has one open review: where changes were
   * asked for, that one waits again; where it waits already, only the note is new.
   * @returns id of the review
   * @throws Refused
   */
  submit(viewer: Viewer, entryId: string, revision: number, note: string | null): Promise<string> {
    requireConduct(viewer);
    const words = checkNote(note, 'note');
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['SUBMIT_FOR_REVIEW'], entryId);
      await refuseStale(manager, entry, revision, 'revision');
      const reviewId = await enterReview(manager, { entryId: entry.id, revision }, viewer.memberId, words);
      noteChange({ after: { reviewId, revision } });
      return reviewId;
    });
  }

  /** Closes a review without a result. The draft stays as it is. @returns its id @throws Refused */
  withdraw(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const review = await lockReview(manager, viewer, ['WITHDRAW'], id);
      noteChange({ before: { state: review.state }, after: { state: 'WITHDRAWN' } });
      await manager.query(`update review set state = 'WITHDRAWN', updated_at = now() where id = $1`, [review.id]);
      return review.id;
    });
  }

  /** Says who shall look at it: these members and nobody else. @returns its id @throws Refused */
  assign(viewer: Viewer, id: string, wanted: readonly string[]): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const review = await lockReview(manager, viewer, ['ASSIGN'], id);
      const reviewers = await checkReviewers(manager, wanted);
      noteChange({ after: { reviewers } });
      await manager.query('delete from review_reviewer where review_id = $1 and member_id <> all($2)', [
        review.id,
        reviewers,
      ]);
      const added: { member_id: string }[] = await manager.query(
        `insert into review_reviewer (review_id, member_id, assigned_at)
         select $1, member_id, now() + n * interval '1 microsecond' from unnest($2::uuid[]) with ordinality as a(member_id, n)
         on conflict do nothing returning member_id`,
        [review.id, reviewers],
      );
      await manager.query('update review set updated_at = now() where id = $1', [review.id]);
      const memberIds = added.map(({ member_id }) => member_id);
      await tellAssigned(manager, { entryId: review.entry.id, memberIds, by: viewer.memberId });
      return review.id;
    });
  }

  /** The newest revision, which must be `revision`, may be published. @returns id of the review @throws Refused */
  approve(viewer: Viewer, id: string, revision: number, note: string | null): Promise<string> {
    const words = checkNote(note, 'note');
    return this.dataSource.transaction(async (manager) => {
      const review = await lockReview(manager, viewer, ['DECIDE'], id);
      await refuseStale(manager, review.entry, revision, 'revision');
      await refuseOwnWork(manager, viewer, review.entry);
      await decide(manager, viewer, review.entry, 'APPROVED', words);
      return review.id;
    });
  }

  /** The newest revision, which must be `revision`, must be changed before. @returns id of the review @throws Refused */
  requestChanges(viewer: Viewer, id: string, revision: number, note: string): Promise<string> {
    const words = checkNote(note, 'note');
    if (!words) throw Refused.because('REQUIRED', 'Say what shall change.', 'note');
    return this.dataSource.transaction(async (manager) => {
      const review = await lockReview(manager, viewer, ['DECIDE'], id);
      await refuseStale(manager, review.entry, revision, 'revision');
      await decide(manager, viewer, review.entry, 'CHANGES_REQUESTED', words);
      return review.id;
    });
  }

  /**
   * The newest revision, which must be `revision`, may be published without the approval it needs.
   * @returns id of the decision
   * @throws Refused
   */
  skip(viewer: Viewer, entryId: string, revision: number, reason: string): Promise<string> {
    const words = checkNote(reason, 'reason');
    if (!words) throw Refused.because('REQUIRED', 'Say why it needs no approval.', 'reason');
    return this.dataSource.transaction(async (manager) => {
      const entry = await lockEntry(manager, viewer, ['SKIP_REVIEW'], entryId);
      await refuseStale(manager, entry, revision, 'revision');
      return decide(manager, viewer, entry, 'SKIPPED', words);
    });
  }
}

/** Has the newest revision of an entry that is locked wait for a look. @returns id of the review */
export async function enterReview(
  manager: EntityManager,
  { entryId, revision }: EntryRevision,
  by: string | null,
  note: string | null,
): Promise<string> {
  await keep(manager, entryId, revision);
  const [before]: { state: ReviewState }[] = await manager.query(
    `select r.state from review r where r.entry_id = $1 and ${reviewIsOpen('r')}`,
    [entryId],
  );
  const [review]: { id: string }[] = await manager.query(
    `insert into review as r (id, entry_id, type, state, revision, revision_id, submitted_revision, submitted_by,
       submitted_at, updated_at, note)
     select $1, entry_id, type, 'IN_REVIEW', number, id, number, $4, now(), now(), $5
     from revision where entry_id = $2 and number = $3
     on conflict (entry_id) where ${reviewIsOpen('r')} do update set
       state = case r.state when 'CHANGES_REQUESTED' then 'IN_REVIEW' else r.state end,
       submitted_revision = excluded.submitted_revision, submitted_by = excluded.submitted_by,
       submitted_at = case r.state when 'CHANGES_REQUESTED' then now() else r.submitted_at end,
       updated_at = now(), note = coalesce(excluded.note, r.note)
     returning id`,
    [uuid(), entryId, revision, by, note],
  );
  const { id } = review!;
  if (before?.state === 'CHANGES_REQUESTED') await tellResubmitted(manager, { entryId, reviewId: id, by });
  return id;
}

/** Keeps what the viewer has decided on the newest revision, and brings the open review in line. */
async function decide(
  manager: EntityManager,
  viewer: Viewer,
  entry: LockedEntry,
  verdict: ReviewVerdict,
  note: string | null,
): Promise<string> {
  const id = uuid();
  const revision = entry.latest_revision;
  await keep(manager, entry.id, revision);
  await manager.query(
    'update review_decision set standing = false where entry_id = $1 and revision = $2 and decided_by = $3 and standing',
    [entry.id, revision, viewer.memberId],
  );
  await manager.query(
    `insert into review_decision (id, entry_id, revision, revision_id, review_id, verdict, as_expert, note, decided_by, decided_at)
     select $1, v.entry_id, v.number, v.id, (select r.id from review r where r.entry_id = v.entry_id and ${reviewIsOpen('r')}),
       $4, $5, $6, $7, clock_timestamp()
     from revision v where v.entry_id = $2 and v.number = $3`,
    [id, entry.id, revision, verdict, viewer.roles.includes('EXPERT'), note, viewer.memberId],
  );
  const approved = isWhollyApproved({ id: 'r.entry_id', type: 'r.type', revision: 'r.revision' });
  const [[review]]: [[{ id: string; state: string } | undefined], number] = await manager.query(
    `update review r set updated_at = now(), state = case
         when ${approved} then 'APPROVED'
         when exists (select 1 from review_decision d where d.entry_id = r.entry_id and d.revision = r.revision
           and d.standing and d.verdict = 'CHANGES_REQUESTED') then 'CHANGES_REQUESTED'
         else 'IN_REVIEW' end
     where r.entry_id = $1 and ${reviewIsOpen('r')} returning r.id, r.state`,
    [entry.id],
  );
  await tellOfDecision(manager, { entryId: entry.id, decisionId: id, by: viewer.memberId });
  noteChange({ after: { decisionId: id, revision, verdict, state: review?.state } });
  return id;
}

/** No autosave takes the place of a revision that something rests on. */
async function keep(manager: EntityManager, entryId: string, revision: number): Promise<void> {
  await manager.query('update revision set kept = true where entry_id = $1 and number = $2 and not kept', [
    entryId,
    revision,
  ]);
}

function checkNote(note: string | null, argument: string): string | null {
  const words = written(note);
  if (words && words.length > LONGEST_NOTE) {
    throw Refused.because(
      'INVALID',
      `At most ${LONGEST_NOTE} characters fit here; there are ${words.length}.`,
      argument,
    );
  }
  return words;
}
