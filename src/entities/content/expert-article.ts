import { Field, Int, ObjectType } from 'type-graphql';
import { ChildEntity, Column } from 'typeorm';
import { EntryType } from '../../schema/enums.js';
import { RichText } from '../../schema/rich-text.js';
import { CalendarDate } from '../../schema/scalars.js';
import { Entry } from './entry.js';

@ObjectType({ description: 'A source an article rests on.' })
export class Citation {
  @Field(() => String, { description: 'Title of the work.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'Who wrote it. Null when it is not known.' })
  authors!: string | null;

  @Field(() => String, { nullable: true, description: 'Who published it. Null when it is not known.' })
  publisher!: string | null;

  @Field(() => Int, { nullable: true, description: 'Year of publication. Null when it is not known.' })
  year!: number | null;

  @Field(() => String, { nullable: true, description: 'Where it can be read. Null when it is not on the web.' })
  url!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Licence under which text was taken over from it. Null when none was.',
  })
  license!: string | null;
}

@ObjectType({ implements: Entry, description: 'An article by named experts, with its sources and its review.' })
@ChildEntity(EntryType.EXPERT_ARTICLE)
export class ExpertArticle extends Entry {
  @Field(() => RichText, { description: 'The article.' })
  body!: RichText;

  @Field(() => [String], { description: 'The main points, each a sentence.' })
  keyTakeaways!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'What may upset a reader. Null when there is nothing of the kind.',
  })
  contentWarning!: string | null;

  @Field(() => [Citation], { description: 'The sources, in the order the editors gave.' })
  @Column('jsonb')
  sources!: Citation[];

  @Column('uuid', { name: 'reviewer_id', nullable: true })
  reviewerId!: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'When `reviewer` checked it. Null when it was not reviewed.',
  })
  @Column('date', { name: 'reviewed_on', nullable: true })
  reviewedOn!: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'When it should be checked again. Null when no date is set.',
  })
  @Column('date', { name: 'review_due_on', nullable: true })
  reviewDueOn!: string | null;
}
