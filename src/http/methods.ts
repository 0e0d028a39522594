import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers 405, and which methods there are. */
export function refuseMethod(request: FastifyRequest, reply: FastifyReply, allowed: readonly string[]): FastifyReply {
  const path = request.url.split('?')[0]!.slice(0, 200);
  const message = `${path} takes ${allowed.join(', ')}, and not ${request.method}.`;
  return reply
    .code(405)
    .header('allow', allowed.join(', '))
    .send({ errors: [{ message, extensions: { code: 'METHOD_NOT_ALLOWED' } }] });
}

/**
 * Every address answers the methods that it does not take. Call it before the doors are added.
 * @returns the function to call when all doors are there
 */
export function answerOtherMethods(server: FastifyInstance): () => void {
  const taken = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method }) => {
    const methods = taken.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    taken.set(url, methods);
  });
  return () => {
    for (const [url, methods] of [...taken]) {
      if (url === '*') continue;
      const allowed = [...methods].sort();
      server.route({
        method: server.supportedMethods.filter((method) => !methods.has(method)),
        url,
        // Before the body is looked at: what is in it does not matter.
        onRequest: async (request, reply) => refuseMethod(request, reply, allowed),
        handler: () => undefined,
      });
    }
  };
}
