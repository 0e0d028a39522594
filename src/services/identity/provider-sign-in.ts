import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { emailProblem, normalEmail } from '../../email-address.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';
import { type Accounts, EmailTaken } from './accounts.js';
import type { AuthDatabase } from './auth-database.js';
import type { MagicLinks } from './magic-links.js';
import type { OneTimeCodes } from './one-time-codes.js';
import type { Session } from './sessions.js';
import {
  type Arrival,
  type Departure,
  ProviderFailed,
  type ProviderSettings,
  type SignInProviders,
} from './sign-in-providers.js';

/** A provider as a viewer sees it. */
export interface OfferedProvider {
  readonly id: string;
  readonly name: string;
  /** Whether the viewer can sign in with it. */
  readonly linked: boolean;
}

/** What is kept of a sign-in under way. */
interface UnderWay extends Departure {
  readonly provider: string;
  /** Whose account is to be linked; null for signing in. */
  readonly linkTo: string | null;
}

/** What the browser brings back. */
export interface ProviderAnswer {
  /** The secret that `begin` gave to the browser. */
  readonly request: string;
  /** The whole address to which the provider has sent the browser. */
  readonly address: string;
}

const BEGIN_ANEW = 'Signing in took too long, or was begun in another browser. Begin anew.';

/**
 * Signing in with an account somewhere else, by OpenID Connect. The provider sends the browser back to a page of the
 * front end, which hands the address over: so a front end needs nothing but GraphQL. The secret `request` stays in the
 * browser that began, so nobody can have another one sign in as them.
 */
export class ProviderSignIn {
  /** @param origins where pages of the front end lie; when there are none, on this machine only */
  constructor(
    private readonly database: AuthDatabase,
    private readonly providers: SignInProviders,
    private readonly accounts: Accounts,
    private readonly magicLinks: MagicLinks,
    private readonly codes: OneTimeCodes,
    private readonly origins: readonly string[],
    private readonly log: Logger,
  ) {}

  /** The providers of the configuration, in its order. */
  async offered(viewer: Viewer): Promise<OfferedProvider[]> {
    const { rows } = await this.database.pool.query<{ provider_id: string }>(
      'select provider_id from auth_account where user_id = $1',
      [viewer.memberId],
    );
    const linked = new Set(rows.map((row) => row.provider_id));
    return this.providers.all.map((provider) => ({
      id: provider.id,
      name: provider.name,
      linked: linked.has(keyOf(provider)),
    }));
  }

  /**
   * Begins to sign in, or to link the provider with the viewer's account.
   * @param redirectTo page of the front end to which the provider shall send the browser
   * @returns where to send the browser, and the secret it keeps until it comes back
   * @throws Refused
   */
  async begin(
    viewer: Viewer,
    given: { provider: string; redirectTo: string; link: boolean },
  ): Promise<{ url: string; request: string }> {
    const provider = this.provider(given.provider, 'input', 'provider');
    if (given.link && !viewer.memberId)
      throw Refused.because(
        'NOT_ALLOWED',
        'Sign in first: an account is needed to link the provider with.',
        'input',
        'link',
      );
    if (given.link) await this.refuseUnverified(viewer);
    this.refuseForeign(given.redirectTo);
    const { url, departure } = await this.providers
      .depart(provider, given.redirectTo)
      .catch((error) => this.failed(error));
    const underWay: UnderWay = { ...departure, provider: provider.id, linkTo: given.link ? viewer.memberId : null };
    const { token } = await this.codes.make('provider-sign-in', JSON.stringify(underWay));
    return { url, request: token };
  }

  /**
   * Signs in whoever comes back from a provider. Who is new gets an account; an address that the provider has confirmed
   * leads to the account that has it, as a letter to that address would.
   * @throws Refused
   * @throws SecondFactorNeeded
   */
  async signIn(answer: ProviderAnswer, locale: string, device: string | null): Promise<Session> {
    const { provider, arrival, linkTo } = await this.arrived(answer);
    if (linkTo)
      throw Refused.because(
        'INVALID',
        'This was begun to link an account: call `linkSignInProvider`.',
        'input',
        'request',
      );
    const email = (await this.emailOf(provider, arrival)) ?? (await this.register(provider, arrival, locale));
    const session = await this.magicLinks.signInAs(email, device);
    await this.database.transaction((manager) => link(manager, provider, arrival.subject, session.memberId));
    return session;
  }

  /** Links the provider with the viewer's account. @throws Refused also when it is linked with another account */
  async link(viewer: Viewer, answer: ProviderAnswer): Promise<void> {
    const { provider, arrival, linkTo } = await this.arrived(answer);
    if (linkTo !== viewer.memberId) throw Refused.because('INVALID', BEGIN_ANEW, 'input', 'request');
    await this.database.transaction(async (manager) => {
      const owner = await link(manager, provider, arrival.subject, viewer.memberId!);
      if (owner !== viewer.memberId)
        throw Refused.because(
          'TAKEN',
          `This account at ${provider.name} belongs to another member here.`,
          'input',
          'address',
        );
      noteChange({ after: { provider: provider.id } });
    });
  }

