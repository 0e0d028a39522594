import type { Logger } from 'pino';
import type { Config } from './config.js';
import { createWebServer } from './http/server.js';
import { type Hub, openHub } from './hub.js';

/** A hub that answers on the web. */
export interface RunningHub extends Hub {
  /** Address of the web server, without a slash at the end. */
  readonly address: string;
}

/**
 * Opens the hub and serves it. On `close`, requests under way may finish within `shutdownSeconds`.
 * @throws Error when the port is taken, saying so
 */
export async function startHub(config: Config, log: Logger): Promise<RunningHub> {
  const hub = await openHub(config, log);
  try {
    await hub.services.start();
    const web = await createWebServer(hub);
    const address = await web.listen();
    return {
      ...hub,
      address,
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
