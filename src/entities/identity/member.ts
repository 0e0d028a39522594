import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Role } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({ implements: Node, description: 'A person with an account, as others see them.' })
@Entity({ name: 'member' })
export class Member extends Node {
  /** The same as the id of the account in the identity tables. */
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => String, { description: 'Short unique name, for addresses and mentions.' })
  @Column('text')
  handle!: string;

  @Field(() => String, { description: 'The name they chose to be known by.' })
  @Column('text')
  name!: string;

  @Field(() => String, { nullable: true, description: 'What they say of themselves. Null when they say nothing.' })
  @Column('text', { nullable: true })
  biography!: string | null;

  @Field(() => [Role], {
    nullable: true,
    description: 'What they may do here. Null unless it is you, or you are an admin.',
  })
  @Column('text', { array: true })
  roles!: Role[];

  @Field(() => String, {
    nullable: true,
    description: 'E-mail address of the account. Null unless it is you, or you are an admin.',
  })
  email!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether they sign in with a second factor. Null unless it is you, or you are an admin.',
  })
  twoFactor!: boolean | null;

  @Field(() => Locale, {
    nullable: true,
    description: 'The language they prefer. Null unless it is you, or you are an admin.',
  })
  @Column('text', { nullable: true })
  locale!: string | null;

  @Field(() => DateTime, { description: 'When they joined.' })
  @Column('timestamptz', { name: 'joined_at' })
  joinedAt!: Date;
}
