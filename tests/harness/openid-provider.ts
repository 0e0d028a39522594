import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** Someone with an account at the provider. */
export interface ProviderAccount {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

export interface OpenIdProvider {
  readonly issuer: string;
  /** Goes through the provider's pages as a browser would. @returns the address it is sent back to */
  visit(url: string, account: ProviderAccount): Promise<string>;
  close(): Promise<void>;
}

export const CLIENT = { id: 'hearth', secret: 'a secret of the client that is long enough' };

/** A real OpenID Connect provider, which lets in whoever says who they are. */
export async function openIdProvider(redirectUris: readonly string[]): Promise<OpenIdProvider> {
  const accounts = new Map<string, ProviderAccount>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = quietly(
    () =>
      new Provider(issuer, {
        clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [...redirectUris] }],
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ ...accounts.get(sub)!, sub }) }),
        cookies: { keys: ['the key of the cookies'] },
        features: { devInteractions: { enabled: true } },
        ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
      }),
  );
  server.on('request', provider.callback());

  return {
    issuer,
    visit: async (url, account) => {
      accounts.set(account.sub, account);
      const cookies = new Map<string, string>();
      let [next, form] = [url, undefined as URLSearchParams | undefined];
      for (;;) {
        const response = await fetch(next, {
          redirect: 'manual',
          headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
          ...(form && { method: 'POST', body: form }),
        });
        for (const cookie of response.headers.getSetCookie()) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
          cookies.set(name!, value!);
        }
        form = undefined;
        const location = response.headers.get('location');
        if (location) {
          next = new URL(location, next).href;
          if (!next.startsWith(issuer)) return next;
          continue;
        }
        // A page that asks who they are, or whether they agree.
        const page = await response.text();
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
        if (!prompt) throw new Error(`The provider shows something unexpected: ${page.slice(0, 500)}`);
        form = new URLSearchParams({ prompt, login: account.sub, password: 'any' });
      }
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** It warns that what it keeps in memory is for tests only, which it is. */
function quietly<T>(make: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return make();
  } finally {
    console.warn = warn;
  }
}
