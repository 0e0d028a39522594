import { Arg, Ctx, Field, Float, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { MediaAsset } from '../../entities/media/media-asset.js';
import { MediaUse } from '../../entities/media/media-use.js';
import { MediaDescription } from '../../schema/media.js';
import { DateTime, Locale } from '../../schema/scalars.js';
import { UserError } from '../../schema/user-error.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { REMOVED_LOCALES, STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'A point in a picture, in parts of its width and height.' })
export class FocalPointInput {
  @Field(() => Float, { description: 'From the left: 0 to 1.' })
  x!: number;

  @Field(() => Float, { description: 'From the top: 0 to 1.' })
  y!: number;
}

@InputType({ description: 'The words that go with a file in one language.' })
export class MediaTextInput {
  @Field(() => Locale, { description: 'The language; each one once.' })
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What is to be seen, for those who cannot see it, up to 500 characters. A picture needs it in every language it is published in, unless it is decorative.',
  })
  alt?: string | null;

  @Field(() => String, { nullable: true, description: 'What shall stand below it, up to 1000 characters.' })
  caption?: string | null;

  @Field(() => String, { nullable: true, description: 'Who made it, up to 300 characters.' })
  credit?: string | null;
}

@InputType({
  description: 'What can be said about a file. Where it is changed, what is absent stays as it is, and null clears.',
})
export class MediaAssetInput {
  @Field(() => String, {
    nullable: true,
    description: 'Name of the file, such as `garden.jpg`, in 1 to 200 characters. A new file needs one.',
  })
  name?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the folder it shall lie in. Null: in none.' })
  folderId?: string | null;

  @Field(() => FocalPointInput, {
    nullable: true,
    description: 'The point that stays in view when the picture is cut. Null: the middle.',
  })
  focalPoint?: FocalPointInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is a picture that only adorns, and needs no words. Null: it is not.',
  })
  decorative?: boolean | null;

  @Field(() => [MediaTextInput], {
    nullable: true,
    description:
      'The words, one for each language. Those in languages that are not named stay as they are, and so do parts of a text that are absent.',
  })
  translations?: MediaTextInput[] | null;
}

@InputType({ description: 'A new file.' })
export class CreateMediaAssetInput extends MediaAssetInput {
  @Field(() => ID, { description: 'Id of the upload, whose bytes must have been sent.' })
  uploadId!: string;
}

@InputType({ description: 'A file that takes the place of another, and what is said about it.' })
export class ReplaceMediaAssetInput {
  @Field(() => ID, { description: 'Id of the upload, whose bytes must have been sent.' })
  uploadId!: string;

  @Field(() => MediaDescription, {
    description:
      'Whether what was said about the old file holds for the new one: its focal point, whether it is decorative, and its `alt`, `caption` and `credit` in every language. Ask the person who replaces it: words that describe another picture mislead those who cannot see it.',
  })
  description!: MediaDescription;

  @Field(() => String, { nullable: true, description: 'Name of the new file. Absent: it stays.' })
  name?: string | null;

  @Field(() => FocalPointInput, {
    nullable: true,
    description: 'The point that stays in view when the picture is cut. Absent: as `description` says.',
  })
  focalPoint?: FocalPointInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is a picture that only adorns, and needs no words. Absent: as `description` says.',
  })
  decorative?: boolean | null;

  @Field(() => [MediaTextInput], {
    nullable: true,
    description:
      'The words, one for each language. Of languages that are not named the words are as `description` says.',
  })
  translations?: MediaTextInput[] | null;
}

@ObjectType({ description: 'A file that may be sent.' })
export class MediaUpload {
  @Field(() => ID, { description: 'Id of the upload, for `createMediaAsset` and `replaceMediaAsset`.' })
  id!: string;

