import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Space } from '../../entities/community/space.js';
import { SpaceVisibility } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';

@InputType({ description: 'The texts of a space in one language.' })
export class SpaceTextInput {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, { description: 'What members call it, 1 to 80 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What belongs there, up to 500 characters.' })
  description?: string | null;
}

@InputType({ description: 'Everything that is set on a space.' })
export class SpaceInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Name of the space in addresses and filters. When absent, a new space gets one made from its first name, and others keep theirs.',
  })
  slug?: string | null;

  @Field(() => SpaceVisibility, { description: 'Who can read it.' })
  visibility!: SpaceVisibility;

  @Field(() => Int, {
    nullable: true,
    description:
      'Its place among the spaces; lower comes first. When absent, a new space comes last, and others stay where they are.',
  })
  position?: number | null;

  @Field(() => [SpaceTextInput], { description: 'The texts, one for each language; one at least.' })
  translations!: SpaceTextInput[];
}

@ObjectType({ description: 'What changing a space answers.' })
export class SpacePayload {
  @Field(() => Space, { nullable: true, description: 'The space as it is now. Null when it was refused or deleted.' })
  space?: string;

  errors!: UserError[];
}
errorsField(SpacePayload);

@Resolver()
export class SpaceMutations {
  @Mutation(() => SpacePayload, { description: 'Makes a space. For moderators.' })
  createSpace(
    @Arg('input', () => SpaceInput, { description: 'The new space.' }) input: SpaceInput,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ space: await services.spaces.create(input) }));
  }

  @Mutation(() => SpacePayload, { description: 'Replaces everything that is set on a space. For moderators.' })
  updateSpace(
    @Arg('id', () => ID, { description: 'Id of the space.' }) id: string,
    @Arg('input', () => SpaceInput, { description: 'What it shall be.' }) input: SpaceInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ space: await services.spaces.update(viewer, id, input) }));
  }

  @Mutation(() => SpacePayload, { description: 'Deletes a space that has no threads. For moderators.' })
  deleteSpace(
    @Arg('id', () => ID, { description: 'Id of the space.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ space: await services.spaces.remove(viewer, id) }));
  }
}
