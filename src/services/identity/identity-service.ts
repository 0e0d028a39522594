import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { Config } from '../../config.js';
import type { Mailer } from '../../mail/mail.js';
import type { Role } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import { Refused } from '../../schema/user-error.js';
import { Accounts, type NewAccount, possibleAccount, type SignUp } from './accounts.js';
import { type Auth, makeAuth, SESSION_SECONDS } from './auth.js';
import { AuthDatabase } from './auth-database.js';
import { authSecret } from './auth-secret.js';
import { EmailChange } from './email-change.js';
import { EmailVerification } from './email-verification.js';
import { lockAccount, withdrawHandedOut } from './handed-out.js';
import { IdentityMails } from './identity-mails.js';
import { Invitations } from './invitations.js';
import { DEVICE_SECONDS, KnownDevices } from './known-devices.js';
import { MagicLinks } from './magic-links.js';
import { type Asker, type MailRequest } from './mail-requests.js';
import { MemberRoles } from './member-roles.js';
import { OneTimeCodes } from './one-time-codes.js';
import { type NewPassword, PasswordChange } from './password-change.js';
import { PasswordCheck } from './password-check.js';
import { PasswordReset } from './password-reset.js';
import { PasswordSignIn, type PasswordTry } from './password-sign-in.js';
import { type ProfileChanges, Profiles } from './profiles.js';
import { ProviderSignIn } from './provider-sign-in.js';
import { Recipients } from './recipients.js';
import { SecondFactorCodes } from './second-factor-codes.js';
import { type OpenSession, type Session, Sessions, type SignedInViewer } from './sessions.js';
import { SignInProviders } from './sign-in-providers.js';
import { SignUps } from './sign-ups.js';
import { CODE_TRIES, INVITATIONS, MAILS, PASSWORD_TRIES, REMINDERS, TryLimit } from './try-limit.js';
import { TwoFactor } from './two-factor.js';

/** What identity needs to know of the configuration. */
type Settings = Pick<
  Config,
  'authSecret' | 'publicUrl' | 'mail' | 'requireEmailVerification' | 'signInProviders' | 'corsOrigins'
>;

/** What identity is built on. */
interface Foundations {
  readonly dataSource: DataSource;
  readonly pool: Pool;
  readonly locales: Locales;
  readonly mailer: Mailer;
}

/** A cookie: its name, and how long a browser keeps it. */
export interface CookieSettings {
  readonly name: string;
  readonly secure: boolean;
  readonly seconds: number;
}

/** Accounts, sessions and roles. Passwords are handled by better-auth alone. */
export class IdentityService {
  readonly cookie: CookieSettings;
  /** The cookie of a device that is known. */
  readonly deviceCookie: CookieSettings;
  readonly devices: KnownDevices;
  readonly verification: EmailVerification;
  readonly passwordReset: PasswordReset;
  readonly magicLinks: MagicLinks;
  readonly emailChange: EmailChange;
  readonly invitations: Invitations;
  readonly twoFactor: TwoFactor;
  readonly passwordCheck: PasswordCheck;
  readonly providers: ProviderSignIn;
  private readonly mails: IdentityMails;
  private readonly accounts: Accounts;
  private readonly passwordChange: PasswordChange;
  private readonly sessions: Sessions;
  private readonly profiles: Profiles;
  private readonly roles: MemberRoles;
  private readonly tries: TryLimit;
  private readonly signUps: SignUps;
  private readonly passwordSignIn: PasswordSignIn;
  /** Whether nobody signs in before they have confirmed their e-mail address. */
  readonly confirmationRequired: boolean;

