import { Field, Int, ObjectType } from 'type-graphql';
import { Usage } from '../../entities/content/usage.js';
import { UserError } from '../../schema/user-error.js';

@ObjectType({ implements: UserError, description: 'It cannot go while entries refer to it.' })
export class InUse extends UserError {
  @Field(() => [Usage], {
    description:
      'Where it is used, up to 20 places, as far as you may see them. `usages(filter: { of: [id] })` lists all.',
  })
  usages!: string[];

  @Field(() => Int, { description: 'How many places there are in all.' })
  totalCount!: number;
}
