import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';
import { TestimonialState } from '../../schema/testimonial-state.js';

@ObjectType({
  implements: Node,
  description:
    'A story that a member sent in, as its teller and editors see it: the newest draft, published or not. Its texts are null when it was withdrawn.',
})
@Entity({ name: 'testimonial' })
export class Testimonial extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, {
    description: 'Id of the story: for `withdrawConsent`, and for editors all that they do with entries.',
  })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => TestimonialState, { description: 'How far it has come.' })
  state!: TestimonialState;

  @Field(() => String, {
    nullable: true,
    description: 'What editors ask to be changed. Null unless they do.',
  })
  requestedChanges!: string | null;

  @Field(() => Int, { description: 'Number of the newest revision. Pass it to `updateTestimonial`.' })
  revision!: number;

  @Field(() => Locale, { description: 'The language it is told in.' })
  @Column('text')
  locale!: string;

  @Field(() => String, { nullable: true, description: 'The title.' })
  title!: string | null;

  @Field(() => String, { nullable: true, description: 'The story, in Markdown.' })
  body!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The sentence that holds it together. Null when there is none yet.',
  })
  quote!: string | null;

  @Field(() => String, { nullable: true, description: 'The name that is shown.' })
  storytellerName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who the teller is in their own words. Null when they did not say.',
  })
  storytellerRelation!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What may upset a reader. Null when there is nothing of the kind.',
  })
  contentWarning!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'How the teller wants to be reached. Null when they did not say.',
  })
  @Column('text', { nullable: true })
  contact!: string | null;

  @Field(() => DateTime, { description: 'When it was sent in.' })
  @Column('timestamptz', { name: 'submitted_at' })
  submittedAt!: Date;

  @Column('uuid', { name: 'member_id', nullable: true })
  memberId!: string | null;
}
