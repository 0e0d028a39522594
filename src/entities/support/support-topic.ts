import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { Locale } from '../../schema/scalars.js';
import { SupportKind } from '../../schema/support.js';

@ObjectType({ description: 'The words of a support topic in one language.' })
export class SupportTopicText {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => String, { description: 'What is said to who needs it: plain text of a few sentences.' })
  message!: string;
}

@ObjectType({ description: 'What people type in one language when they need the help of a support topic.' })
export class SupportPattern {
  @Field(() => Locale, { description: 'The language of the phrases; its rules for endings of words are followed.' })
  locale!: string;

  @Field(() => [String], {
    description:
      'Words and phrases. The words of a phrase may come in any order with a few others between them. `*` at the beginning or end of a word stands for anything: `*suizid*`.',
  })
  phrases!: string[];

  @Field(() => [String], {
    description:
      'Words and phrases that only look alike and are not meant. The words of a phrase do not count where they stand like that (`suicide squad`); a single word (`violet` beside `violent`) counts only as what is written, in no other form.',
  })
  exceptions!: string[];
}

@ObjectType({
  implements: Node,
  description:
    'A kind of distress in which people search. A search with words of it is answered with hotlines first: see `SearchConnection.support`.',
})
@Entity({ name: 'support_topic' })
export class SupportTopic extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => SupportKind, { description: 'What it is about.' })
  @Column('text')
  kind!: SupportKind;

  @Field(() => Int, { description: 'Its place among the topics; lower comes first.' })
  @Column('int')
  position!: number;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => String, {
    description: 'What to say to who needs it, above the hotlines: plain text of a few sentences.',
  })
  message!: string;

  @Field(() => [SupportTopicText], { description: 'The words in all languages.' })
  translations!: SupportTopicText[];

  @Field(() => [SupportPattern], {
    nullable: true,
    description: 'What it is found by. Null for those who are no editors.',
  })
  patterns!: SupportPattern[] | null;
}

/** The words of a support topic in one language. */
@Entity({ name: 'support_topic_translation' })
export class SupportTopicTranslation {
  @PrimaryColumn('uuid', { name: 'support_topic_id' })
  supportTopicId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text')
  name!: string;

  @Column('text')
  message!: string;
}

/** What a support topic is found by in one language. */
@Entity({ name: 'support_pattern' })
export class SupportPatternRow {
  @PrimaryColumn('uuid', { name: 'support_topic_id' })
  supportTopicId!: string;

  @PrimaryColumn('text')
  locale!: string;

  @Column('text', { array: true })
  phrases!: string[];

  @Column('text', { array: true })
  exceptions!: string[];
}
