import type { GraphQLFormattedError } from 'graphql';
import type { RequestContext } from '../resolvers/context.js';

const CODE = 'SESSION_EXPIRED';
const NOTE = {
  session: {
    code: CODE,
    message: 'The session of this request has ended: it was answered as for a visitor. Sign in again.',
  },
};

/**
 * What an answer says besides, where the token of the request does not work any more: without it, a front end would take what
 * a visitor sees for what its reader may see.
 */
export function noteOf({ session }: Pick<RequestContext, 'session'>): typeof NOTE | undefined {
  return session.hasEnded ? NOTE : undefined;
}

/** The error, with why nobody is signed in where that is what it is about. */
export function withReason(error: GraphQLFormattedError, { session }: RequestContext): GraphQLFormattedError {
  if (!session.hasEnded || error.extensions?.code !== 'UNAUTHENTICATED') return error;
  return { ...error, extensions: { ...error.extensions, reason: CODE } };
}
