import { isAPIError } from 'better-auth/api';
import { generateRandomString } from 'better-auth/crypto';
import type { Secret } from '../../mail/letter.js';
import { Refused } from '../../schema/user-error.js';
import type { Auth } from './auth.js';

/** What a code is for, and for how many minutes it works. */
const MINUTES = {
  'verify-email': 24 * 60,
  'email-change-old': 24 * 60,
  'email-change-new': 24 * 60,
  invitation: 7 * 24 * 60,
  'provider-sign-in': 15,
} as const;
export type Purpose = keyof typeof MINUTES;

/** How long an invitation stands. */
export const INVITATION_MINUTES = MINUTES.invitation;

type Store = Pick<
  Awaited<Auth['$context']>['internalAdapter'],
  'createVerificationValue' | 'findVerificationValue' | 'consumeVerificationValue'
>;

/**
 * Codes sent by mail or kept by a browser, in better-auth's store of one-time values: it hashes them, uses each up once, whoever else tries at
 * the same moment, and forgets those that have expired. Its own codes for confirming and changing an address are signed
 * texts of some 200 letters which stay valid after use, and cannot ask two addresses: so those flows use these.
 */
export class OneTimeCodes {
  constructor(private readonly store: Store) {}

  /** A new code for `subject` and nothing else. */
  async make(purpose: Purpose, subject: string): Promise<Secret> {
    const token = generateRandomString(32, 'a-z', 'A-Z', '0-9');
    const minutes = MINUTES[purpose];
    const expiresAt = new Date(Date.now() + minutes * 60_000);
    await this.store.createVerificationValue({ identifier: `${purpose}:${token}`, value: subject, expiresAt });
    return { token, minutes };
  }

  /**
   * What the code is for, without using it up; undefined when it is not, or no longer, valid. better-auth keeps its
   * magic links and its codes for a password in the same way.
   */
  async peek(purpose: Purpose | 'magic-link' | 'reset-password', token: string): Promise<string | undefined> {
    const found = await this.store.findVerificationValue(`${purpose}:${token.trim()}`);
    return found && found.expiresAt > new Date() ? found.value : undefined;
  }

  /** Uses the code up. @returns what it was for; undefined when it is not, or no longer, valid */
  async use(purpose: Purpose, token: string): Promise<string | undefined> {
    return (await this.store.consumeVerificationValue(`${purpose}:${token.trim()}`))?.value;
  }
}

/** For codes that better-auth checks. @throws Refused in place of its refusals */
export function refuseInvalid(error: unknown, ...path: string[]): never {
  if (!isAPIError(error) || error.statusCode >= 500) throw error;
  throw invalidCode(...path);
}

/** What whoever brings a code hears that is not, or no longer, valid. */
export function invalidCode(...path: string[]): Refused {
  return Refused.because('INVALID', 'This link or code does not work, or no longer. Ask for a new one.', ...path);
}
