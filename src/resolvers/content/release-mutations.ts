import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Release } from '../../entities/content/release.js';
import { ReleaseAction } from '../../schema/releases.js';
import { Locale } from '../../schema/scalars.js';
import { Refused, UserError } from '../../schema/user-error.js';
import type { ReleaseOutcome } from '../../services/releases/release-publishing.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { STARTED_FROM } from '../update-arguments.js';
import { asEntryChange, EntryChange } from './entry-change.js';

@InputType({ description: 'What is said of a release. Where it is changed, what is absent stays as it is.' })
export class ReleaseInput {
  @Field(() => String, {
    nullable: true,
    description: 'What it is called, in 1 to 120 characters. A new release needs a name.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What others should know of it, up to 2000 characters. Null: nothing.',
  })
  note?: string | null;
}

@InputType({ description: 'What a release is to do with an entry.' })
export class ReleaseItemInput {
  @Field(() => ID, { description: 'Id of the entry; each one once.' })
  entryId!: string;

  @Field(() => ReleaseAction, { nullable: true, description: 'What happens to it. `PUBLISH` when absent.' })
  action?: ReleaseAction | null;

  @Field(() => [Locale], {
    nullable: true,
    description: 'Only these languages of it. Absent: all that it has then.',
  })
  locales?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the revision to publish, whatever is saved later. Absent: the newest one at the moment the release is published.',
  })
  revision?: number | null;
}

@ObjectType({ description: 'What changing or publishing a release led to.' })
export class ReleasePayload {
  @Field(() => Release, { nullable: true, description: 'The release as it is now. Null when there are errors.' })
  release?: string;

  @Field(() => [EntryChange], {
    description:
      'The entries that changed in public by `publishRelease` or `revertRelease`, and what else that has changed. Empty for all else.',
  })
  changes!: object[];

  errors!: UserError[];
}
errorsField(ReleasePayload);

@ObjectType({ description: 'What deleting a release led to.' })
export class DeleteReleasePayload {
  @Field(() => ID, { nullable: true, description: 'Id of the release that was. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteReleasePayload);

const RELEASE = { description: 'Id of the release.' };
const answer = (work: () => Promise<string>) => payload(async () => ({ release: await work(), changes: [] }));
const answerChanges = (work: () => Promise<ReleaseOutcome>) =>
  payload(async () => {
    const { releaseId, changes } = await work();
    return { release: releaseId, changes: changes.map(asEntryChange) };
  });

@Resolver()
export class ReleaseMutations {
  @Query(() => [UserError], {
    nullable: true,
    description:
      'Everything that would stop you from publishing a release now, found as `publishRelease` finds it. Most of it is of the type `EntryError`, which names the entry. Empty: nothing would. Null when there is no such release, or not for you, or it has been published.',
  })
  async releaseObstacles(
    @Arg('id', () => ID, RELEASE) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object[] | null> {
    try {
      const errors = await services.releasePublishing.obstacles(viewer, id);
      return errors.map((error) => ({ ...error, path: error.path.map(String) }));
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  @Mutation(() => ReleasePayload, { description: 'Begins a release. Nothing becomes public by that.' })
  createRelease(
    @Arg('input', () => ReleaseInput, { description: 'What it is.' }) input: ReleaseInput,
    @Arg('items', () => [ReleaseItemInput], {
      nullable: true,
      description: 'Its first entries, up to 1000. `addToRelease` adds more.',
    })
    items: ReleaseItemInput[] | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return answer(() => services.releases.create(viewer, input, items ?? []));
  }

  @Mutation(() => ReleasePayload, {
    description: 'Changes what is said of a release that is not published yet: what is absent stays, null clears.',
  })
  updateRelease(
    @Arg('id', () => ID, RELEASE) id: string,
    @Arg('input', () => ReleaseInput, { description: 'What shall be different.' }) input: ReleaseInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return answer(() => services.releases.update(viewer, id, input, revision));
  }

  @Mutation(() => DeleteReleasePayload, {
    description: 'Deletes a release that is not published yet. Its entries stay as they are.',
  })
  deleteRelease(
    @Arg('id', () => ID, RELEASE) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.releases.remove(viewer, id) }));
  }

  @Mutation(() => ReleasePayload, {
    description:
      'Adds entries to a release, which holds up to 1000. One that is in it already is in it as given now. All of them or none.',
  })
  addToRelease(
    @Arg('id', () => ID, RELEASE) id: string,
    @Arg('items', () => [ReleaseItemInput], { description: 'The entries, and what is to happen to them.' })
    items: ReleaseItemInput[],
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return answer(() => services.releases.add(viewer, id, items));
  }

  @Mutation(() => ReleasePayload, { description: 'Takes entries out of a release. All of them or none.' })
  removeFromRelease(
    @Arg('id', () => ID, RELEASE) id: string,
    @Arg('entryIds', () => [ID], { description: 'Ids of the entries.' }) entryIds: string[],
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return answer(() => services.releases.take(viewer, id, entryIds));
  }

  @Mutation(() => ReleasePayload, {
    description:
      'Brings all entries of a release before the public, and takes back those it takes back, in one go. When anything stands in the way of any of them, nothing happens, and `errors` name all of it: those of the type `EntryError` with the entry.',
  })
  publishRelease(
    @Arg('id', () => ID, RELEASE) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return answerChanges(() => services.releasePublishing.publish(viewer, id));
  }

  @Mutation(() => ReleasePayload, {
    description:
      'Brings back what was public of the entries of a release before it, in one go. Refused, naming the entries, when one of them was published or taken back since. Drafts and history stay.',
  })
  revertRelease(
    @Arg('id', () => ID, RELEASE) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return answerChanges(() => services.releasePublishing.revert(viewer, id));
  }
}
