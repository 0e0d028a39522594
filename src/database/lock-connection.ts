import pg from 'pg';

/**
 * A connection that holds advisory locks until it ends, or its process does. It is no connection of a pool: what goes on
 * under a lock needs those. The locks belong to a transaction that stays open, for behind a pooler such as PgBouncer
 * nothing else stays on one connection to the server. The transaction reads nothing, and so keeps no old rows alive.
 */
export class LockConnection {
  private constructor(private readonly client: pg.Client) {}

  /** @param pool to connect as its connections do */
  static async open(pool: pg.Pool): Promise<LockConnection> {
    const client = new pg.Client({ ...pool.options, application_name: 'hearth locks' });
    client.on('error', () => {});
    await client.connect();
    await client.query(
      'begin; set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0; set local lock_timeout = 0',
    );
    return new LockConnection(client);
  }

  /**
   * Waits for a lock.
   * @param key one `bigint` or two `int`, as SQL
   */
  async take(key: string, values: readonly unknown[] = []): Promise<void> {
    await this.client.query(`select pg_advisory_xact_lock(${key})`, [...values]);
  }

  /** Waits for a lock that others may share. */
  async share(key: string, values: readonly unknown[] = []): Promise<void> {
    await this.client.query(`select pg_advisory_xact_lock_shared(${key})`, [...values]);
  }

  /** Takes a lock unless somebody has it. @returns whether it was taken */
  async tryToTake(key: string, values: readonly unknown[] = []): Promise<boolean> {
    const sql = `select pg_try_advisory_xact_lock(${key}) as taken`;
    const { rows } = await this.client.query<{ taken: boolean }>(sql, [...values]);
    return rows[0]!.taken;
  }

  /** Whether the connection, and so the locks, are there. */
  async isAlive(): Promise<boolean> {
    return this.client.query('select').then(
      () => true,
      () => false,
    );
  }

  async end(): Promise<void> {
    await this.client.end().catch(() => {});
  }
}
