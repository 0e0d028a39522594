import { Expert } from '../../entities/content/expert.js';
import { Member } from '../../entities/identity/member.js';
import { MediaAsset } from '../../entities/media/media-asset.js';
import { MediaFolder } from '../../entities/media/media-folder.js';
import { MediaUse } from '../../entities/media/media-use.js';
import { alphabetical, byColumns, oneOf } from '../../read/collection.js';
import { bind, connection, embedded, foreignKey, json, many, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row, Statement } from '../../read/statement.js';
import { MediaKind } from '../../schema/media.js';
import { Locale } from '../../schema/scalars.js';
import { isUsed } from '../../services/media/media-assets.js';
import { rootFields } from '../root-fields.js';
import { allTexts } from '../texts.js';
import { inFolder } from './media-folder.js';
import './media-use.js';
import { mediaSrcSet } from './media-src-set.js';
import { mediaUrl } from './media-url.js';

collection(MediaAsset, {
  orders: {
    NEWEST: { description: 'Uploaded last first.', order: byColumns('-created_at::timestamptz') },
    OLDEST: { description: 'Uploaded first first.', order: byColumns('created_at::timestamptz') },
    NAME: { description: 'By name, as in a dictionary.', order: alphabetical('base', 'name') },
  },
  filters: {
    kinds: { type: () => [MediaKind], description: 'Of any of these kinds.', condition: oneOf('kind') },
    folder: {
      type: () => String,
      description: 'Directly within this folder (an id). An empty text means those in no folder.',
      condition: (id: unknown, row, statement) => inFolder(`${row.base}.folder_id`, id as string, statement),
    },
    name: {
      type: () => String,
      description: 'Whose name has this text in it, in capitals or not.',
      condition: (text: unknown, row, statement) =>
        `strpos(lower(${row.base}.name), lower(${statement.bind(text, 'text')})) > 0`,
    },
    own: {
      type: () => Boolean,
      description: 'Only those you uploaded (true) or only those of others (false).',
      condition: (own: unknown, row, statement) =>
        `(${row.base}.uploaded_by is not distinct from ${statement.viewerId()}) = ${own ? 'true' : 'false'}`,
    },
    used: {
      type: () => Boolean,
      description:
        'Only those that a draft or something published uses (true) or only those that nothing does (false).',
      condition: (used: unknown, row) => `${isUsed(row.base)} = ${used ? 'true' : 'false'}`,
    },
    withoutAlt: {
      type: () => Locale,
      description: 'Pictures that still need an alternative text in this language before they can be published in it.',
      condition: (locale: unknown, row, statement) =>
        `(${row.base}.kind = 'IMAGE' and not ${row.base}.decorative and not exists (select 1 from media_text w where w.media_id = ${row.base}.id and w.alt is not null and w.locale = ${statement.bind(locale, 'text')}))`,
    },
    trashed: {
      type: () => Boolean,
      description: 'In the trash (true) or not in it (false). Absent: both.',
      condition: (trashed: unknown, row) => `${row.base}.deleted_at is ${trashed ? 'not ' : ''}null`,
    },
  },
});

/** A text in the first of the languages asked for that has it. */
function text(column: 'alt' | 'caption' | 'credit') {
  return (row: Row, statement: Statement) =>
    `(select x.${column} from media_text x where x.media_id = ${row.base}.id and x.${column} is not null
      and x.locale = any(${statement.locales()}) order by array_position(${statement.locales()}, x.locale) limit 1)`;
}

bind(MediaAsset, {
  fields: {
    focalPoint: embedded({
      x: value((row) => `(${row.base}.focal_x / 100.0)`),
      y: value((row) => `(${row.base}.focal_y / 100.0)`),
    }),
    alt: value((row, statement) => `case when ${row.base}.decorative then '' else ${text('alt')(row, statement)} end`),
    caption: value(text('caption')),
    credit: value(text('credit')),
    translations: allTexts('media_text', 'media_id'),
    versions: json(
      (row) =>
        `(select coalesce(jsonb_agg(jsonb_build_object('number', v.number, 'name', v.name, 'mediaType', v.media_type, 'bytes', v.bytes,
          'createdAt', v.created_at, 'uploadedBy', (select vm.handle from member vm where vm.id = v.uploaded_by)) order by v.number desc), '[]')
          from media_version v where v.media_id = ${row.base}.id)`,
    ),
  },
  computed: { url: mediaUrl, srcSet: mediaSrcSet },
  relations: {
    folder: one(
      MediaFolder,
      'folder_id',
      'The folder it lies in. Null in none, and for those who do not write content.',
    ),
    uploadedBy: one(
      Member,
      'uploaded_by',
      'Who uploaded it first. Null when they have left, and for those who do not write content.',
    ),
    portrays: many(Expert, foreignKey('photo_id'), 'name', 'The experts whose photograph it is.'),
    usedBy: connection(MediaUse, foreignKey('media_id'), 'Where it is used, as far as you may see it.'),
  },
});

export const MediaAssetFields = rootFields(MediaAsset, {
  list: 'mediaAssets',
  one: 'mediaAsset',
  of: 'files that were uploaded',
});
