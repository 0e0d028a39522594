import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { DateTime } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'Comments on one place in the draft of an entry. It stays whatever becomes of that place. For those who may read the revisions of the entry.',
})
@Entity({ name: 'review_thread' })
export class ReviewThread extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => Int, { description: 'Number of the revision it was begun on.' })
  @Column('int')
  revision!: number;

  @Field(() => [String], {
    description:
      'Where in the draft, as in `compareRevisions`: `["translations", "en", "body"]`. Empty: it is about the draft as a whole.',
  })
  @Column('text', { array: true })
  path!: string[];

  @Field(() => String, { nullable: true, description: 'The passage of the text it is about. Null for all of it.' })
  @Column('text', { nullable: true })
  quote!: string | null;

  @Field(() => Boolean, {
    description:
      'Whether the newest draft is different there: the passage does not stand there any more or, where none is quoted, the field is not what it was.',
  })
  outdated!: boolean;

  @Field(() => DateTime, { description: 'When it was begun.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it changed last: was commented, edited, resolved or reopened.' })
  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was resolved. Null while it is open.' })
  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt!: Date | null;

  @Column('uuid', { name: 'resolved_by', nullable: true })
  resolvedById!: string | null;
}
