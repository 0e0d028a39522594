import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Post } from '../../entities/community/post.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns } from '../../read/collection.js';
import { bind, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { richText } from '../content/entry.js';
import { rootFields } from '../root-fields.js';

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
  fields: { body: richText('base') },
  relations: {
    thread: one(DiscussionThread, 'thread_id', 'The thread it is in.', { nullable: false, throughParent: true }),
    author: one(Member, 'author_id', 'Who wrote it. Null when they have left.'),
  },
});

export const PostFields = rootFields(Post, { list: 'posts', one: 'post', of: 'posts' });
