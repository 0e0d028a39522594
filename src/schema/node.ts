import { Field, ID, InterfaceType } from 'type-graphql';

/** Everything that can be looked up by its id. */
@InterfaceType({ description: 'Anything with an identity, as in Relay. Look it up again with `node(id)`.' })
export abstract class Node {
  @Field(() => ID, { description: 'Identifies the object among all objects of the hub (a UUID).' })
  id!: string;
}
