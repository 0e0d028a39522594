import { betterAuth } from 'better-auth';
import { magicLink } from 'better-auth/plugins/magic-link';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import type { AuthDatabase } from './auth-database.js';
import { mailedToken, resetMember } from './hand-over.js';
import { PASSWORD_LENGTH } from './passwords.js';
import { newRecoveryCodes } from './second-factor-codes.js';

/** How long someone stays signed in without coming back. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;
/** A session in use is prolonged at most this often. */
export const SESSION_RENEWAL_SECONDS = 60 * 60;

/** How long a code for a new password works. */
export const RESET_MINUTES = 60;
/** How long a code that signs in works. */
export const MAGIC_LINK_MINUTES = 15;

/** How long someone may take to show the second factor. */
const CHALLENGE_SECONDS = 10 * 60;

export interface AuthSettings {
  readonly secret: string;
  readonly publicUrl: string | undefined;
  /** Whether nobody signs in before they have confirmed their e-mail address. */
  readonly requireEmailVerification: boolean;
  /** Name of the place, under which authenticator apps list it. */
  readonly site: string;
}

export type Auth = ReturnType<typeof makeAuth>;

/**
 * better-auth on our tables: it hashes and checks passwords and keeps sessions. Its own web routes are not served, and
 * it sends nothing anywhere: codes it makes are handed over.
 */
export function makeAuth(database: AuthDatabase, settings: AuthSettings, log: Logger) {
  const { secret, publicUrl, requireEmailVerification, site } = settings;
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
  return betterAuth({
    appName: site,
    database,
    secret,
    baseURL: publicUrl ?? 'http://localhost',
    telemetry: { enabled: false },
    // Its lesser messages name the addresses people tried to sign in with: they belong in no log.
    logger: {
      level: 'error',
      disableColors: true,
      log: (_level, message, ...details) => log.error({ details }, `Identity: ${message}`),
    },
    user: {
      modelName: 'auth_user',
      fields: { ...times, email: 'sign_in_name', emailVerified: 'email_verified' },
      additionalFields: { address: { type: 'string', fieldName: 'email', input: false } },
    },
    session: {
      modelName: 'auth_session',
      fields: {
        ...times,
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
      },
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_RENEWAL_SECONDS,
    },
    account: {
      modelName: 'auth_account',
      fields: {
        ...times,
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
      },
    },
    verification: {
      modelName: 'auth_verification',
      fields: { ...times, expiresAt: 'expires_at' },
      storeIdentifier: 'hashed',
    },
    emailAndPassword: {
      enabled: true,
      requireEmailVerification,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      resetPasswordTokenExpiresIn: RESET_MINUTES * 60,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ token }) => mailedToken.give(token),
      onPasswordReset: async ({ user }) => resetMember.give(user.id),
    },
    plugins: [
      magicLink({
        disableSignUp: true,
        expiresIn: MAGIC_LINK_MINUTES * 60,
        sendMagicLink: ({ token }) => mailedToken.give(token),
      }),
      secondFactor(),
    ],
    advanced: {
      cookiePrefix: 'hearth',
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      // Where people sign in from is nobody's business, and least of all that of a database that leaks.
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => uuid() },
    },
  });
}

/** Every way to sign in that asks for the second factor. */
const SIGN_INS: ReadonlySet<string | undefined> = new Set(['/sign-in/email', '/magic-link/verify']);

/** better-auth's plug-in asks for the second factor after a password only: a mailbox is no second factor either. */
function secondFactor() {
  const plugin = twoFactor({
    twoFactorCookieMaxAge: CHALLENGE_SECONDS,
    // Our own limit tells the owner from strangers who know the password.
    accountLockout: { enabled: false },
    backupCodeOptions: { customBackupCodesGenerate: newRecoveryCodes },
    schema: {
      user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
      twoFactor: {
        modelName: 'auth_two_factor',
        fields: {
          userId: 'user_id',
          backupCodes: 'backup_codes',
          failedVerificationCount: 'failed_verification_count',
          lockedUntil: 'locked_until',
        },
      },
    },
  });
  const after = plugin.hooks.after.map((hook) => ({
    ...hook,
    matcher: ({ path }: { path?: string }) => SIGN_INS.has(path),
  }));
  return { ...plugin, hooks: { after } };
}
