import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'Lets whoever has its token read one draft as if it were published, without an account. Those who may read the drafts of the entry see it; the token itself is shown once, when it is made.',
})
@Entity({ name: 'preview_link' })
export class PreviewLink extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => ID, { description: 'Id of the entry it shows.' })
  @Column('uuid', { name: 'entry_id' })
  entryId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the revision it shows. Null: the newest at the moment of looking.',
  })
  @Column('int', { nullable: true })
  revision!: number | null;

  @Field(() => [Locale], {
    nullable: true,
    description: 'The languages it shows as published. Null: all that the draft has.',
  })
  @Column('text', { array: true, nullable: true })
  locales!: string[] | null;

  /** SHA-256 of the token. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @Column('uuid', { name: 'created_by' })
  createdById!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it ends by itself.' })
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked. Null when it was not.' })
  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
