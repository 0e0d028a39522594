import { Publication } from '../../entities/content/publication.js';
import { Release } from '../../entities/content/release.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { Locale } from '../../schema/scalars.js';
import { rootFields } from '../root-fields.js';

collection(Publication, {
  orders: {
    NEWEST: { description: 'Happened last first.', order: byColumns('-published_at::timestamptz') },
    OLDEST: { description: 'Happened first first.', order: byColumns('published_at::timestamptz') },
  },
  filters: {
    entries: {
      type: () => [String],
      description: 'Of any of these entries (ids).',
      condition: (ids: unknown, row, statement) => `${row.base}.entry_id::text = any(${statement.bind(ids, 'text[]')})`,
    },
    locales: { type: () => [Locale], description: 'Of any of these languages.', condition: oneOf('locale') },
  },
});

bind(Publication, {
  relations: {
    release: one(Release, 'release_id', 'The release it was a part of. Null when it was none, or not for you.'),
    publishedBy: one(Member, 'published_by', 'Who did it. Null when it was imported or they have left.'),
  },
});

export const PublicationFields = rootFields(Publication, {
  list: 'publications',
  one: 'publication',
  of: 'publications and withdrawals of entries',
});
