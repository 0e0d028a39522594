import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { PublicationAction } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'A moment at which a language of an entry became public, or ceased to be. Together they say what the public could read when. For those who may read the revisions of the entry.',
})
@Entity({ name: 'publication' })
export class Publication extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => Locale, { description: 'The language.' })
  @Column('text')
  locale!: string;

  @Field(() => PublicationAction, { description: 'What happened.' })
  @Column('text')
  action!: PublicationAction;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the revision that became public. Null when the language was taken back.',
  })
  @Column('int', { nullable: true })
  revision!: number | null;

  @Field(() => DateTime, { description: 'When it happened.' })
  @Column('timestamptz', { name: 'published_at' })
  publishedAt!: Date;

  @Column('uuid', { name: 'published_by', nullable: true })
  publishedById!: string | null;
}
