import { isAPIError } from 'better-auth/api';
import type { Viewer } from '../../access/viewer.js';
import type { Letter } from '../../mail/letter.js';
import { Refused } from '../../schema/user-error.js';
import type { Auth } from './auth.js';
import type { AuthDatabase } from './auth-database.js';
import { authHeaders, cookieSet } from './auth-headers.js';
import { withdrawHandedOut } from './handed-out.js';
import type { KnownDevices } from './known-devices.js';
import { requestMail } from './mail-requests.js';
import type { Recipients } from './recipients.js';
import { bare, type SecondFactorCodes } from './second-factor-codes.js';
import type { Session, Sessions } from './sessions.js';
import type { TryLimit } from './try-limit.js';

/** Thrown in place of a session: whoever signs in has to show the second factor yet. */
export class SecondFactorNeeded extends Error {
  /** @param token what they bring with it */
  constructor(readonly token: string) {
    super('The account has a second factor.');
    this.name = 'SecondFactorNeeded';
  }
}

/** What an authenticator app needs, and codes for when it is lost; nobody sees them again. */
export interface Enrolment {
  readonly totpUri: string;
  readonly recoveryCodes: readonly string[];
}

/** How someone shows the second factor: by the code of their app, or one of their recovery codes. */
export interface SecondFactor {
  readonly twoFactorToken: string;
  readonly code?: string | null;
  readonly recoveryCode?: string | null;
}

/** Names of better-auth's cookies. */
interface Cookies {
  readonly session: string;
  readonly challenge: string;
}

/** Wrong tries: at passwords and at codes. */
interface Limits {
  readonly passwords: TryLimit;
  readonly codes: TryLimit;
}

/** A second factor besides the password, by better-auth: codes of an authenticator app, and recovery codes. */
export class TwoFactor {
  constructor(
    private readonly database: AuthDatabase,
    private readonly auth: Auth,
    private readonly codes: SecondFactorCodes,
    /** Where better-auth keeps whom it has asked. */
    private readonly challenges: Pick<Awaited<Auth['$context']>['internalAdapter'], 'findVerificationValue'>,
    private readonly devices: KnownDevices,
    private readonly sessions: Sessions,
    private readonly recipients: Recipients,
    private readonly cookies: Cookies,
    private readonly limits: Limits,
    /** Name of the place, under which authenticator apps list it. */
    private readonly site: string,
  ) {}

  /**
   * Makes a secret and recovery codes. Nothing is asked for until `confirm`; before that one can begin anew.
   * @param token of the viewer's session
   * @throws Refused when the password is wrong, the second factor on, or the e-mail address not confirmed
   * @throws GraphQLError RATE_LIMITED after too many wrong passwords
   */
  async enable(viewer: Viewer, token: string, password: string): Promise<Enrolment> {
    const { email, verified } = (await this.recipients.byId(viewer.memberId!))!;
    // Else a stranger could lock the owner of the address out of an account made with it.
    if (!verified) {
      throw Refused.because('NOT_ALLOWED', 'Confirm your e-mail address first: `requestEmailVerification`.');
    }
    return this.withPassword(viewer.memberId!, async () => {
      const made = await this.auth.api.enableTwoFactor({
        body: { password, method: 'totp' },
        headers: this.headersOf(token),
      });
      if (made.method !== 'totp') throw new Error('better-auth made no secret for an app');
      return { totpUri: this.labelled(made.totpURI, email), recoveryCodes: made.backupCodes };
    });
  }

  /**
   * Turns the second factor on.
   * @param code a first one of the app
   * @returns a session in place of the viewer's
   * @throws Refused for a wrong code, or when there is nothing to confirm
   * @throws GraphQLError RATE_LIMITED after too many wrong codes
   */
  async confirm(viewer: Viewer, token: string, code: string): Promise<Session> {
    const memberId = viewer.memberId!;
    const wasRight = await this.limits.codes.begin({ accounts: [memberId] });
    const session = await this.database.transaction(async (manager) => {
      const sql = 'select verified from auth_two_factor where user_id = $1 for update';
      const [begun]: { verified: boolean }[] = await manager.query(sql, [memberId]);
      if (!begun) throw Refused.because('NOT_ALLOWED', BEGIN_FIRST);
      if (begun.verified) throw Refused.because('NOT_ALLOWED', ALREADY_ON);
      const moment = await this.codes.momentOf(manager, memberId, bare(code));
      const { headers } = await this.auth.api
        .verifyTOTP({ body: { code: bare(code) }, headers: this.headersOf(token), returnHeaders: true })
        .catch((error) => refuse(error, 'code'));
      await this.codes.useUp(manager, memberId, moment, 'code');
      return this.renewed(headers, memberId)!;
    });
    await wasRight();
    return session;
  }

