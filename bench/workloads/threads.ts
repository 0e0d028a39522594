import type { DataSet } from '../data/data-set.js';
import { Random } from '../data/random.js';
import { Writer } from '../data/texts.js';
import { ids, must, mustBe, type Workload } from './workload.js';

interface Post {
  readonly id: string;
  readonly createdAt: string;
  readonly body: { readonly html: string; readonly text: string };
  readonly author: { readonly id: string; readonly name: string; readonly handle: string };
}

interface Thread {
  readonly id: string;
  readonly title: string;
  readonly postCount: number;
  readonly author: Post['author'];
  readonly posts: { readonly nodes: readonly Post[] };
}

const AUTHOR = 'author { id name handle }';
const POSTS_SHOWN = 50;
const THREADS_SHOWN = 20;
const LAST_POSTS = 3;

/** W3: a long thread with the posts of its first page. */
export function longThread(data: DataSet): Workload {
  const long = Array.from({ length: data.threads }, (_, thread) => thread).filter(
    (thread) => thread >= data.writtenThreads && data.isLongThread(thread) && data.isPublicThread(thread),
  );
  return {
    name: 'W3',
    title: 'thread with 50 posts',
    queryJson: JSON.stringify(
      `query Thread($id: ID!) { discussionThread(id: $id) { id title postCount ${AUTHOR} posts(first: ${POSTS_SHOWN}) { nodes { id createdAt body { html text } ${AUTHOR} } } } }`,
    ),
    draw: (random) => {
      const number = random.one(long);
      const id = data.id('thread', number);
      return {
        hub: { id },
        floor: { id },
        check: (answer) => {
          const { discussionThread: thread } = answer as { discussionThread: Thread };
          const posts = data.postsOf(number);
          mustBe('the id', thread.id, id);
          mustBe('postCount', thread.postCount, posts.length);
          checkPosts(data, thread.posts.nodes, posts.slice(0, POSTS_SHOWN));
          must(
            'the plain texts',
            thread.posts.nodes.every(({ body }) => body.text.length > 20),
          );
        },
      };
    },
  };
}

/**
 * W4: a list of threads with how each of them goes on.
 * @param cursors of threads by their numbers, none of which is near the threads that posts are added to
 */
export function threadList(data: DataSet, cursors: ReadonlyMap<number, string>): Workload {
  const numbers = [...cursors.keys()];
  return {
    name: 'W4',
    title: '20 threads with their last 3 posts',
    queryJson: JSON.stringify(
      `query Threads($after: String!) { discussionThreads(first: ${THREADS_SHOWN}, orderBy: NEWEST, after: $after) {
        nodes { id title createdAt ${AUTHOR} posts(last: ${LAST_POSTS}) { nodes { id createdAt body { html } ${AUTHOR} } } } } }`,
    ),
    draw: (random) => {
      const number = random.one(numbers);
      return {
        hub: { after: cursors.get(number) },
        floor: { createdAt: data.time('thread', number), id: data.id('thread', number) },
        check: (answer) => {
          const { nodes } = (answer as { discussionThreads: { nodes: Thread[] } }).discussionThreads;
          const expected = threadsAfter(data, number);
          mustBe(
            'the ids',
            ids(nodes),
            expected.map((thread) => data.id('thread', thread)),
          );
          for (const [i, thread] of expected.entries()) {
            mustBe('the author', nodes[i]!.author.id, data.id('member', data.authorOf('thread', thread)));
            checkPosts(data, nodes[i]!.posts.nodes, data.postsOf(thread).slice(-LAST_POSTS));
          }
        },
      };
    },
  };
}

/** Someone who is signed in and may write. */
export interface Author {
  readonly memberId: string;
  readonly token: string;
}

/** W7: one more post in a thread. */
export function newPost(data: DataSet, authors: readonly Author[]): Workload {
  const seen = new Set<string>();
  // Written beforehand, so that the load does not spend its time on words.
  const bodies = Array.from({ length: 200 }, (_, n) => new Writer(new Random('new post', n), []).paragraph(250));
  return {
    name: 'W7',
    title: 'add a post',
    queryJson: JSON.stringify(
      `mutation Add($input: AddPostInput!) { addPost(input: $input) { post { id createdAt body { html } thread { id } ${AUTHOR} } errors { message } } }`,
    ),
    draw: (random) => {
      const threadId = data.id('thread', random.below(data.writtenThreads));
      const body = random.one(bodies);
      const author = random.one(authors);
      return {
        hub: { input: { threadId, body } },
        floor: { threadId, body },
        token: author.token,
        check: (answer) => {
          const { post, errors } = (
            answer as { addPost: { post: Post & { thread: { id: string } }; errors: unknown[] } }
          ).addPost;
          mustBe('errors', errors, []);
          must('a new id', /^[0-9a-f-]{36}$/.test(post.id) && !seen.has(post.id));
          seen.add(post.id);
          mustBe('the thread', post.thread.id, threadId);
          mustBe('the author', post.author.id, author.memberId);
          mustBe('the HTML', post.body.html, `<p>${body}</p>`);
        },
      };
    },
  };
}

/** Numbers of the threads on the page that follows a thread, the newest first; those for members are left out. */
function threadsAfter(data: DataSet, number: number): number[] {
  const threads: number[] = [];
  for (let thread = number - 1; thread >= 0 && threads.length < THREADS_SHOWN; thread--) {
    if (data.isPublicThread(thread)) threads.push(thread);
  }
  return threads;
}

function checkPosts(data: DataSet, posts: readonly Post[], expected: readonly number[]): void {
  mustBe(
    'the ids of the posts',
    ids(posts),
    expected.map((post) => data.id('post', post)),
  );
  mustBe(
    'the authors of the posts',
    posts.map(({ author }) => author.id),
    expected.map((post) => data.id('member', data.authorOf('post', post))),
  );
  must(
    'the HTML of the posts',
    posts.every(({ body }) => body.html.startsWith('<p>')),
  );
}
