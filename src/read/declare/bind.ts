import { Args, type ClassType, Field, FieldResolver, Resolver } from 'type-graphql';
import { type GraphQLClass, named } from '../../schema/connection.js';
import type { EmbeddedSource, FieldSource, Join, JsonSource, RelationSource, ValueSource } from '../model.js';
import type { Row, Statement } from '../statement.js';
import { collectionOf } from './collection.js';

/**
 * How a GraphQL type is read. What is not said here follows from the entity class: a field is the column of its name.
 * Who sees the objects and may read their fields is said in `src/access/table.ts`.
 */
export interface Binding {
  /** The entity with the texts per locale; fields that are no columns of the table are looked for there. */
  readonly translation?: {
    readonly entity: GraphQLClass;
    /** Column that refers to the table. */
    readonly foreignKey: string;
    readonly condition?: (text: string) => string;
    readonly strict?: boolean;
  };
  /** Fields that are not simply columns. */
  readonly fields?: Readonly<Record<string, FieldSource>>;
  /** Relations; they are GraphQL fields by being declared here. */
  readonly relations?: Readonly<Record<string, RelationDeclaration>>;
  /** Values that depend on arguments; they are GraphQL fields by being declared here. */
  readonly computed?: Readonly<Record<string, ComputedDeclaration>>;
}

export interface ComputedDeclaration {
  /** GraphQL type of the value. */
  readonly type: () => never;
  /** A class of arguments (`@ArgsType`). */
  readonly arguments: ClassType<object>;
  readonly options: { readonly description: string; readonly nullable?: boolean };
  readonly source: ValueSource;
}

export interface RelationDeclaration {
  readonly kind: RelationSource['kind'];
  readonly target: GraphQLClass;
  readonly join: Join;
  readonly description: string;
  readonly nullable: boolean;
  readonly order: readonly string[];
  readonly throughParent: boolean;
}

const bindings = new Map<GraphQLClass, Binding>();
const fieldResolvers: GraphQLClass[] = [];

/** Declares how `type` is read. */
export function bind(type: GraphQLClass, binding: Binding): void {
  bindings.set(type, binding);
  for (const [name, relation] of Object.entries(binding.relations ?? {})) declareField(type, name, relation);
  for (const [name, computed] of Object.entries(binding.computed ?? {})) {
    declareFieldWithArguments(type, name, computed.type, computed.arguments, computed.options);
  }
}

export function declaredBindings(): ReadonlyMap<GraphQLClass, Binding> {
  return bindings;
}

/** The resolver classes that hold the fields with arguments which `bind` has made. */
export function declaredFieldResolvers(): readonly GraphQLClass[] {
  return fieldResolvers;
}

function declareField(type: GraphQLClass, name: string, relation: RelationDeclaration): void {
  const { description, nullable, target, kind } = relation;
  if (kind === 'one') Field(() => target, { nullable, description })(type.prototype, name);
  else if (kind === 'many') Field(() => [target], { nullable, description })(type.prototype, name);
  else declareConnection(type, name, target, description);
}

function declareConnection(type: GraphQLClass, name: string, target: GraphQLClass, description: string): void {
  const types = collectionOf(target);
  declareFieldWithArguments(type, name, () => types.connection as never, types.arguments, { description });
}

function declareFieldWithArguments(
  type: GraphQLClass,
  name: string,
  returns: () => never,
  takes: ClassType<object>,
  options: ComputedDeclaration['options'],
): void {
  // The read layer answers the field; the method is where type-graphql hangs its type and arguments.
  const holder = named(`${type.name}${name}`, class {});
  Object.defineProperty(holder.prototype, name, {
    value: (source: Record<string, unknown>) => source[name],
    configurable: true,
  });
  Args(() => takes as never)(holder.prototype, name, 0);
  FieldResolver(returns, options)(holder.prototype, name, Object.getOwnPropertyDescriptor(holder.prototype, name)!);
  Resolver(() => type as never)(holder);
  fieldResolvers.push(holder);
}

interface RelationOptions {
  /**
   * Set when whoever sees the parent also sees the child but for the child's own state, and so the parent's visibility
   * need not be checked again.
   */
  readonly throughParent?: boolean;
}

/** A single object: `join.column` of the parent holds its id. */
export function one(
  target: GraphQLClass,
  column: string,
  description: string,
  options: RelationOptions & { nullable?: boolean } = {},
): RelationDeclaration {
  return {
    kind: 'one',
    target,
    join: { kind: 'key', column },
    description,
    nullable: options.nullable ?? true,
    order: [],
    throughParent: options.throughParent ?? false,
  };
}

/** All objects of a short list, in the order of `order` (a column of the join table, or of the target without one). */
export function many(
  target: GraphQLClass,
  join: Join,
  order: string,
  description: string,
  options: RelationOptions & { nullable?: boolean } = {},
): RelationDeclaration {
  return {
    kind: 'many',
    target,
    join,
    description,
    nullable: options.nullable ?? false,
    order: [order],
    throughParent: options.throughParent ?? false,
  };
}

/** A list by pages. The target must be declared as a collection before. */
export function connection(
  target: GraphQLClass,
  join: Join,
  description: string,
  options: RelationOptions = {},
): RelationDeclaration {
  return {
    kind: 'connection',
    target,
    join,
    description,
    nullable: false,
    order: [],
    throughParent: options.throughParent ?? false,
  };
}

export function foreignKey(column: string): Join {
  return { kind: 'foreignKey', column };
}

export function through(table: string, from: string, to: string): Join {
  return { kind: 'through', table, from, to };
}

/** A value by SQL. */
export function value(sql: (row: Row, statement: Statement) => string): ValueSource {
  return { kind: 'value', sql };
}

/** Objects in a jsonb column. */
export function json(sql: (row: Row, statement: Statement) => string): JsonSource {
  return { kind: 'json', sql };
}

/** An object made of values of the same row. */
export function embedded(
  fields: Readonly<Record<string, ValueSource | JsonSource>>,
  present?: (row: Row) => string,
): EmbeddedSource {
  return { kind: 'embedded', fields: new Map(Object.entries(fields)), present };
}
