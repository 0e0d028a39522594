import type { FastifyInstance } from 'fastify';
import type { Hub } from '../hub.js';

/** Whether the hub still gets its first administrator and content: it answers, but is not what it will be. */
export interface Readiness {
  starting: boolean;
}

/**
 * `/healthz`: the process is alive. `/readyz`: it can answer; with 503 and what is missing when it cannot, or `starting`. Without its
 * search engine it answers all but searches, and so stays ready, `degraded`.
 */
export function addHealth(
  server: FastifyInstance,
  hub: Pick<Hub, 'database' | 'services'>,
  readiness: Readiness,
): void {
  server.get('/healthz', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    return { status: 'ok' };
  });

  server.get('/readyz', async (_request, reply) => {
    const checks = {
      database: await state(() => hub.database.pool.query('select 1')),
      migrations: await state(() => noPending(hub)),
      search: await state(() => hub.services.search.ping()),
    };
    const working = checks.database === 'ok' && checks.migrations === 'ok';
    const ready = working && !readiness.starting;
    const status = !working ? 'not ready' : !ready ? 'starting' : checks.search === 'ok' ? 'ok' : 'degraded';
    void reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return { status, checks };
  });
}

async function state(check: () => Promise<unknown>): Promise<'ok' | 'failed'> {
  try {
    await check();
    return 'ok';
  } catch {
    return 'failed';
  }
}

async function noPending(hub: Pick<Hub, 'database'>): Promise<void> {
  if ((await hub.database.pendingMigrations()).length) throw new Error('migrations are pending');
}
