import * as oidc from 'openid-client';
import type { Config } from '../../config.js';
import { written } from '../../schema/visible.js';

export type ProviderSettings = Config['signInProviders'][number];

/** What the hub keeps between sending a browser to a provider and its coming back. */
export interface Departure {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectTo: string;
}

/** Who came back, in the provider's words. */
export interface Arrival {
  /** What the provider knows them by; never changes. */
  readonly subject: string;
  /** Present only when the provider has seen to it that the address is theirs. */
  readonly verifiedEmail: string | undefined;
  readonly name: string | undefined;
}

/** How long a provider may take to answer. */
const TIMEOUT_SECONDS = 10;

/** Thrown when a provider does not answer, or not as it should. */
export class ProviderFailed extends Error {}

/** The OpenID Connect providers of the configuration, spoken to by openid-client: discovery, PKCE, ID tokens. */
export class SignInProviders {
  private readonly discovered = new Map<string, Promise<oidc.Configuration>>();

  constructor(readonly all: readonly ProviderSettings[]) {}

  find(id: string): ProviderSettings | undefined {
    return this.all.find((provider) => provider.id === id);
  }

  /** Where to send the browser, and what to keep until it comes back. @throws ProviderFailed */
  async depart(provider: ProviderSettings, redirectTo: string): Promise<{ url: string; departure: Departure }> {
    const configuration = await this.configuration(provider);
    const departure = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
      redirectTo,
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectTo,
      scope: provider.scopes,
      state: departure.state,
      nonce: departure.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(departure.codeVerifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, departure };
  }

  /**
   * Who the browser came back as.
   * @param address the whole address to which the provider has sent it
   * @throws ProviderFailed
   */
  async arrive(provider: ProviderSettings, departure: Departure, address: URL): Promise<Arrival> {
    const configuration = await this.configuration(provider);
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, address, {
        pkceCodeVerifier: departure.codeVerifier,
        expectedState: departure.state,
        expectedNonce: departure.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      const profile =
        claims.email === undefined && configuration.serverMetadata().userinfo_endpoint
          ? { ...(await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims }
          : claims;
      return {
        subject: claims.sub,
        // Some providers write the boolean as a text.
        verifiedEmail: String(profile.email_verified) === 'true' ? text(profile.email) : undefined,
        name: text(profile.name) ?? text(profile.preferred_username),
      };
    } catch (error) {
      throw new ProviderFailed(`The provider ${provider.id} did not confirm who it is`, { cause: error });
    }
  }

  /** What the provider says of itself, asked for once; again when it could not be asked. */
  private configuration(provider: ProviderSettings): Promise<oidc.Configuration> {
    const known = this.discovered.get(provider.id);
    if (known) return known;
    const insecure = provider.issuer.startsWith('http:');
    const asked = oidc
      .discovery(new URL(provider.issuer), provider.clientId, provider.clientSecret, undefined, {
        timeout: TIMEOUT_SECONDS,
        // Only where the operator has written http: in the issuer, such as a provider on the same machine.
        ...(insecure && { execute: [oidc.allowInsecureRequests] }),
      })
      .catch((error) => {
        this.discovered.delete(provider.id);
        throw new ProviderFailed(`The provider ${provider.id} cannot be asked at ${provider.issuer}`, { cause: error });
      });
    this.discovered.set(provider.id, asked);
    return asked;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? (written(value) ?? undefined) : undefined;
}
