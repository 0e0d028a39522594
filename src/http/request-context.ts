import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { cookieLine, cookieNamed, credentialsOf, isFromOwnPage } from '../access/session.js';
import { VISITOR, type Viewer } from '../access/viewer.js';
import type { Hub } from '../hub.js';
import { Cost } from '../read/cost.js';
import { type ReadConnection, Reader } from '../read/reader.js';
import type { ReadCatalogue } from '../read/select.js';
import type { RequestContext, RequestSession } from '../resolvers/context.js';
import type { ShownDraft } from '../services/content/previews.js';
import { isApiKey } from '../services/identity/api-keys.js';
import { deviceOf } from '../services/identity/device.js';
import type { CookieSettings } from '../services/identity/identity-service.js';
import type { Caller } from '../services/identity/minute-limit.js';
import { callerAddress } from './caller-address.js';
import { FOR_ALL } from './send-answer.js';

/** The header with the token of a preview link, as Node has it. */
const PREVIEW_HEADER = 'hearth-preview';
/** The header with what a device keeps on which somebody has signed in. */
const DEVICE_HEADER = 'hearth-device';

/** Makes the function that finds out who sends a request and in which language they want to read. */
export function contextMaker(hub: Pick<Hub, 'config' | 'services' | 'database'>, catalogue: ReadCatalogue) {
  const { config, services, database } = hub;
  const { base, key } = services.fileAddresses;
  const addresses = { base, key };
  const { entryAddress } = config;

  return async (request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> => {
    const session = new HttpSession(hub, request, reply);
    const cost = new Cost({
      maxCost: config.maxQueryCost,
      maxDepth: config.maxQueryDepth,
      charge: (reckoned) => services.readLimit.charge(session.caller, reckoned),
    });
    const token = previewToken(request);
    // Who looks at a draft sees it as the public will, whoever they are.
    if (token === undefined) await session.recognise();
    const wanted = services.locales.negotiate(request.headers['accept-language']);

    const origin = originOf(request, config.countryHeader);

    const contextOn = (connection: ReadConnection, shown: ShownDraft | null): RequestContext => {
      // What a preview shows only looks as if it were public.
      const files = { ...addresses, lasting: shown === null };
      const readerOf = (viewer: Viewer) =>
        new Reader(
          connection,
          catalogue,
          { viewer, locales: services.locales.chain(wanted), files, entryAddress },
          cost,
        );
      let reader = readerOf(session.viewer);
      return {
        get viewer() {
          return session.viewer;
        },
        services,
        ...origin,
        session,
        shown,
        cost,
        countWrites: (howMany) => services.writeLimit.count(session.caller, howMany),
        countReads: (cost) => services.readLimit.count(session.caller, cost),
        read: (locale, fallback) => {
          if (reader.scope.viewer !== session.viewer) reader = readerOf(session.viewer);
          return locale || fallback ? reader.in(services.locales.chain(locale ?? wanted, fallback)) : reader;
        },
      };
    };
    const context = contextOn(database.reads, null);
    const preview: RequestContext['preview'] = (work) =>
      services.previews.show(token!, (shown, connection) => work(contextOn(connection, shown)));
    // Apollo copies what a context itself has, and would keep the viewer of the beginning: so it inherits all.
    return Object.assign(Object.create(context), token === undefined ? {} : { preview });
  };
}

/** What a request says of where it comes from. */
function originOf({ headers }: FastifyRequest, countryHeader: string | undefined) {
  const named = String((countryHeader && headers[countryHeader]) ?? '').toUpperCase();
  const [, region] = /^\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/i.exec(headers['accept-language'] ?? '') ?? [];
  return {
    // Networks whose country nobody knows are XX, those that hide it T1 or the like.
    country: /^[A-Z]{2}$/.test(named) && named !== 'XX' ? named : null,
    languageRegion: region?.toUpperCase() ?? null,
  };
}

/** The token of the preview that is asked for. Headers that come twice are joined, and are no token then. */
function previewToken({ headers }: FastifyRequest): string | undefined {
  const given = headers[PREVIEW_HEADER];
  return given === undefined ? undefined : String(given);
}

class HttpSession implements RequestSession {
  viewer: Viewer = VISITOR;
  token: string | undefined;
  id: string | undefined;
  hasEnded = false;
  inCookie = false;
  keyId: string | undefined;

  constructor(
    private readonly hub: Pick<Hub, 'config' | 'services'>,
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  get address(): string {
    return callerAddress(this.request.ip);
  }

  /** Whose requests these are counted as. */
  get caller(): Caller {
    return this.keyId ? { keyId: this.keyId } : { address: this.address };
  }

  get device(): string | null {
    return deviceOf(this.request.headers['user-agent']);
  }

  get deviceToken(): string | undefined {
    const { headers } = this.request;
    const given = headers[DEVICE_HEADER];
    return given ? String(given) : cookieNamed(this.hub.services.identity.deviceCookie.name, headers.cookie ?? '');
  }

  keepDevice(deviceToken: string): void {
    this.addCookie(this.hub.services.identity.deviceCookie, deviceToken);
  }

  /**
   * Finds the viewer by the token of the request; one that is not valid makes a visitor, who is told so.
   * @throws GraphQLError UNAUTHENTICATED for an API key that is not valid
   * @throws GraphQLError FORBIDDEN when a page that is not ours sent it with our cookie
   */
  async recognise(): Promise<void> {
    const { identity } = this.hub.services;
    const { headers } = this.request;
    const credentials = credentialsOf(headers, identity.cookie.name);
    if (!credentials) {
      // What one person sees, and drafts, are for no cache; what all see is.
      void this.reply.header('cache-control', FOR_ALL);
      return;
    }
    const byCookie = credentials.by === 'cookie';
    if (byCookie && !isFromOwnPage(headers, this.ownOrigins())) {
      throw new GraphQLError(
        'This request came with a session cookie from a page of another site. Send it from a page of this site, or with `Authorization: Bearer` and no cookie.',
        { extensions: { code: 'FORBIDDEN', http: { status: 403 } } },
      );
    }
    this.inCookie = byCookie;
    if (!byCookie && isApiKey(credentials.token)) return this.recogniseKey(credentials.token);
    const found = await identity.viewerOf(credentials.token);
    if (!found) {
      this.hasEnded = true;
      return;
    }
    this.viewer = found;
    this.token = credentials.token;
    this.id = found.sessionId;
    if (byCookie && found.prolonged) this.setCookie(credentials.token);
  }

  async begin(token: string, cookie: boolean): Promise<void> {
    const found = await this.hub.services.identity.viewerOf(token);
    this.viewer = found ?? VISITOR;
    this.token = token;
    this.hasEnded = false;
    this.id = found?.sessionId;
    this.inCookie = cookie;
    if (cookie) this.setCookie(token);
  }

  async reload(): Promise<void> {
    if (this.token) this.viewer = (await this.hub.services.identity.viewerOf(this.token)) ?? VISITOR;
  }

  async end(): Promise<void> {
    if (this.token) await this.hub.services.identity.signOut(this.token);
    if (this.inCookie) this.setCookie(null);
    this.viewer = VISITOR;
    this.token = undefined;
    this.id = undefined;
    this.inCookie = false;
  }

  /** Scripts have nobody who would see that they are taken for visitors: a key that does not work is an error. */
  private async recogniseKey(secret: string): Promise<void> {
    const holder = await this.hub.services.apiKeys.holderOf(secret);
    if (!holder) {
      throw new GraphQLError('This API key does not work: it is wrong, has expired or was revoked.', {
        extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
      });
    }
    this.viewer = holder.viewer;
    this.keyId = holder.keyId;
  }

  /**
   * Origins of our own pages. The address that the request came to, as a trusted proxy tells it, is one; but where
   * browsers reach the hub by https, what has come by http is none.
   */
  private ownOrigins(): string[] {
    const { publicUrl, corsOrigins } = this.hub.config;
    const { protocol, host } = this.request;
    const isUsual = publicUrl === undefined || publicUrl.startsWith(`${protocol}:`);
    const own = [...(isUsual ? [`${protocol}://${host}`] : []), ...(publicUrl ? [publicUrl] : [])];
    return [...own.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin), ...corsOrigins];
  }

  private setCookie(token: string | null): void {
    this.addCookie(this.hub.services.identity.cookie, token);
  }

  private addCookie(cookie: CookieSettings, token: string | null): void {
    void this.reply.header('set-cookie', cookieLine(cookie, token));
  }
}
