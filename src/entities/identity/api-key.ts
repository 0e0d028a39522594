import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ApiKeyScope } from '../../schema/api-key-scope.js';
import { Node } from '../../schema/node.js';
import { DateTime } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description:
    'A key with which a front end or a script comes to the API: `Authorization: Bearer hearth_…`. Only its owner and admins see it.',
})
@Entity({ name: 'api_key' })
export class ApiKey extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => String, { description: 'What it is for.' })
  @Column('text')
  name!: string;

  @Field(() => ApiKeyScope, { description: 'What it may do.' })
  @Column('text')
  scope!: ApiKeyScope;

  @Field(() => String, { description: 'The beginning of the key, to know it again by.' })
  @Column('text')
  prefix!: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'Until when it works. Null: until it is revoked.' })
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to the minute. Null: never.' })
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked. Null: it was not.' })
  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
