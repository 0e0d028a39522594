import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { ReviewVerdict } from '../../schema/review.js';
import { DateTime } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'What someone has decided on exactly one revision. Never changed: who changes their mind decides anew. For those who may read the revisions of the entry.',
})
@Entity({ name: 'review_decision' })
export class ReviewDecision extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => Int, { description: 'Number of the revision it is about.' })
  @Column('int')
  revision!: number;

  @Field(() => ReviewVerdict, { description: 'What was decided.' })
  @Column('text')
  verdict!: ReviewVerdict;

  @Field(() => Boolean, { description: 'Whether who decided was an expert at that time.' })
  @Column('boolean', { name: 'as_expert' })
  asExpert!: boolean;

  @Field(() => Boolean, {
    description: 'Whether it counts: false once the same member has decided anew on the same revision.',
  })
  @Column('boolean')
  standing!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why, in the words of who decided. Null when they gave no reason.',
  })
  @Column('text', { nullable: true })
  note!: string | null;

  @Field(() => DateTime, { description: 'When it was decided.' })
  @Column('timestamptz', { name: 'decided_at' })
  decidedAt!: Date;

  @Column('uuid', { name: 'revision_id' })
  revisionId!: string;

  @Column('uuid', { name: 'review_id', nullable: true })
  reviewId!: string | null;

  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedById!: string | null;
}
