import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError, type GraphQLSchema, Kind } from 'graphql';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { busyError } from '../database/read-pool.js';
import { JsonText } from '../read/reader.js';
import type { RequestContext } from '../resolvers/context.js';
import { type Answer, executeOperation, UNAVAILABLE } from '../resolvers/execute.js';
import { formatError } from './graphql-errors.js';
import { KnownDocuments } from './known-documents.js';
import { isJson, prefersPage } from './media-types.js';
import { refuseDeepNesting } from './nesting.js';
import { sendAnswer } from './send-answer.js';
import { noteOf, withReason } from './session-note.js';
import { vary } from './vary.js';

// Some forty times a long query of a front end; validating takes time that grows faster than the document.
const MAXIMUM_TOKENS = 10_000;
/** What each character costs of a document that is not known: to parse and validate it takes longer than to answer it. */
const CHARACTER_COST = 2;

/** The header that asks what the request has cost. */
const COST_HEADER = 'hearth-cost';

/** Headers of a request by which its answer may differ. */
const ANSWERS_DEPEND_ON = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'cookie',
  'hearth-preview',
  COST_HEADER,
];

/** Adds the GraphQL endpoint to the web server. */
export async function addGraphql(
  server: FastifyInstance,
  schema: GraphQLSchema,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>,
  { countryHeader }: Pick<Config, 'countryHeader'>,
  log: Logger,
): Promise<void> {
  const documents = new KnownDocuments();
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // Ours is below: `refuseForgery` for what changes something, and for cookies where the session is recognised.
    csrfPrevention: false,
    parseOptions: { maxTokens: MAXIMUM_TOKENS },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      executeWithReadLayer(schema, documents, log),
    ],
    formatError: (formatted, error) => formatError(formatted, error, log),
    stringifyResult: ({ data, errors, extensions }) => stringify(data, errors, extensions),
    stopOnTerminationSignals: false,
    logger: { debug() {}, info() {}, warn: (message) => log.warn(message), error: (message) => log.error(message) },
  });
  await apollo.start();
  server.addHook('onClose', () => apollo.stop());
  const throughApollo = fastifyApolloHandler(apollo, {
    context: async (request, reply) => {
      const text = documentOf(request);
      refuseDeepNesting(text);
      const context = await contextOf(request, reply).catch(tellLater);
      if (!documents.has(text)) await context.countReads(text.length * CHARACTER_COST).catch(tellLater);
      return context;
    },
  });

  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      vary(reply, ...ANSWERS_DEPEND_ON, ...(countryHeader ? [countryHeader] : []));
      if (isVisit(request)) return reply.redirect('/explorer', 302);
      if (request.method === 'POST') refuseForgery(request);
      return undefined;
    },
    handler: async function (this: FastifyInstance, request, reply) {
      const known = documents.operationOf(request);
      // Who may not ask at all hears so from Apollo, in the one form there is for it.
      const context = known && (await contextOf(request, reply).catch(() => undefined));
      if (!known || !context) {
        const text = (await throughApollo.call(this, request, reply)) as string;
        return sendAnswer(request, reply, text);
      }
      const answer = await executeOperation({ schema, ...known, context });
      const { status, headers } = statusOf(answer);
      void reply.code(status).headers({ ...headers, 'content-type': known.type });
      const extensions = extensionsOf(request.headers[COST_HEADER], context);
      return sendAnswer(request, reply, stringify(answer.data, formatted(answer, context, log), extensions));
    },
  });
}

/** Before there is an operation Apollo makes the answer, by what the error says of HTTP. */
function tellLater(error: unknown): never {
  const later = busyError(error) ?? error;
  if (!(later instanceof GraphQLError) || later.extensions.http) throw error;
  const { status, headers } = statusOf({ errors: [later] });
  const http = { status, headers: new HeaderMap(Object.entries(headers)) };
  throw new GraphQLError(later.message, { extensions: { ...later.extensions, http } });
}

/** The text of the document that is asked; empty where there is none, or one that is known by its hash. */
function documentOf({ body, query: parameters }: FastifyRequest): string {
  const { query } = { ...(parameters as object), ...(body as object | undefined) } as { query?: unknown };
  return typeof query === 'string' ? query : '';
}

/** The address bar of a browser, which asks for no operation: whoever opens the address wants to look around. */
function isVisit({ method, headers, query }: FastifyRequest): boolean {
  const asked = query as object;
  return method === 'GET' && !('query' in asked) && !('extensions' in asked) && prefersPage(headers.accept);
}

