import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from '../../schema/node.js';
import { DateTime, Json } from '../../schema/scalars.js';
import { WebhookDeliveryStatus, WebhookEvent } from '../../schema/webhooks.js';

@ObjectType({ description: 'One try to send a delivery, and what came of it.' })
export class WebhookAttempt {
  @Field(() => DateTime, { description: 'When it was sent.' })
  at!: string;

  @Field(() => Int, { nullable: true, description: 'The HTTP status of the answer. Null when there was no answer.' })
  responseStatus!: number | null;

  @Field(() => Int, { description: 'How long it took, in milliseconds.' })
  durationMs!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The first 1024 bytes of the answer. Null when there was no answer.',
  })
  responseBody!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What went wrong, and what to do about it (English). Null when nothing did.',
  })
  error!: string | null;
}

@ObjectType({
  implements: Node,
  description: 'That a webhook is told of one event. Kept for some weeks. Only admins see it.',
})
@Entity({ name: 'webhook_delivery' })
export class WebhookDelivery extends Node {
  @PrimaryColumn('uuid')
  override id!: string;

  @Column('uuid', { name: 'webhook_id' })
  webhookId!: string;

  @Field(() => ID, {
    description: 'Id of the event: the `webhook-id` of the request, the same however often it is sent.',
  })
  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  @Field(() => WebhookEvent, { description: 'What happened.' })
  @Column('text')
  event!: WebhookEvent;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of what it happened to: the entry, release, file or thread. Null for `PING`.',
  })
  @Column('uuid', { name: 'object_id', nullable: true })
  objectId!: string | null;

  @Field(() => Json, { description: 'What is sent.' })
  @Column('text')
  payload!: string;

  @Field(() => WebhookDeliveryStatus, { description: 'How far it has come.' })
  @Column('text')
  status!: WebhookDeliveryStatus;

  @Field(() => [WebhookAttempt], { description: 'The tries so far, the first one first.' })
  @Column('jsonb')
  attempts!: WebhookAttempt[];

  @Field(() => DateTime, { description: 'When it happened.' })
  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it is sent next; in the past while it waits for an earlier one of the same object. Null when it is done, or waits for the webhook to be enabled.',
  })
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: Date | null;
}
