import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Post } from '../../entities/community/post.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'A new post in a thread.' })
export class AddPostInput {
  @Field(() => ID, { description: 'The thread to write in.' })
  threadId!: string;

  @Field(() => String, {
    description:
      'What to say. Markdown, 1 to 20,000 characters; HTML is shown as it was typed, but for tags that only format words, such as `<b>` and `<br>`.',
  })
  body!: string;
}

@InputType({ description: 'A post in new words.' })
export class UpdatePostInput {
  @Field(() => ID, { description: 'The post.' })
  id!: string;

  @Field(() => String, {
    description:
      'What it shall say. Markdown, 1 to 20,000 characters; HTML is shown as it was typed, but for tags that only format words, such as `<b>` and `<br>`.',
  })
  body!: string;
}

@ObjectType({ description: 'What writing a post led to.' })
export class AddPostPayload {
  @Field(() => Post, { nullable: true, description: 'The new post. Null when there are errors.' })
  post!: Post | null;
}

@ObjectType({ description: 'What changing a post led to.' })
export class UpdatePostPayload {
  @Field(() => Post, { nullable: true, description: 'The post as it is now. Null when there are errors.' })
  post!: Post | null;
}

@ObjectType({ description: 'What deleting a post led to.' })
export class DeletePostPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the post that is gone. Null when there are errors.' })
  deletedId!: string | null;

  @Field(() => DiscussionThread, {
    nullable: true,
    description: 'The thread it was in, without it. Null when there are errors.',
  })
  thread!: DiscussionThread | null;
}

for (const type of [AddPostPayload, UpdatePostPayload, DeletePostPayload]) errorsField(type);

@Resolver()
export class PostMutations {
  @Mutation(() => AddPostPayload, {
    description: 'Writes a post in a thread. For members; in a locked thread for moderators.',
  })
  addPost(
    @Arg('input', () => AddPostInput, { description: 'The post.' }) input: AddPostInput,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ post: await services.posts.add(viewer, input.threadId, input.body) }));
  }

  @Mutation(() => UpdatePostPayload, {
    description: 'Changes what a post says; what it said before is kept for moderators. For its author and moderators.',
  })
  updatePost(
    @Arg('input', () => UpdatePostInput, { description: 'The post in its new words.' }) input: UpdatePostInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ post: await services.posts.update(viewer, input.id, input.body, revision) }));
  }

  @Mutation(() => DeletePostPayload, {
    description: 'Deletes a post; the first one of a thread goes with its thread only. For its author and moderators.',
  })
  deletePost(
    @Arg('id', () => ID, { description: 'The post.' }) id: string,
    @Ctx() { services, viewer }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const { postId, threadId } = await services.posts.remove(viewer, id);
      return { deletedId: postId, thread: threadId };
    });
  }
}
