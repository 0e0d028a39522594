import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Space } from '../../entities/community/space.js';
import { SpaceVisibility } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { REMOVED_LOCALES, STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'The texts of a space in one language.' })
export class SpaceTextInput {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What members call it, 1 to 80 characters. Needed in a new language; absent, it stays.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What belongs there, up to 500 characters. Absent: it stays. Null: nothing.',
  })
  description?: string | null;
}

@InputType({ description: 'What can be set on a space. Where it is changed, what is absent stays as it is.' })
export class SpaceInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Name of the space in addresses and filters. When absent, a new space gets one made from its first name, and others keep theirs.',
  })
  slug?: string | null;

  @Field(() => SpaceVisibility, { nullable: true, description: 'Who can read it. A new space needs it.' })
  visibility?: SpaceVisibility | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Its place among the spaces; lower comes first. When absent, a new space comes last, and others stay where they are.',
  })
  position?: number | null;

  @Field(() => [SpaceTextInput], {
    nullable: true,
    description:
      'The texts, one for each language. A new space needs one at least; languages that are not named stay as they are.',
  })
  translations?: SpaceTextInput[] | null;
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
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ space: await services.spaces.create(viewer, input) }));
  }

  @Mutation(() => SpacePayload, { description: 'Changes a space: what is absent stays as it is. For moderators.' })
  updateSpace(
    @Arg('id', () => ID, { description: 'Id of the space.' }) id: string,
    @Arg('input', () => SpaceInput, { description: 'What shall be different.' }) input: SpaceInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Arg('removeLocales', () => [Locale], REMOVED_LOCALES) removeLocales: string[] | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      space: await services.spaces.update(viewer, id, { ...input, removeLocales }, revision),
    }));
  }

  @Mutation(() => SpacePayload, { description: 'Deletes a space that has no threads. For moderators.' })
  deleteSpace(
    @Arg('id', () => ID, { description: 'Id of the space.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ space: await services.spaces.remove(viewer, id) }));
  }
}
