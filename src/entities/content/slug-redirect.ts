import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EntryType } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'A slug that a published entry had before, and where it leads now. Always straight to the current slug: no redirect leads to another one.',
})
@Entity({ name: 'slug_redirect' })
export class SlugRedirect extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => EntryType, { description: 'The type of the entry: slugs are unique for a type and language.' })
  @Column('text')
  type!: EntryType;

  @Field(() => Locale, { description: 'The language of both slugs.' })
  @Column('text')
  locale!: string;

  @Field(() => String, { description: 'The slug it had.' })
  @Column('text', { name: 'slug' })
  from!: string;

  @Field(() => String, { description: 'The slug it has.' })
  to!: string;

  @Field(() => DateTime, { description: 'When it got another slug.' })
  @Column('timestamptz', { name: 'replaced_at' })
  replacedAt!: Date;
}
