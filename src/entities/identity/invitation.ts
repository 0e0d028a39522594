import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Role } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description: 'An invitation by mail that nobody has accepted yet. Only admins see it.',
})
@Entity({ name: 'invitation' })
export class Invitation extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => String, { description: 'E-mail address of whoever is invited.' })
  @Column('text')
  email!: string;

  @Field(() => String, { nullable: true, description: 'What to call them, unless they choose another name.' })
  @Column('text', { nullable: true })
  name!: string | null;

  @Field(() => [Role], { description: 'What they may do here once they have accepted.' })
  @Column('text', { array: true })
  roles!: Role[];

  @Field(() => Locale, { nullable: true, description: 'The language they are written to in, if one was named.' })
  @Column('text', { nullable: true })
  locale!: string | null;

  @Column('uuid', { name: 'invited_by', nullable: true })
  invitedById!: string | null;

  @Field(() => DateTime, { description: 'When they were invited.' })
  @Column('timestamptz', { name: 'invited_at' })
  invitedAt!: Date;

  @Field(() => DateTime, { description: 'Until when they can accept. Invite them again to give them more time.' })
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