  private constructor(
    { dataSource, pool, locales, mailer }: Foundations,
    settings: Settings,
    private readonly database: AuthDatabase,
    auth: Auth,
    context: Awaited<Auth['$context']>,
    log: Logger,
  ) {
    const { mail } = settings;
    this.confirmationRequired = settings.requireEmailVerification;
    const { name, attributes } = context.authCookies.sessionToken;
    const secure = attributes.secure === true;
    this.cookie = { name, secure, seconds: SESSION_SECONDS };
    this.deviceCookie = { name: context.createAuthCookie('device').name, secure, seconds: DEVICE_SECONDS };
    this.accounts = new Accounts(pool, context.password.hash);
    this.sessions = new Sessions(pool, context.secret, context.internalAdapter, this.confirmationRequired);
    this.profiles = new Profiles(dataSource);
    this.roles = new MemberRoles(dataSource);
    this.devices = new KnownDevices(pool);
    this.tries = new TryLimit(pool, PASSWORD_TRIES);
    this.passwordCheck = new PasswordCheck(pool, context.password.verify, this.tries);

    const limit = new TryLimit(pool, MAILS);
    const recipients = new Recipients(pool, locales);
    const { accounts, sessions, confirmationRequired: required } = this;
    const cookies = { session: name, challenge: context.createAuthCookie('two_factor').name };
    const limits = {
      passwords: this.tries,
      codes: new TryLimit(pool, CODE_TRIES),
    };
    const factorCodes = new SecondFactorCodes(auth, context.secretConfig);
    this.twoFactor = new TwoFactor(
      database,
      auth,
      factorCodes,
      context.internalAdapter,
      this.devices,
      sessions,
      recipients,
      cookies,
      limits,
      mail.from.name,
    );
    this.signUps = new SignUps(database, accounts, limit, required);
    this.passwordSignIn = new PasswordSignIn(
      database,
      auth,
      accounts,
      sessions,
      this.twoFactor,
      this.devices,
      this.tries,
      required,
    );
    this.passwordChange = new PasswordChange(database, auth, accounts, sessions, recipients, this.tries, name);
    const codes = new OneTimeCodes(context.internalAdapter);
    const proofs = { accounts, sessions, passwords: this.passwordCheck };
    const reminders = new TryLimit(pool, REMINDERS);
    this.verification = new EmailVerification(database, recipients, codes, proofs, limit, reminders, required);
    this.passwordReset = new PasswordReset(database, auth, recipients, accounts, codes, this.devices, limit);
    this.magicLinks = new MagicLinks(
      database,
      auth,
      sessions,
      this.twoFactor,
      recipients,
      accounts,
      codes,
      this.devices,
      limit,
    );
    this.emailChange = new EmailChange(database, recipients, accounts, codes, limit);
    const providers = new SignInProviders(settings.signInProviders);
    this.providers = new ProviderSignIn(
      database,
      providers,
      accounts,
      this.magicLinks,
      codes,
      originsOf(settings),
      log,
    );
    const invitationLimit = new TryLimit(pool, INVITATIONS);
    this.invitations = new Invitations(database, accounts, sessions, codes, locales, invitationLimit);
    this.mails = new IdentityMails(this, recipients, { site: mail.from.name, appUrl: mail.appUrl }, mailer);
  }

  /** The tables must be up to date. */
  static async open(foundations: Foundations, settings: Settings, log: Logger): Promise<IdentityService> {
    const { dataSource, pool } = foundations;
    const secret = await authSecret(pool, settings.authSecret);
    const database = new AuthDatabase(dataSource, pool);
    const { publicUrl, requireEmailVerification, mail } = settings;
    const auth = makeAuth(database, { secret, publicUrl, requireEmailVerification, site: mail.from.name }, log);
    const identity = new IdentityService(foundations, settings, database, auth, await auth.$context, log);
    if (!requireEmailVerification) await dataSource.transaction((manager) => identity.accounts.welcomeAll(manager));
    return identity;
  }

  /** Makes an account for whoever asks; see `SignUps`. */
  signUp(given: SignUp, asker: Asker): Promise<void> {
    return this.signUps.signUp(given, asker);
  }

  /** Signs in by password; see `PasswordSignIn`. */
  signIn(given: PasswordTry): Promise<Session> {
    return this.passwordSignIn.signIn(given);
  }

  /**
   * Somebody has just signed in, in whatever way.
   * @param deviceToken what their device kept from before
   * @returns what it shall keep from now on
   */
  async welcome(memberId: string, deviceToken: string | undefined): Promise<string> {
    await this.sessions.forgetOld(memberId);
    return this.devices.welcome(memberId, deviceToken);
  }

