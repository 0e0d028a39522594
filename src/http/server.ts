import Fastify from 'fastify';
import type { Hub } from '../hub.js';
import { hubSchema } from '../resolvers/build-schema.js';
import { answerBadRequest, answerErrors } from './bad-requests.js';
import { addCompression } from './compression.js';
import { allowOrigins } from './cross-origin.js';
import { explorerPlugin } from './explorer/plugin.js';
import { addExports } from './exports.js';
import { firstHeaders } from './first-headers.js';
import { addGraphql } from './graphql.js';
import { addHealth, type Readiness } from './health.js';
import { addMedia } from './media.js';
import { answerOtherMethods } from './methods.js';
import { contextMaker } from './request-context.js';
import { endSlowBodies } from './slow-bodies.js';
import { addUploads } from './uploads.js';

export interface WebServer {
  /** @returns the address, without a slash at the end */
  listen(): Promise<string>;
  /** Takes no new requests and waits for those under way, within the configured time. */
  close(): Promise<void>;
}

// Larger than any text a person writes, small enough that a stranger cannot fill the memory.
const BODY_LIMIT = 2 * 1024 * 1024;
// Files are much larger than texts, and may come over a slow line.
const UPLOAD_TIMES = 40;

/** Puts all doors of the hub on one web server. A process that only does background work has but those of health. */
export async function createWebServer(hub: Hub, readiness: Readiness): Promise<WebServer> {
  const { config, log } = hub;
  const headers = firstHeaders(config.publicUrl);
  const server = Fastify({
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustedProxies,
    forceCloseConnections: 'idle',
    requestTimeout: config.requestTimeoutSeconds * UPLOAD_TIMES * 1000,
    // Addresses that cannot be read come to no hook.
    frameworkErrors: (error, _request, reply) => answerBadRequest(error, reply.headers(headers)),
  });
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers);
  });
  const nowOtherMethods = answerOtherMethods(server);
  await allowOrigins(server, config.corsOrigins, log);
  await addCompression(server);
  answerErrors(server, log);
  endSlowBodies(server, config.requestTimeoutSeconds);
  addHealth(server, hub, readiness);
  if (config.role !== 'worker') {
    const { schema, catalogue } = hubSchema();
    await addGraphql(server, schema, contextMaker(hub, catalogue), config, log);
    addExports(server, hub.services.dataExports);
    addMedia(server, hub.services.mediaDelivery);
    await addUploads(server, hub.services.uploads, config.media.maximumBytes);
    await server.register(explorerPlugin, { endpoint: '/graphql' });
  }
  nowOtherMethods();

  return {
    listen: async () => {
      try {
        return await server.listen({ host: config.host, port: config.port });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
          throw new Error(`Port ${config.port} is in use by another program. Stop it, or set PORT to another number.`);
        }
        throw error;
      }
    },
    close: async () => {
      const timer = setTimeout(() => server.server.closeAllConnections(), config.shutdownSeconds * 1000);
      await server.close();
      clearTimeout(timer);
    },
  };
}
