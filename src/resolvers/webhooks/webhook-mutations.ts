import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Webhook } from '../../entities/webhooks/webhook.js';
import { WebhookDelivery } from '../../entities/webhooks/webhook-delivery.js';
import { EntryType } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import { WebhookEvent } from '../../schema/webhooks.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { STARTED_FROM } from '../update-arguments.js';

@InputType({ description: 'A new webhook.' })
export class CreateWebhookInput {
  @Field(() => String, { description: 'What it is for, in 1 to 80 characters.' })
  name!: string;

  @Field(() => String, { description: 'Where events are sent to: an `https` address on the public internet.' })
  url!: string;

  @Field(() => [WebhookEvent], { description: 'What it is told; one at least.' })
  events!: WebhookEvent[];

  @Field(() => [EntryType], {
    nullable: true,
    description:
      'Tell it of these types of entries only. Absent or empty: of all. Events that are not about entries are told all the same, here and below.',
  })
  entryTypes?: EntryType[] | null;

  @Field(() => [Locale], {
    nullable: true,
    description: 'Tell it of what happens to an entry in these languages only. Absent or empty: in all.',
  })
  locales?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Tell it of entries about these topics (ids), or topics below them, only. Absent or empty: of all.',
  })
  topicIds?: string[] | null;
}

@InputType({ description: 'What shall be different about a webhook. What is absent stays as it is.' })
export class UpdateWebhookInput {
  @Field(() => String, { nullable: true, description: 'What it is for, in 1 to 80 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Where events are sent to; what waits goes there, too.' })
  url?: string | null;

  @Field(() => [WebhookEvent], { nullable: true, description: 'What it is told; one at least.' })
  events?: WebhookEvent[] | null;

  @Field(() => [EntryType], { nullable: true, description: 'Of these types of entries only. Empty or null: of all.' })
  entryTypes?: EntryType[] | null;

  @Field(() => [Locale], { nullable: true, description: 'In these languages only. Empty or null: in all.' })
  locales?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'About these topics (ids) only. Empty or null: about all.' })
  topicIds?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False: events wait from now on. True: all that waits is sent.',
  })
  enabled?: boolean | null;
}

@ObjectType({ description: 'What changing a webhook led to.' })
export class WebhookPayload {
  @Field(() => Webhook, { nullable: true, description: 'The webhook as it is now. Null when there are errors.' })
  webhook?: string;

  errors!: UserError[];
}
errorsField(WebhookPayload);

@ObjectType({ description: 'A webhook with a new secret.' })
export class WebhookSecretPayload {
  @Field(() => Webhook, { nullable: true, description: 'The webhook. Null when there are errors.' })
  webhook?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The secret by which the receiver verifies that requests come from this hub (see docs/webhooks.md). It is shown now and never again. Null when there are errors.',
  })
  secret?: string;

  errors!: UserError[];
}
errorsField(WebhookSecretPayload);

@ObjectType({ description: 'What deleting a webhook led to.' })
export class DeleteWebhookPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the webhook that was. Null when there are errors.' })
  deletedId?: string;

  errors!: UserError[];
}
errorsField(DeleteWebhookPayload);

@ObjectType({ description: 'Something that will be sent to a webhook in a moment.' })
export class WebhookDeliveryPayload {
  @Field(() => WebhookDelivery, {
    nullable: true,
    description: 'The delivery; read it again to see what came of it. Null when there are errors.',
  })
  delivery?: string;

  errors!: UserError[];
}
errorsField(WebhookDeliveryPayload);

@Resolver()
export class WebhookMutations {
  @Mutation(() => WebhookSecretPayload, {
    description: 'Makes a webhook: from now on its address is told what happens.',
  })
  createWebhook(
    @Arg('input', () => CreateWebhookInput, { description: 'The new webhook.' }) input: CreateWebhookInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const { entryTypes, locales, topicIds, ...given } = input;
      const filter = { entryTypes: entryTypes ?? [], locales: locales ?? [], topicIds: topicIds ?? [] };
      const { id, secret } = await services.webhooks.create(viewer, { ...given, ...filter });
      return { webhook: id, secret };
    });
  }

  @Mutation(() => WebhookPayload, {
    description: 'Changes a webhook, disables it or enables it again. What is absent stays as it is.',
  })
  updateWebhook(
    @Arg('id', () => ID, { description: 'Id of the webhook.' }) id: string,
    @Arg('input', () => UpdateWebhookInput, { description: 'What shall be different.' }) input: UpdateWebhookInput,
    @Arg('revision', () => Int, STARTED_FROM) revision: number | null | undefined,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ webhook: await services.webhooks.update(viewer, id, input, revision) }));
  }

  @Mutation(() => DeleteWebhookPayload, { description: 'Deletes a webhook with the log of its deliveries.' })
  deleteWebhook(
    @Arg('id', () => ID, { description: 'Id of the webhook.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ deletedId: await services.webhooks.remove(viewer, id) }));
  }

  @Mutation(() => WebhookSecretPayload, {
    description:
      'Gives a webhook a new secret. For a day requests carry signatures by both, so that the receiver can change over.',
  })
  rotateWebhookSecret(
    @Arg('id', () => ID, { description: 'Id of the webhook.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const { secret } = await services.webhooks.rotateSecret(viewer, id);
      return { webhook: id, secret };
    });
  }

  @Mutation(() => WebhookDeliveryPayload, {
    description: 'Sends a `ping` to a webhook, once, also to one that is disabled.',
  })
  testWebhook(
    @Arg('id', () => ID, { description: 'Id of the webhook.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ delivery: await services.webhooks.test(viewer, id) }));
  }

  @Mutation(() => WebhookDeliveryPayload, {
    description: 'Sends a delivery again, whatever came of it: the same event with the same id.',
  })
  redeliverWebhook(
    @Arg('deliveryId', () => ID, { description: 'Id of the delivery.' }) deliveryId: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ delivery: await services.webhookDeliveries.redeliver(viewer, deliveryId) }));
  }
}
