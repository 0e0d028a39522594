import type { Logger } from 'pino';
import type { SearchEngine, SearchQuery, SearchResult, SuggestQuery } from '../../search/engine.js';

/** An engine that has not answered by then is taken for one that does not. */
const PATIENCE_SECONDS = 2;
/** Of so many texts, another server is told with each search that they are taken back; with more, PostgreSQL answers. */
const MOST_EXCEPTED = 300;
/** How often an engine that is away is asked whether it is back. */
const PROBE_SECONDS = 5;

/** The main engine does not answer at the moment. What waits for it is to be tried again. */
export class EngineAway extends Error {
  override readonly name = 'EngineAway';
}

/**
 * The engine that answers searches, and, where that is another server, the one within PostgreSQL behind it: it is kept
 * in step as well, and answers while the main one does not. Nobody waits for an engine that is known to be away: it is
 * asked in the background until it answers again.
 */
export class Engines {
  /** Why the main engine is not used at the moment; null while it is. */
  private reason: string | null = null;
  private probe: NodeJS.Timeout | undefined;
  private closed = false;
  private preparation: Promise<void> | undefined;

  /**
   * @param main answers searches
   * @param spare answers while the main one does not; null when it is as close to the data as can be
   * @param onReturn prepares the main engine when it answers again; it is used once that is done
   */
  constructor(
    readonly main: SearchEngine,
    private readonly spare: SearchEngine | null,
    private readonly onReturn: () => Promise<void>,
    private readonly log: Logger,
  ) {}

  /** All engines, in the order in which they are written to. */
  get all(): readonly SearchEngine[] {
    return this.spare ? [this.spare, this.main] : [this.main];
  }

  get away(): boolean {
    return this.reason !== null;
  }

  /** @throws Error with the reason while the main engine is not used; at once when that is known */
  async ping(): Promise<void> {
    if (this.reason !== null) throw new EngineAway(this.reason);
    await (this.spare ? this.inTime(this.main.ping()) : this.main.ping());
  }

  /** An answer, and whether it is not the main engine's. */
  async search(query: SearchQuery): Promise<SearchResult & { degraded: boolean }> {
    const excepted = this.spare && !this.away ? ((await query.except?.rows())?.length ?? 0) : 0;
    if (this.spare && excepted > MOST_EXCEPTED) return { ...(await this.spare.search(query)), degraded: true };
    const [result, degraded] = await this.answer((engine) => engine.search(query));
    return { ...result, degraded };
  }

  async suggest(query: SuggestQuery): Promise<string[]> {
    const [texts] = await this.answer((engine) => engine.suggest(query));
    return texts;
  }

  /**
   * Writes to all engines, to the nearest first.
   * @throws EngineAway at once while the main one does not answer
   */
  async write(work: (engine: SearchEngine) => Promise<void>): Promise<void> {
    if (this.spare) {
      await work(this.spare);
      if (this.reason !== null) {
        throw new EngineAway(`${this.main.name} is away (${this.reason}): this waits until it is back`);
      }
      // A server that hangs would keep the worker for as long as a long task may take.
      await this.inTime(this.main.ping());
    }
    await work(this.main);
  }

  /** Begins to use the main engine where there is one that stands in: as soon as it is prepared. */
  async begin(): Promise<void> {
    if (this.spare) await this.inTime(this.preparing(), 'is not ready yet').catch(() => {});
  }

  /** Notes that the main engine could not be reached. */
  private lost(error: Error): void {
    if (this.away || this.closed) return;
    this.warn(error);
    this.probeSoon();
  }

  private warn({ message }: Error): void {
    this.reason = message;
    this.log.warn(
      `Search: ${message}. PostgreSQL answers instead, and indexing waits; asking again every ${PROBE_SECONDS} seconds.`,
    );
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.probe);
    for (const engine of this.all) await engine.close();
  }

  private async answer<T>(ask: (engine: SearchEngine) => Promise<T>): Promise<[T, boolean]> {
    if (!this.spare) return [await ask(this.main), false];
    if (!this.away) {
      try {
        return [await this.inTime(ask(this.main)), false];
      } catch {
        // The engine's own error is logged by whoever finds out that it is away.
      }
    }
    return [await ask(this.spare), true];
  }

  /** @throws Error, and takes the main engine for lost, when the work fails or takes too long */
  private async inTime<T>(
    work: Promise<T>,
    lateness = `did not answer within ${PATIENCE_SECONDS} seconds`,
  ): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`${this.main.name} ${lateness}`);
      timer = setTimeout(() => reject(error), PATIENCE_SECONDS * 1000);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      this.lost(error as Error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Prepares the main engine; where that is being done already, it is the same work. */
  private preparing(): Promise<void> {
    this.preparation ??= this.onReturn().finally(() => {
      this.preparation = undefined;
    });
    return this.preparation;
  }

  private probeSoon(): void {
    if (this.closed) return;
    this.probe = setTimeout(() => void this.tryAgain(), PROBE_SECONDS * 1000).unref();
  }

  private async tryAgain(): Promise<void> {
    try {
      await this.preparing();
      this.reason = null;
      this.log.info(`Search: ${this.main.name} answers again`);
    } catch (error) {
      // Once what is wrong has changed, so has the remedy.
      if ((error as Error).message !== this.reason && !this.closed) this.warn(error as Error);
      this.probeSoon();
    }
  }
}
