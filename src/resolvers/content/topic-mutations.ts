import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Topic } from '../../entities/content/topic.js';
import { WellbeingDimension } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';

@InputType({ description: 'The texts of a topic in one language.' })
export class TopicTextInput {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, { description: 'What readers call it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'A sentence on what belongs to it.' })
  description?: string | null;

  @Field(() => [String], { nullable: true, description: 'Other words for it, under which search shall find it too.' })
  synonyms?: string[] | null;
}

@InputType({ description: 'Everything that can be set on a topic.' })
export class TopicInput {
  @Field(() => String, {
    nullable: true,
    description: 'Short name for addresses and filters. Made from the first name when absent.',
  })
  slug?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the topic above it. Absent for a topic at the top.' })
  parentId?: string | null;

  @Field(() => WellbeingDimension, { nullable: true, description: 'The side of well-being it touches most.' })
  dimension?: WellbeingDimension | null;

  @Field(() => Int, { nullable: true, description: 'Its place among its neighbours; lower comes first.' })
  position?: number | null;

  @Field(() => [TopicTextInput], { description: 'The texts, one for each language; one at least.' })
  translations!: TopicTextInput[];
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
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ topic: await services.topics.create(input) }));
  }

  @Mutation(() => TopicPayload, {
    description:
      'Replaces everything that is set on a topic. Search finds content about it by its new words soon after.',
  })
  updateTopic(
    @Arg('id', () => ID, { description: 'Id of the topic.' }) id: string,
    @Arg('input', () => TopicInput, { description: 'What it shall be.' }) input: TopicInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ topic: await services.topics.update(viewer, id, input) }));
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
