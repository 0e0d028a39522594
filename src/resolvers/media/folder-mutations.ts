import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { MediaFolder } from '../../entities/media/media-folder.js';
import type { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'What can be set on a folder of files. Where it is changed, what is absent stays as it is.' })
export class MediaFolderInput {
  @Field(() => String, {
    nullable: true,
    description:
      'What it is called, in 1 to 100 characters; unlike all others in the same folder. A new folder needs a name.',
  })
  name?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the folder it shall lie in. Null: at the top.' })
  parentId?: string | null;
}

@ObjectType({ description: 'What changing a folder of files led to.' })
export class MediaFolderPayload {
  @Field(() => MediaFolder, { nullable: true, description: 'The folder as it is now. Null when there are errors.' })
  mediaFolder?: string;

  errors!: UserError[];
}
errorsField(MediaFolderPayload);

@ObjectType({ description: 'What deleting a folder of files led to.' })
export class DeleteMediaFolderPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the folder that was. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteMediaFolderPayload);

@Resolver()
export class MediaFolderMutations {
  @Mutation(() => MediaFolderPayload, { description: 'Makes a folder for files.' })
  createMediaFolder(
    @Arg('input', () => MediaFolderInput, { description: 'The new folder.' }) input: MediaFolderInput,
    @Ctx() { services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ mediaFolder: await services.mediaFolders.create(input) }));
  }

  @Mutation(() => MediaFolderPayload, { description: 'Renames a folder, or moves it with all that is in it.' })
  updateMediaFolder(
    @Arg('id', () => ID, { description: 'Id of the folder.' }) id: string,
    @Arg('input', () => MediaFolderInput, { description: 'What shall be different.' }) input: MediaFolderInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ mediaFolder: await services.mediaFolders.update(viewer, id, input, revision) }));
  }

  @Mutation(() => DeleteMediaFolderPayload, { description: 'Deletes a folder. No file is ever deleted with it.' })
  deleteMediaFolder(
    @Arg('id', () => ID, { description: 'Id of the folder.' }) id: string,
    @Arg('moveContents', () => Boolean, {
      nullable: true,
      description: 'True: what is in it moves to the folder above. Else it must be empty.',
    })
    moveContents: boolean | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.mediaFolders.remove(viewer, id, moveContents ?? false) }));
  }
}
