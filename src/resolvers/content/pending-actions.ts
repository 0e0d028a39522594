import { Field } from 'type-graphql';
import { ScheduledAction } from '../../entities/content/scheduled-action.js';
import { json } from '../../read/declare/bind.js';
import type { Row } from '../../read/statement.js';
import type { GraphQLClass } from '../../schema/connection.js';

/** Declares the field `scheduledActions`: what is still to come of an entry or release. */
export function pendingActionsField(type: GraphQLClass, description: string): void {
  Field(() => [ScheduledAction], { description })(type.prototype, 'scheduledActions');
}

/** The plans still to come of the entry or release whose id is in that column. */
export function pendingActions(id: (row: Row) => string, of: 'entry' | 'release' = 'entry') {
  return json(
    (row) =>
      `(select jsonb_agg(sa.id order by sa.due_at, sa.id) from scheduled_action sa where sa.${of}_id = ${id(row)} and sa.state = 'PENDING')`,
  );
}
