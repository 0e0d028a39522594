import { Field, Int } from 'type-graphql';
import { Entry } from '../../entities/content/entry.js';
import { Release } from '../../entities/content/release.js';
import { ReleaseItem } from '../../entities/content/release-item.js';
import { Revision } from '../../entities/content/revision.js';
import { Member } from '../../entities/identity/member.js';
import { alphabetical, byColumns, oneOf } from '../../read/collection.js';
import { bind, connection, foreignKey, json, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { ReleaseAction, ReleaseState } from '../../schema/releases.js';
import { amongIds } from '../among-ids.js';
import { rootFields } from '../root-fields.js';
import { pendingActions, pendingActionsField } from './pending-actions.js';
import './revision.js';

collection(ReleaseItem, {
  orders: {
    NEWEST: { description: 'Added last first.', order: byColumns('-added_at::timestamptz') },
    OLDEST: { description: 'Added first first.', order: byColumns('added_at::timestamptz') },
  },
  filters: {
    actions: { type: () => [ReleaseAction], description: 'Any of these actions.', condition: oneOf('action') },
    entries: { type: () => [String], description: 'Of any of these entries (ids).', condition: amongIds('entry_id') },
  },
});

collection(Release, {
  orders: {
    NEWEST: { description: 'Begun last first.', order: byColumns('-created_at::timestamptz') },
    NAME: { description: 'By name, as in a dictionary.', order: alphabetical('base', 'name') },
  },
  filters: {
    states: { type: () => [ReleaseState], description: 'In any of these states.', condition: oneOf('state') },
    entries: {
      type: () => [String],
      description: 'With any of these entries (ids) in it.',
      condition: (ids: unknown, row, statement) =>
        `exists (select 1 from release_item ri where ri.release_id = ${row.base}.id and ri.entry_id::text = any(${statement.bind(ids, 'text[]')}))`,
    },
  },
});

pendingActionsField(Release, 'When it is to go live, if that is planned: at most one.');
Field(() => Int, { description: 'How many entries are in it.' })(Release.prototype, 'itemCount');
Field(() => Revision, {
  nullable: true,
  description:
    'What becomes public, or of what is taken back the newest revision: for its title. Null when it is not for you.',
})(ReleaseItem.prototype, 'content');

bind(ReleaseItem, {
  fields: {
    content: json(
      (row) =>
        `(select to_jsonb(re.id) from revision re join entry en on en.id = re.entry_id
          where en.id = ${row.base}.entry_id and re.number = coalesce(${row.base}.revision, en.latest_revision))`,
    ),
  },
  relations: {
    release: one(Release, 'release_id', 'The release.', { nullable: false }),
    published: one(Entry, 'entry_id', 'The entry as the public sees it now. Null when it does not.'),
    addedBy: one(Member, 'added_by', 'Who added it. Null when they have left.'),
  },
});

bind(Release, {
  fields: {
    scheduledActions: pendingActions((row) => `${row.base}.id`, 'release'),
    itemCount: value((row) => `(select count(*)::int from release_item ri where ri.release_id = ${row.base}.id)`),
  },
  relations: {
    items: connection(ReleaseItem, foreignKey('release_id'), 'Its entries, and what happens to them.'),
    createdBy: one(Member, 'created_by', 'Who began it. Null when they have left.'),
    publishedBy: one(Member, 'published_by', 'Who published it. Null when nobody has, or they have left.'),
    revertedBy: one(Member, 'reverted_by', 'Who took it back. Null when nobody has, or they have left.'),
  },
});

export const ReleaseFields = rootFields(Release, { list: 'releases', one: 'release', of: 'releases' });
