import { compose, type Sender } from '../../mail/compose.js';
import type { Letter } from '../../mail/letter.js';
import type { Mailer } from '../../mail/mail.js';
import type { EmailChange } from './email-change.js';
import type { EmailVerification } from './email-verification.js';
import type { Invitations } from './invitations.js';
import type { MagicLinks } from './magic-links.js';
import type { MailRequest } from './mail-requests.js';
import type { PasswordReset } from './password-reset.js';
import type { Recipients } from './recipients.js';
import type { TwoFactor } from './two-factor.js';

/** Those who write letters. */
export interface Writers {
  readonly verification: EmailVerification;
  readonly passwordReset: PasswordReset;
  readonly magicLinks: MagicLinks;
  readonly emailChange: EmailChange;
  readonly invitations: Invitations;
  readonly twoFactor: TwoFactor;
}

/** Writes and sends the letters that were asked for. */
export class IdentityMails {
  constructor(
    private readonly writers: Writers,
    private readonly recipients: Recipients,
    private readonly sender: Sender,
    private readonly mailer: Mailer,
  ) {}

  /**
   * Sends a letter, if there still is reason to.
   * @throws Error when it could not be handed over; then it may be sent again
   */
  async send(request: MailRequest): Promise<void> {
    const letter = await this.write(request);
    if (letter) await this.mailer.send(compose(letter, this.sender));
  }

  private write(request: MailRequest): Promise<Letter | undefined> {
    const { verification, passwordReset, magicLinks, emailChange, invitations, twoFactor } = this.writers;
    switch (request.kind) {
      case 'verify-email':
        return verification.letter(request.memberId, request.locale);
      case 'sign-in-refused':
        return verification.reminder(request.memberId, request.locale);
      case 'two-factor-reset':
        return twoFactor.resetLetter(request.memberId, request.locale);
      case 'account-exists':
        return this.accountExists(request.email, request.locale);
      case 'password-reset':
        return passwordReset.letter(request.email, request.locale);
      case 'magic-link':
        return magicLinks.letter(request.email, request.locale);
      case 'email-change-old':
      case 'email-change-new':
        return emailChange.letter(request.kind, request.changeId, request.locale);
      case 'invitation':
        return invitations.letter(request.invitationId);
    }
  }

  /** To someone with whose address somebody, most likely they themselves, wanted to sign up again. */
  private async accountExists(email: string, locale: string): Promise<Letter | undefined> {
    const member = await this.recipients.byEmail(email);
    // They cannot sign in yet, and may have missed the first letter.
    if (member && !member.verified && this.writers.verification.required) {
      return this.writers.verification.letter(member.id, locale);
    }
    return member && { kind: 'account-exists', ...this.recipients.address(member, locale) };
  }
}
