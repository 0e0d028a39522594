import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Review } from '../../entities/review/review.js';
import { ReviewDecision } from '../../entities/review/review-decision.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';

@ObjectType({ description: 'What a step of a review led to.' })
export class ReviewPayload {
  @Field(() => Review, { nullable: true, description: 'The review as it is now. Null when there are errors.' })
  review?: string;

  errors!: UserError[];
}
errorsField(ReviewPayload);

@ObjectType({ description: 'What skipping a review led to.' })
export class SkipReviewPayload {
  @Field(() => ReviewDecision, {
    nullable: true,
    description: 'The record of it: who, when, which revision and why. Null when there are errors.',
  })
  decision?: string;

  errors!: UserError[];
}
errorsField(SkipReviewPayload);

const REVIEW = { description: 'Id of the review.' };
const ENTRY = { description: 'Id of the entry.' };
const REVISION = { description: 'Number of the revision you have read. Refused when there is a newer one.' };

const review = (work: () => Promise<string>) => payload(async () => ({ review: await work() }));

@Resolver()
export class ReviewMutations {
  @Mutation(() => ReviewPayload, {
    description:
      'Asks for a look at the newest revision of an entry. After changes were requested, call it again when they are made.',
  })
  submitForReview(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('revision', () => Int, REVISION) revision: number,
    @Arg('note', () => String, {
      nullable: true,
      description: 'What the reviewers shall know, up to 2000 characters. Absent: what it was.',
    })
    note: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return review(() => services.reviews.submit(viewer, id, revision, note));
  }

  @Mutation(() => ReviewPayload, { description: 'Closes a review without a result. The draft stays as it is.' })
  withdrawReview(
    @Arg('id', () => ID, REVIEW) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return review(() => services.reviews.withdraw(viewer, id));
  }

  @Mutation(() => ReviewPayload, {
    description:
      'Says who shall look at it: these members and nobody else. As long as the review is open they may read the drafts of the entry, and decide.',
  })
  assignReviewers(
    @Arg('id', () => ID, REVIEW) id: string,
    @Arg('memberIds', () => [ID], {
      description: 'Ids of members who work on content, at most 20. Empty: nobody in particular.',
    })
    memberIds: string[],
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return review(() => services.reviews.assign(viewer, id, memberIds));
  }

  @Mutation(() => ReviewPayload, {
    description:
      'Says that the newest revision may be published: this one and no other. Nobody approves what they have written themselves, unless they may publish it unreviewed.',
  })
  approveReview(
    @Arg('id', () => ID, REVIEW) id: string,
    @Arg('revision', () => Int, REVISION) revision: number,
    @Arg('note', () => String, { nullable: true, description: 'A word on it, up to 2000 characters.' })
    note: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return review(() => services.reviews.approve(viewer, id, revision, note));
  }

  @Mutation(() => ReviewPayload, {
    description:
      'Says that the newest revision must be changed. It counts until you approve that revision, or there is a newer one.',
  })
  requestChanges(
    @Arg('id', () => ID, REVIEW) id: string,
    @Arg('revision', () => Int, REVISION) revision: number,
    @Arg('note', () => String, { description: 'What shall change, up to 2000 characters.' }) note: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return review(() => services.reviews.requestChanges(viewer, id, revision, note));
  }

  @Mutation(() => SkipReviewPayload, {
    description:
      'Lets the newest revision of an entry be published without the approval it needs. The reason stays in its history.',
  })
  skipReview(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('revision', () => Int, REVISION) revision: number,
    @Arg('reason', () => String, { description: 'Why, up to 2000 characters.' }) reason: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ decision: await services.reviews.skip(viewer, id, revision, reason) }));
  }
}
