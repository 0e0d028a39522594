import { Resource } from '../../entities/content/resource.js';
import { oneOf } from '../../read/collection.js';
import { bind, json } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { Cost, ResourceKind } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import { rootFields } from '../root-fields.js';
import { byEntrySlug, entryBinding, entryFilters, entryOrders, richText } from './entry.js';

collection(Resource, {
  orders: entryOrders,
  filters: {
    ...entryFilters,
    kinds: { type: () => [ResourceKind], description: 'Of any of these kinds.', condition: oneOf('kind') },
    costs: { type: () => [Cost], description: 'With any of these costs.', condition: oneOf('cost') },
    languages: {
      type: () => [Locale],
      description: 'Where the thing itself is in any of these languages.',
      condition: (tags: unknown, row, statement) => `${row.base}.languages && ${statement.bind(tags, 'text[]')}`,
    },
  },
});

bind(Resource, entryBinding({ fields: { body: richText('text'), file: json((row) => `${row.base}.file`) } }));

export const ResourceFields = rootFields(Resource, {
  list: 'resources',
  one: 'resource',
  of: 'resources',
  lookUp: byEntrySlug('RESOURCE'),
});
