import type { EntityManager } from 'typeorm';

/**
 * Letters to be written, as jobs keep them. They hold no codes: those are made when the letter is sent, and made anew
 * when it has to be sent again.
 */
export type MailRequest =
  | { readonly kind: 'verify-email' | 'two-factor-reset'; readonly memberId: string; readonly locale: string }
  /** Signing in was refused; `memberId` is null unless all that is missing is a confirmed address. */
  | { readonly kind: 'sign-in-refused'; readonly memberId: string | null; readonly locale: string }
  | {
      readonly kind: 'account-exists' | 'password-reset' | 'magic-link';
      readonly email: string;
      readonly locale: string;
    }
  | { readonly kind: 'email-change-old' | 'email-change-new'; readonly changeId: string; readonly locale: string }
  | { readonly kind: 'invitation'; readonly invitationId: string };

/** Who asks for a letter: from which network address, in which language they read, and what their device keeps from before. */
export interface Asker {
  readonly address: string;
  readonly locale: string;
  readonly deviceToken?: string | undefined;
}

/** Name of the job that sends a letter. */
export const MAIL_JOB = 'send-mail';

/** Tries over some hours, ever more slowly: nobody waits longer for a letter like these. */
const ATTEMPTS = 10;

/** Asks for a letter within the transaction that gives reason to it: it is sent if and only if that is done. */
export async function requestMail(manager: Pick<EntityManager, 'query'>, request: MailRequest): Promise<void> {
  await manager.query('select graphile_worker.add_job($1, $2::json, max_attempts := $3)', [
    MAIL_JOB,
    JSON.stringify(request),
    ATTEMPTS,
  ]);
}
