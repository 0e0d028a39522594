import type { Pool, QueryArrayConfig, QueryArrayResult, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { queryPrepared } from './prepared.js';

/** How PostgreSQL says that a statement was ended since it took too long. */
const TIMED_OUT = '57014';

/** Connections on which no statement runs for longer than a time, and which only read. */
export class TimedPool {
  private readonly begin: string | undefined;

  /** @param pooledSeconds the time where a pooler is in front of the database: it holds for one transaction only there */
  constructor(
    private readonly pool: Pool,
    pooledSeconds?: number,
  ) {
    this.begin = pooledSeconds ? `begin read only; set local statement_timeout = '${pooledSeconds}s'` : undefined;
  }

  query<Row extends unknown[]>(statement: QueryArrayConfig): Promise<QueryArrayResult<Row>>;
  query<Row extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<Row>>;
  query(statement: QueryConfig): Promise<unknown> {
    return queryPrepared(this.pool, statement, this.begin);
  }
}

/** Whether PostgreSQL has ended a statement since it took too long. */
export function tookTooLong(error: unknown): boolean {
  return (error as { code?: string }).code === TIMED_OUT;
}
