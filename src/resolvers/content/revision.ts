import { Field } from 'type-graphql';
import { canSql, readable } from '../../access/decide.js';
import { Entry } from '../../entities/content/entry.js';
import { Revision } from '../../entities/content/revision.js';
import { Member } from '../../entities/identity/member.js';
import { ReviewDecision } from '../../entities/review/review-decision.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, foreignKey, json, many, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row, Statement } from '../../read/statement.js';
import { DRAFTS } from '../../schema/drafts/drafts.js';
import { EntryStatus, EntryType } from '../../schema/enums.js';
import { DateTime, Locale } from '../../schema/scalars.js';
import { isApproved, localesIn } from '../../services/review/approvals.js';
import { rootFields } from '../root-fields.js';
import './entry.js';
import { draftFilters } from './draft-filters.js';
import { pendingActions, pendingActionsField } from './pending-actions.js';

collection(Revision, {
  orders: {
    NEWEST: { description: 'Saved last first.', order: byColumns('-created_at::timestamptz') },
    OLDEST: { description: 'Saved first first.', order: byColumns('created_at::timestamptz') },
    TRASHED: {
      description: 'Put into the trash last first; what is not in it comes last.',
      order: {
        descending: true,
        keys: [{ sql: (row) => `coalesce(${ofEntry(row, 'en.deleted_at')}, '-infinity')`, type: 'timestamptz' }],
      },
    },
  },
  filters: {
    entries: {
      type: () => [String],
      description: 'Of any of these entries (ids).',
      condition: (ids: unknown, row, statement) => `${row.base}.entry_id::text = any(${statement.bind(ids, 'text[]')})`,
    },
    newest: {
      type: () => Boolean,
      description: 'Only the newest of each entry (true) or only those that a newer one has replaced (false).',
      condition: (newest: unknown, row) =>
        `(${row.base}.number = (select en.latest_revision from entry en where en.id = ${row.base}.entry_id)) = ${newest ? 'true' : 'false'}`,
    },
    types: { type: () => [EntryType], description: 'Of entries of any of these types.', condition: oneOf('type') },
    statuses: {
      type: () => [EntryStatus],
      description: 'Of entries in any of these states.',
      condition: (values: unknown, row, statement) =>
        `exists (select 1 from entry en where en.id = ${row.base}.entry_id and en.status = any(${statement.bind(values, 'text[]')}))`,
    },
    trashed: {
      type: () => Boolean,
      description: 'Of entries in the trash (true) or not in it (false).',
      condition: (trashed: unknown, row) =>
        `exists (select 1 from entry en where en.id = ${row.base}.entry_id and en.deleted_at is ${trashed ? 'not ' : ''}null)`,
    },
    ...draftFilters,
  },
});

function ofEntry(row: Row, sql: string): string {
  return `(select ${sql} from entry en where en.id = ${row.base}.entry_id)`;
}

/** Takes out of a draft what the viewer may not read in it. */
function withoutSecrets(row: Row, statement: Statement): string {
  const consent = readable('SuccessStoryDraft.consent', 'en', statement);
  if (consent === true) return '';
  return ` - case when ${ofEntry(row, `${consent}`)} then '' else 'consent' end`;
}

const DRAFT_NAMES = Object.entries(DRAFTS)
  .map(([type, draft]) => `when '${type}' then '${draft.name}'`)
  .join(' ');

pendingActionsField(Revision, 'What is planned for the entry and still to come, the soonest first.');
Field(() => DateTime, {
  nullable: true,
  description: 'When the entry was put into the trash. Null while it is not in it.',
})(Revision.prototype, 'trashedAt');
Field(() => Member, {
  nullable: true,
  description: 'Who put the entry into the trash. Null while it is not in it, or when they have left.',
})(Revision.prototype, 'trashedBy');

Field(() => [Locale], {
  description:
    'Languages in which the public reads the entry although this draft has no text in them: they stay public until `unpublishEntry` takes them back.',
})(Revision.prototype, 'stillPublic');
Field(() => [Locale], {
  description:
    'Languages that may be published as far as approvals go: in each it says what was approved last, in this revision or an earlier one. What `PUBLISH_UNREVIEWED` allows does not count.',
})(Revision.prototype, 'approvedLocales');

bind(Revision, {
  fields: {
    stillPublic: value(
      ({ base }) =>
        `array(select sp.locale from entry_translation sp join entry se on se.id = sp.entry_id
          where sp.entry_id = ${base}.entry_id and sp.status = 'PUBLISHED' and se.deleted_at is null
          and not exists (select 1 from ${localesIn(`${base}.draft`)} dl where dl.locale = sp.locale) order by sp.locale)`,
    ),
    approvedLocales: value(({ base }) => {
      const of = { id: `${base}.entry_id`, type: `${base}.type`, revision: `${base}.number` };
      return `array(select al.locale from ${localesIn(`${base}.draft`)} al where al.locale is not null and ${isApproved(of, 'al.locale')}
        order by al.locale)`;
    }),
    trashedAt: value((row) => ofEntry(row, 'en.deleted_at')),
    trashedBy: json((row) => `to_jsonb(${ofEntry(row, 'en.deleted_by')})`),
    translations: json(
      ({ base }) =>
        `(select jsonb_agg(tr.id order by sl.position, tr.locale) from translation tr left join site_locale sl on sl.locale = tr.locale where tr.entry_id = ${base}.entry_id)`,
    ),
    scheduledActions: pendingActions((row) => `${row.base}.entry_id`),
    // What one may do with a revision is what one may do with the entry.
    can: value((row, statement) => ofEntry(row, canSql('Entry', 'en', statement))),
    draft: json(
      (row, statement) =>
        `(${row.base}.draft${withoutSecrets(row, statement)} || jsonb_build_object('__typename', case ${row.base}.type ${DRAFT_NAMES} end))`,
    ),
  },
  relations: {
    createdBy: one(Member, 'created_by', 'Who saved it. Null when it was imported or they have left.'),
    decisions: many(
      ReviewDecision,
      foreignKey('revision_id'),
      'decided_at',
      'What reviewers have decided on it, the oldest first.',
      { throughParent: true },
    ),
    published: one(Entry, 'entry_id', 'The entry as the public sees it. Null when it does not.'),
  },
});

export const RevisionFields = rootFields(Revision, { list: 'revisions', one: 'revision', of: 'revisions' });
