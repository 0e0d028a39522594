import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

const A_DAY = 24 * 60 * 60;

/** Headers that pages of other sites may send: the hub's own, and what GraphQL clients and tracing add by themselves. */
const HEADERS = [
  'accept',
  'content-type',
  'authorization',
  'accept-language',
  'hearth-preview',
  'hearth-device',
  'hearth-cost',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-apollo-operation-id',
  'x-apollo-operation-name',
  'x-apollo-operation-type',
  'graphql-require-preflight',
  'graphql-preflight',
  'x-requested-with',
  'x-request-id',
  'x-correlation-id',
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
  'cache-control',
  'pragma',
  'if-none-match',
  'if-range',
  'range',
];

/** What scripts of those pages may read beside the body. */
const EXPOSED = ['retry-after', 'etag', 'content-range', 'allow'];

/**
 * Lets pages of other sites read answers (CORS). Those listed may send the session cookie along; where all may read, none
 * may. A page that is not listed hears which setting would list it.
 * @param origins such as `https://app.example`, or `*` alone; empty: only pages of our own
 */
export async function allowOrigins(server: FastifyInstance, origins: readonly string[], log: Logger): Promise<void> {
  const all = origins.includes('*');
  if (origins.length > 0) {
    await server.register(cors, {
      delegator: (request, answer) => {
        const { origin } = request.headers;
        const listed = origin !== undefined && origins.includes(origin);
        answer(null, {
          origin: all ? '*' : listed ? origin : false,
          credentials: listed && !all,
          methods: ['GET', 'HEAD', 'POST'],
          allowedHeaders: HEADERS,
          exposedHeaders: EXPOSED,
          maxAge: A_DAY,
          // An OPTIONS that is none is answered as any other method that is not taken.
          preflight: isPreflight(request),
        });
      },
    });
  }
  // Browsers hide the answer from the page and its author, so that the log says it, too: once, since anybody can ask.
  let told = false;
  // Listed origins have had their answer by now.
  server.addHook('onRequest', async (request, reply) => {
    if (!isPreflight(request) || request.is404) return undefined;
    const origin = request.headers.origin!.slice(0, 200);
    const message = /^https?:/.test(origin)
      ? `Pages of ${origin} may not use this hub, since its setting CORS_ORIGINS does not list that site. Whoever runs the hub adds it: CORS_ORIGINS=${origin}`
      : 'This page has no address that the setting CORS_ORIGINS of this hub could list. Serve it by http or https, and list that site.';
    if (!told) log.warn(message);
    told = true;
    return reply.code(403).send({ errors: [{ message, extensions: { code: 'ORIGIN_NOT_ALLOWED' } }] });
  });
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && 'access-control-request-method' in headers;
}
