import { ArgsType, type ClassType, Field, InputType } from 'type-graphql';
import { connectionTypes, type GraphQLClass, named, PageArguments } from '../../schema/connection.js';
import { describedEnum } from '../../schema/enums.js';
import type { Collection, Filter, Order } from '../collection.js';

type TypeThunk = Extract<Parameters<typeof Field>[0], (...args: never[]) => unknown>;

export interface CollectionDeclaration {
  /** The first is the default. */
  readonly orders: Readonly<Record<string, OrderDeclaration>>;
  readonly filters: Readonly<Record<string, FilterDeclaration>>;
}

export interface OrderDeclaration {
  readonly description: string;
  readonly order: Order;
  /** The field it sorts by, when not all who see the objects may read that. */
  readonly reads?: string;
}

export interface FilterDeclaration {
  /** The GraphQL type of the filter's value. */
  readonly type: TypeThunk;
  readonly description: string;
  readonly condition: Filter;
  /** The field it looks at, when not all who see the objects may read that. */
  readonly reads?: string;
}

/** The GraphQL types that listing a type takes. */
export interface CollectionTypes {
  readonly connection: ClassType<object>;
  readonly arguments: ClassType<PageArguments>;
  /** Absent where there is nothing to filter by. */
  readonly filter: ClassType<object> | undefined;
}

const declared = new Map<GraphQLClass, Collection & CollectionTypes>();

/**
 * Declares how `node` is listed. Makes the GraphQL types `<Name>Connection`, `<Name>Order` and `<Name>Filter`, so that
 * one more order or filter is one more line here.
 */
export function collection(node: GraphQLClass, declaration: CollectionDeclaration): void {
  const { orders, filters } = declaration;
  const orderNames = Object.keys(orders);
  const OrderEnum = describedEnum(
    `${node.name}Order`,
    `The orders in which \`${node.name}\` objects can be listed.`,
    Object.fromEntries(Object.entries(orders).map(([name, { description }]) => [name, description])),
  );

  const Arguments = named(`${node.name}Arguments`, class extends PageArguments {});
  ArgsType()(Arguments);
  Field(() => OrderEnum, { nullable: true, description: `The order. ${orderNames[0]} unless told.` })(
    Arguments.prototype,
    'orderBy',
  );
  const filter = Object.keys(filters).length ? filterInput(node, filters) : undefined;
  if (filter) {
    Field(() => filter, { nullable: true, description: 'Only those that meet these conditions.' })(
      Arguments.prototype,
      'filter',
    );
  }

  declared.set(node, {
    orders: new Map(Object.entries(orders).map(([name, { order }]) => [name, order])),
    defaultOrder: orderNames[0]!,
    filters: new Map(Object.entries(filters).map(([name, { condition }]) => [name, condition])),
    reads: new Map([...guardedUses(node, 'orderBy', orders), ...guardedUses(node, 'filter', filters)]),
    connection: connectionTypes(node),
    arguments: Arguments,
    filter,
  });
}

function guardedUses(
  node: GraphQLClass,
  argument: string,
  uses: Readonly<Record<string, { readonly reads?: string }>>,
): [string, string][] {
  return Object.entries(uses).flatMap(([name, { reads }]) =>
    reads ? [[`${argument}.${name}`, `${node.name}.${reads}`] as [string, string]] : [],
  );
}

function filterInput(node: GraphQLClass, filters: CollectionDeclaration['filters']): ClassType<object> {
  const FilterInput = named(`${node.name}Filter`, class {});
  InputType({ description: `Conditions on \`${node.name}\` objects. All that are given must hold.` })(FilterInput);
  for (const [name, filter] of Object.entries(filters)) {
    Field(filter.type, { nullable: true, description: filter.description })(FilterInput.prototype, name);
  }
  return FilterInput;
}

/** The types and rules of a declared collection. */
export function collectionOf(node: GraphQLClass): Collection & CollectionTypes {
  const found = declared.get(node);
  if (!found) throw new Error(`${node.name} is not declared as a collection`);
  return found;
}

/** All declared collections by type name. */
export function declaredCollections(): ReadonlyMap<string, Collection> {
  return new Map([...declared].map(([node, value]) => [node.name, value]));
}
