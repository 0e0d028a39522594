import type { FastifyInstance } from 'fastify';
import type { DataExports } from '../services/my-data/data-exports.js';

/** `/exports/<token>`: the archive a link leads to. The link is all one needs, so that a browser can just open it. */
export function addExports(server: FastifyInstance, exports: DataExports): void {
  server.get<{ Params: { token: string } }>('/exports/:token', async (request, reply) => {
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    const file = await exports.open(request.params.token);
    if (!file) {
      const message = 'This link does not work, or no longer. Ask for your data again.';
      return reply.code(404).send({ errors: [{ message, extensions: { code: 'NOT_FOUND' } }] });
    }
    return reply
      .type('application/zip')
      .header('content-disposition', 'attachment; filename="my-data.zip"')
      .header('content-length', file.bytes)
      .send(file.content);
  });
}
