import type { EntityManager } from 'typeorm';

/** Name of the job that brings the search index in line with one entry or thread; the database function knows it too. */
export const INDEX_JOB = 'index-search';

/**
 * Asks for the documents of entries or threads to be brought up to date, within the transaction that changes them: a job
 * exists if and only if the change does. Several changes before it runs make one job. Everyone asks in the same order, so
 * that nobody waits for each other.
 */
export async function enqueueIndexing(manager: EntityManager, ownerIds: readonly string[]): Promise<void> {
  await manager.query('select enqueue_indexing(id) from (select distinct unnest($1::uuid[]) as id order by id) owner', [
    ownerIds,
  ]);
}

/** SQL: whether an entry or a thread has changed, and an index may still hold it as it was. */
export function waitsForIndexing(owner: string): string {
  return `exists (select from graphile_worker.jobs where key = '${INDEX_JOB}:' || ${owner})`;
}

/** Name of the job that forgets words which no document has any more. */
export const WORDS_JOB = 'forget-search-words';

/**
 * Asks for words that only texts which have gone had to be forgotten too: a name can be one of them. It waits behind
 * the indexing of that entry or thread, which is in the same queue.
 */
export async function enqueueWordCleaning(manager: EntityManager, ownerId: string): Promise<void> {
  await manager.query(
    `select graphile_worker.add_job($1, queue_name := queue, job_key := $1 || ':' || queue)
     from (select 'index-search-' || abs(hashtext($2::uuid::text)) % 8 as queue) owner`,
    [WORDS_JOB, ownerId],
  );
}
