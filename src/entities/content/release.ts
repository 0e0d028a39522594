import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { ReleaseState } from '../../schema/releases.js';
import { REVISION } from '../../schema/revision.js';
import { DateTime } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'A bundle of entries that become public, or are taken back, in one go: all of them or none. For editors. `releaseObstacles` says beforehand what would stop it.',
})
@Entity({ name: 'release' })
export class Release extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => String, { description: 'What it is called, such as "Summer programme".' })
  @Column('text')
  name!: string;

  @Field(() => String, { nullable: true, description: 'What others should know of it. Null when nothing.' })
  @Column('text', { nullable: true })
  note!: string | null;

  @Field(() => ReleaseState, { description: 'How far it has come.' })
  @Column('text')
  state!: ReleaseState;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdById!: string | null;

  @Field(() => DateTime, { description: 'When it was begun.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('uuid', { name: 'published_by', nullable: true })
  publishedById!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it went live. Null when it has not yet.' })
  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  @Column('uuid', { name: 'reverted_by', nullable: true })
  revertedById!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was taken back. Null when it was not.' })
  @Column('timestamptz', { name: 'reverted_at', nullable: true })
  revertedAt!: Date | null;
}
