import { describedEnum } from './enums.js';

export const WebhookEvent = describedEnum(
  'WebhookEvent',
  'Something that happens in the hub and can be told to a webhook. In what is sent it is written small and with a dot, such as `entry.published`.',
  {
    ENTRY_CREATED: 'An entry was begun.',
    ENTRY_SAVED: 'A draft of an entry was saved; autosaves are not told.',
    ENTRY_PUBLISHED: 'Languages of an entry became public, or changed in public.',
    ENTRY_UNPUBLISHED: 'Languages of an entry were taken back from the public.',
    ENTRY_TRASHED: 'An entry was put into the trash.',
    ENTRY_RESTORED: 'An entry was taken out of the trash.',
    ENTRY_PURGED: 'An entry was deleted for good.',
    RELEASE_PUBLISHED: 'A release went live. Each of its entries is told as `ENTRY_PUBLISHED`, too.',
    MEDIA_UPLOADED: 'A file was uploaded.',
    MEDIA_UPDATED: 'What is said about a file was changed: its name, its words in any language, or how it is cut.',
    MEDIA_REPLACED: 'A file was replaced by another.',
    MEDIA_DELETED: 'A file was put into the trash, or deleted for good.',
    MEDIA_RESTORED: 'A file was taken out of the trash.',
    TOPIC_CREATED: 'A topic was made.',
    TOPIC_UPDATED: 'A topic was changed, such as its name, its slug, or its place in the tree.',
    TOPIC_DELETED:
      'A topic was deleted. Each entry that has another one in its place is told as `ENTRY_PUBLISHED`, too.',
    EXPERT_CREATED: 'An expert was added.',
    EXPERT_UPDATED: 'An expert was changed.',
    EXPERT_DELETED: 'An expert was deleted.',
    SPACE_CREATED: 'A space of the community was opened.',
    SPACE_UPDATED: 'A space was changed, such as its name or who can read it.',
    SPACE_DELETED: 'A space was deleted.',
    THREAD_CREATED: 'A thread was opened in the community.',
    THREAD_UPDATED: 'The title or the topics of a thread were changed, or it was moved to another space.',
    THREAD_DELETED: 'A thread was deleted.',
    PING: 'Sent by `testWebhook` to any webhook, whatever it listens to.',
  },
);
export type WebhookEvent = keyof typeof WebhookEvent;

export const WebhookDeliveryStatus = describedEnum('WebhookDeliveryStatus', 'How far a delivery has come.', {
  PENDING: 'It is still to be sent, or sent again.',
  DELIVERED: 'The receiver has answered that all is well (2xx).',
  FAILED: 'It was tried for days and is given up. `redeliverWebhook` tries again.',
});
export type WebhookDeliveryStatus = keyof typeof WebhookDeliveryStatus;

export const WebhookDisabledReason = describedEnum('WebhookDisabledReason', 'Why a webhook is disabled.', {
  BY_HAND: 'An admin has switched it off.',
  FAILING: 'Its receiver has not taken anything for days.',
});
export type WebhookDisabledReason = keyof typeof WebhookDisabledReason;
