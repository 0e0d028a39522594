import type { Pool } from 'pg';
import type { Hub } from '../../src/hub.js';
import { communityRows } from './community-rows.js';
import { contentRows } from './content-rows.js';
import { type DataSet, END_OF_DATA } from './data-set.js';
import { directoryRows } from './directory-rows.js';
import type { TableRows } from './tables.js';

const ROWS_A_STATEMENT = 1000;

/** Puts the data set into an empty hub, unless an earlier run has, and takes away what earlier runs have added. */
export async function fill(hub: Hub, data: DataSet, log: (line: string) => void): Promise<void> {
  const { pool } = hub.database;
  await pool.query('create table if not exists bench_filled (at timestamptz)');
  const filled = await pool.query('select from bench_filled');
  if (filled.rowCount) {
    await forgetEarlierRuns(pool);
    // Of another version of search it begins empty; to fill it takes longer than a server may take to start.
    await hub.services.search.open();
    return;
  }
  for (const rows of [contentRows, directoryRows, communityRows]) {
    for (const { table, rows: all } of rows(data)) await insert(pool, { table, rows: all }, log);
  }
  log('Filling the search index…');
  await hub.services.search.open();
  await hub.services.search.reindex();
  await pool.query('insert into bench_filled values (now())');
  await pool.query('vacuum analyze');
  await pool.query('checkpoint');
}

async function insert(pool: Pool, { table, rows }: TableRows, log: (line: string) => void): Promise<void> {
  log(`Filling ${table}…`);
  for (const batch of batches(rows)) {
    const columns = Object.keys(batch[0]!)
      .map((name) => `"${name}"`)
      .join(', ');
    await pool.query(
      `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(batch)],
    );
  }
}

function* batches<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < ROWS_A_STATEMENT) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function forgetEarlierRuns(pool: Pool): Promise<void> {
  const { rowCount } = await pool.query('delete from post where created_at >= $1', [END_OF_DATA]);
  if (!rowCount) return;
  await pool.query(
    `update discussion_thread t set post_count = p.count, last_activity_at = p.latest
     from (select thread_id, count(*), max(created_at) as latest from post group by thread_id) p
     where p.thread_id = t.id and t.last_activity_at >= $1`,
    [END_OF_DATA],
  );
  await pool.query('select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs))');
  await pool.query('vacuum analyze');
}
