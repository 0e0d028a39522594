import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { validate as isUuid, v7 as uuid } from 'uuid';
import { allowed } from '../../access/decide.js';
import type { Answer } from '../../access/sql.js';
import type { Viewer } from '../../access/viewer.js';
import { queryPrepared } from '../../database/prepared.js';
import { Statement } from '../../read/statement.js';
import type { Action } from '../../schema/action.js';
import type { RichText } from '../../schema/rich-text.js';
import { Refused } from '../../schema/user-error.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { claim } from '../access/claim.js';
import { AuditedCall } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { Problems } from '../content/problems.js';
import { idsOf } from '../texts/ids.js';
import { noteChangedFields } from '../updates/differences.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import { memberOf } from './rights.js';
import { bodyOf } from './written-text.js';

/*
 * Adding a post in one statement: the author is held in place, so that who leaves waits for their posts under way and
 * takes them along. Then the thread is locked, so that posts written at once are counted one after the other.
 * The time is taken after the lock, so that it never lies before that of a post already there. The answer has a row
 * when the thread is there, and in it the post when the viewer may reply. The event for the audit log is written along
 * with the post: of all that is changed here, posts come most often.
 */
const addPost = (mayReply: Answer) => `
  with author as (
    select id as writing from member where id = $3 for key share
  ), thread as (
    select t.* from author, discussion_thread t where t.id = $1 and t.deleted_at is null for update of t
  ), written as (
    insert into post (id, thread_id, author_id, body_markdown, body_html, body_text, body_headings, body_reading_minutes, created_at)
    select $2, id, $3, $4, $5, $6, $7, $8, clock_timestamp() from thread where ${mayReply}
    returning id, thread_id, created_at
  ), counted as (
    update discussion_thread t set post_count = t.post_count + 1, last_activity_at = greatest(t.last_activity_at, written.created_at)
    from written where t.id = written.thread_id
  )
  select (select id from written) as post, (select enqueue_indexing(thread_id) from written),
    (select record_audit_event($9::jsonb || jsonb_build_object('object_type', 'Post', 'object_id', id)) from written)
  from thread`;

/** What members write in threads. */
export class Posts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
  ) {}

  /**
   * Writes a post below the others of a thread. One SQL statement.
   * @returns its id
   * @throws Refused NOT_FOUND for the thread, NOT_ALLOWED when it is locked for the viewer
   */
  async add(viewer: Viewer, threadId: string, written: string): Promise<string> {
    const authorId = memberOf(viewer);
    requireConduct(viewer);
    const id = uuid();
    const body = await checkedBody(written, id);
    const call = AuditedCall.current;
    const statement = new Statement({ viewer, locales: [] });
    const event = call?.event({ outcome: 'DONE' }) ?? null;
    statement.parameters.push(threadId, id, authorId, ...columnsOf(body), event);
    const mayReply = allowed('REPLY', 'DiscussionThread', 'thread', statement);
    if (!isUuid(threadId)) throw Refused.because('NOT_FOUND', 'There is no such thread.', 'input', 'threadId');
    const { rows } = await queryPrepared<{ post: string | null }>(this.pool, {
      text: addPost(mayReply),
      values: statement.parameters,
    });
    const [thread] = rows;
    if (!thread) throw Refused.because('NOT_FOUND', 'There is no such thread.', 'input', 'threadId');
    if (!thread.post)
      throw Refused.because('NOT_ALLOWED', 'This thread is locked: it takes no new posts.', 'input', 'threadId');
    if (call) call.written = true;
    return thread.post;
  }

  /**
   * Changes what a post says; what it said before is kept. Nothing happens when it says the same already.
   * @param startedFrom the revision that whoever changes it has seen
   */
  async update(viewer: Viewer, id: string, written: string, startedFrom?: number | null): Promise<string> {
    const editorId = memberOf(viewer);
    const body = await checkedBody(written, id);
    return this.dataSource.transaction(async (manager) => {
      const post = await lockPost(manager, viewer, 'EDIT', id, ['input', 'id']);
      await refuseOutdated(manager, 'post', post, startedFrom);
      if (!noteChangedFields({ body: post.markdown }, { body: body.markdown })) return post.id;
      await manager.query(
        'insert into post_edit (post_id, replaced_at, body_markdown, replaced_by) values ($1, clock_timestamp(), $2, $3)',
        [post.id, post.markdown, editorId],
      );
      await manager.query(
        `update post set body_markdown = $2, body_html = $3, body_text = $4, body_headings = $5, body_reading_minutes = $6, edited_at = clock_timestamp()
         where id = $1`,
        [post.id, ...columnsOf(body)],
      );
      await countRevision(manager, 'post', post.id, viewer.memberId);
      await enqueueIndexing(manager, [post.threadId]);
      return post.id;
    });
  }

  /**
   * Takes a post away. When it was the accepted answer, the thread has none afterwards.
   * @throws Refused NOT_ALLOWED for the post that opens a thread, which goes with its thread only
   */
  async remove(viewer: Viewer, id: string): Promise<{ postId: string; threadId: string }> {
    return this.dataSource.transaction(async (manager) => {
      const { id: postId, threadId } = await lockPost(manager, viewer, 'DELETE', id, ['id']);
      await manager.query('update post set deleted_at = now() where id = $1', [postId]);
      await manager.query(
        `update discussion_thread set post_count = post_count - 1, accepted_post_id = nullif(accepted_post_id, $2),
           last_activity_at = (select max(created_at) from post where thread_id = $1 and deleted_at is null)
         where id = $1`,
        [threadId, postId],
      );
      await enqueueIndexing(manager, [threadId]);
      return { postId, threadId };
    });
  }
}

interface LockedPost extends Revised {
  readonly threadId: string;
  readonly markdown: string;
}

/**
 * Locks a post for what the viewer wants to do with it: through its thread, as everything that writes in a thread does,
 * and reads it as it is then. The viewer is held in place before that, in the order in which `claim` does.
 */
async function lockPost(
  manager: EntityManager,
  viewer: Viewer,
  action: Action,
  id: string,
  path: readonly string[],
): Promise<LockedPost> {
  if (isUuid(id)) {
    await manager.query(
      `with asking as (select 1 from member where id = $2 for key share)
       select 1 from asking, discussion_thread t join post p on p.thread_id = t.id where p.id = $1 for update of t`,
      [id, viewer.memberId],
    );
  }
  return claim(manager, viewer, {
    to: [action],
    on: 'Post',
    id,
    path,
    columns: 'id, revision, thread_id "threadId", body_markdown "markdown"',
  });
}

async function checkedBody(written: string, postId: string): Promise<RichText> {
  const problems = new Problems();
  const body = await bodyOf(written, idsOf(postId), problems, ['input', 'body']);
  problems.throwIfAny();
  return body!;
}

/** The values of the columns body_…, in the order of the table. */
function columnsOf(body: RichText): unknown[] {
  return [body.markdown, body.html, body.text, JSON.stringify(body.headings), body.readingMinutes];
}
