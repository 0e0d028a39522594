import { Field } from 'type-graphql';
import { ScheduledAction } from '../../entities/content/scheduled-action.js';
import { json } from '../../read/declare/bind.js';
import type { Row } from '../../read/statement.js';
import type { GraphQLClass } from '../../schema/connection.js';

/** Declares the field `scheduledActions`: what is still to come of an entry. */
export function pendingActionsField(type: GraphQLClass, description: string): void {
  Field(() => [ScheduledAction], { description })(type.prototype, 'scheduledActions');
}

/** The plans still to come of the entry whose id is in that column. */
export function pendingActions(entryId: (row: Row) => string) {
  return json(
    (row) =>
      `(select jsonb_agg(sa.id order by sa.due_at, sa.id) from scheduled_action sa where sa.entry_id = ${entryId(row)} and sa.state = 'PENDING')`,
  );
}
