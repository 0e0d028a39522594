import { Field } from 'type-graphql';
import { canSql } from '../../access/decide.js';
import { Entry } from '../../entities/content/entry.js';
import { Revision } from '../../entities/content/revision.js';
import { Usage } from '../../entities/content/usage.js';
import { byColumns } from '../../read/collection.js';
import { bind, json, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { isUuid, rootFields } from '../root-fields.js';
import './revision.js';

/** What is no id belongs to nothing. */
const uuidsAmong = (ids: unknown) => (ids as string[]).filter(isUuid);

collection(Usage, {
  orders: {
    NEWEST: { description: 'Of the entries made last first.', order: byColumns('-entry_id::uuid') },
    OLDEST: { description: 'Of the entries made first first.', order: byColumns('entry_id::uuid') },
  },
  filters: {
    of: {
      type: () => [String],
      description: 'Of any of these entries, topics or experts (ids): where they are used.',
      condition: (ids: unknown, row, statement) =>
        `${row.base}.object_id = any(${statement.bind(uuidsAmong(ids), 'uuid[]')})`,
    },
    entries: {
      type: () => [String],
      description: 'By any of these entries (ids): what they use.',
      condition: (ids: unknown, row, statement) =>
        `${row.base}.entry_id = any(${statement.bind(uuidsAmong(ids), 'uuid[]')})`,
    },
    live: {
      type: () => Boolean,
      description: 'Only what the public sees (true), or only what stands in drafts alone (false).',
      condition: (live: unknown, row) => `${row.base}.live = ${live ? 'true' : 'false'}`,
    },
  },
});

Field(() => Revision, { description: 'The newest draft of the entry.' })(Usage.prototype, 'revision');

bind(Usage, {
  fields: {
    revision: json(
      (row) =>
        `to_jsonb((select r.id from revision r join entry en on en.id = r.entry_id and en.latest_revision = r.number where r.entry_id = ${row.base}.entry_id))`,
    ),
    // What one may do with a usage is what one may do with the entry.
    can: value(
      (row, statement) =>
        `(select ${canSql('Entry', 'en', statement)} from entry en where en.id = ${row.base}.entry_id)`,
    ),
  },
  relations: {
    published: one(Entry, 'entry_id', 'The entry as the public sees it. Null when it does not.'),
  },
});

export const UsageFields = rootFields(Usage, {
  list: 'usages',
  one: 'usage',
  of: 'places where entries refer to something',
});
