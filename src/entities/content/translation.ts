import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EntryStatus, TranslationState } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'How an entry stands in one language, for those who work on it: how far it is translated, and what the public has of it. There is one for each language of the site. Entries in the trash have none.',
})
@Entity({ name: 'translation' })
export class Translation extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => Locale, { description: 'The language.' })
  @Column('text')
  locale!: string;

  @Field(() => TranslationState, { description: 'How the newest draft stands in this language.' })
  @Column('text')
  state!: TranslationState;

  @Field(() => DateTime, { description: 'Since when: how long a translation has been waiting for someone.' })
  @Column('timestamptz', { name: 'state_since' })
  stateSince!: Date;

  @Field(() => Locale, {
    nullable: true,
    description: 'The language the entry is translated from. Null while it has no text at all.',
  })
  sourceLocale!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the revision whose source it was translated from: `compareRevisions` from it to the newest one shows what has changed since. Null when there is no translation.',
  })
  @Column('int', { name: 'source_revision', nullable: true })
  sourceRevision!: number | null;

  @Field(() => EntryStatus, { description: 'Whether the public sees the entry in this language.' })
  status!: EntryStatus;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the revision that was published last in this language. Null when none was.',
  })
  publishedRevision!: number | null;

  @Field(() => Boolean, {
    description:
      'Whether the newest draft says something else in this language than what was published last, or has a text that never was.',
  })
  changed!: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many readers have said in the last two years that the text in this language helped them. Counted each night. Only for editors: null for all others.',
  })
  helpfulVotes!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many have said that it did not. Null for all but editors.',
  })
  unhelpfulVotes!: number | null;
}
