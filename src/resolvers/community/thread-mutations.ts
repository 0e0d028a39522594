import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'A new thread with its first post.' })
export class CreateDiscussionThreadInput {
  @Field(() => ID, { description: 'The space to open it in.' })
  spaceId!: string;

  @Field(() => String, { description: 'The title, 3 to 200 characters.' })
  title!: string;

  @Field(() => Locale, { description: 'The language it is held in.' })
  locale!: string;

  @Field(() => String, {
    description:
      'The first post: the question or the opening. Markdown, 1 to 20,000 characters; HTML is shown as it was typed, but for tags that only format words, such as `<b>` and `<br>`.',
  })
  body!: string;

  @Field(() => [ID], {
    nullable: true,
    description: 'Ids of its topics, the most important first; at most 10. None when absent.',
  })
  topicIds?: string[] | null;
}

@InputType({ description: 'What to change on a thread.' })
export class UpdateDiscussionThreadInput {
  @Field(() => ID, { description: 'The thread.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The new title, 3 to 200 characters. Absent: it stays.' })
  title?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of all its topics from now on, the most important first; at most 10. Absent: they stay. Null: none.',
  })
  topicIds?: string[] | null;
}

abstract class ThreadPayload {
  thread!: DiscussionThread | null;
  errors!: UserError[];
}

/** Declares what every payload with a thread has. */
function threadPayload(type: { prototype: ThreadPayload }): void {
  Field(() => DiscussionThread, {
    nullable: true,
    description: 'The thread as it is now. Null when there are errors.',
  })(type.prototype, 'thread');
}

@ObjectType({ description: 'What opening a thread led to.' })
export class CreateDiscussionThreadPayload extends ThreadPayload {}

@ObjectType({ description: 'What changing a thread led to.' })
export class UpdateDiscussionThreadPayload extends ThreadPayload {}

@ObjectType({ description: 'What choosing an answer led to.' })
export class AcceptAnswerPayload extends ThreadPayload {}

@ObjectType({ description: 'What locking or unlocking a thread led to.' })
export class LockDiscussionThreadPayload extends ThreadPayload {}

@ObjectType({ description: 'What pinning or unpinning a thread led to.' })
export class PinDiscussionThreadPayload extends ThreadPayload {}

@ObjectType({ description: 'What moving a thread led to.' })
export class MoveDiscussionThreadPayload extends ThreadPayload {}

for (const type of [
  CreateDiscussionThreadPayload,
  UpdateDiscussionThreadPayload,
  AcceptAnswerPayload,
  LockDiscussionThreadPayload,
  PinDiscussionThreadPayload,
  MoveDiscussionThreadPayload,
]) {
  threadPayload(type);
  errorsField(type);
}

@ObjectType({ description: 'What deleting a thread led to.' })
export class DeleteDiscussionThreadPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the thread that is gone. Null when there are errors.' })
  deletedId!: string | null;
}
errorsField(DeleteDiscussionThreadPayload);

const THREAD = 'The thread.';

@Resolver()
export class ThreadMutations {
  @Mutation(() => CreateDiscussionThreadPayload, { description: 'Opens a thread in a space. For members.' })
  createDiscussionThread(
    @Arg('input', () => CreateDiscussionThreadInput, { description: 'The thread and its first post.' })
    input: CreateDiscussionThreadInput,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ thread: await services.threads.create(viewer, input) }));
  }

  @Mutation(() => UpdateDiscussionThreadPayload, {
    description:
      'Changes title and topics of a thread: what is absent stays, null clears. For its author and moderators.',
  })
  updateDiscussionThread(
    @Arg('input', () => UpdateDiscussionThreadInput, { description: 'The changes.' })
    input: UpdateDiscussionThreadInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ thread: await services.threads.update(viewer, input, revision) }));
  }

  @Mutation(() => DeleteDiscussionThreadPayload, {
    description: 'Deletes a thread with all its posts. For its author and moderators.',
  })
  deleteDiscussionThread(
    @Arg('id', () => ID, { description: THREAD }) id: string,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.threads.remove(viewer, id) }));
  }

  @Mutation(() => AcceptAnswerPayload, {
    description: 'Says which post answers the question best. For the author of the thread and moderators.',
  })
  acceptAnswer(
    @Arg('threadId', () => ID, { description: THREAD }) threadId: string,
    @Arg('postId', () => ID, {
      nullable: true,
      description: 'A post of the thread, but not its first. Absent or null: none answers it any more.',
    })
    postId: string | null,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ thread: await services.threads.acceptAnswer(viewer, threadId, postId ?? null) }));
  }

  @Mutation(() => LockDiscussionThreadPayload, {
    description: 'Closes a thread for new posts but those of moderators, or opens it again. For moderators.',
  })
  lockDiscussionThread(
    @Arg('id', () => ID, { description: THREAD }) id: string,
    @Arg('locked', () => Boolean, { description: 'True closes it, false opens it.' }) locked: boolean,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ thread: await services.threads.lock(viewer, id, locked) }));
  }

  @Mutation(() => PinDiscussionThreadPayload, {
    description: 'Puts a thread above the others of its space, or back among them. For moderators.',
  })
  pinDiscussionThread(
    @Arg('id', () => ID, { description: THREAD }) id: string,
    @Arg('pinned', () => Boolean, { description: 'True puts it above, false back.' }) pinned: boolean,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ thread: await services.threads.pin(viewer, id, pinned) }));
  }

  @Mutation(() => MoveDiscussionThreadPayload, { description: 'Moves a thread to another space. For moderators.' })
  moveDiscussionThread(
    @Arg('id', () => ID, { description: THREAD }) id: string,
    @Arg('spaceId', () => ID, { description: 'The space it shall be in.' }) spaceId: string,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ thread: await services.threads.move(viewer, id, spaceId) }));
  }
}
