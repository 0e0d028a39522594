import type { Logger } from 'pino';
import { EXIT, type ExitCode } from './exit.js';

/**
 * A stop may reach us more than once: a service manager signals every process of a group, and those above us pass it
 * on. A person takes longer than this to press ctrl-C again.
 */
const SAME_WISH_MS = 500;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** The end of a long-running command. */
export interface Ending {
  /** Resolves with what to exit with when a signal asks to stop (0), or when an error was handled nowhere (1). */
  readonly reached: Promise<ExitCode>;
  /** Whether it is time to end. */
  readonly isReached: () => boolean;
}

/** Listens to signals and to errors that nobody caught. The second signal ends the process at once. */
export function awaitEnding(log: Logger): Ending {
  let isReached = false;
  let firstAt: number | undefined;
  const reached = new Promise<ExitCode>((resolve) => {
    const end = (code: ExitCode) => {
      isReached = true;
      resolve(code);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        const now = performance.now();
        firstAt ??= now;
        if (now === firstAt) {
          console.error('Stopping; what is under way may finish. Once more stops at once.');
          end(EXIT.ok);
        } else if (now - firstAt > SAME_WISH_MS) {
          console.error('Stopped at once. The built-in database may still run; the next start takes it over.');
          process.exit(EXIT_CODES[signal]);
        }
      });
    }
    const crash = (error: unknown) => {
      log.fatal({ error }, 'An error was handled nowhere: Hearth stops');
      end(EXIT.failed);
    };
    process.on('uncaughtException', crash);
    process.on('unhandledRejection', crash);
  });
  return { reached, isReached: () => isReached };
}
