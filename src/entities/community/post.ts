import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { Heading, RichText } from '../../schema/rich-text.js';
import { DateTime } from '../../schema/scalars.js';

@ObjectType({ implements: Node, description: 'What one member wrote in a thread.' })
@Entity({ name: 'post' })
export class Post extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Column('uuid', { name: 'thread_id' })
  threadId!: string;

  @Column('uuid', { name: 'author_id', nullable: true })
  authorId!: string | null;

  @Field(() => RichText, { description: 'What was written.' })
  body!: RichText;

  @Column('text', { name: 'body_markdown' })
  bodyMarkdown!: string;

  @Column('text', { name: 'body_html' })
  bodyHtml!: string;

  @Column('text', { name: 'body_text' })
  bodyText!: string;

  @Column('jsonb', { name: 'body_headings' })
  bodyHeadings!: Heading[];

  @Column('int', { name: 'body_reading_minutes' })
  bodyReadingMinutes!: number;

  @Field(() => DateTime, { description: 'When it was written.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last changed by its author. Null when it never was.',
  })
  @Column('timestamptz', { name: 'edited_at', nullable: true })
  editedAt!: Date | null;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}

/** What a post said before an edit. Kept so that moderators can see what an answer referred to. */
@Entity({ name: 'post_edit' })
export class PostEdit {
  @PrimaryColumn('uuid', { name: 'post_id' })
  postId!: string;

  @PrimaryColumn('timestamptz', { name: 'replaced_at' })
  replacedAt!: Date;

  @Column('text', { name: 'body_markdown' })
  bodyMarkdown!: string;

  @Column('uuid', { name: 'replaced_by', nullable: true })
  replacedBy!: string | null;
}
