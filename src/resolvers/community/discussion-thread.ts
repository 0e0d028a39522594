import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Post } from '../../entities/community/post.js';
import { Space } from '../../entities/community/space.js';
import { Topic } from '../../entities/content/topic.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns, equals } from '../../read/collection.js';
import { bind, connection, foreignKey, many, one, through } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { Locale } from '../../schema/scalars.js';
import { idsBySlug } from '../by-slug.js';
import { rootFields } from '../root-fields.js';
import './post.js';

collection(DiscussionThread, {
  orders: {
    ACTIVE: { description: 'Written in last first.', order: byColumns('-last_activity_at::timestamptz') },
    NEWEST: { description: 'Opened last first.', order: byColumns('-created_at::timestamptz') },
    OLDEST: { description: 'Opened first first.', order: byColumns('created_at::timestamptz') },
    PINNED: {
      description: 'Pinned ones first, then as in ACTIVE.',
      order: byColumns('-pinned::boolean', 'last_activity_at::timestamptz'),
    },
  },
  filters: {
    spaces: {
      type: () => [String],
      description: 'In any of these spaces (slugs).',
      condition: (slugs: string[], row, statement) =>
        `${row.base}.space_id = any(array(${idsBySlug('space', slugs, statement)}))`,
    },
    topics: {
      type: () => [String],
      description: 'About any of these topics (slugs), or a topic below one of them.',
      condition: (slugs: string[], row, statement) =>
        `exists (select 1 from thread_topic tt join topic tp on tp.id = tt.topic_id where tt.thread_id = ${row.base}.id
          and tp.lineage && array(${idsBySlug('topic', slugs, statement)}))`,
    },
    locales: {
      type: () => [Locale],
      description: 'Held in any of these languages.',
      condition: (tags: unknown, row, statement) => `${row.base}.locale = any(${statement.bind(tags, 'text[]')})`,
    },
    answered: {
      type: () => Boolean,
      description: 'With an accepted answer (true) or without one (false).',
      condition: (answered: unknown, row) => `${row.base}.accepted_post_id is ${answered ? 'not ' : ''}null`,
    },
    pinned: { type: () => Boolean, description: 'Pinned or not.', condition: equals('pinned', 'boolean') },
  },
});

bind(DiscussionThread, {
  relations: {
    space: one(Space, 'space_id', 'The space it is in.', { nullable: false, throughParent: true }),
    author: one(Member, 'author_id', 'Who opened it. Null when they have left.'),
    topics: many(Topic, through('thread_topic', 'thread_id', 'topic_id'), 'position', 'The topics it is about.'),
    posts: connection(Post, foreignKey('thread_id'), 'Its posts; the first is the question or the opening.', {
      throughParent: true,
    }),
    acceptedAnswer: one(
      Post,
      'accepted_post_id',
      'The post that answers the question best, chosen by who asked or by a moderator. Null when none is.',
      {
        throughParent: true,
      },
    ),
  },
});

export const DiscussionThreadFields = rootFields(DiscussionThread, {
  list: 'discussionThreads',
  one: 'discussionThread',
  of: 'threads',
});
