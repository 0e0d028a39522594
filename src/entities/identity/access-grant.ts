import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Role } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime, Locale } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'A role that a member has in one place only: a space, an organisation or a language. Only the member and admins see it.',
})
@Entity({ name: 'access_grant' })
export class AccessGrant extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Column('uuid', { name: 'member_id' })
  memberId!: string;

  @Field(() => Role, { description: 'The role.' })
  @Column('text')
  role!: Role;

  @Field(() => ID, { nullable: true, description: 'Id of the space it is for. Null when it is for something else.' })
  @Column('uuid', { name: 'space_id', nullable: true })
  spaceId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the organisation it is for, published or not. Null when it is for something else.',
  })
  @Column('uuid', { name: 'organization_id', nullable: true })
  organizationId!: string | null;

  @Field(() => Locale, {
    nullable: true,
    description: 'The language it is for. Null when it is for something else.',
  })
  @Column('text', { nullable: true })
  locale!: string | null;

  @Column('uuid', { name: 'granted_by', nullable: true })
  grantedById!: string | null;

  @Field(() => DateTime, { description: 'When it was given.' })
  @Column('timestamptz', { name: 'granted_at' })
  grantedAt!: Date;
}
