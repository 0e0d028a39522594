import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { Heading, RichText } from '../../schema/rich-text.js';
import { DateTime } from '../../schema/scalars.js';
import { VersionText } from '../../schema/version-text.js';

@ObjectType({
  implements: Node,
  description: 'How people treat each other here. Whoever contributes has accepted its newest version.',
})
@Entity({ name: 'conduct_version' })
export class CodeOfConduct extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: 'Counts from 1. Pass it to `acceptCodeOfConduct`.' })
  @Column('int')
  version!: number;

  @Field(() => RichText, { description: 'What it says.' })
  body!: RichText;

  @Field(() => [VersionText], { description: 'What it says in each language, as it was typed.' })
  translations!: VersionText[];

  @Field(() => DateTime, { description: 'Since when it holds.' })
  @Column('timestamptz', { name: 'published_at' })
  publishedAt!: Date;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether you have accepted it. Null when you are not signed in.',
  })
  accepted!: boolean | null;

  @Column('uuid', { name: 'published_by', nullable: true })
  publishedById!: string | null;
}

/** What a version says in one locale. */
@Entity({ name: 'conduct_text' })
export class CodeOfConductText {
  @PrimaryColumn('uuid', { name: 'conduct_version_id' })
  conductVersionId!: string;

  @PrimaryColumn('text')
  locale!: string;

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
}
