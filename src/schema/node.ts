import { Field, ID, InterfaceType } from 'type-graphql';
import { Action } from './action.js';

/** Everything that can be looked up by its id. */
@InterfaceType({ description: 'Anything with an identity, as in Relay. Look it up again with `node(id)`.' })
export abstract class Node {
  @Field(() => ID, { description: 'Identifies the object among all objects of the hub (a UUID).' })
  id!: string;

  @Field(() => [Action], {
    description: 'What you may do with it, besides reading it. Worked out only when asked for.',
  })
  can!: Action[];
}
