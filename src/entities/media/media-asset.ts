import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { MediaKind } from '../../schema/media.js';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({ description: 'A point in a picture, in parts of its width and height.' })
export class FocalPoint {
  @Field(() => Float, { description: 'From the left: 0 to 1.' })
  x!: number;

  @Field(() => Float, { description: 'From the top: 0 to 1.' })
  y!: number;
}

@ObjectType({ description: 'The words that go with a file in one language.' })
export class MediaText {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What is to be seen, for those who cannot see it. Null when nobody has written it yet.',
  })
  alt!: string | null;

  @Field(() => String, { nullable: true, description: 'What stands below it. Null when there is nothing.' })
  caption!: string | null;

  @Field(() => String, { nullable: true, description: 'Who made it. Null when it is not said.' })
  credit!: string | null;
}

@ObjectType({ description: 'A time at which a file was uploaded, or replaced.' })
export class MediaVersion {
  @Field(() => Int, { description: 'Counts from 1 within the file.' })
  number!: number;

  @Field(() => String, { description: 'The name the file had from then on.' })
  name!: string;

  @Field(() => String, { description: 'Its media type (MIME) from then on.' })
  mediaType!: string;

  @Field(() => Int, { description: 'Its size from then on, in bytes.' })
  bytes!: number;

  @Field(() => DateTime, { description: 'When it happened.' })
  createdAt!: string;

  @Field(() => String, { nullable: true, description: 'Handle of who uploaded it. Null when they have left.' })
  uploadedBy!: string | null;
}

/** An uploaded file. Its bytes lie in the storage under their hash. */
@ObjectType({
  implements: Node,
  description:
    'A file that was uploaded: a picture, a document, something to listen to or to watch. The public sees it while something published uses it; all who write content see every file.',
})
@Entity({ name: 'media_asset' })
export class MediaAsset extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Column('uuid', { name: 'folder_id', nullable: true })
  folderId!: string | null;

  @Field(() => String, { description: 'Name of the file, such as `garden.jpg`.' })
  @Column('text')
  name!: string;

  @Field(() => MediaKind, { description: 'What sort of file it is.' })
  @Column('text')
  kind!: MediaKind;

  @Field(() => String, { description: 'Media type (MIME), such as `image/jpeg`.' })
  @Column('text', { name: 'media_type' })
  mediaType!: string;

  @Field(() => Int, { description: 'Size in bytes.' })
  @Column('int')
  bytes!: number;

  @Field(() => Int, { nullable: true, description: 'Width in pixels. Null for what is no picture.' })
  @Column('int', { nullable: true })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'Height in pixels. Null for what is no picture.' })
  @Column('int', { nullable: true })
  height!: number | null;

  @Field(() => Boolean, { description: 'Whether it is a picture that moves.' })
  @Column('boolean')
  animated!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'The picture in a few pixels, as a `data:` address of some hundred characters. Show it blurred and stretched to `width` and `height` until the picture itself has come. Null for what is no picture; those uploaded before there were previews have theirs within a day.',
  })
  @Column('text', { nullable: true })
  preview!: string | null;

  /** SHA-256 of the stored bytes, in hexadecimal. */
  @Column('text')
  hash!: string;

  @Column('smallint', { name: 'focal_x' })
  focalX!: number;

  @Column('smallint', { name: 'focal_y' })
  focalY!: number;

  @Field(() => Boolean, {
    description: 'Whether it is a picture that only adorns: it needs no words, and screen readers pass over it.',
  })
  @Column('boolean')
  decorative!: boolean;

  @Field(() => Int, { description: 'Counts from 1: how often the file was replaced, and one.' })
  @Column('int')
  version!: number;

  @Field(() => DateTime, { description: 'When it was uploaded first.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it, or what is said about it, changed last.' })
  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('uuid', { name: 'uploaded_by', nullable: true })
  uploadedById!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was put into the trash. Null when it is not there.' })
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @Field(() => FocalPoint, { description: 'The point that stays in view when the picture is cut.' })
  focalPoint!: FocalPoint;

  @Field(() => String, {
    nullable: true,
    description:
      'What is to be seen, in the language asked for or the nearest there is. Empty for a decorative picture. Null when nobody has written it yet.',
  })
  alt!: string | null;

  @Field(() => String, { nullable: true, description: 'What stands below it. Null when there is nothing.' })
  caption!: string | null;

  @Field(() => String, { nullable: true, description: 'Who made it. Null when it is not said.' })
  credit!: string | null;

  @Field(() => [MediaText], { description: 'The words in all languages.' })
  translations!: MediaText[];

  @Field(() => [MediaVersion], {
    nullable: true,
    description:
      'How it came to be what it is, the newest first. Bytes that were replaced are not kept. Null for those who do not write content.',
  })
  versions!: MediaVersion[] | null;
}

/** The words that go with a file in one language. */
@Entity({ name: 'media_text' })
export class MediaTextRow {
  @PrimaryColumn('uuid', { name: 'media_id' })
  mediaId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text', { nullable: true })
  alt!: string | null;

  @Column('text', { nullable: true })
  caption!: string | null;

  @Column('text', { nullable: true })
  credit!: string | null;
}
