import type { Answer } from '../access/sql.js';
import type { Row, Statement } from './statement.js';

/**
 * The read model: for every GraphQL object type that lives in a table, where each of its fields comes from. It is
 * assembled once at start from the entity classes and the declarations in `src/resolvers`.
 */
export type ReadModel = ReadonlyMap<string, TableType>;

export interface TableType {
  /** Name of the GraphQL type. */
  readonly name: string;
  readonly table: string;
  /** Set for a type that shares its table with others: the value of the column `type` (an interface has none). */
  readonly discriminator: string | undefined;
  readonly translation: Translation | undefined;
  /** What of the table the viewer may see. */
  readonly visible: Visibility;
  readonly fields: ReadonlyMap<string, FieldSource>;
}

export interface Translation {
  readonly table: string;
  readonly foreignKey: string;
  /** A further condition on a translation to be shown. */
  readonly condition: ((text: string) => string) | undefined;
  /**
   * Whether a row with no translation in the asked locales is left out. Else the nearest is taken, and any rather than
   * none: every row has at least one.
   */
  readonly strict: boolean;
}

/**
 * Whether the viewer sees a row. `throughParent` is true when the row was
 * reached from one the viewer sees and whose visibility it shares, so that only its own state is left to check.
 */
export type Visibility = (row: Row, statement: Statement, throughParent: boolean) => Answer;

export type FieldSource = ValueSource | EmbeddedSource | JsonSource | RelationSource;

/** When given and false for the viewer, the field is null. */
export type Guard = (row: Row, statement: Statement) => Answer;

/** A scalar, an enum or a list of them. */
export interface ValueSource {
  readonly kind: 'value';
  /** `args` are those of the field, as GraphQL has coerced them. */
  readonly sql: (row: Row, statement: Statement, args: Readonly<Record<string, unknown>>) => string;
  readonly guard?: Guard | undefined;
}

/** An object made of columns of the same row. */
export interface EmbeddedSource {
  readonly kind: 'embedded';
  readonly fields: ReadonlyMap<string, ValueSource | JsonSource>;
  /** Null instead of an object unless this holds. */
  readonly present?: ((row: Row) => string) | undefined;
  readonly guard?: Guard | undefined;
}

/** An object or a list of objects in a jsonb column. */
export interface JsonSource {
  readonly kind: 'json';
  readonly sql: (row: Row, statement: Statement) => string;
  readonly guard?: Guard | undefined;
}

export interface RelationSource {
  readonly kind: 'one' | 'many' | 'connection';
  /** Name of the GraphQL type at the other end. */
  readonly target: string;
  readonly join: Join;
  /** Order of a plain list: column of the join table when it has one, else of the target. */
  readonly order: readonly string[];
  readonly throughParent: boolean;
  readonly guard?: Guard | undefined;
}

/** Column names, as in the database. */
export type Join =
  | { readonly kind: 'key'; readonly column: string }
  | { readonly kind: 'foreignKey'; readonly column: string }
  | { readonly kind: 'through'; readonly table: string; readonly from: string; readonly to: string };

/** What the database adds to plain data, by the name of the type, which lives in no table. */
export type DataModel = ReadonlyMap<string, DataType>;

export interface DataType {
  readonly fields: Readonly<Record<string, DataField>>;
  /** SQL over the SQL of a JSON object: when false, lists leave it out. */
  readonly kept?: ((object: string) => string) | undefined;
}

/** Each is SQL over the SQL of the JSON object that the field belongs to. */
export interface DataField {
  /** The value, instead of what the object has under the name of the field. */
  readonly sql?: (object: string, statement: Statement) => string;
  /** When false, the field is null. */
  readonly guard?: (object: string) => string;
}