  /**
   * Turns the second factor off; its secret and recovery codes are gone.
   * @returns a session in place of the viewer's
   * @throws Refused when the password is wrong
   * @throws GraphQLError RATE_LIMITED after too many wrong passwords
   */
  async disable(viewer: Viewer, token: string, password: string): Promise<Session> {
    const memberId = viewer.memberId!;
    return this.withPassword(memberId, async () => {
      const request = { body: { password }, headers: this.headersOf(token), returnHeaders: true as const };
      return this.renewed((await this.auth.api.disableTwoFactor(request)).headers, memberId)!;
    });
  }

  /**
   * Takes the second factor off for a member who has lost both the app and the recovery codes, and ends all their
   * sessions. A letter tells them. Whoever does it has made sure that it is they who ask.
   * @returns id of the member
   * @throws Refused when it is not on, there is no such member, or it is the viewer's own
   */
  async reset(viewer: Viewer, memberId: string, locale: string): Promise<string> {
    if (memberId === viewer.memberId)
      throw Refused.because('NOT_ALLOWED', 'Nobody does this for themselves. Ask another admin.', 'memberId');
    return this.database.transaction(async (manager) => {
      const [off]: [{ id: string }[], number] = await manager.query(
        'update auth_user set two_factor_enabled = false, updated_at = now() where id = $1 and two_factor_enabled returning id',
        [memberId],
      );
      if (off.length === 0)
        throw Refused.because('NOT_FOUND', 'There is no such member with a second factor.', 'memberId');
      await manager.query('delete from auth_two_factor where user_id = $1', [memberId]);
      await manager.query('delete from auth_session where user_id = $1', [memberId]);
      await withdrawHandedOut(manager, memberId);
      await requestMail(manager, { kind: 'two-factor-reset', memberId, locale });
      return memberId;
    });
  }

  /** The letter that tells of `reset`; undefined when they have left. */
  async resetLetter(memberId: string, locale: string): Promise<Letter | undefined> {
    const member = await this.recipients.byId(memberId);
    return member && { kind: 'two-factor-reset', ...this.recipients.address(member, locale) };
  }

  /**
   * Signs in whoever has been asked for the second factor. A recovery code is used up by that.
   * @param by network address and device of the one who tries, and what the device keeps from before
   * @throws Refused for a wrong code; after five of them, or ten minutes, also for every further one
   * @throws GraphQLError RATE_LIMITED after too many wrong codes
   */
  async signIn(
    { twoFactorToken, code, recoveryCode }: SecondFactor,
    by: { address: string; device: string | null; deviceToken: string | undefined },
  ): Promise<Session> {
    if (Boolean(code) === Boolean(recoveryCode)) {
      throw Refused.because('REQUIRED', 'Give either a code of the app or a recovery code.', 'input', 'code');
    }
    const memberId = await this.asked(twoFactorToken);
    const device = memberId && (await this.devices.find(memberId, by.deviceToken));
    const claimed = memberId ? [memberId] : [];
    const wasRight = await this.limits.codes.begin({ claimed, address: by.address, device });
    if (!memberId) throw Refused.because('INVALID', TOO_LATE, 'input', 'twoFactorToken');
    const headers = authHeaders({ cookie: [this.cookies.challenge, twoFactorToken], device: by.device });
    const session = code
      ? await this.verifyAppCode(memberId, bare(code), headers)
      : await this.verifyRecoveryCode(memberId, recoveryCode!, headers);
    await wasRight();
    return session;
  }

