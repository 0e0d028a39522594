import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Refused } from '../../schema/user-error.js';
import { enqueueIndexing } from '../../search/indexing.js';
import { Problems } from '../content/problems.js';
import { idsOf } from '../texts/ids.js';
import { checkSpace, checkTopics } from './thread-references.js';
import { writeThread } from './write-thread.js';
import { bodyOf, titleOf } from './written-text.js';

/** A thread as it went elsewhere, with its times and authors. */
export interface ImportedThread {
  readonly spaceId: string;
  /** Canonical BCP 47 tag. */
  readonly locale: string;
  readonly title: string;
  readonly topicIds: readonly string[];
  readonly pinned: boolean;
  readonly locked: boolean;
  /** Index into `posts`, never 0. */
  readonly acceptedAnswer: number | null;
  /** By time, none at the same time as the first, which opens the thread. */
  readonly posts: readonly { readonly authorId: string; readonly at: Date; readonly body: string }[];
}

/**
 * Takes over the thread that is `key` at `source`, once. From then on it belongs to the community here, which may have
 * answered, edited or deleted it: it is left as it is.
 * @throws Refused with all problems, with paths into the thread below `input`
 */
export async function importThread(
  manager: EntityManager,
  source: string,
  key: string,
  thread: ImportedThread,
): Promise<'created' | 'unchanged'> {
  // Two imports of the same thing at once would make it twice.
  await manager.query("select pg_advisory_xact_lock(hashtext('thread:' || $1 || ':' || $2))", [source, key]);
  const known: unknown[] = await manager.query('select 1 from imported_thread where source = $1 and key = $2', [
    source,
    key,
  ]);
  if (known.length) return 'unchanged';

  const problems = new Problems();
  const title = titleOf(thread.title, problems, ['input', 'title']);
  const posts = await Promise.all(
    thread.posts.map(async ({ authorId, at, body }, i) => {
      const id = uuid();
      const path = ['input', 'posts', i, 'body'];
      return { id, authorId, createdAt: at, body: await bodyOf(body, idsOf(id), problems, path) };
    }),
  );
  checkOrder(thread, problems);
  await checkSpace(manager, thread.spaceId, problems, ['input', 'spaceId']);
  await checkTopics(manager, thread.topicIds, problems, ['input', 'topicIds']);
  problems.throwIfAny();

  const { spaceId, locale, topicIds, pinned, locked, acceptedAnswer } = thread;
  const id = uuid();
  const acceptedPostId = acceptedAnswer === null ? null : posts[acceptedAnswer]!.id;
  await writeThread(manager, {
    id,
    spaceId,
    title,
    locale,
    topicIds,
    pinned,
    locked,
    acceptedPostId,
    posts: posts.map((post) => ({ ...post, body: post.body! })),
  });
  await manager.query('insert into imported_thread (source, key, thread_id) values ($1, $2, $3)', [source, key, id]);
  await enqueueIndexing(manager, [id]);
  return 'created';
}

function checkOrder({ posts, acceptedAnswer }: ImportedThread, problems: Problems): void {
  if (posts.length === 0) throw Refused.because('REQUIRED', 'A thread has at least one post.', 'input', 'posts');
  for (const [i, post] of posts.entries()) {
    const before = posts[i - 1];
    if (before && (post.at < before.at || (i === 1 && post.at <= before.at))) {
      problems.add('INVALID', 'This post is not later than the one before it.', 'input', 'posts', i, 'at');
    }
  }
  if (acceptedAnswer !== null && (acceptedAnswer === 0 || !posts[acceptedAnswer])) {
    problems.add(
      'INVALID',
      `The accepted answer is one of the posts 1 to ${posts.length - 1}.`,
      'input',
      'acceptedAnswer',
    );
  }
}
