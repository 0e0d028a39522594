import { GraphQLError } from 'graphql';
import type { QueryArrayConfig, QueryArrayResult } from 'pg';
import { type TimedPool, tookTooLong } from './timed-pool.js';

/** How the pool says that no connection became free in time; it has no code for it. */
const NO_CONNECTION = 'timeout exceeded when trying to connect';

/**
 * What reads for those who ask: connections of their own, on which no statement runs for longer than `seconds`, and for
 * which nobody waits for longer.
 */
export class ReadPool {
  constructor(
    private readonly pool: TimedPool,
    private readonly seconds: number,
  ) {}

  /** @throws GraphQLError READ_TIMED_OUT, or DATABASE_BUSY; both with `retryAfterSeconds` */
  async query<Row extends unknown[]>(statement: QueryArrayConfig): Promise<QueryArrayResult<Row>> {
    try {
      return await this.pool.query<Row>(statement);
    } catch (error) {
      if (tookTooLong(error)) throw this.tookTooLong();
      throw busyError(error) ?? error;
    }
  }

  private tookTooLong(): GraphQLError {
    const message = `Reading this took longer than ${this.seconds} seconds and was ended. Ask for less at once: smaller pages, fewer lists within lists, no totals; or try again when there is less to do.`;
    return new GraphQLError(message, { extensions: { code: 'READ_TIMED_OUT', retryAfterSeconds: this.seconds } });
  }
}

/** What is said when no connection to the database became free in time; undefined for other errors. */
export function busyError(error: unknown): GraphQLError | undefined {
  if (!(error instanceof Error) || error.message !== NO_CONNECTION) return undefined;
  return new GraphQLError(
    'There is too much to do at the moment: no connection to the database became free in time. Try again.',
    {
      extensions: { code: 'DATABASE_BUSY', retryAfterSeconds: 1 },
    },
  );
}
