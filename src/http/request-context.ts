import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { credentialsOf, isFromOwnPage, sessionCookie } from '../access/session.js';
import { VISITOR, type Viewer } from '../access/viewer.js';
import type { Hub } from '../hub.js';
import { Reader } from '../read/reader.js';
import type { ReadCatalogue } from '../read/select.js';
import type { RequestContext, RequestSession } from '../resolvers/context.js';

/** Makes the function that finds out who sends a request and in which language they want to read. */
export function contextMaker(hub: Pick<Hub, 'config' | 'services' | 'database'>, catalogue: ReadCatalogue) {
  const { config, services, database } = hub;
  const limits = { maxCost: config.maxQueryCost, maxDepth: config.maxQueryDepth };

  return async (request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> => {
    const session = new HttpSession(hub, request, reply);
    await session.recognise();
    const wanted = services.locales.negotiate(request.headers['accept-language']);
    const readerOf = (viewer: Viewer) =>
      new Reader(database.pool, catalogue, { viewer, locales: services.locales.chain(wanted) }, limits);
    let reader = readerOf(session.viewer);
    return {
      get viewer() {
        return session.viewer;
      },
      services,
      session,
      read: (locale, fallback) => {
        if (reader.scope.viewer !== session.viewer) reader = readerOf(session.viewer);
        return locale || fallback ? reader.in(services.locales.chain(locale ?? wanted, fallback)) : reader;
      },
    };
  };
}

class HttpSession implements RequestSession {
  viewer: Viewer = VISITOR;
  token: string | undefined;
  inCookie = false;

  constructor(
    private readonly hub: Pick<Hub, 'config' | 'services'>,
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  get address(): string {
    return this.request.ip;
  }

  /**
   * Finds the viewer by the token of the request; one that is not valid makes a visitor.
   * @throws GraphQLError FORBIDDEN when a page that is not ours sent it with our cookie
   */
  async recognise(): Promise<void> {
    const { identity } = this.hub.services;
    const { headers, host } = this.request;
    const credentials = credentialsOf(headers, identity.cookie.name);
    if (!credentials) return;
    const byCookie = credentials.by === 'cookie';
    if (byCookie && !isFromOwnPage(headers, host, this.hub.config.publicUrl)) {
      throw new GraphQLError(
        'This request came with a session cookie from a page of another site. Send it from a page of this site, or with `Authorization: Bearer` and no cookie.',
        { extensions: { code: 'FORBIDDEN', http: { status: 403 } } },
      );
    }
    this.inCookie = byCookie;
    // What one person sees is for no shared cache.
    void this.reply.header('cache-control', 'no-store');
    const found = await identity.viewerOf(credentials.token);
    if (!found) return;
    this.viewer = found;
    this.token = credentials.token;
    if (byCookie && found.prolonged) this.setCookie(credentials.token);
  }

  async begin(token: string, cookie: boolean): Promise<void> {
    this.viewer = (await this.hub.services.identity.viewerOf(token)) ?? VISITOR;
    this.token = token;
    this.inCookie = cookie;
    if (cookie) this.setCookie(token);
  }

  async end(): Promise<void> {
    if (this.token) await this.hub.services.identity.signOut(this.token);
    if (this.inCookie) this.setCookie(null);
    this.viewer = VISITOR;
    this.token = undefined;
    this.inCookie = false;
  }

  private setCookie(token: string | null): void {
    void this.reply.header('set-cookie', sessionCookie(this.hub.services.identity.cookie, token));
  }
}
