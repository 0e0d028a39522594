import { type FieldNode, type GraphQLObjectType, type GraphQLOutputType, getNamedType } from 'graphql';
import { badInput } from '../schema/bad-input.js';
import type { Collection, ConnectionArguments, Order } from './collection.js';
import { cursorSql, Places } from './cursor.js';
import { refuseHiddenFields } from './field-rights.js';
import type { Joined, Selector } from './select.js';
import type { Row } from './statement.js';

export const DEFAULT_PAGE_SIZE = 20;
export const MAXIMUM_PAGE_SIZE = 100;

/** The page that the arguments ask for. */
interface Page {
  readonly size: number;
  readonly backward: boolean;
  readonly after: string | undefined;
  readonly before: string | undefined;
}

/** A list that a page is asked of. */
export interface List {
  /** The field that it is, such as `Query.posts` or `DiscussionThread.posts`. */
  readonly name: string;
  /** The row whose list it is; none at the root. */
  readonly parent?: Row;
  /** The type of its elements. */
  readonly target: string;
  readonly nodes: readonly FieldNode[];
  readonly returnType: GraphQLOutputType;
  readonly args: ConnectionArguments;
  readonly join: (row: Row) => Joined;
  readonly throughParent: boolean;
}

/**
 * Writes a Relay connection over the rows of a type as one sub-select: the page by keyset, its information and the
 * total, each only when asked for.
 */
export function connectionSql(selector: Selector, list: List): string {
  const { target, nodes, returnType, args, join, throughParent, parent } = list;
  const { statement, cost } = selector;
  const collection = selector.catalogue.collections.get(target);
  if (!collection) throw new Error(`${target} is not a collection`);
  refuseHiddenFields(collection, args, statement.viewer);
  const page = readPage(args);
  cost.subselect();
  const orderName = args.orderBy ?? collection.defaultOrder;
  const order = collection.orders.get(orderName)!;
  const places = new Places(list.name, orderName, order, args.filter, parent);

  const source = (row: Row, extra: readonly string[]) => {
    const joined = join(row);
    const conditions = [...joined.conditions, ...filterConditions(selector, collection, args.filter, row), ...extra];
    return (joined.table ?? '') + selector.from(target, row, conditions, throughParent);
  };

  const row = statement.row();
  const columns: string[] = [];
  const column = (sql: string) => `p.c${columns.push(sql)}`;
  const descending = order.descending !== page.backward;
  const keys = orderKeys(order, row);

  const argument = page.backward ? 'before' : 'after';
  const cursor = page[argument];
  const start = cursor === undefined ? undefined : places.read(cursor, argument);
  const bounds = start ? [beyond(row)] : [];

  const object = (innerNodes: readonly FieldNode[]) =>
    column(cost.times(page.size, () => selector.object(target, innerNodes, row)));
  const place = () => column(places.sql(row, statement));
  const onPage = `filter (where p.n <= ${page.size})`;
  const inOrder = `order by p.n${page.backward ? ' desc' : ''}`;
  const all = (sql: string) => `coalesce(json_agg(${sql} ${inOrder}) ${onPage}, '[]')`;
  const edge = (at: 'first' | 'last', of: string) =>
    `(array_agg(${of} order by p.n${(at === 'first') === page.backward ? ' desc' : ''}) ${onPage})[1]`;

  const type = getNamedType(returnType) as GraphQLObjectType;
  const answer = selector.keys(type, nodes, (field, fieldNodes) => {
    switch (field.name) {
      case 'nodes':
        return all(object(fieldNodes));
      case 'edges':
        return all(
          selector.keys(getNamedType(field.type) as GraphQLObjectType, fieldNodes, (inner, innerNodes) =>
            inner.name === 'cursor' ? cursorSql(place()) : object(innerNodes),
          ),
        );
      case 'totalCount': {
        cost.count();
        const counted = statement.row();
        return `(select count(*) from ${source(counted, [])})`;
      }
      case 'pageInfo':
        return selector.keys(getNamedType(field.type) as GraphQLObjectType, fieldNodes, (inner) => {
          const more = `count(*) > ${page.size}`;
          switch (inner.name) {
            case 'startCursor':
              return cursorSql(edge('first', place()));
            case 'endCursor':
              return cursorSql(edge('last', place()));
            case 'hasNextPage':
              return page.backward ? otherSide() : more;
            default:
              return page.backward ? more : otherSide();
          }
        });
      default:
        throw new Error(`${type.name}.${field.name} is not part of a connection`);
    }
  });

  /** The condition of lying beyond the cursor that the page starts from. */
  function beyond(row: Row): string {
    const bound = start!.keys.map((value, i) => statement.bind(value, order.keys[i]?.type ?? 'uuid'));
    return `(${orderKeys(order, row).join(', ')}) ${descending ? '<' : '>'} (${bound.join(', ')})`;
  }

  /** Whether anything lies on the far side of that cursor. */
  function otherSide(): string {
    if (!start) return 'false';
    cost.subselect();
    const other = statement.row();
    return `exists (select 1 from ${source(other, [`not ${beyond(other)}`])})`;
  }

  // The size is a number this file has checked, and stands in the text so that the planner knows it.
  const sorted = keys.map((key) => `${key}${descending ? ' desc' : ''}`).join(', ');
  const selected = [`row_number() over (order by ${sorted}) n`, ...columns.map((sql, i) => `${sql} c${i + 1}`)].join(
    ', ',
  );
  // `having true` makes it one row also when nothing of the page itself was asked for.
  const whole = `(select ${answer} from (select ${selected} from ${source(row, bounds)} order by ${sorted} limit ${page.size + 1}) p having true)`;
  if (!parent || !start) return whole;
  // Whose list it is only the database knows.
  const isTheirs = `${parent.base}.id = ${statement.bind(start.parentId, 'uuid')}`;
  return `case when ${isTheirs} then ${whole} else ${statement.refusal(places.refused(argument))} end`;
}