  /** The viewer signs in with the provider no more; the mailbox remains. @throws Refused when it is not linked */
  async unlink(viewer: Viewer, id: string): Promise<void> {
    const provider = this.provider(id, 'provider');
    await this.database.transaction(async (manager) => {
      const [, gone]: [unknown, number] = await manager.query(
        'delete from auth_account where user_id = $1 and provider_id = $2',
        [viewer.memberId, keyOf(provider)],
      );
      if (gone === 0)
        throw Refused.because('NOT_FOUND', `${provider.name} is not linked with your account.`, 'provider');
      noteChange({ before: { provider: provider.id } });
    });
  }

  /** Else signing in with the provider would confirm an address of which nobody knows whose it is. */
  private async refuseUnverified({ memberId }: Viewer): Promise<void> {
    const sql = 'select email_verified as verified from auth_user where id = $1';
    const { rows } = await this.database.pool.query<{ verified: boolean }>(sql, [memberId]);
    if (rows[0]?.verified) return;
    throw Refused.because(
      'NOT_ALLOWED',
      'Confirm your e-mail address first: `requestEmailVerification`.',
      'input',
      'link',
    );
  }

  private async arrived({ request, address }: ProviderAnswer) {
    const kept = await this.codes.use('provider-sign-in', request);
    if (!kept) throw Refused.because('INVALID', BEGIN_ANEW, 'input', 'request');
    const underWay = JSON.parse(kept) as UnderWay;
    const provider = this.provider(underWay.provider, 'input', 'request');
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || url.origin + url.pathname !== pageOf(underWay.redirectTo))
      throw Refused.because(
        'INVALID',
        'This is not the page to which the provider was to come back.',
        'input',
        'address',
      );
    if (url.searchParams.get('error') === 'access_denied')
      throw Refused.because(
        'NOT_ALLOWED',
        `You did not agree at ${provider.name}. Begin anew if you want to.`,
        'input',
        'address',
      );
    const arrival = await this.providers.arrive(provider, underWay, url).catch((error) => this.failed(error));
    return { provider, arrival, linkTo: underWay.linkTo };
  }

  /** Address of the account to sign in to; undefined when there is none yet. */
  private async emailOf(provider: ProviderSettings, { subject, verifiedEmail }: Arrival): Promise<string | undefined> {
    const { rows } = await this.database.pool.query<{ email: string }>(
      `select u.email from auth_account a join auth_user u on u.id = a.user_id where a.provider_id = $1 and a.account_id = $2
       union all select u.email from auth_user u where u.email = $3 limit 1`,
      [keyOf(provider), subject, verifiedEmail ? normalEmail(verifiedEmail) : null],
    );
    return rows[0]?.email;
  }

  private async register(provider: ProviderSettings, arrival: Arrival, locale: string): Promise<string> {
    const { verifiedEmail, name } = arrival;
    if (!verifiedEmail || emailProblem(normalEmail(verifiedEmail))) {
      throw Refused.because(
        'NOT_ALLOWED',
        `${provider.name} has not confirmed your e-mail address. Confirm it there, or sign up here and link ${provider.name} afterwards.`,
        'input',
        'address',
      );
    }
    const email = normalEmail(verifiedEmail);
    const account = { email, name: (name ?? email.split('@')[0]!).slice(0, 80), locale, verified: true };
    await this.database
      .transaction(async (manager) => {
        const id = await this.accounts.insert(manager, account, null);
        noteChange({ actorId: id, object: { type: 'Member', id } });
      })
      // Someone has just signed up with the address: then that is the account.
      .catch((error) => {
        if (!(error instanceof EmailTaken)) throw error;
      });
    return email;
  }

  private provider(id: string, ...path: string[]): ProviderSettings {
    const provider = this.providers.find(id);
    if (!provider)
      throw Refused.because('NOT_FOUND', 'There is no such provider here: `signInProviders` lists them.', ...path);
    return provider;
  }

  private refuseForeign(redirectTo: string): void {
    const url = URL.canParse(redirectTo) ? new URL(redirectTo) : undefined;
    const allowed = url && (this.origins.length ? this.origins.includes(url.origin) : isLocal(url));
    if (!allowed || url.search || url.hash) {
      throw Refused.because(
        'INVALID',
        'The provider can send people only to a page of this site, without ? and #. An operator names the sites in PUBLIC_APP_URL, PUBLIC_URL or CORS_ORIGINS.',
        'input',
        'redirectTo',
      );
    }
  }

  private failed(error: unknown): never {
    if (!(error instanceof ProviderFailed)) throw error;
    this.log.warn({ error }, error.message);
    throw Refused.because(
      'INVALID',
      'The provider did not answer as it should. Begin anew, or sign in otherwise.',
      'input',
    );
  }
}

/** Links what a provider knows someone by with a member, within a transaction. @returns whose it is then */
async function link(
  manager: EntityManager,
  provider: ProviderSettings,
  subject: string,
  memberId: string,
): Promise<string> {
  const [row]: { user_id: string }[] = await manager.query(
    `insert into auth_account (id, user_id, account_id, provider_id) values ($1, $2, $3, $4)
     on conflict (provider_id, account_id) do update set updated_at = now() returning user_id`,
    [uuid(), memberId, subject, keyOf(provider)],
  );
  return row!.user_id;
}

/** Name under which accounts of the provider are kept; its own, so that no other way to sign in is meant. */
function keyOf({ id }: ProviderSettings): string {
  return `oidc:${id}`;
}

function pageOf(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

function isLocal({ hostname, protocol }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
