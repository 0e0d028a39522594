import type { Row, Statement } from './statement.js';

/** How a type is listed: its orders and filters. Root fields and nested connections of the type share it. */
export interface Collection {
  /** By name of the enum value. */
  readonly orders: ReadonlyMap<string, Order>;
  readonly defaultOrder: string;
  /** By name of the field of the filter input. */
  readonly filters: ReadonlyMap<string, Filter>;
  /**
   * The guarded field (`Type.field`) that a filter or order works by: one must be able to read it of everyone. By
   * `filter.<name>` and `orderBy.<name>`.
   */
  readonly reads: ReadonlyMap<string, string>;
}

/**
 * An order. `id` is always added as the last key, so that it is total and a cursor names one place. All keys run in
 * the same direction, so that one row comparison (and one index) finds the place again.
 */
export interface Order {
  readonly descending: boolean;
  readonly keys: readonly OrderKey[];
}

/** SQL types of keys; `cursor.ts` knows of each what may be in a cursor. */
export type KeyType = 'uuid' | 'timestamptz' | 'date' | 'int' | 'boolean' | 'text';

export interface OrderKey {
  /** Must never be null. */
  readonly sql: (row: Row) => string;
  readonly type: KeyType;
}

/** Turns the value of a filter field into a condition. Null and absent values never get here. */
export type Filter = (value: never, row: Row, statement: Statement) => string;

/** What a page of a collection can be asked for. */
export interface ConnectionArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly orderBy?: string | null;
  readonly filter?: Readonly<Record<string, unknown>> | null;
}

/** An order by columns of the table, each `name::type`; a leading `-` on the first means descending. */
export function byColumns(...columns: string[]): Order {
  const descending = columns[0]!.startsWith('-');
  return {
    descending,
    keys: columns.map((column) => {
      const [name, type] = column.replace(/^-/, '').split('::') as [string, KeyType];
      return { sql: (row) => `${row.base}.${name}`, type };
    }),
  };
}

/** An alphabetical order by a text of the table or of the translation, as readers expect it rather than by byte. */
export function alphabetical(where: 'base' | 'text', column: string): Order {
  return {
    descending: false,
    keys: [{ sql: (row) => `(coalesce(${row[where]}.${column}, '') collate "und-x-icu")`, type: 'text' }],
  };
}

/** The column has one of the values. */
export function oneOf(column: string, type = 'text'): Filter {
  return (values: unknown, row, statement) => `${row.base}.${column} = any(${statement.bind(values, `${type}[]`)})`;
}

/** The array column has at least one of the values. */
export function overlaps(column: string): Filter {
  return (values: unknown, row, statement) => `${row.base}.${column} && ${statement.bind(values, 'text[]')}`;
}

/** The column is the value. */
export function equals(column: string, type: string): Filter {
  return (value: unknown, row, statement) => `${row.base}.${column} = ${statement.bind(value, type)}`;
}
