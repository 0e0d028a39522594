import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import { Refused } from '../../schema/user-error.js';

/** A thread as it is now; nobody else changes it or writes in it until the transaction ends. */
export interface LockedThread {
  readonly id: string;
  readonly authorId: string | null;
  readonly spaceId: string;
}

/**
 * Locks a thread. Members see every space, so for them only a deleted thread is hidden.
 * @throws Refused NOT_FOUND with this path
 */
export async function lockThread(manager: EntityManager, id: string, ...path: string[]): Promise<LockedThread> {
  const rows: LockedThread[] = isUuid(id)
    ? await manager.query(
        'select id, author_id "authorId", space_id "spaceId" from discussion_thread where id = $1 and deleted_at is null for update',
        [id],
      )
    : [];
  if (!rows[0]) throw Refused.because('NOT_FOUND', 'There is no such thread.', ...path);
  return rows[0];
}

/** Id of the post that opens the thread. */
export async function firstPostOf(manager: EntityManager, threadId: string): Promise<string> {
  const [first]: { id: string }[] = await manager.query(
    'select id from post where thread_id = $1 and deleted_at is null order by created_at, id limit 1',
    [threadId],
  );
  return first!.id;
}
