import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { MediaPlace } from '../../schema/media.js';
import { Node } from '../../schema/node.js';
import { Locale } from '../../schema/scalars.js';

@ObjectType({ implements: Node, description: 'A place where a file is used.' })
@Entity({ name: 'media_use' })
export class MediaUse extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Column('uuid', { name: 'media_id' })
  mediaId!: string;

  @Field(() => ID, { description: 'Id of the entry that uses it.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => MediaPlace, { description: 'Where in the entry.' })
  @Column('text')
  place!: MediaPlace;

  @Field(() => Locale, {
    nullable: true,
    description: 'The language of the text it stands in. Null for what all languages share.',
  })
  @Column('text', { nullable: true })
  locale!: string | null;

  @Field(() => Boolean, { description: 'Whether it is what is public (true) or the newest draft (false).' })
  @Column('boolean')
  live!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The title of the entry there, in the language of the text or any. Null when it has none yet.',
  })
  title!: string | null;
}
