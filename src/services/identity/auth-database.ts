import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

/** better-auth's transactions, where they are part of one of ours. */
const NESTED: Readonly<Record<string, string>> = {
  begin: 'savepoint auth',
  commit: 'release savepoint auth',
  rollback: 'rollback to savepoint auth',
};

/**
 * The database as better-auth knows it: a pool, from which it takes a connection for each of its statements. Within
 * `transaction` it gets the connection of that transaction, so that what it does and what we do happens both or not at
 * all: a code is used up if and only if what it was for is done.
 */
export class AuthDatabase {
  private readonly joined = new AsyncLocalStorage<PoolClient>();

  constructor(
    private readonly dataSource: DataSource,
    readonly pool: Pool,
  ) {}

  /** For single statements of their own. */
  get manager(): EntityManager {
    return this.dataSource.manager;
  }

  /** Runs `work` in a transaction that all calls of better-auth within it join. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      const client: PoolClient = await manager.queryRunner!.connect();
      return this.joined.run(client, () => work(manager));
    });
  }

  async connect(): Promise<Pick<PoolClient, 'query' | 'release'>> {
    const client = this.joined.getStore();
    if (!client) return this.pool.connect();
    const query = (text: string, values: unknown[]) => client.query(NESTED[text] ?? text, values);
    return { query: query as PoolClient['query'], release: () => {} };
  }

  /** The pool is closed by its owner. */
  async end(): Promise<void> {}
}
