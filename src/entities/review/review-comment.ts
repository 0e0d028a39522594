import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { DateTime } from '../../schema/scalars.js';

@ObjectType({ implements: Node, description: 'What someone says about a draft.' })
@Entity({ name: 'review_comment' })
export class ReviewComment extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => String, { description: 'What it says, as plain text.' })
  @Column('text')
  body!: string;

  @Field(() => DateTime, { description: 'When it was written.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When its author changed it last. Null when never.' })
  @Column('timestamptz', { name: 'edited_at', nullable: true })
  editedAt!: Date | null;

  @Column('uuid', { name: 'thread_id' })
  threadId!: string;

  @Column('uuid', { name: 'author_id', nullable: true })
  authorId!: string | null;
}
