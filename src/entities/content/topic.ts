import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { WellbeingDimension } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { Locale } from '../../schema/scalars.js';

@ObjectType({ description: 'The texts of a topic in one language.' })
export class TopicText {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, { description: 'What readers call it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'A sentence on what belongs to it. Null when there is none.' })
  description!: string | null;

  @Field(() => [String], { description: 'Other words for it, under which search finds it too.' })
  synonyms!: string[];
}

@ObjectType({ implements: Node, description: 'A subject that content and threads are about. Topics form a tree.' })
@Entity({ name: 'topic' })
export class Topic extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => String, { description: 'Short name for addresses and filters; the same in every locale.' })
  @Column('text')
  slug!: string;

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  /** Itself and all its ancestors: makes "this topic and all below it" one index look-up. */
  @Column('uuid', { array: true })
  lineage!: string[];

  @Field(() => WellbeingDimension, {
    nullable: true,
    description: 'The side of well-being it touches most. Null when none stands out.',
  })
  @Column('text', { nullable: true })
  dimension!: WellbeingDimension | null;

  @Field(() => Int, { description: 'Its place among its neighbours; lower comes first.' })
  @Column('int')
  position!: number;

  @Field(() => String, { description: 'What readers call it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'A sentence on what belongs to it. Null when there is none.' })
  description!: string | null;

  @Field(() => [String], { description: 'Other words for it, under which search finds it too.' })
  synonyms!: string[];

  @Field(() => [TopicText], { description: 'The texts in all languages.' })
  translations!: TopicText[];
}

/** The texts of a topic in one locale. */
@Entity({ name: 'topic_translation' })
export class TopicTranslation {
  @PrimaryColumn('uuid', { name: 'topic_id' })
  topicId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { array: true })
  synonyms!: string[];
}
