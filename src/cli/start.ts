import type { Logger } from 'pino';
import { startHub } from '../app.js';
import type { Config } from '../config.js';
import { EXIT, type ExitCode } from './exit.js';
import { firstStart } from './first-start.js';
import { requireFreePort } from './port.js';
import { awaitEnding } from './signals.js';
import { welcome } from './welcome.js';

/** Beyond the time requests have: for jobs under way and for the database to write everything down. */
const CLOSING_SECONDS = 75;

/**
 * Serves the hub until a signal asks to stop. On the first start it is given an administrator and, with `seed`, content.
 * Answers what to exit with.
 */
export async function start(config: Config, log: Logger, options: { seed: boolean }): Promise<ExitCode> {
  const ending = awaitEnding(log);
  await requireFreePort(config);
  const hub = await startHub(config, log, { starting: true });
  try {
    const opening = ending.isReached() ? undefined : open();
    // An error after the wish to stop is only the stopping itself: the work was cut short and is taken up again.
    opening?.catch((error: unknown) => ending.isReached() && log.debug({ error }, 'The first start was cut short'));
    await Promise.race([opening, ending.reached, hub.database.lost]);
    return await Promise.race([ending.reached, hub.database.lost]);
  } finally {
    const hanging = setTimeout(
      () => {
        log.error('Stopping takes too long: ended without waiting any more');
        process.exit(EXIT.failed);
      },
      (config.shutdownSeconds + CLOSING_SECONDS) * 1000,
    );
    await hub.close();
    clearTimeout(hanging);
  }

  async function open(): Promise<void> {
    const admin = await firstStart(hub, options);
    hub.nowReady();
    process.stdout.write(await welcome(hub, admin));
  }
}
