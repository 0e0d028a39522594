import { create as contentDisposition } from 'content-disposition';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import parseRange from 'range-parser';
import { validate as isUuid } from 'uuid';
import { BusyError } from '../services/media/busy.js';
import type { FoundFile, MediaDelivery } from '../services/media/delivery.js';
import { callerAddress } from './caller-address.js';
import { hasAlready } from './etag.js';
import { vary } from './vary.js';

interface Route {
  readonly Params: { readonly id: string; readonly urlKey: string; readonly signature: string; readonly form: string };
  readonly Querystring: { readonly until?: string };
}

const FOR_EVER = 'public, max-age=31536000, immutable';
/** The address is known only to those who may see the file; what they see they may keep for a while. */
const FOR_ONE = 'private, max-age=3600';

/** `/media/…`: files and the pictures made of them, at the addresses that the API answers. */
export function addMedia(server: FastifyInstance, delivery: MediaDelivery): void {
  server.route<Route>({
    method: ['GET', 'HEAD'],
    url: '/media/:id/:urlKey/:signature/:form',
    handler: async (request, reply) => {
      const { id, urlKey, signature, form } = request.params;
      const { until } = request.query;
      const accept = request.headers.accept ?? '';
      if (!isUuid(id) || !/^\d{1,12}$/.test(until ?? '0')) return answerNone(reply);
      try {
        const address = callerAddress(request.ip);
        const found = await delivery.find({ id, urlKey, signature, form, until, accept, address });
        if (!found) return await answerNone(reply);
        if ('movedTo' in found) return await reply.header('cache-control', 'no-cache').redirect(found.movedTo, 302);
        return await answerFile(delivery, found, request, reply);
      } catch (error) {
        const [status, code, seconds] = waitFor(error);
        return reply
          .code(status)
          .headers({ 'retry-after': seconds, 'cache-control': 'no-store' })
          .send({ errors: [{ message: (error as Error).message, extensions: { code } }] });
      }
    },
  });
}

/** How long to wait when there is more to do than can be done, or was too much for one caller. */
function waitFor(error: unknown): [status: number, code: string, seconds: string] {
  if (error instanceof BusyError) return [503, 'BUSY', '5'];
  if (!(error instanceof GraphQLError) || error.extensions.code !== 'RATE_LIMITED') throw error;
  return [429, 'RATE_LIMITED', String(error.extensions.retryAfterSeconds)];
}

function answerNone(reply: FastifyReply): FastifyReply {
  const message = 'There is no such file, or not at this address any more: ask the API for its `url`.';
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .send({ errors: [{ message, extensions: { code: 'NOT_FOUND' } }] });
}

async function answerFile(
  delivery: MediaDelivery,
  file: FoundFile,
  { method, headers }: FastifyRequest<Route>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const etag = `"${file.key.replace(/^.*\/(?=[0-9a-f]{64})/, '')}"`;
  void reply.headers({
    etag,
    'cache-control': file.public ? FOR_EVER : FOR_ONE,
    'accept-ranges': 'bytes',
    // Pages of front ends elsewhere show them.
    'cross-origin-resource-policy': 'cross-origin',
  });
  if (file.varies) vary(reply, 'accept');
  if (hasAlready(headers['if-none-match'], etag)) return reply.code(304).send();
  void reply.type(file.mediaType).headers({
    'content-disposition': contentDisposition(file.name, { type: isDrawing(file) ? 'attachment' : 'inline' }),
    ...(isDrawing(file) ? { 'content-security-policy': DRAWING_POLICY } : {}),
  });
  const range = headers['if-range'] === undefined || headers['if-range'] === etag ? headers.range : undefined;
  const parts = range === undefined ? undefined : parseRange(file.bytes, range);
  if (parts === -1) return reply.code(416).header('content-range', `bytes */${file.bytes}`).send();
  // Several parts at once, and what cannot be read, are answered by the whole.
  const part = Array.isArray(parts) && parts.type === 'bytes' && parts.length === 1 ? parts[0] : undefined;
  if (part) {
    void reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${file.bytes}`);
    void reply.header('content-length', part.end - part.start + 1);
  } else void reply.header('content-length', file.bytes);
  return method === 'HEAD' ? reply.send() : reply.send(await delivery.open(file.key, part));
}

/** Drawings are code as much as pictures: opened by themselves they run nothing and load nothing. */
const DRAWING_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'; sandbox";

function isDrawing({ mediaType }: FoundFile): boolean {
  return mediaType === 'image/svg+xml';
}
