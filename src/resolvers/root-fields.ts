import type { GraphQLResolveInfo } from 'graphql';
import { Args, ArgsType, type ClassType, Ctx, Field, ID, Info, Query, Resolver } from 'type-graphql';
import { collectionOf } from '../read/declare/collection.js';
import type { JsonText } from '../read/reader.js';
import type { Row, Statement } from '../read/statement.js';
import { badInput } from '../schema/bad-input.js';
import { type GraphQLClass, named, type PageArguments } from '../schema/connection.js';
import { Locale } from '../schema/scalars.js';
import type { RequestContext } from './context.js';

/** In which language a field and all below it answers. */
interface LocaleArguments {
  locale?: string | null;
  fallback?: string[] | null;
}

interface ListArguments extends PageArguments, LocaleArguments {
  orderBy?: string | null;
  filter?: Record<string, unknown> | null;
}

/** The other way than its id in which an object can be looked up. */
export interface LookUp {
  readonly argument: string;
  readonly description: string;
  readonly condition: (value: string, row: Row, statement: Statement) => string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * Makes the two root fields of a collection: a list by pages and the look-up of one by `id` or by `lookUp`. `of` says
 * in the plural what is listed, for the descriptions.
 */
export function rootFields(
  node: GraphQLClass,
  names: { list: string; one: string; of: string; lookUp?: LookUp },
): ClassType<object> {
  const types = collectionOf(node);
  const { lookUp } = names;

  const List = named(`${node.name}ListArguments`, class extends (types.arguments as ClassType<PageArguments>) {});
  ArgsType()(List);
  const One = named(`${node.name}LookUpArguments`, class {});
  ArgsType()(One);
  Field(() => ID, { nullable: true, description: 'Its `id`.' })(One.prototype, 'id');
  if (lookUp) Field(() => String, { nullable: true, description: lookUp.description })(One.prototype, lookUp.argument);
  for (const type of [List, One]) {
    Field(() => Locale, { nullable: true, description: LOCALE })(type.prototype, 'locale');
    Field(() => [Locale], { nullable: true, description: FALLBACK })(type.prototype, 'fallback');
  }

  const resolver = named(`${node.name}RootFields`, class {});
  const field = (
    name: string,
    type: () => GraphQLClass,
    options: object,
    args: ClassType<object>,
    body: (args: never, context: RequestContext, info: GraphQLResolveInfo) => Promise<JsonText>,
  ) => {
    Object.defineProperty(resolver.prototype, name, { value: body, configurable: true });
    Args(() => args as never)(resolver.prototype, name, 0);
    Ctx()(resolver.prototype, name, 1);
    Info()(resolver.prototype, name, 2);
    Query(type, options)(resolver.prototype, name, Object.getOwnPropertyDescriptor(resolver.prototype, name)!);
  };
  field(
    names.list,
    () => types.connection,
    { description: `The list of ${names.of}, by pages.` },
    List,
    (args: ListArguments, context, info) => context.read(args.locale, args.fallback).connection(info, node.name, args),
  );
  field(
    names.one,
    () => node,
    {
      nullable: true,
      description: `One of the ${names.of}, by its id${lookUp ? ` or ${lookUp.argument}` : ''}. Null when there is none, or none that you may see.`,
    },
    One,
    (args: LocaleArguments & Record<string, string | null>, context, info) => {
      const keys = ['id', ...(lookUp ? [lookUp.argument] : [])];
      const given = keys.filter((key) => args[key] != null);
      if (given.length !== 1) {
        const ways = lookUp ? `either "id" or "${lookUp.argument}"` : '"id"';
        throw badInput(`Pass ${ways} to ${names.one}.`, 'id');
      }
      const key = given[0]!;
      const wanted = args[key]!;
      return context.read(args.locale, args.fallback).one(info, (row, statement) => {
        if (key === 'id') return [isUuid(wanted) ? `${row.base}.id = ${statement.bind(wanted, 'uuid')}` : 'false'];
        return [lookUp!.condition(wanted, row, statement)];
      });
    },
  );
  Resolver()(resolver);
  return resolver;
}

const LOCALE = 'The language you want the texts in. Absent: the one your `Accept-Language` header asks for.';
const FALLBACK =
  'Languages to fall back to, nearest first, where something has no text in `locale`. Absent: those of the site. Empty: none, and what has no text in `locale` is left out.';