  @Field(() => String, {
    description:
      'Send the bytes of the file, and nothing else, as the body of a POST to this address; no sign-in is needed for that. The answer is JSON: `uploadId`, `kind`, `mediaType`, `bytes`, `width`, `height` and `errors`, as those of mutations. A path when the hub does not know its public address.',
  })
  url!: string;

  @Field(() => DateTime, { description: 'Until when it must have been sent and used.' })
  expiresAt!: string;

  @Field(() => Int, { description: 'How many bytes the file may have.' })
  maximumBytes!: number;
}

@ObjectType({ description: 'What asking for an upload led to.' })
export class MediaUploadPayload {
  @Field(() => MediaUpload, { nullable: true, description: 'The upload. Null when there are errors.' })
  upload?: MediaUpload;

  errors!: UserError[];
}
errorsField(MediaUploadPayload);

@ObjectType({ description: 'What changing a file led to.' })
export class MediaAssetPayload {
  @Field(() => MediaAsset, { nullable: true, description: 'The file as it is now. Null when there are errors.' })
  mediaAsset?: string;

  errors!: UserError[];
}
errorsField(MediaAssetPayload);

@ObjectType({ implements: UserError, description: 'A file cannot go while something uses it.' })
export class MediaInUse extends UserError {
  @Field(() => [MediaUse], { description: 'Where it is used: of the first 50 places those you may see.' })
  usedBy!: string[];
}

@Resolver()
export class MediaMutations {
  @Mutation(() => MediaUploadPayload, {
    description:
      'Begins to upload a file: answers where to send its bytes. What is sent belongs to nothing until `createMediaAsset` or `replaceMediaAsset` takes it.',
  })
  createMediaUpload(@Ctx() { viewer, services }: RequestContext): Promise<object> {
    return payload(async () => ({ upload: await services.uploads.create(viewer) }));
  }

  @Mutation(() => MediaAssetPayload, { description: 'Makes a file that content can use of one that was uploaded.' })
  createMediaAsset(
    @Arg('input', () => CreateMediaAssetInput, { description: 'The new file.' }) input: CreateMediaAssetInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ mediaAsset: await services.mediaAssets.create(viewer, input.uploadId, input) }));
  }

  @Mutation(() => MediaAssetPayload, {
    description:
      'Changes what is said about a file: what is absent stays, null clears. Those who only translate may change the texts in their languages.',
  })
  updateMediaAsset(
    @Arg('id', () => ID, { description: 'Id of the file.' }) id: string,
    @Arg('input', () => MediaAssetInput, { description: 'What shall be different.' }) input: MediaAssetInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Arg('removeLocales', () => [Locale], REMOVED_LOCALES) removeLocales: string[] | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      mediaAsset: await services.mediaAssets.update(viewer, id, { ...input, removeLocales }, revision),
    }));
  }

  @Mutation(() => MediaAssetPayload, {
    description:
      'Gives a file other bytes of the same kind. Everything that uses it shows them at once; addresses of the old ones lead to the new ones, and the old bytes are not kept. It is refused when something published would show the picture without words.',
  })
  replaceMediaAsset(
    @Arg('id', () => ID, { description: 'Id of the file.' }) id: string,
    @Arg('input', () => ReplaceMediaAssetInput, { description: 'The new file, and what is said about it.' })
    input: ReplaceMediaAssetInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ mediaAsset: await services.mediaAssets.replace(viewer, id, input) }));
  }

  @Mutation(() => MediaAssetPayload, {
    description:
      'Puts a file that nothing uses into the trash, where it stays for 30 days. While something uses it, it is refused with MediaInUse.',
  })
  deleteMediaAsset(
    @Arg('id', () => ID, { description: 'Id of the file.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ mediaAsset: await services.mediaAssets.remove(viewer, id) }));
  }

  @Mutation(() => MediaAssetPayload, { description: 'Takes a file out of the trash.' })
  restoreMediaAsset(
    @Arg('id', () => ID, { description: 'Id of the file.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ mediaAsset: await services.mediaAssets.restore(viewer, id) }));
  }
}
