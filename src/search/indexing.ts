import type { EntityManager } from 'typeorm';

/** Name of the job that brings the search index in line with one entry or thread; the database function knows it too. */
export const INDEX_JOB = 'index-search';

/**
 * Asks for the documents of an entry or thread to be brought up to date, within the transaction that changes it: the
 * job exists if and only if the change does. Several changes before it runs make one job.
 */
export async function enqueueIndexing(manager: EntityManager, ownerId: string): Promise<void> {
  await manager.query('select enqueue_indexing($1)', [ownerId]);
}
