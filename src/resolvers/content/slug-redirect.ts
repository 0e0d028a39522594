import { SUBJECTS } from '../../access/subjects.js';
import { Entry } from '../../entities/content/entry.js';
import { SlugRedirect } from '../../entities/content/slug-redirect.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { EntryType } from '../../schema/enums.js';
import { DateTime, Locale } from '../../schema/scalars.js';
import { canonicalSlug } from '../../services/content/slug.js';
import { rootFields } from '../root-fields.js';
import './entry.js';
import { normalForm } from '../../normal-form.js';

collection(SlugRedirect, {
  orders: {
    NEWEST: { description: 'Replaced last first.', order: byColumns('-replaced_at::timestamptz') },
    OLDEST: { description: 'Replaced first first.', order: byColumns('replaced_at::timestamptz') },
  },
  filters: {
    types: { type: () => [EntryType], description: 'Of entries of any of these types.', condition: oneOf('type') },
    locales: { type: () => [Locale], description: 'Of any of these languages.', condition: oneOf('locale') },
    from: {
      type: () => [String],
      description: 'From any of these slugs.',
      condition: (slugs: string[], row, statement) =>
        `${row.base}.slug = any(${statement.bind(slugs.flatMap(spellings), 'text[]')})`,
    },
    since: {
      type: () => DateTime,
      description: 'Replaced at this time or later: what is new since a site was built last.',
      condition: (since: unknown, row, statement) =>
        `${row.base}.replaced_at >= ${statement.bind(since, 'timestamptz')}`,
    },
  },
});

/** A slug as it is written, which may be from the time when capitals made a difference, and in the form in which it is kept. */
function spellings(slug: string): string[] {
  return [...new Set([normalForm(slug, 'NFC'), canonicalSlug(slug)])];
}

bind(SlugRedirect, {
  fields: {
    to: value(
      ({ base }) =>
        `(select lt.slug from entry_translation lt where lt.entry_id = ${base}.entry_id and lt.locale = ${base}.locale)`,
    ),
  },
  relations: { entry: one(Entry, 'entry_id', 'The entry. Null when it has no text in your languages.') },
});

export const SlugRedirectFields = rootFields(SlugRedirect, {
  list: 'slugRedirects',
  one: 'slugRedirect',
  of: 'redirects from slugs that entries had before',
  lookUp: {
    argument: 'from',
    description: 'The slug it had. Where several types or languages had it: the one nearest to yours, replaced last.',
    condition: (slug, row, statement) =>
      `${row.base}.id = (select s.id from slug_redirect s
        where s.slug = any(${statement.bind(spellings(slug), 'text[]')}) and ${SUBJECTS.SlugRedirect.there!('s')}
        order by array_position(${statement.locales()}, s.locale), s.slug = ${statement.bind(normalForm(slug, 'NFC'), 'text')} desc, s.replaced_at desc limit 1)`,
  },
});
