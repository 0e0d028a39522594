import type { GraphQLSchema } from 'graphql';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { ReviewComment } from '../../entities/review/review-comment.js';
import { Refused } from '../../schema/user-error.js';
import { written } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { requireConduct } from '../conduct/require-conduct.js';
import { LOCKED_COLUMNS, type LockedEntry } from '../content/locked-entry.js';
import { Problems } from '../content/problems.js';
import { draftOf } from '../content/revisions.js';
import { type Anchor, checkAnchor } from './anchors.js';
import { tellOfComment } from './notices.js';

const LONGEST_COMMENT = 5000;
/** A thread is read as a whole. */
const MOST_COMMENTS = 100;

/** What opens a thread. */
export interface NewThread extends Anchor {
  readonly entryId: string;
  /** Number of the revision its author has read. */
  readonly revision: number;
  readonly body: string;
}

/** What people say about drafts. It stays with the entry, whatever becomes of its reviews. */
export class ReviewComments {
  constructor(private readonly dataSource: DataSource) {}

  /** Comments on a place in a draft. @returns id of the new thread @throws Refused */
  open(viewer: Viewer, schema: GraphQLSchema, { entryId, revision, path, quote, body }: NewThread): Promise<string> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const entry = await claim<LockedEntry>(manager, viewer, {
        to: ['READ_REVISIONS'],
        on: 'Entry',
        id: entryId,
        path: ['input', 'entryId'],
        columns: LOCKED_COLUMNS,
        lock: 'key share',
      });
      if (entry.deleted_at)
        throw Refused.because('NOT_ALLOWED', 'It is in the trash: restore it first.', 'input', 'entryId');
      const problems = new Problems();
      const draft = await draftOf(manager, entry.id, revision);
      if (draft) checkAnchor(schema, entry.type, draft, { path, quote }, problems);
      else problems.add('NOT_FOUND', 'The entry has no revision of this number.', 'input', 'revision');
      const words = checkBody(body, problems, 'input', 'body');
      problems.throwIfAny();
      const id = uuid();
      await manager.query(
        `with kept as (update revision set kept = true where entry_id = $2 and number = $3 returning draft)
         insert into review_thread (id, entry_id, revision, path, quote, digest, created_at, updated_at)
         select $1, $2, $3, $4::text[], $5, md5(draft_value(kept.draft, $4::text[])::text), now(), now() from kept`,
        [id, entry.id, revision, path, quote],
      );
      await write(manager, viewer, { threadId: id, entryId: entry.id, body: words });
      return id;
    });
  }

  /** Adds a comment to a thread. @returns id of the comment @throws Refused */
  reply(viewer: Viewer, threadId: string, body: string): Promise<string> {
    requireConduct(viewer);
    return this.dataSource.transaction(async (manager) => {
      const thread = await claim<{ id: string; entry_id: string; count: number }>(manager, viewer, {
        to: ['REPLY'],
        on: 'ReviewThread',
        id: threadId,
        path: ['threadId'],
        columns: 'id, entry_id, (select count(*)::int from review_comment rc where rc.thread_id = o.id) as count',
      });
      const problems = new Problems();
      const words = checkBody(body, problems, 'body');
      if (thread.count >= MOST_COMMENTS)
        problems.add('NOT_ALLOWED', `A thread has at most ${MOST_COMMENTS} comments. Begin another one.`, 'threadId');
      problems.throwIfAny();
      await touch(manager, thread.id);
      return write(manager, viewer, { threadId: thread.id, entryId: thread.entry_id, body: words });
    });
  }

  /** Changes a comment of the viewer's. @returns its id @throws Refused */
  edit(viewer: Viewer, id: string, body: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const comment = await claimComment(manager, viewer, 'EDIT', id);
      const problems = new Problems();
      const words = checkBody(body, problems, 'body');
      problems.throwIfAny();
      await manager.update(ReviewComment, { id: comment.id }, { body: words, editedAt: new Date() });
      await touch(manager, comment.thread_id);
      return comment.id;
    });
  }

  /** Deletes a comment of the viewer's, and with the last one the thread. @returns the id it had @throws Refused */
  remove(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const comment = await claimComment(manager, viewer, 'DELETE', id);
      // Whoever replies waits here, or is there already.
      await manager.query('select 1 from review_thread where id = $1 for update', [comment.thread_id]);
      await manager.delete(ReviewComment, { id: comment.id });
      await manager.query(
        'delete from review_thread t where id = $1 and not exists (select 1 from review_comment c where c.thread_id = t.id)',
        [comment.thread_id],
      );
      return comment.id;
    });
  }

  /** Says that a thread is done with, or that it is not. @returns its id @throws Refused */
  resolve(viewer: Viewer, id: string, resolved: boolean): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const thread = await claim<{ id: string; resolved: boolean }>(manager, viewer, {
        to: ['RESOLVE'],
        on: 'ReviewThread',
        id,
        path: ['id'],
        columns: 'id, resolved_at is not null as resolved',
      });
      noteChange({ before: { resolved: thread.resolved }, after: { resolved } });
      if (thread.resolved === resolved) return thread.id;
      await manager.query(
        `update review_thread set updated_at = now(), resolved_at = case when $2 then now() end,
           resolved_by = case when $2 then $3::uuid end where id = $1`,
        [thread.id, resolved, viewer.memberId],
      );
      return thread.id;
    });
  }
}

function claimComment(manager: EntityManager, viewer: Viewer, action: 'EDIT' | 'DELETE', id: string) {
  return claim<{ id: string; thread_id: string }>(manager, viewer, {
    to: [action],
    on: 'ReviewComment',
    id,
    path: ['id'],
    columns: 'id, thread_id',
  });
}

async function write(
  manager: EntityManager,
  viewer: Viewer,
  { threadId, entryId, body }: { threadId: string; entryId: string; body: string },
): Promise<string> {
  const id = uuid();
  await manager.insert(ReviewComment, { id, threadId, authorId: viewer.memberId, body, createdAt: new Date() });
  await tellOfComment(manager, { entryId, threadId, commentId: id, by: viewer.memberId });
  return id;
}

async function touch(manager: EntityManager, threadId: string): Promise<void> {
  await manager.query('update review_thread set updated_at = now() where id = $1', [threadId]);
}

function checkBody(body: string, problems: Problems, ...path: string[]): string {
  const words = written(body) ?? '';
  if (words.length < 1 || words.length > LONGEST_COMMENT)
    problems.add('INVALID', `A comment has 1 to ${LONGEST_COMMENT} characters.`, ...path);
  return words;
}
