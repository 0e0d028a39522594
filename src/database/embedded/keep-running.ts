const LOOK_MS = 1000;
/** A server that ends more often than so often within so long has a cause that starting it again does not mend. */
const MOST_STARTS = 5;
const WITHIN_MS = 10 * 60_000;

export interface Watch {
  /** Rejects when the server has ended and could not be started again. */
  readonly lost: Promise<never>;
  end(): void;
}

/**
 * Starts a server again that has ended by itself or was killed.
 * @param server.isRunning looked at every second
 * @param server.start resolves when it accepts connections again
 * @param server.log gets a line when the server has ended
 */
export function keepRunning(server: {
  isRunning: () => Promise<boolean>;
  start: () => Promise<void>;
  log: (line: string) => void;
}): Watch {
  const starts: number[] = [];
  let busy = false;
  let fail!: (reason: Error) => void;
  const lost = new Promise<never>((_resolve, reject) => (fail = reject));
  // Whoever does not ask is not to be ended by it.
  lost.catch(() => undefined);
  const timer = setInterval(async () => {
    if (busy) return;
    busy = true;
    try {
      await look();
      busy = false;
    } catch (error) {
      clearInterval(timer);
      fail(error as Error);
    }
  }, LOOK_MS).unref();

  async function look(): Promise<void> {
    if (await server.isRunning()) return;
    const since = performance.now() - WITHIN_MS;
    if (starts.filter((at) => at > since).length >= MOST_STARTS) {
      throw new Error(
        `The built-in PostgreSQL has ended ${MOST_STARTS + 1} times within ${WITHIN_MS / 60_000} minutes; its log says why.`,
      );
    }
    starts.push(performance.now());
    server.log('The built-in PostgreSQL has ended: starting it again');
    await server.start();
  }

  return { lost, end: () => clearInterval(timer) };
}
