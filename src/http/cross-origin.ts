import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const A_DAY = 24 * 60 * 60;

/**
 * Lets pages of other sites read answers (CORS). Those listed may send the session cookie along; where all may read, none
 * may.
 * @param origins such as `https://app.example`, or `*` alone; empty: only pages of our own
 */
export async function allowOrigins(server: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  const all = origins.includes('*');
  await server.register(cors, {
    delegator: ({ headers }, answer) => {
      const listed = headers.origin !== undefined && origins.includes(headers.origin);
      answer(null, {
        origin: all ? '*' : listed ? headers.origin! : false,
        credentials: listed && !all,
        methods: ['GET', 'POST'],
        allowedHeaders: [
          'content-type',
          'authorization',
          'accept-language',
          'apollo-require-preflight',
          'hearth-preview',
          'hearth-device',
        ],
        maxAge: A_DAY,
      });
    },
  });
}
