import type { Pool } from 'pg';

/**
 * Reads the tables and indexes of search into the memory of the machine, so that the first searches after a start need not
 * wait for the disk. Seconds at 100,000 documents; where the extension `pg_prewarm` is not to be had nothing happens.
 */
export async function warm(pool: Pool): Promise<void> {
  try {
    await pool.query('create extension if not exists pg_prewarm');
    // Memory of PostgreSQL itself is often less than all of search: what is hot goes there soon.
    await pool.query(
      `select pg_prewarm(oid::regclass, 'read') from pg_class
       where relnamespace = 'search'::regnamespace and relkind in ('r', 'i')`,
    );
  } catch {
    // Slower at first, and nothing else.
  }
}
