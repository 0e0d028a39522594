import { SuccessStory } from '../../entities/content/success-story.js';
import { bind, embedded, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { rootFields } from '../root-fields.js';
import { byEntrySlug, entryBinding, entryFilters, entryOrders, richTextWithMedia } from './entry.js';

collection(SuccessStory, { orders: entryOrders, filters: entryFilters });

bind(
  SuccessStory,
  entryBinding({
    fields: {
      body: richTextWithMedia(),
      storyteller: embedded({
        name: value((row) => `${row.base}.storyteller_name`),
        relation: value((row) => `${row.text}.storyteller_relation`),
      }),
      consent: embedded({
        givenBy: value((row) => `${row.base}.consent_given_by`),
        givenOn: value((row) => `${row.base}.consent_given_on`),
        scope: value((row) => `${row.base}.consent_scope`),
        expiresOn: value((row) => `${row.base}.consent_expires_on`),
        withdrawnAt: value((row) => `${row.base}.consent_withdrawn_at`),
      }),
    },
  }),
);

export const SuccessStoryFields = rootFields(SuccessStory, {
  list: 'successStories',
  one: 'successStory',
  of: 'success stories',
  lookUp: byEntrySlug('SUCCESS_STORY'),
});
