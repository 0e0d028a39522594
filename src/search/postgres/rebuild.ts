import type { Pool, PoolClient } from 'pg';
import type { SearchDocument } from '../engine.js';
import { fillBitmaps } from './bitmaps.js';
import { documentsAsJson } from './documents.js';
import { createIndexes, createTables, TABLES } from './tables.js';
import { inTransaction } from './transaction.js';
import {
  LOCKS,
  lexemeCounts,
  phraseCounts,
  readerCounts,
  readIncoming,
  saveIncoming,
  wordCounts,
} from './write-functions.js';

const NEXT = 'search_next';

/**
 * Fills a second set of tables and moves it to where the first was, all in one transaction: readers see the old index
 * whole until the commit and the new one after it, and a process that dies on the way leaves nothing behind.
 *
 * Others may write meanwhile. They write to the old tables, so that it can be found at once, and, seeing that the rebuild
 * lock is taken, leave a copy in `search.change`. When everything is loaded, writers are held for a moment and
 * their changes are repeated in their order on the new tables. So a write always wins over what a batch says, however
 * old the batch's source is.
 *
 * It keeps one connection of the pool for itself, so the pool must have another for whoever reads the batches.
 */
export async function rebuildIndex(
  pool: Pool,
  batches: AsyncIterable<readonly SearchDocument[]>,
): Promise<{ documents: number }> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1, $2)', [LOCKS.class, LOCKS.rebuild]);
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    await client.query('delete from search.change');
    await client.query(`create schema ${NEXT}`);
    await client.query(createTables(NEXT));
    for await (const batch of batches) {
      for (const json of documentsAsJson(batch)) {
        await client.query(
          `with ${readIncoming(NEXT, '$1')}, ${saveIncoming(NEXT)}
           select count(*) from saved`,
          [json],
        );
      }
    }
    await client.query("set local work_mem = '128MB'; set local maintenance_work_mem = '128MB'");
    await countAll(client);
    await client.query(createIndexes(NEXT));
    await client.query(TABLES.map((table) => `analyze ${NEXT}.${table}`).join(';'));
    await client.query('select pg_advisory_xact_lock($1, $2)', [LOCKS.class, LOCKS.write]);
    await swap(client);
    await client.query('select search.apply(documents, owners, keep) from search.change order by n');
    await client.query('delete from search.change');
    const { rows } = await client.query<{ documents: number }>(
      'select count(*)::int as documents from search.document',
    );
    return { documents: rows[0]?.documents ?? 0 };
  });
}

async function countAll(client: PoolClient): Promise<void> {
  const everything = `(select 1 as sign, * from ${NEXT}.document join ${NEXT}.document_text using (n))`;
  await client.query(`insert into ${NEXT}.lexeme ${lexemeCounts(everything)}`);
  await client.query(`insert into ${NEXT}.word ${wordCounts(everything)}`);
  await client.query(`insert into ${NEXT}.phrase ${phraseCounts(everything)}`);
  await client.query(`insert into ${NEXT}.reader ${readerCounts(everything)}`);
  await client.query(fillBitmaps(NEXT));
}

/**
 * Takes the locks in the order in which readers take theirs, so that nobody waits in a circle: a plan begins with `reader`
 * and only then looks into `lexeme` and `word`; an answer names `point`, `document` and `document_text` in this order, and one
 * that counts with bitmaps names `frequent` or `bitmap` before anything else;
 * suggestions read `phrase` alone.
 */
async function swap(client: PoolClient): Promise<void> {
  for (const table of TABLES) {
    await client.query(`lock table search.${table} in access exclusive mode`);
  }
  await client.query(`drop table ${TABLES.map((table) => `search.${table}`).join(', ')}`);
  await client.query(`drop sequence search.owner_number; alter sequence ${NEXT}.owner_number set schema search`);
  for (const table of TABLES) {
    await client.query(`alter table ${NEXT}.${table} set schema search`);
  }
  await client.query(`drop schema ${NEXT}`);
}
