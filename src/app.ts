import type { Logger } from 'pino';
import type { Config } from './config.js';
import { createWebServer } from './http/server.js';
import { type Hub, openHub } from './hub.js';

/** A hub that answers on the web. */
export interface RunningHub extends Hub {
  /** Address of the web server, without a slash at the end. */
  readonly address: string;
  /** Ends the time of `starting`. */
  nowReady(): void;
}

/**
 * Opens the hub and serves it. On `close`, requests under way may finish within `shutdownSeconds`.
 * @param options.starting there is more to do before it is ready: `/readyz` says so until `nowReady` is called
 * @throws Error when the port is taken, saying so
 */
export async function startHub(
  config: Config,
  log: Logger,
  { starting = false }: { starting?: boolean } = {},
): Promise<RunningHub> {
  const hub = await openHub(config, log);
  const readiness = { starting };
  try {
    await hub.services.start();
    const web = await createWebServer(hub, readiness);
    const address = await web.listen();
    return {
      ...hub,
      address,
      nowReady: () => {
        readiness.starting = false;
      },
      close: async () => {
        await web.close();
        await hub.close();
      },
    };
  } catch (error) {
    await hub.close();
    throw error;
  }
}
