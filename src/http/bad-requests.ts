import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { v7 as uuid } from 'uuid';

/** Answers a request that is the caller's mistake. */
export function answerBadRequest(error: FastifyError, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 400;
  const code = status === 413 ? 'REQUEST_TOO_LARGE' : 'BAD_REQUEST';
  return reply.code(status).send({ errors: [{ message: error.message, extensions: { code } }] });
}

const OF_THE_ANSWER = ['etag', 'content-encoding', 'content-disposition', 'content-range', 'accept-ranges'];

/** Requests that never reach GraphQL are answered in the form that GraphQL clients understand, and without internals. */
export function answerErrors(server: FastifyInstance, log: Logger): void {
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    // What was said of the answer that should have been is not true of this one.
    for (const name of OF_THE_ANSWER) void reply.removeHeader(name);
    void reply.header('cache-control', 'no-store');
    if (status < 500) return answerBadRequest(error, reply);
    const errorId = uuid();
    log.error({ errorId, error }, 'A request failed');
    const message = `Something went wrong on our side. Tell the operators this number: ${errorId}`;
    return reply.code(500).send({ errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR', errorId } }] });
  });
  server.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.slice(0, 200)}. The API is at POST /graphql, its explorer at /explorer.`;
    return reply.code(404).send({ errors: [{ message, extensions: { code: 'NOT_FOUND' } }] });
  });
}
