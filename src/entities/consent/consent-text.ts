import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { Heading, RichText } from '../../schema/rich-text.js';
import { DateTime, Locale } from '../../schema/scalars.js';
import { VersionText } from '../../schema/version-text.js';

@ObjectType({
  implements: Node,
  description: 'What people agree to who let their story be shown. Every version is kept; the newest holds.',
})
@Entity({ name: 'consent_version' })
export class ConsentText extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: 'Counts from 1.' })
  @Column('int')
  version!: number;

  @Field(() => Locale, { description: 'The language of the text you got.' })
  resolvedLocale!: string;

  @Field(() => RichText, { description: 'What it says.' })
  body!: RichText;

  @Field(() => [VersionText], { description: 'What it says in each language, as it was typed.' })
  translations!: VersionText[];

  @Field(() => DateTime, { description: 'Since when it holds.' })
  @Column('timestamptz', { name: 'published_at' })
  publishedAt!: Date;

  @Column('uuid', { name: 'published_by', nullable: true })
  publishedById!: string | null;
}

/** What a version says in one locale. */
@Entity({ name: 'consent_text' })
export class ConsentTextTranslation {
  @PrimaryColumn('uuid', { name: 'consent_version_id' })
  consentVersionId!: string;

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
