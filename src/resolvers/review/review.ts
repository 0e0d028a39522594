import { Revision } from '../../entities/content/revision.js';
import { Member } from '../../entities/identity/member.js';
import { Review } from '../../entities/review/review.js';
import { ReviewDecision } from '../../entities/review/review-decision.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, foreignKey, many, one, through, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row, Statement } from '../../read/statement.js';
import { EntryType } from '../../schema/enums.js';
import { ReviewState } from '../../schema/review.js';
import { amongIds } from '../among-ids.js';
import { rootFields } from '../root-fields.js';

function awaitsExpert({ base }: Row): string {
  // Approved it is also by what an expert has said of an earlier revision.
  return `(${base}.type = 'EXPERT_ARTICLE' and ${base}.state not in ('APPROVED', 'PUBLISHED') and not exists (select 1 from review_decision wd where wd.entry_id = ${base}.entry_id
    and wd.revision = ${base}.revision and wd.standing and (wd.verdict = 'SKIPPED' or (wd.verdict = 'APPROVED' and wd.as_expert))))`;
}

/** The nearest title; a draft may have texts without one. */
function title({ base }: Row, statement: Statement): string {
  return `(select nullif(btrim(tt->>'title'), '') from revision tv, jsonb_path_query(tv.draft, '$.translations[*]') tt
    where tv.id = ${base}.revision_id and btrim(tt->>'title') <> ''
    order by array_position(${statement.locales()}, tt->>'locale') nulls last limit 1)`;
}

collection(Review, {
  orders: {
    RECENTLY_UPDATED: { description: 'Changed last first.', order: byColumns('-updated_at::timestamptz') },
    LONGEST_WAITING: { description: 'Submitted first first.', order: byColumns('submitted_at::timestamptz') },
  },
  filters: {
    states: { type: () => [ReviewState], description: 'In any of these states.', condition: oneOf('state') },
    assignedToMe: {
      type: () => Boolean,
      description: 'Only those you are assigned to (true) or are not (false).',
      condition: (mine: unknown, { base }, statement) =>
        `${mine ? '' : 'not '}exists (select 1 from review_reviewer ar where ar.review_id = ${base}.id and ar.member_id = ${statement.viewerId()})`,
    },
    submittedByMe: {
      type: () => Boolean,
      description: 'Only those you have submitted (true) or have not (false).',
      condition: (mine: unknown, { base }, statement) =>
        `(${base}.submitted_by is not distinct from ${statement.viewerId()}) = ${mine ? 'true' : 'false'}`,
    },
    awaitsExpert: {
      type: () => Boolean,
      description: 'Only those that an expert has yet to approve (true) or that need none (false).',
      condition: (awaits: unknown, row) => `${awaits ? '' : 'not '}${awaitsExpert(row)}`,
    },
    entries: { type: () => [String], description: 'Of any of these entries (ids).', condition: amongIds('entry_id') },
    types: { type: () => [EntryType], description: 'Of entries of any of these types.', condition: oneOf('type') },
  },
});

bind(ReviewDecision, {
  relations: { decidedBy: one(Member, 'decided_by', 'Who has decided. Null when they have left.') },
});

bind(Review, {
  fields: {
    title: value(title),
    awaitsExpert: value(awaitsExpert),
    openThreads: value(
      ({ base }) =>
        `(select count(*)::int from review_thread ot where ot.entry_id = ${base}.entry_id and ot.resolved_at is null)`,
    ),
  },
  relations: {
    draft: one(Revision, 'revision_id', 'The revision it is about.', { throughParent: true }),
    submittedBy: one(Member, 'submitted_by', 'Who has submitted it last. Null when they have left.'),
    reviewers: many(
      Member,
      through('review_reviewer', 'review_id', 'member_id'),
      'assigned_at',
      'Who shall look at it, in the order in which they were assigned.',
    ),
    decisions: many(
      ReviewDecision,
      foreignKey('review_id'),
      'decided_at',
      'What was decided on this and earlier revisions, the oldest first.',
      { throughParent: true },
    ),
  },
});

export const ReviewFields = rootFields(Review, { list: 'reviews', one: 'review', of: 'reviews' });
