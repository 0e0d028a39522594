import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { SpaceVisibility } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { Locale } from '../../schema/scalars.js';

@ObjectType({ description: 'The texts of a space in one language.' })
export class SpaceText {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, { description: 'What members call it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What belongs there. Null when nothing was noted.' })
  description!: string | null;
}

@ObjectType({ implements: Node, description: 'A room of the community, in which threads are opened.' })
@Entity({ name: 'space' })
export class Space extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => String, { description: 'Name of the space in addresses and filters; the same in every locale.' })
  @Column('text')
  slug!: string;

  @Field(() => SpaceVisibility, { description: 'Who can read it.' })
  @Column('text')
  visibility!: SpaceVisibility;

  @Field(() => Int, { description: 'Its place among the spaces; lower comes first.' })
  @Column('int')
  position!: number;

  @Field(() => String, { description: 'What members call it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What belongs there. Null when nothing was noted.' })
  description!: string | null;

  @Field(() => [SpaceText], { description: 'The texts in all languages.' })
  translations!: SpaceText[];
}

/** The texts of a space in one locale. */
@Entity({ name: 'space_translation' })
export class SpaceTranslation {
  @PrimaryColumn('uuid', { name: 'space_id' })
  spaceId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;
}
