import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import type { Action } from '../../schema/action.js';
import { Refused } from '../../schema/user-error.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { noteChange } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { Problems } from '../content/problems.js';
import { idsOf } from '../texts/ids.js';
import { noteChangedFields } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import { announce } from '../webhooks/announce.js';
import { type ImportedThread, importThread } from './imported-thread.js';
import { firstPostOf, lockThread } from './locked-thread.js';
import { memberOf } from './rights.js';
import { checkOpening, checkTopics, writeTopics } from './thread-references.js';
import { writeThread } from './write-thread.js';
import { bodyOf, titleOf } from './written-text.js';

export interface ThreadOpening {
  readonly spaceId: string;
  readonly title: string;
  /** Canonical BCP 47 tag. */
  readonly locale: string;
  /** Markdown of the first post. */
  readonly body: string;
  readonly topicIds?: readonly string[] | null;
}

interface ThreadFields {
  readonly title: string;
  readonly topicIds: readonly string[];
}

export type ThreadChange = Given<ThreadFields> & { readonly id: string };

/** Conversations. Every method that writes answers the id of the thread. */
export class Threads {
  constructor(private readonly dataSource: DataSource) {}

  /** Opens a thread with its first post. */
  async create(viewer: Viewer, opening: ThreadOpening): Promise<string> {
    const authorId = memberOf(viewer);
    requireConduct(viewer);
    const problems = new Problems();
    const title = titleOf(opening.title, problems, ['input', 'title']);
    const postId = uuid();
    const body = await bodyOf(opening.body, idsOf(postId), problems, ['input', 'body']);
    const { spaceId, locale } = opening;
    const topicIds = opening.topicIds ?? [];
    return this.dataSource.transaction(async (manager) => {
      await checkOpening(manager, viewer, spaceId, problems, ['input', 'spaceId']);
      await checkTopics(manager, topicIds, problems, ['input', 'topicIds']);
      problems.throwIfAny();
      const id = uuid();
      // The clock of the database, as for the posts that follow.
      const [{ now }]: [{ now: Date }] = await manager.query('select clock_timestamp() as now');
      const first = { id: postId, authorId, createdAt: now, body: body! };
      await writeThread(manager, {
        id,
        spaceId,
        title,
        locale,
        topicIds,
        pinned: false,
        locked: false,
        acceptedPostId: null,
        posts: [first],
      });
      await enqueueIndexing(manager, [id]);
      await announce(manager, { event: 'THREAD_CREATED', id, by: authorId });
      return id;
    });
  }

  /**
   * Changes what is given of title and topics; null clears.
   * @param startedFrom the revision that whoever changes it has seen
   */
  update(viewer: Viewer, given: ThreadChange, startedFrom?: number | null): Promise<string> {
    return this.change(viewer, 'EDIT', given.id, ['input', 'id'], async (manager, threadId) => {
      const known = await knownThread(manager, threadId);
      await refuseOutdated(manager, 'discussion_thread', known, startedFrom);
      const before: ThreadFields = { title: known.title, topicIds: known.topicIds };
      const problems = new Problems();
      const wanted = changedFields<ThreadFields>(before, given, { topicIds: [] }, problems, 'input');
      const topicIds = [...new Set(wanted.topicIds.map((topicId) => topicId.toLowerCase()))];
      const title = given.title == null ? before.title : titleOf(wanted.title, problems, ['input', 'title']);
      if (given.topicIds) await checkTopics(manager, given.topicIds, problems, ['input', 'topicIds']);
      problems.throwIfAny();
      if (!noteChangedFields(before, { title, topicIds })) return;
      await manager.update(DiscussionThread, { id: threadId }, { title });
      await writeTopics(manager, threadId, topicIds);
      await countRevision(manager, 'discussion_thread', threadId, viewer.memberId);
      await enqueueIndexing(manager, [threadId]);
      await announce(manager, { event: 'THREAD_UPDATED', id: threadId, by: viewer.memberId });
    });
  }

