import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { Locale } from '../../schema/scalars.js';

@ObjectType({ description: 'The texts of an expert in one language.' })
export class ExpertText {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, { nullable: true, description: 'Profession. Null when none was given.' })
  title!: string | null;

  @Field(() => String, { nullable: true, description: 'A few sentences on the person. Null when there are none.' })
  biography!: string | null;
}

@ObjectType({ implements: Node, description: 'A professional who writes or reviews articles.' })
@Entity({ name: 'expert' })
export class Expert extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => String, { description: 'Name of the expert in the address of their page; the same in every locale.' })
  @Column('text')
  slug!: string;

  @Field(() => String, { description: 'Full name.' })
  @Column('text')
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Degrees and licences, such as "IBCLC". Null when none were given.',
  })
  @Column('text', { nullable: true })
  credentials!: string | null;

  @Column('uuid', { name: 'member_id', nullable: true })
  memberId!: string | null;

  @Column('uuid', { name: 'photo_id', nullable: true })
  photoId!: string | null;

  @Field(() => String, { nullable: true, description: 'Profession. Null when none was given.' })
  title!: string | null;

  @Field(() => String, { nullable: true, description: 'A few sentences on the person. Null when there are none.' })
  biography!: string | null;

  @Field(() => [ExpertText], { description: 'The texts in all languages.' })
  translations!: ExpertText[];
}

/** The texts of an expert in one locale. */
@Entity({ name: 'expert_translation' })
export class ExpertTranslation {
  @PrimaryColumn('uuid', { name: 'expert_id' })
  expertId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text', { nullable: true })
  title!: string | null;

  @Column('text', { nullable: true })
  biography!: string | null;
}
