import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';

@ObjectType({
  implements: Node,
  description:
    'A folder of uploaded files. Only those who write content see folders; what is public does not depend on them.',
})
@Entity({ name: 'media_folder' })
export class MediaFolder extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Field(() => String, { description: 'What it is called; no two in one folder have the same name.' })
  @Column('text')
  name!: string;
}
