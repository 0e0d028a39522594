import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EntryDraftUnion } from '../../schema/drafts/drafts.js';
import { EntryType, RevisionKind } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'What an editor saved at one moment: everything that can be set on an entry. Never changed once saved. Editors see all, others those of their own entries.',
})
@Entity({ name: 'revision' })
export class Revision extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => EntryType, { description: 'The type of the entry.' })
  @Column('text')
  type!: EntryType;

  @Field(() => Int, { description: 'Counts from 1 within the entry. Pass it when you save or publish.' })
  @Column('int')
  number!: number;

  @Field(() => EntryDraftUnion, { description: 'What was saved.' })
  @Column('jsonb')
  draft!: object;

  @Field(() => RevisionKind, { description: 'How it came about.' })
  @Column('text')
  kind!: RevisionKind;

  @Field(() => String, { nullable: true, description: 'What editors call this state. Null when it has no name.' })
  @Column('text', { nullable: true })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was saved, in the words of who saved it.' })
  @Column('text', { nullable: true })
  note!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the revision that it brought back. Null when it did not.',
  })
  @Column('int', { name: 'restored_from', nullable: true })
  restoredFrom!: number | null;

  /** Whether something rests on it, such as a publication: then an autosave does not take its place. */
  @Column('boolean')
  kept!: boolean;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdById!: string | null;

  @Field(() => DateTime, { description: 'When it was saved.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
