import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';

@ObjectType({
  implements: Node,
  description:
    'That an entry refers to something: to another entry, a topic or an expert. For those who may read the revisions of the entry.',
})
@Entity({ name: 'usage' })
export class Usage extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry that refers to it.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => String, {
    description:
      'The field of its draft that does: `relatedEntryIds`, `topicIds`, `expertIds` or `reviewerId`; `body` for a link in a text.',
  })
  @Column('text')
  field!: string;

  @Field(() => ID, { description: 'Id of what it refers to.' })
  @Column('uuid', { name: 'object_id' })
  objectId!: string;

  @Field(() => Boolean, { description: 'Whether the entry does so as the public sees it now.' })
  @Column('boolean')
  live!: boolean;

  @Field(() => Boolean, { description: 'Whether the newest draft of the entry does so.' })
  @Column('boolean')
  drafted!: boolean;
}
