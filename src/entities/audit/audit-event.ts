import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { AuditOutcome } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { DateTime, Json } from '../../schema/scalars.js';

@ObjectType({
  implements: Node,
  description: 'That someone asked for a change, and what came of it. Never changed once written. Only admins see it.',
})
@Entity({ name: 'audit_event' })
export class AuditEvent extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => DateTime, { description: 'When it happened.' })
  @Column('timestamptz', { name: 'happened_at' })
  at!: Date;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the member who asked. It stays when they leave. Null for a visitor.',
  })
  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Their name at the time. Null for a visitor, and for someone whose account was deleted.',
  })
  @Column('text', { name: 'actor_name', nullable: true })
  actorName!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the API key that was used. Null when none was.' })
  @Column('uuid', { name: 'api_key_id', nullable: true })
  apiKeyId!: string | null;

  @Field(() => String, { description: 'The mutation, such as `publishEntry`.' })
  @Column('text')
  action!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The type of what it was about, such as `DiscussionThread`. Null when it was about no one object.',
  })
  @Column('text', { name: 'object_type', nullable: true })
  objectType!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of what it was about, as it was given when it was refused.' })
  @Column('uuid', { name: 'object_id', nullable: true })
  objectId!: string | null;

  @Field(() => AuditOutcome, { description: 'What came of it.' })
  @Column('text')
  outcome!: AuditOutcome;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was refused, such as `NOT_ALLOWED`. Null when it was not.',
  })
  @Column('text', { nullable: true })
  code!: string | null;

  @Field(() => Json, {
    nullable: true,
    description:
      'What the change replaced: numbers of revisions, roles and the like, never texts. Null when not known.',
  })
  @Column('jsonb', { nullable: true })
  before!: object | null;

  @Field(() => Json, { nullable: true, description: 'The same after the change. Null when not known.' })
  @Column('jsonb', { nullable: true })
  after!: object | null;

  @Field(() => String, {
    nullable: true,
    description: 'The network it came from: the address cut to /24, or /48 for IPv6. Null when it is not known.',
  })
  @Column('cidr', { nullable: true })
  address!: string | null;

  @Field(() => String, { nullable: true, description: 'The program it came from, such as `Firefox on Windows`.' })
  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;
}