  /** Forgets accounts whose address nobody has confirmed for long. */
  forgetUnconfirmed(): Promise<void> {
    return this.signUps.forgetUnconfirmed();
  }

  /** The viewer's sessions, the one of `token` first. */
  sessionsOf(viewer: Viewer, token: string): Promise<OpenSession[]> {
    return this.sessions.list(viewer.memberId!, token);
  }

  /** Ends a session of the viewer. @throws Refused when they have none with this id */
  async endSession(viewer: Viewer, id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      if (await this.sessions.endOf(manager, viewer.memberId!, id)) return;
      throw Refused.because('NOT_FOUND', 'You have no such session. It may have ended.', 'id');
    });
  }

  /** Ends all sessions of the viewer but the one of `token`. @returns how many */
  endOtherSessions(viewer: Viewer, token: string): Promise<number> {
    return this.database.transaction(async (manager) => {
      await lockAccount(manager, 'id', viewer.memberId!);
      await withdrawHandedOut(manager, viewer.memberId!);
      return this.sessions.endOthers(manager, viewer.memberId!, token);
    });
  }

  /** Ends the session at once, in all processes. */
  signOut(token: string): Promise<void> {
    return this.database.transaction((manager) => this.sessions.end(token, manager));
  }

  /** Whose token it is; null when it is not, or no longer, valid. One SQL statement. */
  viewerOf(token: string): Promise<SignedInViewer | null> {
    return this.sessions.viewerOf(token);
  }

  /**
   * Makes an account for seeds and commands, whose word is taken for the address. One that exists with this e-mail
   * address stays as it is.
   * @returns id of its member
   * @throws Refused as for signing up, and for a handle in use
   */
  async createAccount(account: NewAccount): Promise<string> {
    const known = await this.accounts.find(account.email);
    if (known) return known;
    const possible = { ...possibleAccount(account), verified: true };
    const hash = await this.accounts.hash(possible.password);
    const added = this.database.transaction((manager) => this.accounts.insert(manager, possible, hash));
    return added.catch(async (error) => {
      // Another process may have made it in the meantime.
      const made = error instanceof Refused ? await this.accounts.find(account.email) : null;
      if (!made) throw error;
      return made;
    });
  }

  /** @returns id of the member with this e-mail address, or null */
  memberWithEmail(email: string): Promise<string | null> {
    return this.accounts.find(email);
  }

  /** Sets the password of an account without asking for the old one; see `PasswordChange`. */
  setPassword(email: string, password: string): Promise<void> {
    return this.passwordChange.set(email, password);
  }

  /** Changes the password of the one who is signed in by `token`; see `PasswordChange`. */
  changePassword(token: string, given: NewPassword, device: string | null): Promise<Session> {
    return this.passwordChange.change(token, given, device);
  }

  /** @returns id of the member @throws Refused when a value is not possible or the handle is in use */
  updateProfile(viewer: Viewer, changes: ProfileChanges): Promise<string> {
    return this.profiles.update(viewer, changes);
  }

  /** Gives a member exactly these roles. @throws Refused for no such member, no roles, or the last admin */
  updateMemberRoles(memberId: string, roles: readonly Role[]): Promise<void> {
    return this.roles.set(memberId, roles);
  }

  /** Gives a member one more role; nothing happens when they have it. */
  grantRole(memberId: string, role: Role): Promise<void> {
    return this.roles.grant(memberId, role);
  }

  /**
   * Sends a letter that was asked for, if there still is reason to.
   * @throws Error when it could not be handed over; then it may be sent again
   */
  sendMail(request: MailRequest): Promise<void> {
    return this.mails.send(request);
  }
}

/** Where pages of front ends lie, as far as the configuration says. */
function originsOf({ publicUrl, mail, corsOrigins }: Settings): string[] {
  const pages = [publicUrl, mail.appUrl].filter((url) => url !== undefined).map((url) => new URL(url).origin);
  return [...pages, ...corsOrigins.filter((origin) => origin !== '*')];
}
