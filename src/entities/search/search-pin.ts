import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'What editors want found first: entries that come before all others for certain queries, whether they have the words or not.',
})
@Entity({ name: 'search_pin' })
export class SearchPin extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => [String], { description: 'The queries. Capitals, accents, marks and spaces make no difference.' })
  @Column('text', { array: true })
  queries!: string[];

  @Column('text', { array: true })
  keys!: string[];

  @Field(() => Locale, { nullable: true, description: 'For readers of this language only. Null: for all.' })
  @Column('text', { nullable: true })
  locale!: string | null;

  @Field(() => [ID], { description: 'Ids of the entries, in their order. Those that are not published are not found.' })
  entryIds!: string[];

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
