import { Field } from 'type-graphql';
import { ScheduledAction } from '../../entities/content/scheduled-action.js';
import type { GraphQLClass } from '../../schema/connection.js';

/** Declares which plans something done by hand has called off. */
export function cancelledActionsField(type: GraphQLClass): void {
  Field(() => [ScheduledAction], {
    description:
      'Plans for the entry that were called off by this, as `cancelReason` of each says; who had made them gets a mail. Plans for other languages go on. A dry run answers them as they are: still to come.',
  })(type.prototype, 'cancelledActions');
}
