import { APIError } from 'better-auth/api';
import { GraphQLError } from 'graphql';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { Config } from '../../config.js';
import type { Role } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { Accounts, type NewAccount, normalEmail, type SignUp } from './accounts.js';
import { type Auth, makeAuth, SESSION_SECONDS } from './auth.js';
import { authSecret } from './auth-secret.js';
import { MemberRoles } from './member-roles.js';
import { passwordProblem } from './passwords.js';
import { type ProfileChanges, Profiles } from './profiles.js';
import { type Session, Sessions, type SignedInViewer } from './sessions.js';
import { TryLimit } from './try-limit.js';

type AuthContext = Awaited<Auth['$context']>;

/** The session cookie: its name, and how long a browser keeps it. */
export interface CookieSettings {
  readonly name: string;
  readonly secure: boolean;
  readonly seconds: number;
}

/** Accounts, sessions and roles. Passwords are handled by better-auth alone. */
export class IdentityService {
  readonly cookie: CookieSettings;
  private readonly accounts: Accounts;
  private readonly sessions: Sessions;
  private readonly profiles: Profiles;
  private readonly roles: MemberRoles;
  private readonly tries: TryLimit;

  private constructor(
    dataSource: DataSource,
    pool: Pool,
    private readonly auth: Auth,
    private readonly context: AuthContext,
  ) {
    const { name, attributes } = context.authCookies.sessionToken;
    this.cookie = { name, secure: attributes.secure === true, seconds: SESSION_SECONDS };
    this.accounts = new Accounts(dataSource, pool, context.password.hash);
    this.sessions = new Sessions(pool, context.secret);
    this.profiles = new Profiles(pool);
    this.roles = new MemberRoles(dataSource);
    this.tries = new TryLimit(pool);
  }

  /** The tables must be up to date. */
  static async open(
    { dataSource, pool }: { dataSource: DataSource; pool: Pool },
    config: Pick<Config, 'authSecret' | 'publicUrl'>,
    log: Logger,
  ): Promise<IdentityService> {
    const secret = await authSecret(pool, config.authSecret);
    const auth = makeAuth(pool, secret, config.publicUrl, log);
    return new IdentityService(dataSource, pool, auth, await auth.$context);
  }

  /**
   * Makes an account with its member and signs them in.
   * @param address network address of the one who asks
   * @throws Refused for what is not possible, and for an e-mail address that has an account
   * @throws GraphQLError RATE_LIMITED for who asks after the accounts of many others in this way
   */
  async signUp({ email, password, name }: SignUp, address: string): Promise<Session> {
    const wasNew = await this.tries.begin({ address });
    try {
      const memberId = await this.accounts.create({ email, password, name });
      await wasNew();
      return await this.beginSession(memberId);
    } catch (error) {
      if (error instanceof Refused && error.errors.every((one) => one.code !== 'TAKEN')) await wasNew();
      throw error;
    }
  }

  /**
   * @param address network address of the one who tries; absent for our own commands
   * @throws Refused, in the same words and after the same time for an unknown address and a wrong password
   * @throws GraphQLError RATE_LIMITED after too many wrong tries
   */
  async signIn(given: { email: string; password: string; address?: string }): Promise<Session> {
    const email = normalEmail(given.email);
    const wasRight = await this.tries.begin({ account: email, address: given.address });
    try {
      const { token, user } = await this.auth.api.signInEmail({ body: { email, password: given.password } });
      await wasRight();
      await this.sessions.forgetExpired(user.id);
      const expiresAt = new Date(Date.now() + SESSION_SECONDS * 1000);
      return { token: this.sessions.tokenOf(token), expiresAt, memberId: user.id };
    } catch (error) {
      if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
      throw Refused.because('INVALID', 'The e-mail address or the password is not right.', 'input');
    }
  }

  /** Ends the session at once, in all processes. */
  signOut(token: string): Promise<void> {
    return this.sessions.end(token);
  }

  /** Whose token it is; null when it is not, or no longer, valid. One SQL statement. */
  viewerOf(token: string): Promise<SignedInViewer | null> {
    return this.sessions.viewerOf(token);
  }

  /**
   * Makes an account for seeds and commands. One that exists with this e-mail address stays as it is.
   * @returns id of its member
   * @throws Refused as for signing up, and for a handle in use
   */
  async createAccount(account: NewAccount): Promise<string> {
    const known = await this.accounts.find(account.email);
    if (known) return known;
    return this.accounts.create(account).catch(async (error) => {
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

  /**
   * Sets the password of an account without asking for the old one, and ends all its sessions.
   * @throws Refused when nobody has this e-mail address or the password is not good enough
   */
  async setPassword(email: string, password: string): Promise<void> {
    const memberId = await this.accounts.find(email);
    if (!memberId)
      throw Refused.because('NOT_FOUND', 'There is no account with this e-mail address.', 'input', 'email');
    refuseWeak(password, [normalEmail(email)], 'password');
    await this.accounts.setPassword(memberId, password);
  }

  /**
   * Changes the password of the one who is signed in by `token`, and ends all sessions.
   * @returns a new session
   * @throws Refused when the current password is not right or the new one not good enough
   * @throws GraphQLError RATE_LIMITED after too many wrong tries
   */
  async changePassword(token: string, given: { currentPassword: string; newPassword: string }): Promise<Session> {
    const headers = new Headers({ cookie: `${this.cookie.name}=${encodeURIComponent(token)}` });
    const current = await this.auth.api.getSession({ headers });
    if (!current) {
      throw new GraphQLError('Your session has ended. Sign in again.', { extensions: { code: 'UNAUTHENTICATED' } });
    }
    const { id: memberId, email, name } = current.user;
    refuseWeak(given.newPassword, [email, name], 'newPassword');
    const wasRight = await this.tries.begin({ account: email });
    try {
      const changed = await this.auth.api.changePassword({ body: { ...given, revokeOtherSessions: true }, headers });
      await wasRight();
      const expiresAt = new Date(Date.now() + SESSION_SECONDS * 1000);
      return { token: this.sessions.tokenOf(changed.token!), expiresAt, memberId };
    } catch (error) {
      if (!(error instanceof APIError) || error.statusCode >= 500) throw error;
      throw Refused.because('INVALID', 'The current password is not right.', 'input', 'currentPassword');
    }
  }

  /** @throws Refused when a value is not possible or the handle is in use */
  updateProfile(viewer: Viewer, changes: ProfileChanges): Promise<void> {
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

  private async beginSession(memberId: string): Promise<Session> {
    const { token, expiresAt } = await this.context.internalAdapter.createSession(memberId);
    return { token: this.sessions.tokenOf(token), expiresAt, memberId };
  }
}

function refuseWeak(password: string, personal: readonly string[], field: string): void {
  const problem = passwordProblem(password, personal);
  if (problem) throw Refused.because('INVALID', problem, 'input', field);
}
