import type { FastifyReply } from 'fastify';

/** Names headers of the request that the answer depends on, beside those named before. */
export function vary(reply: FastifyReply, ...names: string[]): void {
  const before = [reply.getHeader('vary') ?? []].flat().flatMap((line) => String(line).split(/,\s*/));
  const all = new Set([...before, ...names].map((name) => name.toLowerCase()));
  void reply.header('vary', [...all].filter(Boolean).join(', '));
}
