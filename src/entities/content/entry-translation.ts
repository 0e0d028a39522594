import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EntryStatus, EntryType } from '../../schema/enums.js';
import type { Heading } from '../../schema/rich-text.js';

/** The published texts of an entry in one locale. */
@Entity({ name: 'entry_translation' })
export class EntryTranslation {
  @PrimaryColumn('uuid', { name: 'entry_id' })
  entryId!: string;

  @PrimaryColumn('text')
  locale!: string;

  /** Copied from the entry so that a slug is unique per type and locale. */
  @Column('text')
  type!: EntryType;

  @Column('text')
  status!: EntryStatus;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  /** Number of the revision the texts are from. */
  @Column('int')
  revision!: number;

  @Column('text')
  slug!: string;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  summary!: string | null;

  @Column('text', { name: 'body_markdown' })
  bodyMarkdown!: string;

  /** Rendered and sanitised when published, so that reading costs nothing. */
  @Column('text', { name: 'body_html' })
  bodyHtml!: string;

  @Column('text', { name: 'body_text' })
  bodyText!: string;

  @Column('jsonb', { name: 'body_headings' })
  bodyHeadings!: Heading[];

  @Column('int', { name: 'body_reading_minutes' })
  bodyReadingMinutes!: number;

  @Column('text', { name: 'key_takeaways', array: true })
  keyTakeaways!: string[];

  @Column('text', { name: 'content_warning', nullable: true })
  contentWarning!: string | null;

  @Column('text', { nullable: true })
  quote!: string | null;

  @Column('text', { name: 'storyteller_relation', nullable: true })
  storytellerRelation!: string | null;

  /** Other words under which search finds this translation. */
  @Column('text', { name: 'search_terms', array: true })
  searchTerms!: string[];
}