/** Writes a JSON array of a column of all rows of a list, as far as `limit`. */
export function valuesSql(
  selector: Selector,
  target: string,
  column: string,
  filter: ConnectionArguments['filter'],
  limit: number,
): string {
  const collection = selector.catalogue.collections.get(target)!;
  refuseHiddenFields(collection, { filter: filter ?? null }, selector.statement.viewer);
  const row = selector.statement.row();
  const conditions = filterConditions(selector, collection, filter, row);
  const from = selector.from(target, row, conditions, false);
  return `(select coalesce(json_agg(v), '[]') from (select ${row.base}.${column} as v from ${from} limit ${limit}) x)`;
}

function orderKeys(order: Order, row: Row): string[] {
  return [...order.keys.map((key) => key.sql(row)), `${row.base}.id`];
}

function filterConditions(
  selector: Selector,
  collection: Collection,
  filter: Readonly<Record<string, unknown>> | null | undefined,
  row: Row,
): string[] {
  return Object.entries(filter ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => collection.filters.get(name)!(value as never, row, selector.statement));
}

function readPage(args: ConnectionArguments): Page {
  if (args.first != null && args.last != null) throw badInput('Pass "first" or "last", not both.', 'last');
  if (args.last != null && args.after != null)
    throw badInput('"after" goes with "first". With "last" pass "before".', 'after');
  if (args.last == null && args.before != null)
    throw badInput('"before" goes with "last". With "first" pass "after".', 'before');
  const argument = args.last != null ? 'last' : 'first';
  const size = args.last ?? args.first ?? DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(size) || size < 0 || size > MAXIMUM_PAGE_SIZE) {
    throw badInput(
      `"${argument}" must be from 0 to ${MAXIMUM_PAGE_SIZE}; it is ${size}. Get more with the next page.`,
      argument,
    );
  }
  return { size, backward: args.last != null, after: args.after ?? undefined, before: args.before ?? undefined };
}
