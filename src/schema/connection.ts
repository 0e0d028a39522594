import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Where a page lies in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more comes after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether something comes before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first element, for `before`. Null when the page is empty.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last element, for `after`. Null when the page is empty.',
  })
  endCursor!: string | null;
}

@ArgsType()
export abstract class PageArguments {
  @Field(() => Int, {
    nullable: true,
    description: 'How many from the start (or from `after`), 0 to 100. 20 when neither `first` nor `last` is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Start after the element with this cursor. Goes with `first`.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many from the end (or up to `before`), 0 to 100, in the same order.',
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'End before the element with this cursor. Goes with `last`.' })
  before?: string | null;
}

/** Gives a class made at run time the name that type-graphql and error messages shall see. */
export function named<T extends abstract new (...args: never[]) => object>(name: string, type: T): T {
  Object.defineProperty(type, 'name', { value: name });
  return type;
}

/** A class that type-graphql knows as an object type or an interface; abstract ones included. */
export type GraphQLClass = (abstract new (...args: never[]) => object) & { readonly prototype: object };

/** Makes the types `<Name>Connection` and `<Name>Edge` over `node`. */
export function connectionTypes(node: GraphQLClass): ClassType<object> {
  const Edge = named(`${node.name}Edge`, class {});
  ObjectType({ description: `An element of a list of \`${node.name}\`, with its place.` })(Edge);
  Field(() => String, { description: 'The place of the element, for `after` and `before`.' })(Edge.prototype, 'cursor');
  Field(() => node, { description: 'The element.' })(Edge.prototype, 'node');

  const Connection = named(`${node.name}Connection`, class {});
  ObjectType({ description: `A page of a list of \`${node.name}\`.` })(Connection);
  Field(() => [node], { description: 'The elements of the page.' })(Connection.prototype, 'nodes');
  Field(() => [Edge], { description: 'The elements of the page with their cursors.' })(Connection.prototype, 'edges');
  Field(() => PageInfo, { description: 'Where the page lies.' })(Connection.prototype, 'pageInfo');
  Field(() => Int, { description: 'How many elements the whole list has. Counted only when asked for.' })(
    Connection.prototype,
    'totalCount',
  );
  return Connection;
}
