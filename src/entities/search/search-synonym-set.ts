import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'Words that mean the same to search, in one language. The names and synonyms of topics are such sets by themselves and are not listed here.',
})
@Entity({ name: 'search_synonym_set' })
export class SearchSynonymSet extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => Locale, { description: 'The language of the texts and queries it is for.' })
  @Column('text')
  locale!: string;

  @Field(() => [String], {
    description: 'The words or short phrases. Each finds what the others find, unless `from` says otherwise.',
  })
  @Column('text', { array: true })
  words!: string[];

  @Field(() => [String], {
    nullable: true,
    description:
      'One way: who looks for any of these also finds the words, but not the other way round. Null: all ways.',
  })
  @Column('text', { name: 'from_words', array: true, nullable: true })
  from!: string[] | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