  /** @throws SecondFactorNeeded when better-auth has asked for the second factor instead of beginning a session */
  refuseWithout(headers: Headers): void {
    const token = this.challengeIn(headers);
    if (token) throw new SecondFactorNeeded(token);
  }

  /** The token to bring with the second factor, when better-auth has asked for it instead of beginning a session. */
  challengeIn(headers: Headers): string | undefined {
    return cookieSet(headers, this.cookies.challenge);
  }

  /** Authenticator apps list the account by its e-mail address, which better-auth does not know. */
  private labelled(totpUri: string, email: string): string {
    const [, query] = totpUri.split('?');
    return `otpauth://totp/${encodeURIComponent(this.site)}:${encodeURIComponent(email)}?${query}`;
  }

  /** Whom better-auth has asked for the second factor, by the token it gave; undefined when it is not valid. */
  private async asked(token: string): Promise<string | undefined> {
    const [name = '', signature = ''] = token.split('.');
    const found = signature && (await this.challenges.findVerificationValue(name));
    return found && found.expiresAt > new Date() ? found.value : undefined;
  }

  private async verifyAppCode(memberId: string, code: string, headers: Headers): Promise<Session> {
    const { manager } = this.database;
    const moment = await this.codes.momentOf(manager, memberId, code);
    const { token } = await this.auth.api
      .verifyTOTP({ body: { code }, headers })
      .catch((error) => refuse(error, 'input', 'code'));
    const session = this.sessions.begun(token, memberId);
    await this.codes.useUp(manager, memberId, moment, 'input', 'code').catch(async (error) => {
      await this.sessions.end(session.token);
      throw error;
    });
    return session;
  }

  private async verifyRecoveryCode(memberId: string, typed: string, headers: Headers): Promise<Session> {
    const code = await this.codes.recoveryCode(memberId, typed);
    const { token } = await this.auth.api
      .verifyBackupCode({ body: { code }, headers })
      .catch((error) => refuse(error, 'input', 'recoveryCode'));
    return this.sessions.begun(token!, memberId);
  }

  /** The session that better-auth has put in place of another one; undefined when it has not. */
  private renewed(headers: Headers, memberId: string): Session | undefined {
    const token = cookieSet(headers, this.cookies.session);
    return token ? this.sessions.begun(token.slice(0, token.lastIndexOf('.')), memberId) : undefined;
  }

  private async withPassword<T>(memberId: string, work: () => Promise<T>): Promise<T> {
    const wasRight = await this.limits.passwords.begin({ accounts: [memberId] });
    const done = await this.database.transaction(work).catch((error) => refuse(error, 'password'));
    await wasRight();
    return done;
  }

  private headersOf(token: string): Headers {
    return authHeaders({ cookie: [this.cookies.session, token] });
  }
}

const TOO_LATE = 'Signing in took too long, or too many tries. Begin anew.';
const BEGIN_FIRST = 'Begin with `enableTwoFactor`.';
const ALREADY_ON = 'Two-factor authentication is on already. Turn it off first to begin anew.';

/** What we say when better-auth refuses, by its code, and whether it is about something else than the field. */
const REFUSALS: Readonly<Record<string, readonly [message: string, ...path: string[]]>> = {
  INVALID_TWO_FACTOR_COOKIE: [TOO_LATE, 'input', 'twoFactorToken'],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: ['Too many wrong codes. Begin signing in anew.', 'input', 'twoFactorToken'],
  INVALID_PASSWORD: ['The password is not right. If you have none yet, `requestPasswordReset` gives you one.'],
};

function refuse(error: unknown, ...path: string[]): never {
  if (!isAPIError(error) || error.statusCode >= 500) throw error;
  const code = String(error.body?.code);
  if (code === 'TOTP_ALREADY_ENABLED') throw Refused.because('NOT_ALLOWED', ALREADY_ON);
  if (code === 'TOTP_NOT_ENABLED') throw Refused.because('NOT_ALLOWED', BEGIN_FIRST);
  const [message = 'The code is not right, or no longer.', ...at] = REFUSALS[code] ?? [];
  throw Refused.because('INVALID', message, ...(at.length ? at : path));
}
