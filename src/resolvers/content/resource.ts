import { Field } from 'type-graphql';
import { Resource, ResourceFile } from '../../entities/content/resource.js';
import { MediaAsset } from '../../entities/media/media-asset.js';
import { oneOf } from '../../read/collection.js';
import { bind, json } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row, Statement } from '../../read/statement.js';
import { Cost, ResourceKind } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import { mediaUrlSql } from '../media/media-url.js';
import { rootFields } from '../root-fields.js';
import { byEntrySlug, entryBinding, entryFilters, entryOrders, richTextWithMedia } from './entry.js';

Field(() => MediaAsset, {
  nullable: true,
  description: 'The file as it was uploaded, with what is said about it. Null when it is elsewhere.',
})(ResourceFile.prototype, 'media');

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

/** The file as it is kept, or what is known of one that was uploaded. */
function fileSql(row: Row, statement: Statement): string {
  const uploaded = `(select jsonb_build_object('url', ${mediaUrlSql('fm', statement)}, 'mediaType', fm.media_type, 'bytes', fm.bytes, 'media', fm.id)
    from media_asset fm where fm.id = (${row.base}.file->>'mediaId')::uuid)`;
  return `case when ${row.base}.file ? 'mediaId' then ${uploaded} else ${row.base}.file end`;
}

bind(Resource, entryBinding({ fields: { body: richTextWithMedia(), file: json(fileSql) } }));

export const ResourceFields = rootFields(Resource, {
  list: 'resources',
  one: 'resource',
  of: 'resources',
  lookUp: byEntrySlug('RESOURCE'),
});
