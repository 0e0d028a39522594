import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Member } from '../../entities/identity/member.js';
import { ReviewComment } from '../../entities/review/review-comment.js';
import { ReviewThread } from '../../entities/review/review-thread.js';
import { byColumns } from '../../read/collection.js';
import { bind, foreignKey, many, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row } from '../../read/statement.js';
import type { UserError } from '../../schema/user-error.js';
import { amongIds } from '../among-ids.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';

function outdated({ base }: Row): string {
  return `(${base}.path <> '{}' and (
    select case when ${base}.quote is null then md5(nv.value::text) is distinct from ${base}.digest
      else coalesce(strpos(nv.value #>> '{}', ${base}.quote), 0) = 0 end
    from entry ne join revision nr on nr.entry_id = ne.id and nr.number = ne.latest_revision,
      lateral (select draft_value(nr.draft, ${base}.path) as value) nv
    where ne.id = ${base}.entry_id))`;
}

collection(ReviewThread, {
  orders: {
    OLDEST: { description: 'Begun first first.', order: byColumns('created_at::timestamptz') },
    RECENTLY_UPDATED: { description: 'Changed last first.', order: byColumns('-updated_at::timestamptz') },
  },
  filters: {
    entries: { type: () => [String], description: 'Of any of these entries (ids).', condition: amongIds('entry_id') },
    resolved: {
      type: () => Boolean,
      description: 'Only those that are resolved (true) or open (false).',
      condition: (resolved: unknown, { base }) => `${base}.resolved_at is ${resolved ? 'not ' : ''}null`,
    },
    outdated: {
      type: () => Boolean,
      description: 'Only those whose place in the newest draft is different (true) or the same (false).',
      condition: (wanted: unknown, row) => `${outdated(row)} = ${wanted ? 'true' : 'false'}`,
    },
  },
});

bind(ReviewThread, {
  fields: { outdated: value(outdated) },
  relations: {
    comments: many(
      ReviewComment,
      foreignKey('thread_id'),
      'created_at',
      'The comments, the oldest first; one at least and 100 at most.',
      { throughParent: true },
    ),
    resolvedBy: one(Member, 'resolved_by', 'Who has resolved it. Null while it is open, or when they have left.'),
  },
});

bind(ReviewComment, {
  relations: {
    author: one(Member, 'author_id', 'Who wrote it. Null when they have left.'),
    thread: one(ReviewThread, 'thread_id', 'The thread it is in.', { nullable: false, throughParent: true }),
  },
});

export const ReviewThreadFields = rootFields(ReviewThread, {
  list: 'reviewThreads',
  one: 'reviewThread',
  of: 'threads of comments on drafts',
});

@InputType({ description: 'A comment on a place in a draft.' })
export class CreateReviewThreadInput {
  @Field(() => ID, { description: 'Id of the entry.' })
  entryId!: string;

  @Field(() => Int, { description: 'Number of the revision you have read.' })
  revision!: number;

  @Field(() => [String], {
    nullable: true,
    description:
      'Where in the draft, as in `compareRevisions`: names of fields, and within lists the language or key of the element or its place, such as `["translations", "en", "body"]`. Absent or empty: about the draft as a whole.',
  })
  path?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'A passage of the text there, letter by letter, up to 500 characters. Absent: all of it.',
  })
  quote?: string | null;

  @Field(() => String, { description: 'What you say about it, as plain text of 1 to 5000 characters.' })
  body!: string;
}

@ObjectType({ description: 'What changing a thread of comments on a draft led to.' })
export class ReviewThreadPayload {
  @Field(() => ReviewThread, { nullable: true, description: 'The thread as it is now. Null when there are errors.' })
  thread?: string;

  errors!: UserError[];
}
errorsField(ReviewThreadPayload);

@ObjectType({ description: 'What writing a comment on a draft led to.' })
export class ReviewCommentPayload {
  @Field(() => ReviewComment, { nullable: true, description: 'The comment as it is now. Null when there are errors.' })
  comment?: string;

  errors!: UserError[];
}
errorsField(ReviewCommentPayload);

@ObjectType({ description: 'What deleting a comment on a draft led to.' })
export class DeleteReviewCommentPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the comment that was. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteReviewCommentPayload);

const COMMENT = { description: 'Id of the comment.' };
const BODY = { description: 'What it says, as plain text of 1 to 5000 characters.' };

@Resolver()
export class ReviewThreadMutations {
  @Mutation(() => ReviewThreadPayload, {
    description: 'Comments on a place in a draft, or on all of it: for all who may read it.',
  })
  createReviewThread(
    @Arg('input', () => CreateReviewThreadInput, { description: 'The comment, and on what.' })
    { entryId, revision, path, quote, body }: CreateReviewThreadInput,
    @Ctx() { viewer, services }: RequestContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<object> {
    const thread = { entryId, revision, path: path ?? [], quote: quote ?? null, body };
    return payload(async () => ({ thread: await services.reviewComments.open(viewer, schema, thread) }));
  }

  @Mutation(() => ReviewThreadPayload, { description: 'Says that a thread is done with, or opens it again.' })
  resolveReviewThread(
    @Arg('id', () => ID, { description: 'Id of the thread.' }) id: string,
    @Arg('resolved', () => Boolean, { description: 'Whether it is done with.' }) resolved: boolean,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ thread: await services.reviewComments.resolve(viewer, id, resolved) }));
  }

  @Mutation(() => ReviewCommentPayload, { description: 'Adds a comment to a thread.' })
  addReviewComment(
    @Arg('threadId', () => ID, { description: 'Id of the thread.' }) threadId: string,
    @Arg('body', () => String, BODY) body: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ comment: await services.reviewComments.reply(viewer, threadId, body) }));
  }

  @Mutation(() => ReviewCommentPayload, { description: 'Changes a comment of yours.' })
  updateReviewComment(
    @Arg('id', () => ID, COMMENT) id: string,
    @Arg('body', () => String, BODY) body: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ comment: await services.reviewComments.edit(viewer, id, body) }));
  }

  @Mutation(() => DeleteReviewCommentPayload, {
    description: 'Deletes a comment of yours. With its last comment a thread is gone.',
  })
  deleteReviewComment(
    @Arg('id', () => ID, COMMENT) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.reviewComments.remove(viewer, id) }));
  }
}
