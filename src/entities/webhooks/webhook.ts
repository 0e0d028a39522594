import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EntryType } from '../../schema/enums.js';
import { Node } from '../../schema/node.js';
import { REVISION } from '../../schema/revision.js';
import { DateTime, Locale } from '../../schema/scalars.js';
import { WebhookDisabledReason, WebhookEvent } from '../../schema/webhooks.js';

@ObjectType({
  implements: Node,
  description:
    'An address of another program that is told what happens in the hub, by a signed HTTP request; see docs/webhooks.md. Only admins see it.',
})
@Entity({ name: 'webhook' })
export class Webhook extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Field(() => Int, { description: REVISION })
  @Column('int')
  revision!: number;

  @Field(() => String, { description: 'What it is for.' })
  @Column('text')
  name!: string;

  @Field(() => String, { description: 'Where events are sent to.' })
  @Column('text')
  url!: string;

  @Field(() => [WebhookEvent], { description: 'What it is told.' })
  @Column('text', { array: true })
  events!: WebhookEvent[];

  @Field(() => [EntryType], { description: 'Of which types of entries it is told. Empty: of all.' })
  @Column('text', { name: 'entry_types', array: true })
  entryTypes!: EntryType[];

  @Field(() => [Locale], {
    description: 'In which languages something must have happened to an entry for it to be told. Empty: in any.',
  })
  @Column('text', { array: true })
  locales!: string[];

  @Field(() => [ID], {
    description:
      'Ids of topics: it is told of entries about any of them, or about a topic below one of them. Empty: of all. The id of a topic that was deleted stays when it is the only one; nothing is about it then.',
  })
  @Column('uuid', { name: 'topic_ids', array: true })
  topicIds!: string[];

  /** Sealed, here and below. */
  @Column('bytea')
  secret!: Buffer;

  @Column('bytea', { name: 'previous_secret', nullable: true })
  previousSecret!: Buffer | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when it also signs with the secret before the last rotation. Null when there was none.',
  })
  @Column('timestamptz', { name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdById!: string | null;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it took something last. Null: never.' })
  @Column('timestamptz', { name: 'last_delivered_at', nullable: true })
  lastDeliveredAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when it has taken nothing that was sent. Null while all is well.',
  })
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when nothing is sent to it; events wait. Null while it is enabled.',
  })
  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  @Field(() => WebhookDisabledReason, { nullable: true, description: 'Why. Null while it is enabled.' })
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: WebhookDisabledReason | null;
}
