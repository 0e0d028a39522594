import { MediaFolder } from '../../entities/media/media-folder.js';
import { alphabetical } from '../../read/collection.js';
import { bind, foreignKey, many, one } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { isUuid, rootFields } from '../root-fields.js';

collection(MediaFolder, {
  orders: { NAME: { description: 'By name, as in a dictionary.', order: alphabetical('base', 'name') } },
  filters: {
    parent: {
      type: () => String,
      description: 'Directly within this folder (an id). An empty text means the folders at the top.',
      condition: (id: unknown, row, statement) => inFolder(`${row.base}.parent_id`, id as string, statement),
    },
  },
});

/** SQL: the column has the id of this folder; of none for an empty text. */
export function inFolder(
  column: string,
  id: string,
  statement: { bind(value: unknown, type: string): string },
): string {
  if (id === '') return `${column} is null`;
  return isUuid(id) ? `${column} = ${statement.bind(id, 'uuid')}` : 'false';
}

bind(MediaFolder, {
  relations: {
    parent: one(MediaFolder, 'parent_id', 'The folder it lies in. Null at the top.'),
    children: many(MediaFolder, foreignKey('parent_id'), 'name', 'The folders in it.'),
  },
});

export const MediaFolderFields = rootFields(MediaFolder, {
  list: 'mediaFolders',
  one: 'mediaFolder',
  of: 'folders of files',
});
