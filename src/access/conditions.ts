import { OPEN_STATES } from '../schema/review.js';
import type { Answer, Sql } from './sql.js';
import { type Subject, useHolds } from './subjects.js';

/** The object a condition looks at. */
export interface Place {
  readonly subject: Subject;
  /** Alias of its row. */
  readonly row: string;
  readonly sql: Sql;
  /** Whether the viewer may do something with what the object is a part of. */
  ofParent(action: 'READ' | 'READ_REVISIONS'): Answer;
}

interface Condition {
  /** After "when". */
  readonly words: string;
  readonly holds: (place: Place) => Answer;
}

/** Consent that was withdrawn or has expired hides a story at once, whatever its status says. Others have none. */
const CONSENT = (row: string) =>
  `${row}.consent_withdrawn_at is null and (${row}.consent_expires_on is null or ${row}.consent_expires_on >= current_date)`;

/**
 * SQL: something that the public sees uses the file in the row `row`: a published entry, and of that a language that is
 * published, or what all its languages share; or it is the photograph of an expert.
 */
export function inPublicUse(row: string): string {
  const entries = `select 1 from media_use mu join entry me on me.id = mu.entry_id
    where mu.media_id = ${row}.id and mu.live and ${useHolds('mu')} and me.status = 'PUBLISHED' and ${CONSENT('me')}`;
  const experts = `select 1 from expert mx where mx.photo_id = ${row}.id`;
  return `(${row}.deleted_at is null and (exists (${entries}) or exists (${experts})))`;
}

/** SQL: the review `row` is open. */
export function reviewIsOpen(row: string): string {
  return `${row}.state in (${OPEN_STATES.map((state) => `'${state}'`).join(', ')})`;
}

/** Everything a right can depend on besides roles, each in words and as SQL. */
export const CONDITIONS = {
  own: {
    words: 'it is their own',
    holds: ({ subject, row, sql }) => (sql.viewer.memberId ? `${row}.${subject.owner} = ${sql.viewerId()}` : false),
  },
  published: {
    words: 'it is published (a story: and the consent for it holds)',
    holds: ({ subject, row }) => {
      const hasConsent = subject.discriminator === undefined || subject.discriminator === 'SUCCESS_STORY';
      return `${row}.status = 'PUBLISHED'${hasConsent ? ` and ${CONSENT(row)}` : ''}`;
    },
  },
  neverPublished: { words: 'it was never published', holds: ({ row }) => `${row}.status = 'DRAFT'` },
  trashed: { words: 'it is in the trash', holds: ({ row }) => `${row}.deleted_at is not null` },
  pending: { words: 'it is still to come', holds: ({ row }) => `${row}.state = 'PENDING'` },
  shared: { words: 'it is shared', holds: ({ row }) => `${row}.shared` },
  inPublicUse: { words: 'something the public sees uses it', holds: ({ row }) => inPublicUse(row) },
  liveUse: { words: 'it is about what was published', holds: ({ row }) => `${row}.live` },
  notRevoked: { words: 'it is not revoked yet', holds: ({ row }) => `${row}.revoked_at is null` },
  notTrashed: { words: 'it is not in the trash (restore it first)', holds: ({ row }) => `${row}.deleted_at is null` },
  public: { words: 'the space is public', holds: ({ row }) => `${row}.visibility = 'PUBLIC'` },
  confirmed: {
    words: 'they need not confirm their e-mail address first',
    holds: ({ row }) => `not ${row}.awaits_confirmation`,
  },
  inPublicSpace: {
    words: 'it is in a public space',
    holds: ({ subject, row }) =>
      `${subject.space!(row)} in (select sp.id from space sp where sp.visibility = 'PUBLIC')`,
  },
  notYetPublic: {
    words: 'the story waits for its first publication',
    holds: ({ row }) =>
      `exists (select 1 from entry te where te.id = ${row}.entry_id and te.status = 'DRAFT' and te.deleted_at is null and te.consent_withdrawn_at is null)`,
  },
  notLocked: { words: 'the thread is not locked', holds: ({ row }) => `not ${row}.locked` },
  notFirst: {
    words: 'it does not open the thread (delete the thread instead)',
    holds: ({ row }) =>
      `exists (select 1 from post po where po.thread_id = ${row}.thread_id and po.deleted_at is null and (po.created_at, po.id) < (${row}.created_at, ${row}.id))`,
  },
  notLive: { words: 'it has not been published yet', holds: ({ row }) => `${row}.state = 'DRAFT'` },
  ofRelease: { words: 'it is about a release', holds: ({ row }) => `${row}.release_id is not null` },
  live: { words: 'it has been published', holds: ({ row }) => `${row}.state = 'PUBLISHED'` },
  open: { words: 'it is open', holds: ({ row }) => reviewIsOpen(row) },
  ofArticle: { words: 'it is of an expert article', holds: ({ row }) => `${row}.type = 'EXPERT_ARTICLE'` },
  assigned: {
    words: 'they are assigned to it',
    holds: ({ row, sql }) =>
      `exists (select 1 from review_reviewer rr where rr.review_id = ${row}.id and rr.member_id = ${sql.viewerId()})`,
  },
  inReview: {
    words: 'it is in review',
    holds: ({ row }) => `exists (select 1 from review rv where rv.entry_id = ${row}.id and ${reviewIsOpen('rv')})`,
  },
  assignedToReview: {
    words: 'they are assigned to its review',
    holds: ({ row, sql }) =>
      `exists (select 1 from review rv join review_reviewer rr on rr.review_id = rv.id
        where rv.entry_id = ${row}.id and ${reviewIsOpen('rv')} and rr.member_id = ${sql.viewerId()})`,
  },
  wholeSeen: { words: 'they see what it is a part of', holds: ({ ofParent }) => ofParent('READ') },
  revisionsSeen: {
    words: 'they may read the revisions of the entry',
    holds: ({ ofParent }) => ofParent('READ_REVISIONS'),
  },
} as const satisfies Record<string, Condition>;

export type ConditionName = keyof typeof CONDITIONS;
