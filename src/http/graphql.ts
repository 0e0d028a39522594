import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';
import { JsonText } from '../read/reader.js';
import type { RequestContext } from '../resolvers/context.js';
import { executeOperation } from '../resolvers/execute.js';

/** Codes of errors that are meant for the caller; all others are reported as internal, without their text. */
const FOR_THE_CALLER = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'QUERY_TOO_COMPLEX',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** What PostgreSQL says of the one character it cannot store, in text and in JSON. */
const CANNOT_STORE = new Set(['22021', '22P05']);

/** Adds the GraphQL endpoint to the web server. */
export async function addGraphql(
  server: FastifyInstance,
  schema: GraphQLSchema,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>,
  log: Logger,
): Promise<void> {
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    plugins: [ApolloServerPluginCacheControlDisabled(), executeWithReadLayer(schema, log)],
    formatError: (formatted, error) => formatError(formatted, error, log),
    stringifyResult: ({ data, ...rest }) => {
      if (!(data instanceof JsonText)) return JSON.stringify({ data, ...rest });
      const others = JSON.stringify(rest);
      return `{"data":${data.text}${others === '{}' ? '' : `,${others.slice(1, -1)}`}}`;
    },
    stopOnTerminationSignals: false,
    logger: { debug() {}, info() {}, warn: (message) => log.warn(message), error: (message) => log.error(message) },
  });
  await apollo.start();
  server.addHook('onClose', () => apollo.stop());
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: fastifyApolloHandler(apollo, { context: contextOf }),
  });
}

/** Answers operations with `executeOperation` in place of Apollo's general executor. */
function executeWithReadLayer(schema: GraphQLSchema, log: Logger): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, operation, request, contextValue, response }) {
          const { data, errors } = await executeOperation({
            schema,
            document,
            operation,
            variables: request.variables ?? {},
            context: contextValue,
          });
          if (!data) response.http.status = 400;
          const singleResult = {
            // Apollo hands the data through to stringifyResult as it is.
            ...(data ? { data: data as unknown as Record<string, unknown> } : {}),
            ...(errors ? { errors: errors.map((error) => formatError(error.toJSON(), error, log)) } : {}),
          };
          return { http: response.http, body: { kind: 'single', singleResult } };
        },
      };
    },
  };
}

function formatError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const code = formatted.extensions?.code;
  if (typeof code === 'string' && FOR_THE_CALLER.has(code)) return formatted;
  const original = error instanceof GraphQLError ? error.originalError : error;
  if (error instanceof GraphQLError && !original) {
    return { ...formatted, extensions: { ...formatted.extensions, code: 'BAD_USER_INPUT' } };
  }
  if (CANNOT_STORE.has((original as { code?: string }).code ?? '')) {
    const message = 'The request holds the character NUL (\\u0000), which cannot be stored. Leave it out.';
    return { ...formatted, message, extensions: { code: 'BAD_USER_INPUT' } };
  }
  const id = uuid();
  log.error({ errorId: id, error: original ?? error, path: formatted.path }, 'A request failed');
  return {
    message: `Something went wrong on our side. Tell the operators this number: ${id}`,
    ...(formatted.path ? { path: formatted.path } : {}),
    ...(formatted.locations ? { locations: formatted.locations } : {}),
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: id },
  };
}
