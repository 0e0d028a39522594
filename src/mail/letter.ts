import type { ReviewVerdict } from '../schema/review.js';
import type { ScheduledActionCancelReason, ScheduledActionKind } from '../schema/scheduled-actions.js';
import type { UserErrorCode } from '../schema/user-error.js';

/** The letters the hub writes. */
export type LetterKind =
  | 'test'
  | 'verify-email'
  | 'account-exists'
  | 'password-reset'
  | 'magic-link'
  | 'email-change-old'
  | 'email-change-new'
  | 'email-change-taken'
  | 'invitation'
  | 'two-factor-reset'
  | 'webhook-disabled'
  | 'testimonial-submitted'
  | 'scheduled-action-failed'
  | 'scheduled-action-cancelled'
  | 'review'
  | 'reviews-due';

/** A letter before it is put into words. */
export interface Letter {
  readonly kind: LetterKind;
  /** E-mail address. */
  readonly to: string;
  /** Languages the reader may understand, nearest first. */
  readonly locales: readonly string[];
  /** What to call the reader. Absent for who has not shown that the address is theirs: a stranger may have chosen it. */
  readonly name?: string | undefined;
  /** What the reader proves with that the letter reached them. */
  readonly secret?: Secret;
  /** The new e-mail address that an account is to have. */
  readonly newEmail?: string;
  /** Name of the member who invites. */
  readonly inviter?: string | undefined;
  /** Name of the webhook it is about. */
  readonly webhook?: string;
  /** What was planned and did not happen. */
  readonly scheduled?: Scheduled;
  /** What is new about a draft that is being looked at. */
  readonly review?: DraftNews;
  /** Articles that should be checked again. */
  readonly due?: DueArticles;
}

/** What is new about one draft, one thing at least. */
export interface DraftNews {
  /** Empty when it has no title yet. */
  readonly title: string;
  /** The oldest first. */
  readonly news: readonly ReviewNews[];
}

export interface ReviewNews {
  readonly kind: 'ASSIGNED' | 'RESUBMITTED' | 'DECIDED' | 'COMMENTED';
  /** Name of who did it; null when they have left. */
  readonly by: string | null;
  /** What was decided, and why. */
  readonly verdict: ReviewVerdict | null;
  readonly note: string | null;
}

/** Articles by when they should be checked again. */
export interface DueArticles {
  readonly now: readonly DueArticle[];
  readonly soon: readonly DueArticle[];
  /** How many there are besides. */
  readonly others: number;
}

export interface DueArticle {
  readonly title: string;
  /** As `YYYY-MM-DD`. */
  readonly on: string;
}

/** Something planned that failed or was called off. */
export interface Scheduled {
  readonly action: ScheduledActionKind;
  /** The title of what it is about. */
  readonly title: string;
  /** What a clock in the zone shows then, as `YYYY-MM-DDTHH:MM`. */
  readonly at: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Why it failed, each reason once. */
  readonly codes: readonly UserErrorCode[];
  /** Why it was called off. */
  readonly cancelReason: ScheduledActionCancelReason | null;
}

/** A code that works once. */
export interface Secret {
  readonly token: string;
  readonly minutes: number;
}
