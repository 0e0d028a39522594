import { randomBytes } from 'node:crypto';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyPluginAsync } from 'fastify';
import { vary } from '../vary.js';
import { type Encoding, loadAssets } from './assets.js';
import { contentSecurityPolicy, explorerPage } from './page.js';

/** `endpoint` is the path of the GraphQL endpoint on the same host, as in `/graphql`. */
export interface ExplorerOptions {
  endpoint: string;
}

const CONTENT_TYPES = { script: 'text/javascript; charset=utf-8', stylesheet: 'text/css; charset=utf-8' };

/** Serves GraphiQL at `/explorer` from this process alone: the page, and its files below `/explorer/assets/`. */
export const explorerPlugin: FastifyPluginAsync<ExplorerOptions> = async (app, { endpoint }) => {
  const assets = await loadAssets();

  app.get('/explorer', (_request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy(nonce),
        'cache-control': 'no-cache',
      })
      .send(explorerPage({ endpoint, nonce, assets }));
  });

  for (const { path, kind, encoded } of assets) {
    app.get(path, async (request, reply) => {
      const accepted = negotiate(request.headers['accept-encoding'] ?? '', ['br', 'gzip', 'identity']);
      const encoding = (accepted ?? 'identity') as Encoding;
      const content = await encoded(encoding);
      vary(reply, 'accept-encoding');
      if (encoding !== 'identity') void reply.header('content-encoding', encoding);
      return reply
        .headers({
          'content-type': CONTENT_TYPES[kind],
          'cache-control': 'public, max-age=31536000, immutable',
        })
        .send(content);
    });
  }
};
