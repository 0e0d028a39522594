import type { EntityManager } from 'typeorm';
import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Post } from '../../entities/community/post.js';
import type { RichText } from '../../schema/rich-text.js';
import { writeTopics } from './thread-references.js';

/** A thread whose values and references have been checked. */
export interface NewThread {
  readonly id: string;
  readonly spaceId: string;
  readonly title: string;
  readonly locale: string;
  readonly topicIds: readonly string[];
  readonly pinned: boolean;
  readonly locked: boolean;
  readonly acceptedPostId: string | null;
  /** By time; the first opens the thread, and its author is the thread's. */
  readonly posts: readonly {
    readonly id: string;
    readonly authorId: string;
    readonly createdAt: Date;
    readonly body: RichText;
  }[];
}

/** Writes the rows of a new thread with its posts and topics. */
export async function writeThread(
  manager: EntityManager,
  { posts, topicIds, acceptedPostId, ...thread }: NewThread,
): Promise<void> {
  const first = posts[0]!;
  await manager.insert(DiscussionThread, {
    ...thread,
    authorId: first.authorId,
    postCount: posts.length,
    createdAt: first.createdAt,
    lastActivityAt: posts.at(-1)!.createdAt,
  });
  await manager.insert(
    Post,
    posts.map(({ id, authorId, createdAt, body }) => ({
      id,
      threadId: thread.id,
      authorId,
      createdAt,
      bodyMarkdown: body.markdown,
      bodyHtml: body.html,
      bodyText: body.text,
      bodyHeadings: body.headings,
      bodyReadingMinutes: body.readingMinutes,
    })),
  );
  if (acceptedPostId) await manager.update(DiscussionThread, { id: thread.id }, { acceptedPostId });
  await writeTopics(manager, thread.id, topicIds);
}
