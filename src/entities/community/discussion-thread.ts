import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description: 'A conversation in a space. Its first post is the question or the opening.',
})
@Entity({ name: 'discussion_thread' })
export class DiscussionThread extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Column('uuid', { name: 'space_id' })
  spaceId!: string;

  @Column('uuid', { name: 'author_id', nullable: true })
  authorId!: string | null;

  @Field(() => String, { description: 'The title.' })
  @Column('text')
  title!: string;

  @Field(() => Locale, { description: 'The language it is held in.' })
  @Column('text')
  locale!: string;

  @Column('uuid', { name: 'accepted_post_id', nullable: true })
  acceptedPostId!: string | null;

  @Field(() => Boolean, { description: 'Whether it stands above the others in its space.' })
  @Column('boolean')
  pinned!: boolean;

  @Field(() => Boolean, { description: 'Whether new posts are closed.' })
  @Column('boolean')
  locked!: boolean;

  @Field(() => Int, { description: 'How many posts it has, the first included.' })
  @Column('int', { name: 'post_count' })
  postCount!: number;

  @Field(() => DateTime, { description: 'When it was opened.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the newest post was written.' })
  @Column('timestamptz', { name: 'last_activity_at' })
  lastActivityAt!: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
