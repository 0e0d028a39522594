import {
  coerceInputValue,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { listFieldOf, type SavedViewList } from '../../schema/saved-view-list.js';
import { oneLine } from '../../schema/visible.js';
import { Problems } from './problems.js';

/** What a saved view shall be. */
export interface SavedViewSettings {
  readonly name: string;
  readonly list: SavedViewList;
  /** In the shape of the filter of the list. Null: none. */
  readonly filter: unknown;
  /** Null: the usual order of the list. */
  readonly orderBy: string | null;
  readonly columns: readonly string[];
  readonly shared: boolean;
  readonly position: number;
}

const MOST_COLUMNS = 50;
const LONGEST_FILTER = 10_000;

/**
 * Checks a view against the list it is of, as the schema has it: what can be saved can be asked for.
 * @throws Refused with all that is impossible about it
 */
export function checkSavedView(schema: GraphQLSchema, view: SavedViewSettings): void {
  const problems = new Problems();
  const field = schema.getQueryType()!.getFields()[listFieldOf(view.list)]!;
  const length = oneLine(view.name).length;
  if (length < 1 || length > 80) problems.add('INVALID', 'The name must have 1 to 80 characters.', 'input', 'name');
  checkFilter(field, view.filter, problems);
  checkOrder(field, view.orderBy, problems);
  checkColumns(field, view.columns, problems);
  problems.throwIfAny();
}

function argumentType(field: GraphQLField<unknown, unknown>, name: string) {
  return field.args.find((argument) => argument.name === name)!.type;
}

function checkFilter(field: GraphQLField<unknown, unknown>, filter: unknown, problems: Problems): void {
  if (JSON.stringify(filter ?? null).length > LONGEST_FILTER) {
    problems.add('INVALID', `A filter has at most ${LONGEST_FILTER} characters as JSON.`, 'input', 'filter');
    return;
  }
  coerceInputValue(filter, argumentType(field, 'filter'), (path, _value, { message }) =>
    problems.add('INVALID', `${field.name} cannot be filtered like this: ${message}`, 'input', 'filter', ...path),
  );
}

function checkOrder(
  field: GraphQLField<unknown, unknown>,
  orderBy: string | null | undefined,
  problems: Problems,
): void {
  const orders = getNamedType(argumentType(field, 'orderBy'));
  if (orderBy == null || !isEnumType(orders) || orders.getValue(orderBy)) return;
  const known = orders.getValues().map(({ name }) => name);
  problems.add('INVALID', `${field.name} has no order "${orderBy}"; it has ${known.join(', ')}.`, 'input', 'orderBy');
}

function checkColumns(field: GraphQLField<unknown, unknown>, columns: readonly string[], problems: Problems): void {
  if (columns.length < 1 || columns.length > MOST_COLUMNS) {
    problems.add('INVALID', `A view has 1 to ${MOST_COLUMNS} columns.`, 'input', 'columns');
    return;
  }
  const connection = getNamedType(field.type);
  const node = isObjectType(connection) && getNamedType(connection.getFields().nodes!.type);
  for (const [i, column] of columns.entries()) {
    const wrong = columns.indexOf(column) < i ? 'is in the list twice' : unknownStep(node, column);
    if (wrong) problems.add('INVALID', `The column "${column.slice(0, 80)}" ${wrong}.`, 'input', 'columns', i);
  }
}

/** Where a path of fields leads nowhere, in words. */
function unknownStep(start: unknown, column: string): string | undefined {
  let type = start;
  for (const step of column.split('.')) {
    if (!isObjectType(type) && !isInterfaceType(type)) return `goes on where there are no fields`;
    const field = type.getFields()[step];
    if (!field) return `is not there: ${type.name} has no field of this name`;
    type = getNamedType(field.type);
  }
  return undefined;
}
