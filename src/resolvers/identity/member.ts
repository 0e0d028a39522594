import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Post } from '../../entities/community/post.js';
import { AccessGrant } from '../../entities/identity/access-grant.js';
import { Member } from '../../entities/identity/member.js';
import { alphabetical, byColumns, overlaps } from '../../read/collection.js';
import { bind, connection, foreignKey, many, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row } from '../../read/statement.js';
import { Role } from '../../schema/enums.js';
import '../community/discussion-thread.js';
import '../community/post.js';
import './access-grant.js';
import { byHandle } from '../by-slug.js';
import { rootFields } from '../root-fields.js';

const emailOf = (row: Row) => `(select u.email from auth_user u where u.id = ${row.base}.id)`;

collection(Member, {
  orders: {
    NAME: { description: 'By name, as in a dictionary.', order: alphabetical('base', 'name') },
    NEWEST: { description: 'Joined last first.', order: byColumns('-joined_at::timestamptz') },
    EMAIL: {
      description: 'By e-mail address; those without an account first. For admins.',
      order: { descending: false, keys: [{ sql: (row) => `coalesce(${emailOf(row)}, '')`, type: 'text' }] },
      reads: 'email',
    },
  },
  filters: {
    roles: {
      type: () => [Role],
      description: 'With any of these roles. For admins.',
      condition: overlaps('roles'),
      reads: 'roles',
    },
  },
});

bind(Member, {
  fields: {
    email: value(emailOf),
    twoFactor: value((row) => `(select u.two_factor_enabled from auth_user u where u.id = ${row.base}.id)`),
  },
  relations: {
    threads: connection(DiscussionThread, foreignKey('author_id'), 'Threads they opened.'),
    posts: connection(Post, foreignKey('author_id'), 'Posts they wrote.'),
    grants: many(
      AccessGrant,
      foreignKey('member_id'),
      'granted_at',
      'Roles they have for one space, organisation or language. Null unless it is you, or you are an admin.',
      { nullable: true },
    ),
  },
});

export const MemberFields = rootFields(Member, {
  list: 'members',
  one: 'member',
  of: 'members',
  lookUp: byHandle(),
});