  /** Takes a thread away with all its posts. */
  remove(viewer: Viewer, id: string): Promise<string> {
    return this.change(viewer, 'DELETE', id, ['id'], async (manager, threadId) => {
      await manager.update(DiscussionThread, { id: threadId }, { deletedAt: new Date() });
      await enqueueIndexing(manager, [threadId]);
      await announce(manager, { event: 'THREAD_DELETED', id: threadId, by: viewer.memberId });
    });
  }

  /** Says which post answers the question, or with null that none does. */
  acceptAnswer(viewer: Viewer, id: string, postId: string | null): Promise<string> {
    return this.change(viewer, 'ACCEPT_ANSWER', id, ['threadId'], async (manager, threadId) => {
      if (postId !== null) await checkAnswer(manager, threadId, postId);
      await manager.update(DiscussionThread, { id: threadId }, { acceptedPostId: postId });
    });
  }

  /** Closes a thread for new posts but those of moderators, or opens it again. */
  lock(viewer: Viewer, id: string, locked: boolean): Promise<string> {
    return this.change(viewer, 'LOCK', id, ['id'], (manager, threadId) => {
      noteChange({ after: { locked } });
      return manager.update(DiscussionThread, { id: threadId }, { locked });
    });
  }

  /** Puts a thread above the others of its space, or back among them. */
  pin(viewer: Viewer, id: string, pinned: boolean): Promise<string> {
    return this.change(viewer, 'PIN', id, ['id'], (manager, threadId) => {
      noteChange({ after: { pinned } });
      return manager.update(DiscussionThread, { id: threadId }, { pinned });
    });
  }

  /** Puts a thread into another space, in which the viewer may open threads. */
  move(viewer: Viewer, id: string, spaceId: string): Promise<string> {
    return this.change(viewer, 'MOVE', id, ['id'], async (manager, threadId) => {
      const problems = new Problems();
      await checkOpening(manager, viewer, spaceId, problems, ['spaceId']);
      problems.throwIfAny();
      noteChange({ after: { spaceId } });
      await manager.update(DiscussionThread, { id: threadId }, { spaceId });
      // The new space may be for other readers.
      await enqueueIndexing(manager, [threadId]);
      await announce(manager, { event: 'THREAD_UPDATED', id: threadId, by: viewer.memberId });
    });
  }

  /** Takes over a thread from elsewhere with its times and authors; see `importThread`. */
  put(source: string, key: string, thread: ImportedThread): Promise<'created' | 'unchanged'> {
    return this.dataSource.transaction((manager) => importThread(manager, source, key, thread));
  }

  private change(
    viewer: Viewer,
    action: Action,
    id: string,
    path: string[],
    work: (manager: EntityManager, threadId: string) => Promise<unknown>,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const threadId = await lockThread(manager, viewer, action, id, path);
      await work(manager, threadId);
      return threadId;
    });
  }
}

async function knownThread(manager: EntityManager, threadId: string): Promise<Revised & ThreadFields> {
  const [known]: (Revised & ThreadFields)[] = await manager.query(
    `select id, revision, title, array(
       select tt.topic_id from thread_topic tt where tt.thread_id = $1 order by tt.position) as "topicIds"
     from discussion_thread where id = $1`,
    [threadId],
  );
  return known!;
}

async function checkAnswer(manager: EntityManager, threadId: string, postId: string): Promise<void> {
  const found: unknown[] = await manager.query(
    'select 1 from post where id::text = lower($1) and thread_id = $2 and deleted_at is null',
    [postId, threadId],
  );
  if (found.length === 0) throw Refused.because('NOT_FOUND', 'There is no such post in this thread.', 'postId');
  if (postId.toLowerCase() === (await firstPostOf(manager, threadId))) {
    throw Refused.because('NOT_ALLOWED', 'The post that opens a thread cannot be its answer.', 'postId');
  }
}