/**
 * Pages of other sites can make a browser send forms and plain text here, but not JSON. A GET only reads, and what it
 * answers they cannot see; with a cookie it must come from a page of our own, as all that comes with one.
 */
function refuseForgery({ headers }: FastifyRequest): void {
  if (isJson(headers['content-type'])) return;
  const message = 'Send the operation as JSON, with the header `Content-Type: application/json`.';
  throw Object.assign(new Error(message), { statusCode: 415 });
}

/**
 * What the answer looks like to proxies and clients that know nothing of GraphQL. Where there is data it is 200, also
 * beside errors; a request of which nothing was done is the caller's mistake, or came too soon.
 */
function statusOf({ data, errors }: Answer): { status: number; headers: Record<string, string> } {
  // What went wrong may go well the next time.
  if (data) return { status: 200, headers: errors ? { 'cache-control': 'no-store' } : {} };
  const failed = (...codes: string[]) => errors?.find(({ extensions }) => codes.includes(String(extensions.code)));
  if (failed('PREVIEW_INVALID') || failed('PREVIEW_EXPIRED')) return { status: 401, headers: {} };
  if (failed('PREVIEW_BUSY')) return { status: 503, headers: { 'retry-after': '1' } };
  const limited = failed('RATE_LIMITED');
  const unavailable = failed(...UNAVAILABLE);
  const later = limited ?? unavailable;
  if (!later) return { status: 400, headers: {} };
  return { status: limited ? 429 : 503, headers: { 'retry-after': String(later.extensions.retryAfterSeconds) } };
}

function formatted({ errors }: Answer, context: RequestContext, log: Logger): GraphQLFormattedError[] | undefined {
  return errors?.map((error) => withReason(formatError(error.toJSON(), error, log), context));
}

/** What stands beside the answer: that the session has ended, and what it has cost for those who ask. */
function extensionsOf(asksCost: unknown, context: RequestContext): Record<string, unknown> | undefined {
  const note = noteOf(context);
  return asksCost ? { ...note, ...context.cost.account } : note;
}

/** The response. Data that is JSON already goes into it as it is. */
function stringify(
  data: unknown,
  errors: readonly GraphQLFormattedError[] | undefined,
  extensions: Record<string, unknown> | undefined,
): string {
  if (!(data instanceof JsonText)) return JSON.stringify({ data, errors, extensions });
  const others = JSON.stringify({ errors, extensions }).slice(1, -1);
  return `{"data":${data.text}${others && `,${others}`}}`;
}

function noSuchOperation(document: DocumentNode, wanted: string | undefined): GraphQLError {
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [definition.name ? `"${definition.name.value}"` : 'one without a name']
      : [],
  );
  const there = names.length ? `It has ${names.slice(0, 20).join(', ')}.` : 'It has fragments only.';
  const message = wanted
    ? `The document has no operation of the name in "operationName". ${there}`
    : names.length
      ? `The document has several operations: name one in "operationName". ${there}`
      : `The document has no operation. ${there}`;
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } } });
}

/** Answers operations with `executeOperation` in place of Apollo's general executor. */
function executeWithReadLayer(
  schema: GraphQLSchema,
  documents: KnownDocuments,
  log: Logger,
): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          // Apollo leaves it to its executor to find that there is none.
          if (!operation) throw noSuchOperation(document, request.operationName);
        },
        async responseForOperation({ document, source, operation, request, contextValue, response }) {
          documents.remember(source, document);
          const variables = request.variables ?? {};
          const answer = await executeOperation({ schema, document, operation, variables, context: contextValue });
          const { status, headers } = statusOf(answer);
          response.http.status = status;
          for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
          const errors = formatted(answer, contextValue, log);
          const singleResult = {
            // Apollo hands the data through to stringifyResult as it is.
            ...(answer.data ? { data: answer.data as unknown as Record<string, unknown> } : {}),
            ...(errors ? { errors } : {}),
          };
          return { http: response.http, body: { kind: 'single', singleResult } };
        },
        async willSendResponse({ contextValue, request, response: { body } }) {
          const extensions = extensionsOf(request.http?.headers.get(COST_HEADER), contextValue);
          if (extensions && body.kind === 'single') body.singleResult.extensions = extensions;
        },
      };
    },
  };
}
