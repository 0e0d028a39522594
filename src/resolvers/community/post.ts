import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Post } from '../../entities/community/post.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns } from '../../read/collection.js';
import { bind, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { richText } from '../content/entry.js';
import { rootFields } from '../root-fields.js';
import { threadVisible } from './discussion-thread.js';

collection(Post, {
  orders: {
    OLDEST: { description: 'Written first first, as one reads a thread.', order: byColumns('created_at::timestamptz') },
    NEWEST: { description: 'Written last first.', order: byColumns('-created_at::timestamptz') },
  },
  filters: {
    authors: {
      type: () => [String],
      description: 'Written by any of these members (handles).',
      condition: (handles: unknown, row, statement) =>
        `${row.base}.author_id in (select m.id from member m where m.handle = any(${statement.bind(handles, 'text[]')}))`,
    },
  },
});

bind(Post, {
  // A post is seen by whoever sees its thread, until it is deleted.
  visible: (row, statement, throughParent) => {
    const own = `${row.base}.deleted_at is null`;
    if (throughParent) return own;
    return `${own} and exists (select 1 from discussion_thread pt where pt.id = ${row.base}.thread_id and ${threadVisible({ base: 'pt' }, statement, false)})`;
  },
  fields: { body: richText('base') },
  relations: {
    thread: one(DiscussionThread, 'thread_id', 'The thread it is in.', { nullable: false, throughParent: true }),
    author: one(Member, 'author_id', 'Who wrote it. Null when they have left.'),
  },
});

export const PostFields = rootFields(Post, { list: 'posts', one: 'post', of: 'posts' });
