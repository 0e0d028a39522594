import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../access/viewer.js';
import type { Action } from '../../schema/action.js';
import { claim } from '../access/claim.js';

/**
 * Locks a thread for what the viewer wants to do with it; nobody else changes it or writes in it until the transaction
 * ends.
 * @returns its id
 * @throws Refused NOT_FOUND or NOT_ALLOWED with this path
 */
export async function lockThread(
  manager: EntityManager,
  viewer: Viewer,
  action: Action,
  id: string,
  path: readonly string[],
): Promise<string> {
  const thread = await claim<{ id: string }>(manager, viewer, {
    to: [action],
    on: 'DiscussionThread',
    id,
    path,
    columns: 'id',
  });
  return thread.id;
}

/** Id of the post that opens the thread. */
export async function firstPostOf(manager: EntityManager, threadId: string): Promise<string> {
  const [first]: { id: string }[] = await manager.query(
    'select id from post where thread_id = $1 and deleted_at is null order by created_at, id limit 1',
    [threadId],
  );
  return first!.id;
}
