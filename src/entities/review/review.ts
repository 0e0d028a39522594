import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EntryType } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { ReviewState } from '../../schema/review.js';
import { DateTime } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'The draft of an entry that is being looked at before it is published. As long as it is open it is about the newest revision, whatever is saved. For those who may read the revisions of the entry; not there while the entry is in the trash.',
})
@Entity({ name: 'review' })
export class Review extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => EntryType, { description: 'The type of the entry.' })
  @Column('text')
  type!: EntryType;

  @Field(() => String, {
    nullable: true,
    description: 'The title of the draft, in the nearest language it has one in. Null when it has none yet.',
  })
  title!: string | null;

  @Field(() => ReviewState, { description: 'How far it has come.' })
  @Column('text')
  state!: ReviewState;

  @Field(() => Int, {
    description:
      'Number of the revision it is about: the newest one while it is open, else the newest when it was closed. Pass it when you decide.',
  })
  @Column('int')
  revision!: number;

  @Field(() => Int, {
    description:
      'Number of the revision that was submitted last. Compare it with `revision` to see what changed since.',
  })
  @Column('int', { name: 'submitted_revision' })
  submittedRevision!: number;

  @Field(() => Boolean, {
    description: 'Whether an expert has yet to approve it: expert articles need that, others do not.',
  })
  awaitsExpert!: boolean;

  @Field(() => Int, {
    description: 'How many threads of comments on the entry are not resolved: `reviewThreads` has them.',
  })
  openThreads!: number;

  @Field(() => String, {
    nullable: true,
    description: 'What the author wants the reviewers to know. Null when nothing.',
  })
  @Column('text', { nullable: true })
  note!: string | null;

  @Field(() => DateTime, { description: 'When it was submitted last.' })
  @Column('timestamptz', { name: 'submitted_at' })
  submittedAt!: Date;

  @Field(() => DateTime, { description: 'When something about it changed last.' })
  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('uuid', { name: 'revision_id', nullable: true })
  revisionId!: string | null;

  @Column('uuid', { name: 'submitted_by', nullable: true })
  submittedById!: string | null;
}
