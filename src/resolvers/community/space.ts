import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Space, SpaceTranslation } from '../../entities/community/space.js';
import { byColumns } from '../../read/collection.js';
import { bind, connection, foreignKey } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row, Statement } from '../../read/statement.js';
import { bySlug, rootFields } from '../root-fields.js';
import './discussion-thread.js';

collection(Space, {
  orders: { POSITION: { description: 'As the moderators arranged them.', order: byColumns('position::int') } },
  filters: {},
});

/** Members see every space, visitors the public ones. */
function visible(row: Row, statement: Statement): string | undefined {
  return statement.scope.viewer.memberId ? undefined : `${row.base}.visibility = 'PUBLIC'`;
}

bind(Space, {
  translation: { entity: SpaceTranslation, foreignKey: 'space_id' },
  visible,
  relations: {
    threads: connection(DiscussionThread, foreignKey('space_id'), 'Its threads.', { throughParent: true }),
  },
});

export const SpaceFields = rootFields(Space, { list: 'spaces', one: 'space', of: 'spaces', lookUp: bySlug() });
