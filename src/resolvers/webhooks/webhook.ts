import { Field, Int } from 'type-graphql';
import { Member } from '../../entities/identity/member.js';
import { Webhook } from '../../entities/webhooks/webhook.js';
import { WebhookDelivery } from '../../entities/webhooks/webhook-delivery.js';
import { alphabetical, byColumns } from '../../read/collection.js';
import { bind, connection, foreignKey, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import './webhook-delivery.js';
import { rootFields } from '../root-fields.js';

Field(() => Boolean, { description: 'Whether it is told of events. If not, they wait for it.' })(
  Webhook.prototype,
  'enabled',
);
Field(() => Int, { description: 'How many deliveries are still to be sent, or sent again.' })(
  Webhook.prototype,
  'pendingCount',
);

collection(Webhook, {
  orders: {
    NEWEST: { description: 'Made last first.', order: byColumns('-created_at::timestamptz') },
    NAME: { description: 'By name, as in a dictionary.', order: alphabetical('base', 'name') },
  },
  filters: {
    enabled: {
      type: () => Boolean,
      description: 'Only those that are enabled (true) or disabled (false).',
      condition: (enabled: unknown, row) => `${row.base}.disabled_at is ${enabled ? '' : 'not '}null`,
    },
    failing: {
      type: () => Boolean,
      description: 'Only those that take nothing at present (true) or with which all is well (false).',
      condition: (failing: unknown, row) => `${row.base}.failing_since is ${failing ? 'not ' : ''}null`,
    },
  },
});

bind(Webhook, {
  fields: {
    enabled: value((row) => `(${row.base}.disabled_at is null)`),
    pendingCount: value(
      (row) =>
        `(select count(*)::int from webhook_delivery p where p.webhook_id = ${row.base}.id and p.status = 'PENDING')`,
    ),
  },
  relations: {
    createdBy: one(Member, 'created_by', 'Who made it. Null when they have left.'),
    deliveries: connection(WebhookDelivery, foreignKey('webhook_id'), 'What it was told in the last weeks.'),
  },
});

export const WebhookFields = rootFields(Webhook, { list: 'webhooks', one: 'webhook', of: 'webhooks' });
