/** The letters the hub writes. */
export type LetterKind =
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
  | 'testimonial-submitted';

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
}

/** A code that works once. */
export interface Secret {
  readonly token: string;
  readonly minutes: number;
}
