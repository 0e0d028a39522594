import { ID } from 'type-graphql';
import { AuditEvent } from '../../entities/audit/audit-event.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { AuditOutcome } from '../../schema/enums.js';
import { DateTime } from '../../schema/scalars.js';
import { amongIds } from '../among-ids.js';
import { rootFields } from '../root-fields.js';

collection(AuditEvent, {
  orders: {
    NEWEST: { description: 'Last first.', order: byColumns('-happened_at::timestamptz') },
    OLDEST: { description: 'First first.', order: byColumns('happened_at::timestamptz') },
  },
  filters: {
    actors: {
      type: () => [ID],
      description: 'Asked for by any of these members (ids).',
      condition: amongIds('actor_id'),
    },
    actions: { type: () => [String], description: 'Any of these mutations.', condition: oneOf('action') },
    objects: {
      type: () => [ID],
      description: 'About any of these objects (ids).',
      condition: amongIds('object_id'),
    },
    objectTypes: {
      type: () => [String],
      description: 'About objects of any of these types, such as `Post`.',
      condition: oneOf('object_type'),
    },
    outcomes: { type: () => [AuditOutcome], description: 'With any of these outcomes.', condition: oneOf('outcome') },
    since: {
      type: () => DateTime,
      description: 'At this time or later.',
      condition: (time: unknown, row, statement) => `${row.base}.happened_at >= ${statement.bind(time, 'timestamptz')}`,
    },
    until: {
      type: () => DateTime,
      description: 'Before this time.',
      condition: (time: unknown, row, statement) => `${row.base}.happened_at < ${statement.bind(time, 'timestamptz')}`,
    },
  },
});

bind(AuditEvent, {
  relations: {
    actor: one(Member, 'actor_id', 'Who asked, as they are now. Null for a visitor, or when they have left.'),
  },
});

export const AuditEventFields = rootFields(AuditEvent, {
  list: 'auditEvents',
  one: 'auditEvent',
  of: 'events of the audit log',
});
