import { hasRole } from '../../access/viewer.js';
import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Post } from '../../entities/community/post.js';
import { Member } from '../../entities/identity/member.js';
import { alphabetical, byColumns } from '../../read/collection.js';
import { bind, connection, foreignKey, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Guard } from '../../read/model.js';
import '../community/discussion-thread.js';
import '../community/post.js';
import { bySlug, rootFields } from '../root-fields.js';

collection(Member, {
  orders: {
    NAME: { description: 'By name, as in a dictionary.', order: alphabetical('base', 'name') },
    NEWEST: { description: 'Joined last first.', order: byColumns('-joined_at::timestamptz') },
  },
  filters: {},
});

/** The member themselves, and admins. */
const self: Guard = (row, statement) => {
  const { viewer } = statement.scope;
  if (hasRole(viewer, 'ADMIN')) return true;
  return viewer.memberId ? `${row.base}.id = ${statement.viewerId()}` : false;
};

bind(Member, {
  fields: { email: value((row) => `(select u.email from auth_user u where u.id = ${row.base}.id)`) },
  guards: { email: self, roles: self, locale: self },
  relations: {
    threads: connection(DiscussionThread, foreignKey('author_id'), 'Threads they opened.'),
    posts: connection(Post, foreignKey('author_id'), 'Posts they wrote.'),
  },
});

export const MemberFields = rootFields(Member, {
  list: 'members',
  one: 'member',
  of: 'members',
  lookUp: bySlug('handle'),
});
