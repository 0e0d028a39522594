import { describedEnum } from './enums.js';

export const ReviewState = describedEnum('ReviewState', 'How far a review has come.', {
  IN_REVIEW: 'It waits for someone who looks at it.',
  CHANGES_REQUESTED: 'Someone has asked for changes. The author works on it and submits it again.',
  APPROVED:
    'The newest revision may be published. A later save takes it back to IN_REVIEW, unless it changes nothing of what was approved.',
  PUBLISHED: 'Closed: the revision was published.',
  WITHDRAWN: 'Closed: it was withdrawn.',
});
export type ReviewState = keyof typeof ReviewState;

/** A review is open in these; an entry has one open review at most. */
export const OPEN_STATES = ['IN_REVIEW', 'CHANGES_REQUESTED', 'APPROVED'] as const satisfies readonly ReviewState[];

export const ReviewVerdict = describedEnum('ReviewVerdict', 'What someone has decided on a revision.', {
  APPROVED: 'It may be published.',
  CHANGES_REQUESTED: 'It must be changed before.',
  SKIPPED: 'It may be published without the approval it needs, for the reason given in `note`.',
});
export type ReviewVerdict = keyof typeof ReviewVerdict;
