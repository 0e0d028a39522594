import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { ReleaseAction } from '../../schema/releases.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({ implements: Node, description: 'What a release does with one entry. For editors.' })
@Entity({ name: 'release_item' })
export class ReleaseItem extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Column('uuid', { name: 'release_id' })
  releaseId!: string;

  @Field(() => ID, { description: 'Id of the entry.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => ReleaseAction, { description: 'What it does with the entry.' })
  @Column('text')
  action!: ReleaseAction;

  @Field(() => [Locale], {
    nullable: true,
    description: 'The languages it is about. Null: all that the entry has.',
  })
  @Column('text', { array: true, nullable: true })
  locales!: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the revision that becomes public. Null: the newest at that moment. While the release is planned, the one that is planned; once it is live, the one that became public. Null as well for what is taken back.',
  })
  @Column('int', { nullable: true })
  revision!: number | null;

  @Field(() => Boolean, { description: 'Whether an editor has chosen the revision.' })
  @Column('boolean')
  pinned!: boolean;

  @Column('uuid', { name: 'added_by', nullable: true })
  addedById!: string | null;

  @Field(() => DateTime, { description: 'When it was added to the release, or changed there last.' })
  @Column('timestamptz', { name: 'added_at' })
  addedAt!: Date;
}
