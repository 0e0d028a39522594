import type { DataSet } from './data-set.js';
import { Random } from './random.js';
import { bodyColumns, rowFor, rowsFor, type TableRows } from './tables.js';
import { Writer } from './texts.js';

/** Rows of spaces, threads and posts. */
export function* communityRows(data: DataSet): Generator<TableRows> {
  yield {
    table: 'space',
    rows: rowFor(data.spaces, (n) => ({
      id: data.id('space', n),
      slug: `space-${n}`,
      visibility: data.isPublicSpace(n) ? 'PUBLIC' : 'MEMBERS',
      position: n,
    })),
  };
  yield {
    table: 'space_translation',
    rows: rowFor(data.spaces, (n) => ({
      space_id: data.id('space', n),
      locale: 'en',
      name: new Writer(new Random('space', n), []).title(1, 2),
    })),
  };
  yield { table: 'discussion_thread', rows: rowFor(data.threads, (n) => thread(data, n)) };
  yield {
    table: 'thread_topic',
    rows: rowsFor(data.threads, (n) =>
      data.topicsOf('thread', n).map((topic, position) => ({
        thread_id: data.id('thread', n),
        topic_id: data.id('topic', topic),
        position,
      })),
    ),
  };
  // In the order of their writing, as in real life: the posts of a thread lie far from each other in the table.
  const times = Float64Array.from({ length: data.posts }, (_, n) => data.time('post', n).getTime());
  const written = Uint32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]!);
  yield { table: 'post', rows: rowFor(data.posts, (n) => post(data, written[n]!)) };
}

function thread(data: DataSet, n: number) {
  const posts = data.postsOf(n);
  return {
    id: data.id('thread', n),
    space_id: data.id('space', data.spaceOf(n)),
    author_id: data.id('member', data.authorOf('thread', n)),
    title: new Writer(new Random('thread', n), data.topicsOf('thread', n)).title(4, 9),
    locale: 'en',
    post_count: posts.length,
    created_at: data.time('thread', n),
    last_activity_at: data.time('post', posts.at(-1)!),
  };
}

function post(data: DataSet, n: number) {
  const thread = data.threadOf(n);
  return {
    id: data.id('post', n),
    thread_id: data.id('thread', thread),
    author_id: data.id('member', data.authorOf('post', n)),
    ...bodyColumns(new Writer(new Random('post', n), data.topicsOf('thread', thread)).post(), { trusted: false }),
    created_at: data.time('post', n),
  };
}
