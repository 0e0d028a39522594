import { ID } from 'type-graphql';
import { Webhook } from '../../entities/webhooks/webhook.js';
import { WebhookDelivery } from '../../entities/webhooks/webhook-delivery.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { WebhookDeliveryStatus, WebhookEvent } from '../../schema/webhooks.js';
import { amongIds } from '../among-ids.js';
import { rootFields } from '../root-fields.js';

collection(WebhookDelivery, {
  orders: {
    NEWEST: { description: 'Happened last first.', order: byColumns('-created_at::timestamptz') },
    OLDEST: { description: 'Happened first first.', order: byColumns('created_at::timestamptz') },
  },
  filters: {
    webhooks: { type: () => [ID], description: 'To any of these webhooks (ids).', condition: amongIds('webhook_id') },
    statuses: {
      type: () => [WebhookDeliveryStatus],
      description: 'In any of these states.',
      condition: oneOf('status'),
    },
    events: { type: () => [WebhookEvent], description: 'Of any of these events.', condition: oneOf('event') },
    objects: {
      type: () => [ID],
      description: 'About any of these entries, releases, files or threads (ids).',
      condition: amongIds('object_id'),
    },
  },
});

bind(WebhookDelivery, {
  fields: { payload: value((row) => `${row.base}.payload::json`) },
  relations: { webhook: one(Webhook, 'webhook_id', 'To which webhook.', { nullable: false }) },
});

export const WebhookDeliveryFields = rootFields(WebhookDelivery, {
  list: 'webhookDeliveries',
  one: 'webhookDelivery',
  of: 'deliveries of webhooks',
});
