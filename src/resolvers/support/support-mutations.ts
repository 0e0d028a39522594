import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Hotline } from '../../entities/support/hotline.js';
import { SupportTopic } from '../../entities/support/support-topic.js';
import { Locale } from '../../schema/scalars.js';
import { SupportKind } from '../../schema/support.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { REMOVED_LOCALES, STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'The words of a support topic in one language.' })
export class SupportTopicTextInput {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it is called, in 1 to 200 characters. Needed in a new language; absent, it stays.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What to say to who needs it: plain text of 1 to 1000 characters. Needed in a new language; absent, it stays.',
  })
  message?: string | null;
}

@InputType({ description: 'What people type in one language when they need the help of a support topic.' })
export class SupportPatternInput {
  @Field(() => Locale, {
    description:
      'The language of the phrases, each one once. It need not be one of the site: people type in their own.',
  })
  locale!: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'Words and phrases, 500 at most. Absent: they stay. Null: it is found by none in this language. Capitals, accents, endings and typing errors do not matter; the words of a phrase may come in any order with a few others between them. `*` at the beginning or end of a word stands for anything: `*suizid*`.',
  })
  phrases?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Words and phrases that only look alike and are not meant. The words of a phrase do not count where they stand like that (`suicide squad`); a single word (`violet` beside `violent`) counts only as what is written, in no other form. Absent: they stay. Null: none.',
  })
  exceptions?: string[] | null;
}

@InputType({ description: 'What can be set on a support topic. Where it is changed, what is absent stays as it is.' })
export class SupportTopicInput {
  @Field(() => SupportKind, { nullable: true, description: 'What it is about. A new topic needs it.' })
  kind?: SupportKind | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Its place among the topics, -10,000 to 10,000; lower comes first. Absent: as it is, or behind the others.',
  })
  position?: number | null;

  @Field(() => [SupportTopicTextInput], {
    nullable: true,
    description:
      'The words, one for each language. A new topic needs one at least; languages that are not named stay as they are.',
  })
  translations?: SupportTopicTextInput[] | null;

  @Field(() => [SupportPatternInput], {
    nullable: true,
    description:
      'What it is found by, one for each language. Languages that are not named stay as they are. Null: by nothing.',
  })
  patterns?: SupportPatternInput[] | null;
}

@InputType({ description: 'The words of a hotline in one language.' })
export class HotlineTextInput {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it is called, in 1 to 200 characters. Needed in a new language; absent, it stays.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'When someone answers, such as `Mon to Fri, 14:00 to 20:00`, in up to 200 characters. Absent: it stays. Null: it is not said.',
  })
  hours?: string | null;
}

@InputType({
  description: 'What can be set on a hotline. Where it is changed, what is absent stays as it is, and null clears.',
})
export class HotlineInput {
  @Field(() => String, {
    nullable: true,
    description: 'The country it is for, such as `DE` (ISO 3166-1). Null: for every country.',
  })
  country?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Ids of the support topics it helps with. Empty or null: with all, as an emergency number does.',
  })
  topicIds?: string[] | null;

  @Field(() => String, { nullable: true, description: 'The number to call. It needs this, `url` or `chatUrl`.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'Its web site.' })
  url?: string | null;

  @Field(() => String, { nullable: true, description: 'Where to chat with it.' })
  chatUrl?: string | null;

  @Field(() => [Locale], { nullable: true, description: 'The languages in which it answers, 50 at most.' })
  languages?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether someone answers day and night, every day. Null: not.',
  })
  alwaysOpen?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Its place among the hotlines, -10,000 to 10,000; lower comes first. Absent: as it is, or behind the others.',
  })
  position?: number | null;

  @Field(() => [HotlineTextInput], {
    nullable: true,
    description:
      'The words, one for each language. A new hotline needs one at least; languages that are not named stay as they are.',
  })
  translations?: HotlineTextInput[] | null;
}

@ObjectType({ description: 'What saving a support topic led to.' })
export class SupportTopicPayload {
  @Field(() => SupportTopic, { nullable: true, description: 'The topic as it is now. Null when there are errors.' })
  supportTopic?: string;

  errors!: UserError[];
}
errorsField(SupportTopicPayload);

@ObjectType({ description: 'What saving a hotline led to.' })
export class HotlinePayload {
  @Field(() => Hotline, { nullable: true, description: 'The hotline as it is now. Null when there are errors.' })
  hotline?: string;

  errors!: UserError[];
}
errorsField(HotlinePayload);

@ObjectType({ description: 'What deleting a support topic or a hotline led to.' })
export class DeleteSupportPayload {
  @Field(() => ID, { nullable: true, description: 'Id of what was deleted. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteSupportPayload);

@Resolver()
export class SupportMutations {
  @Mutation(() => SupportTopicPayload, {
    description: 'Makes a support topic: from now on searches with its words are answered with help first.',
  })
  createSupportTopic(
    @Arg('input', () => SupportTopicInput, { description: 'The new topic.' }) input: SupportTopicInput,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ supportTopic: await services.supportEditing.createTopic(input) }));
  }

  @Mutation(() => SupportTopicPayload, {
    description: 'Changes a support topic: what is absent stays, null clears.',
  })
  updateSupportTopic(
    @Arg('id', () => ID, { description: 'Id of the topic.' }) id: string,
    @Arg('input', () => SupportTopicInput, { description: 'What shall be different.' }) input: SupportTopicInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Arg('removeLocales', () => [Locale], REMOVED_LOCALES) removeLocales: string[] | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      supportTopic: await services.supportEditing.updateTopic(viewer, id, { ...input, removeLocales }, revision),
    }));
  }

  @Mutation(() => DeleteSupportPayload, {
    description:
      'Deletes a support topic: searches with its words are answered like all others then. Not while hotlines help with nothing else.',
  })
  deleteSupportTopic(
    @Arg('id', () => ID, { description: 'Id of the topic.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.supportEditing.removeTopic(viewer, id) }));
  }

  @Mutation(() => HotlinePayload, { description: 'Adds a hotline.' })
  createHotline(
    @Arg('input', () => HotlineInput, { description: 'The new hotline.' }) input: HotlineInput,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ hotline: await services.supportEditing.createHotline(input) }));
  }

  @Mutation(() => HotlinePayload, { description: 'Changes a hotline: what is absent stays, null clears.' })
  updateHotline(
    @Arg('id', () => ID, { description: 'Id of the hotline.' }) id: string,
    @Arg('input', () => HotlineInput, { description: 'What shall be different.' }) input: HotlineInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Arg('removeLocales', () => [Locale], REMOVED_LOCALES) removeLocales: string[] | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      hotline: await services.supportEditing.updateHotline(viewer, id, { ...input, removeLocales }, revision),
    }));
  }

  @Mutation(() => DeleteSupportPayload, { description: 'Deletes a hotline.' })
  deleteHotline(
    @Arg('id', () => ID, { description: 'Id of the hotline.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.supportEditing.removeHotline(viewer, id) }));
  }
}
