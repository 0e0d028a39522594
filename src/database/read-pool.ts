import { GraphQLError } from 'graphql';
import type { Pool, QueryArrayConfig, QueryArrayResult } from 'pg';
import { queryPrepared } from './prepared.js';

/** How PostgreSQL says that a statement was ended since it took too long. */
const TIMED_OUT = '57014';
/** How the pool says that no connection became free in time; it has no code for it. */
const NO_CONNECTION = 'timeout exceeded when trying to connect';

/**
 * What reads for those who ask: connections of their own, on which no statement runs for longer than `seconds`, and for
 * which nobody waits for longer.
 */
export class ReadPool {
  private readonly begin: string | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly seconds: number,
    /** Whether a pooler is in front of the database, where a limit holds for one transaction only. */
    isPooled: boolean,
  ) {
    this.begin = isPooled ? `begin read only; set local statement_timeout = '${seconds}s'` : undefined;
  }

  /** @throws GraphQLError READ_TIMED_OUT, or DATABASE_BUSY; both with `retryAfterSeconds` */
  async query<Row extends unknown[]>(statement: QueryArrayConfig): Promise<QueryArrayResult<Row>> {
    try {
      return await queryPrepared<Row>(this.pool, statement, this.begin);
    } catch (error) {
      if ((error as { code?: string }).code === TIMED_OUT) throw this.tookTooLong();
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
