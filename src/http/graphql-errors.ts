import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';

/** Codes of errors that are meant for the caller; all others are reported as internal, without their text. */
const FOR_THE_CALLER = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'READ_TIMED_OUT',
  'DATABASE_BUSY',
  'QUERY_TOO_COMPLEX',
  'BAD_USER_INPUT',
  'PREVIEW_INVALID',
  'PREVIEW_EXPIRED',
  'PREVIEW_BUSY',
  'DIRECT_SEARCH_UNAVAILABLE',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Messages may repeat what was sent, and that may be long. */
const LONGEST_MESSAGE = 1_000;

/** What the caller hears of an error. Of one that is not meant for them only a number, under which the log has it whole. */
export function formatError(whole: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const isLong = whole.message.length > LONGEST_MESSAGE;
  const formatted = isLong ? { ...whole, message: `${whole.message.slice(0, LONGEST_MESSAGE)}…` } : whole;
  const code = formatted.extensions?.code;
  if (typeof code === 'string' && FOR_THE_CALLER.has(code)) return formatted;
  const original = error instanceof GraphQLError ? error.originalError : error;
  if (error instanceof GraphQLError && !original) {
    return { ...formatted, extensions: { ...formatted.extensions, code: 'BAD_USER_INPUT' } };
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
