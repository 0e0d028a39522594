import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Topic } from '../../entities/content/topic.js';
import { WellbeingDimension } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { REMOVED_LOCALES, STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'The texts of a topic in one language.' })
export class TopicTextInput {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What readers call it. Needed in a new language; absent, it stays.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A sentence on what belongs to it. Absent: it stays. Null: none.',
  })
  description?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Other words for it, under which search shall find it too. Absent: they stay. Null: none.',
  })
  synonyms?: string[] | null;
}

@InputType({
  description: 'What can be set on a topic. Where it is changed, what is absent stays as it is, and null clears.',
})
export class TopicInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Short name for addresses and filters: small letters, digits and single hyphens. Absent: as it is, or made from the first name.',
  })
  slug?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the topic above it. Null: it lies at the top.' })
  parentId?: string | null;

  @Field(() => WellbeingDimension, {
    nullable: true,
    description: 'The side of well-being it touches most. Null: none.',
  })
  dimension?: WellbeingDimension | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Its place among its neighbours; lower comes first. Absent: as it is, or 0.',
  })
  position?: number | null;

  @Field(() => [TopicTextInput], {
    nullable: true,
    description:
      'The texts, one for each language. A new topic needs one at least; languages that are not named stay as they are.',
  })
  translations?: TopicTextInput[] | null;
}

@ObjectType({ description: 'What changing a topic answers.' })
export class TopicPayload {
  @Field(() => Topic, { nullable: true, description: 'The topic as it is now. Null when it was refused or deleted.' })
  topic?: string;

  errors!: UserError[];
}
errorsField(TopicPayload);

@Resolver()
export class TopicMutations {
  @Mutation(() => TopicPayload, { description: 'Makes a topic.' })
  createTopic(
    @Arg('input', () => TopicInput, { description: 'The new topic.' }) input: TopicInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ topic: await services.topics.create(viewer, input) }));
  }

  @Mutation(() => TopicPayload, {
    description:
      'Changes a topic: what is absent stays, null clears. Search finds content about it by its new words soon after.',
  })
  updateTopic(
    @Arg('id', () => ID, { description: 'Id of the topic.' }) id: string,
    @Arg('input', () => TopicInput, { description: 'What shall be different.' }) input: TopicInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Arg('removeLocales', () => [Locale], REMOVED_LOCALES) removeLocales: string[] | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      topic: await services.topics.update(viewer, id, { ...input, removeLocales }, revision),
    }));
  }

  @Mutation(() => TopicPayload, {
    description:
      'Deletes a topic. While entries, also as drafts, name it, it is refused with InUse, unless `replaceWith` takes its place. Topics below it must be moved first.',
  })
  deleteTopic(
    @Arg('id', () => ID, { description: 'Id of the topic.' }) id: string,
    @Arg('replaceWith', () => ID, {
      nullable: true,
      description: 'Id of the topic that entries, newest drafts and threads about this one shall have from now on.',
    })
    replaceWith: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ topic: await services.topics.remove(viewer, id, replaceWith) }));
  }
}
