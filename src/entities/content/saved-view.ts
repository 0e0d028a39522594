import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { SavedViewList } from '../../schema/saved-view-list.js';
import { Json } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'How someone likes to look at a list: with which filter, columns and order. Pass `filter` and `orderBy` to the list as they are. Its owner sees it, and when it is shared, all who write content.',
})
@Entity({ name: 'saved_view' })
export class SavedView extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => String, { description: 'What it is called.' })
  @Column('text')
  name!: string;

  @Field(() => SavedViewList, { description: 'Of which list it is.' })
  @Column('text')
  list!: SavedViewList;

  @Field(() => Json, { nullable: true, description: 'The `filter` of the list. Null: none.' })
  @Column('jsonb', { nullable: true })
  filter!: object | null;

  @Field(() => String, { nullable: true, description: 'The `orderBy` of the list. Null: its usual order.' })
  @Column('text', { name: 'order_by', nullable: true })
  orderBy!: string | null;

  @Field(() => [String], {
    description: 'The fields to show, in this order: `title`, or `createdBy.name` for a field of a field.',
  })
  @Column('text', { array: true })
  columns!: string[];

  @Field(() => Boolean, { description: 'Whether all who write content see it.' })
  @Column('boolean')
  shared!: boolean;

  @Field(() => Int, { description: 'Its place among the views; lower comes first.' })
  @Column('int')
  position!: number;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId!: string | null;
}
