import { Field, Int, ObjectType } from 'type-graphql';
import { ChildEntity, Column } from 'typeorm';
import { Cost, EntryType, MediaAccessibility, ResourceKind } from '../../schema/enums.js';
import { RichText } from '../../schema/rich-text.js';
import { Locale } from '../../schema/scalars.js';
import { Entry } from './entry.js';

@ObjectType({ description: 'A file that belongs to a resource.' })
export class ResourceFile {
  @Field(() => String, { description: 'Where to get it.' })
  url!: string;

  @Field(() => String, { description: 'Media type (MIME), such as `application/pdf`.' })
  mediaType!: string;

  @Field(() => Int, { nullable: true, description: 'Size in bytes. Null when it is not known.' })
  bytes!: number | null;
}

@ObjectType({
  implements: Entry,
  description: 'Something a parent can use: a guide, a checklist, a video, a hotline, a course …',
})
@ChildEntity(EntryType.RESOURCE)
export class Resource extends Entry {
  @Field(() => ResourceKind, { description: 'What sort of thing it is.' })
  @Column('text')
  kind!: ResourceKind;

  @Field(() => String, { nullable: true, description: 'Where it is on the web. Null when it is a `file`.' })
  @Column('text', { nullable: true })
  url!: string | null;

  @Field(() => ResourceFile, { nullable: true, description: 'The file, when it is one. Null when it has a `url`.' })
  @Column('jsonb', { nullable: true })
  file!: ResourceFile | null;

  @Field(() => String, { nullable: true, description: 'Number to call, as it is dialled. Null when it is no hotline.' })
  @Column('text', { nullable: true })
  phone!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long it takes, in minutes. Null when that makes no sense or is not known.',
  })
  @Column('int', { name: 'duration_minutes', nullable: true })
  durationMinutes!: number | null;

  @Field(() => Cost, { description: 'What it costs.' })
  @Column('text')
  cost!: Cost;

  @Field(() => String, { nullable: true, description: 'Who offers it. Null when it is not known.' })
  @Column('text', { nullable: true })
  provider!: string | null;

  @Field(() => [MediaAccessibility], { description: 'How it is made accessible.' })
  @Column('text', { name: 'media_accessibility', array: true })
  accessibilityFeatures!: MediaAccessibility[];

  @Field(() => [Locale], {
    description: 'The languages the resource itself is in, which may differ from those of its description.',
  })
  @Column('text', { array: true })
  languages!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'What may upset a reader. Null when there is nothing of the kind.',
  })
  contentWarning!: string | null;

  @Field(() => RichText, { description: 'What it is and how to use it.' })
  body!: RichText;
}
