import { Field, InterfaceType } from 'type-graphql';
import { Column, Entity, PrimaryColumn, TableInheritance } from 'typeorm';
import { Audience, EntryStatus, EntryType } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';

/**
 * One row per entry of any type. The public texts lie in `entry_translation`, one row per locale; what editors are
 * working on lies in `revision`. A row here therefore only holds what has been published.
 */
@InterfaceType({
  implements: Node,
  description:
    'A piece of published content: a resource, an expert article, a success story or a partner organisation.',
})
@Entity({ name: 'entry' })
@TableInheritance({ column: { name: 'type', type: 'text' } })
export abstract class Entry extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => EntryType, { description: 'Which type of content this is.' })
  @Column({ type: 'text', update: false })
  type!: EntryType;

  @Field(() => EntryStatus, { description: 'Whether the public can see the entry.' })
  @Column('text')
  status!: EntryStatus;

  @Field(() => [Audience], { description: 'For whom it is meant.' })
  @Column('text', { array: true })
  audiences!: Audience[];

  @Field(() => DateTime, { description: 'When the first translation of the entry was published.' })
  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date;

  @Field(() => DateTime, { description: 'When the published entry changed last.' })
  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('uuid', { name: 'cover_image_id', nullable: true })
  coverImageId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  /** Number of the newest revision: what a stale save is measured against. */
  @Column('int', { name: 'latest_revision' })
  latestRevision!: number;

  /** Number of the revision that was published last; null when none has been. */
  @Column('int', { name: 'live_revision', nullable: true })
  liveRevision!: number | null;

  /** Set while the entry is in the trash. */
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @Column('uuid', { name: 'deleted_by', nullable: true })
  deletedBy!: string | null;

  @Field(() => String, { description: 'Name of the entry in the address of its page; unique for its type and locale.' })
  slug!: string;

  @Field(() => String, { description: 'The title.' })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'One or two sentences that say what it is about. Null when the editors gave none.',
  })
  summary!: string | null;

  @Field(() => Locale, {
    description: 'The locale of the texts you got: the one you asked for, or the nearest that is published.',
  })
  resolvedLocale!: string;
}
