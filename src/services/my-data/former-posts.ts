import type { EntityManager } from 'typeorm';
import { enqueueIndexing, enqueueWordCleaning } from '../../search/indexing.js';
import { renderPlain } from '../texts/plain.js';
import { announce } from '../webhooks/announce.js';

/** What happens to the posts of a member who leaves. */
export type PostsOfLeaver = 'KEEP' | 'REMOVE';

/** Stands in place of a post that others have answered: of no language, so that every front end can say it in its own. */
const NOTHING = '—';

/**
 * Removes the posts of a member who leaves, or only those they had deleted, with what they said before edits. Threads
 * they opened go with them, unless others have written there: then the post that opens the thread is emptied. To be
 * called while the member is there; what remains has no author once they have gone.
 */
export async function removePosts(manager: EntityManager, memberId: string, posts: PostsOfLeaver): Promise<void> {
  const removeAll = posts === 'REMOVE';
  // In the order of ids, as nobody else takes several at once.
  const threads: { id: string }[] = await manager.query(
    `select id from discussion_thread where author_id = $1 or id in (select thread_id from post where author_id = $1)
     order by id for update`,
    [memberId],
  );
  const ids = threads.map(({ id }) => id);
  const [goneThreads]: [{ id: string; was_there: boolean }[], number] = await manager.query(
    `delete from discussion_thread t where t.id = any($1) and t.author_id = $2 and ($3 or t.deleted_at is not null)
       and not exists (select 1 from post p where p.thread_id = t.id and p.deleted_at is null and p.author_id is distinct from $2)
     returning t.id, t.deleted_at is null as was_there`,
    [ids, memberId, removeAll],
  );
  const told = goneThreads.filter(({ was_there }) => was_there);
  // By nobody: who has left is named nowhere any more.
  if (told.length)
    await announce(manager, ...told.map(({ id }) => ({ event: 'THREAD_DELETED' as const, id, by: null })));
  const emptied = removeAll ? await emptyOpenings(manager, ids, memberId) : [];
  const [gonePosts]: [{ thread_id: string }[], number] = await manager.query(
    `delete from post p using discussion_thread t
     where t.id = p.thread_id and t.id = any($1) and p.author_id = $2 and p.id <> all($4)
       and ($3 or p.deleted_at is not null or t.deleted_at is not null)
     returning p.thread_id`,
    [ids, memberId, removeAll, emptied.map(({ id }) => id)],
  );
  const changed = [...emptied, ...gonePosts].map(({ thread_id }) => thread_id);
  await countPosts(manager, changed);
  const toIndex = [...new Set([...goneThreads.map(({ id }) => id), ...changed])];
  await enqueueIndexing(manager, toIndex);
  for (const id of toIndex) await enqueueWordCleaning(manager, id);
}

/** Empties their posts that open one of these threads, in which others have written. */
async function emptyOpenings(
  manager: EntityManager,
  threadIds: readonly string[],
  memberId: string,
): Promise<{ id: string; thread_id: string }[]> {
  const { markdown, html, text, headings, readingMinutes } = renderPlain(NOTHING);
  const [emptied]: [{ id: string; thread_id: string }[], number] = await manager.query(
    `update post set body_markdown = $3, body_html = $4, body_text = $5, body_headings = $6, body_reading_minutes = $7, edited_at = now()
     where author_id = $2 and deleted_at is null and id in (
       select distinct on (p.thread_id) p.id from post p join discussion_thread t on t.id = p.thread_id
       where t.id = any($1) and t.deleted_at is null and p.deleted_at is null order by p.thread_id, p.created_at, p.id)
     returning id, thread_id`,
    [threadIds, memberId, markdown, html, text, JSON.stringify(headings), readingMinutes],
  );
  await manager.query('delete from post_edit where post_id = any($1)', [emptied.map(({ id }) => id)]);
  return emptied;
}

async function countPosts(manager: EntityManager, threadIds: readonly string[]): Promise<void> {
  await manager.query(
    `update discussion_thread t set post_count = counted.posts, last_activity_at = coalesce(counted.last, t.last_activity_at)
     from (select th.id, count(p.id) as posts, max(p.created_at) as last from discussion_thread th
       left join post p on p.thread_id = th.id and p.deleted_at is null where th.id = any($1) group by th.id) counted
     where t.id = counted.id`,
    [threadIds],
  );
}
