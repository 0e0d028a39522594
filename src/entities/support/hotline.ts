import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { Locale } from '../../schema/scalars.js';

@ObjectType({ description: 'The words of a hotline in one language.' })
export class HotlineText {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'When someone answers. Null when it is not said.' })
  hours!: string | null;
}

@ObjectType({
  implements: Node,
  description: 'Where someone in distress can turn to at once. It has a `phone`, a `url` or a `chatUrl`.',
})
@Entity({ name: 'hotline' })
export class Hotline extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The number to call, as it is written in its country, such as `116 016`. Null when there is none.',
  })
  @Column('text', { nullable: true })
  phone!: string | null;

  @Field(() => String, { nullable: true, description: 'Its web site. Null when there is none.' })
  @Column('text', { nullable: true })
  url!: string | null;

  @Field(() => String, { nullable: true, description: 'Where to chat with it. Null when one cannot.' })
  @Column('text', { name: 'chat_url', nullable: true })
  chatUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'When someone answers, in words. Null when it is not said.' })
  hours!: string | null;

  @Field(() => Boolean, { description: 'Whether someone answers day and night, every day.' })
  @Column('boolean', { name: 'always_open' })
  alwaysOpen!: boolean;

  @Field(() => [Locale], { description: 'The languages in which it answers; empty when they are not known.' })
  @Column('text', { array: true })
  languages!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'The country it is for, such as `DE` (ISO 3166-1). Null: for every country.',
  })
  @Column('text', { nullable: true })
  country!: string | null;

  @Field(() => Int, { description: 'Its place among the hotlines; lower comes first.' })
  @Column('int')
  position!: number;

  @Field(() => [HotlineText], { description: 'The words in all languages.' })
  translations!: HotlineText[];
}

/** The words of a hotline in one language. */
@Entity({ name: 'hotline_translation' })
export class HotlineTranslation {
  @PrimaryColumn('uuid', { name: 'hotline_id' })
  hotlineId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  hours!: string | null;
}
