import { SuccessStory } from '../../entities/content/success-story.js';
import { bind, embedded, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { rootFields } from '../root-fields.js';
import { byEntrySlug, entryBinding, entryFilters, entryOrders, richTextWithMedia } from './entry.js';

collection(SuccessStory, { orders: entryOrders, filters: entryFilters });

/** SQL of the version that was agreed to: where it was not recorded, the one that held on the day; at least the first. */
export function consentVersion(recorded: string, givenOn: string): string {
  return `coalesce(${recorded}, (select max(cv.version) from consent_version cv where cv.published_at::date <= ${givenOn}), 1)`;
}

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
        textVersion: value((row) => consentVersion(`${row.base}.consent_text_version`, `${row.base}.consent_given_on`)),
        textLocale: value((row) => `${row.base}.consent_text_locale`),
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
