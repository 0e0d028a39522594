import type { Filter } from '../read/collection.js';
import { isUuid } from './root-fields.js';

/** The column is one of the ids; what is no id is nowhere. */
export function amongIds(column: string): Filter {
  return (ids: unknown, row, statement) =>
    `${row.base}.${column} = any(${statement.bind((ids as string[]).filter(isUuid), 'uuid[]')})`;
}
