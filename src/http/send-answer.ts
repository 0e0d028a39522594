import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasAlready } from './etag.js';

/**
 * Caches may keep what all see, but ask each time whether it still holds: what is published, taken back or hidden counts at
 * once, everywhere.
 */
export const FOR_ALL = 'no-cache';

/** Sends what GraphQL answers. What was asked by GET and is the same for all can be kept by caches, unless it failed. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  const mayBeKept =
    request.method === 'GET' && reply.statusCode === 200 && reply.getHeader('cache-control') === FOR_ALL;
  if (mayBeKept) {
    // Weak, since it is the same for every encoding.
    const etag = `W/"${createHash('sha256').update(text).digest('base64url')}"`;
    void reply.header('etag', etag);
    if (hasAlready(request.headers['if-none-match'], etag)) {
      return reply.removeHeader('content-type').code(304).send();
    }
  } else void reply.header('cache-control', 'no-store');
  reply.compress(text);
  return reply;
}
