import type { Area } from '../rules.js';
import { ADMINS } from '../who.js';

export const webhooks: Area = {
  area: 'Other programs',
  rules: [
    { action: 'READ', on: 'Webhook', who: ADMINS },
    { action: 'EDIT', on: 'Webhook', who: ADMINS },
    { action: 'DELETE', on: 'Webhook', who: ADMINS },
    { action: 'READ', on: 'WebhookDelivery', who: ADMINS },
    { action: 'REDELIVER', on: 'WebhookDelivery', who: ADMINS },
    { field: 'Query.webhooks', who: ADMINS },
    { field: 'Query.webhook', who: ADMINS },
    { field: 'Query.webhookDeliveries', who: ADMINS },
    { field: 'Query.webhookDelivery', who: ADMINS },
    { field: 'Mutation.createWebhook', who: ADMINS },
    { field: 'Mutation.updateWebhook', to: 'EDIT', on: 'Webhook' },
    { field: 'Mutation.deleteWebhook', to: 'DELETE', on: 'Webhook' },
    { field: 'Mutation.rotateWebhookSecret', to: 'EDIT', on: 'Webhook' },
    { field: 'Mutation.testWebhook', to: 'EDIT', on: 'Webhook' },
    { field: 'Mutation.redeliverWebhook', to: 'REDELIVER', on: 'WebhookDelivery' },
  ],
};
