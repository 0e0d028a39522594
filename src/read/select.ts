import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLUnionType,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import type { Collection, ConnectionArguments } from './collection.js';
import { connectionSql } from './connection.js';
import { type Cost, LIST_SIZE } from './cost.js';
import type { DataModel, Guard, Join, JsonSource, ReadModel, RelationSource, TableType, ValueSource } from './model.js';
import type { Row, Statement } from './statement.js';

/** What of a request the SQL is written from. */
export type Request = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;

export interface ReadCatalogue {
  readonly model: ReadModel;
  readonly data: DataModel;
  /** By name of the listed type. */
  readonly collections: ReadonlyMap<string, Collection>;
}

/** How rows hang on others: conditions, and a join table with its alias when there is one. */
export interface Joined {
  readonly conditions: readonly string[];
  readonly table?: string;
  readonly link?: string;
}

/**
 * Writes the SQL for a selection of fields. Every object becomes one `json_build_object` with the keys of the
 * response, every relation a sub-select, so that the whole answer is one statement and its result is the response.
 */
export class Selector {
  constructor(
    readonly catalogue: ReadCatalogue,
    readonly request: Request,
    readonly statement: Statement,
    readonly cost: Cost,
  ) {}

  /** One row of `typeName` (an object type or an interface over one table) or null. */
  one(
    typeName: string,
    nodes: readonly FieldNode[],
    conditions: (row: Row) => readonly string[],
    throughParent = false,
  ): string {
    this.cost.subselect();
    const row = this.statement.row();
    const object = this.cost.nested(() => this.object(typeName, nodes, row));
    return `(select ${object} from ${this.from(typeName, row, conditions(row), throughParent)})`;
  }

  /** The JSON object of one row. */
  object(typeName: string, nodes: readonly FieldNode[], row: Row): string {
    const type = this.namedType(typeName);
    if (isObjectType(type)) return this.objectOfType(type, nodes, row);
    if (!isAbstractType(type)) throw new Error(`${typeName} is no object type`);
    const cases = this.request.schema
      .getPossibleTypes(type)
      .map((possible) => ({ possible, discriminator: this.table(possible.name).discriminator }))
      .map(({ possible, discriminator }) => `when '${discriminator}' then ${this.objectOfType(possible, nodes, row)}`);
    return `case ${row.base}.type ${cases.join(' ')} end`;
  }

  private objectOfType(type: GraphQLObjectType, nodes: readonly FieldNode[], row: Row): string {
    const table = this.table(type.name);
    return this.keys(type, nodes, (field, fieldNodes) => {
      const source = table.fields.get(field.name);
      if (!source) throw new Error(`${type.name}.${field.name} has no source in the read model`);
      const sql = () => {
        switch (source.kind) {
          case 'value':
            return source.sql(row, this.statement, this.argumentsOf(field, fieldNodes));
          case 'json':
            return this.json(field, fieldNodes, source.sql(row, this.statement));
          case 'embedded':
            return this.embedded(field, fieldNodes, row, source.fields, source.present);
          default:
            return this.relation(type, field, fieldNodes, row, source);
        }
      };
      return guarded(source.guard, row, this.statement, sql);
    });
  }

  /** Builds the object of the response: one key per field asked for. */
  keys(
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    sqlOf: (field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[]) => string,
  ): string {
    const { schema, fragments, variableValues } = this.request;
    const pairs: string[] = [];
    for (const [key, fieldNodes] of collectSubfields(schema, fragments, variableValues, type, nodes)) {
      const name = fieldNodes[0]!.name.value;
      this.cost.field();
      // Keys and names are GraphQL names, so they hold letters, digits and _ only.
      if (name === '__typename') pairs.push(`'${key}', '${type.name}'`);
      else pairs.push(`'${key}', ${sqlOf(type.getFields()[name]!, fieldNodes)}`);
    }
    return buildObject(pairs);
  }

  private embedded(
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    row: Row,
    fields: ReadonlyMap<string, ValueSource | JsonSource>,
    present: ((row: Row) => string) | undefined,
  ): string {
    const type = getNamedType(field.type) as GraphQLObjectType;
    const object = this.keys(type, nodes, (inner, innerNodes) => {
      const source = fields.get(inner.name)!;
      return guarded(source.guard, row, this.statement, () =>
        source.kind === 'value'
          ? source.sql(row, this.statement, this.argumentsOf(inner, innerNodes))
          : this.json(inner, innerNodes, source.sql(row, this.statement)),
      );
    });
    return present ? `case when ${present(row)} then ${object} end` : object;
  }

  private argumentsOf(
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
  ): Readonly<Record<string, unknown>> {
    return field.args.length ? getArgumentValues(field, nodes[0]!, this.request.variableValues) : {};
  }

  /**
   * A value kept as JSON, of which only the fields asked for are taken over. Where the schema has an object that lives
   * in a table, the JSON holds its id.
   */
  json(field: Pick<GraphQLField<unknown, unknown>, 'type'>, nodes: readonly FieldNode[], sql: string): string {
    const type = getNamedType(field.type);
    if (isLeafType(type)) return sql;
    if (this.livesInTables(type)) return this.byJsonIds(field, nodes, sql);
    const element = isListType(getNullableType(field.type)) ? `${this.statement.row().base}j` : undefined;
    const value = element ?? `(${sql})`;
    const pick = (object: GraphQLObjectType) =>
      this.keys(object, nodes, (inner, innerNodes) => {
        const { sql, guard } = this.catalogue.data.get(object.name)?.fields[inner.name] ?? {};
        const own = sql?.(value, this.statement) ?? `${value}->'${inner.name}'`;
        const read = this.json(inner, innerNodes, own);
        return guard ? `case when ${guard(value)} then ${read} end` : read;
      });
    const object = isAbstractType(type)
      ? `case ${value}->>'__typename' ${this.request.schema
          .getPossibleTypes(type)
          .map((possible) => `when '${possible.name}' then ${pick(possible)}`)
          .join(' ')} end`
      : pick(type as GraphQLObjectType);
    if (!element) return `case when jsonb_typeof(${value}) = 'object' then ${object} end`;
    const kept = this.catalogue.data.get(type.name)?.kept?.(element);
    const list = `(select coalesce(json_agg(${object} order by ${element}_n), '[]') from jsonb_array_elements(${sql}) with ordinality e${element}(${element}, ${element}_n)${kept ? ` where ${kept}` : ''})`;
    return isNonNullType(field.type) ? list : `case when jsonb_typeof(${sql}) is distinct from 'null' then ${list} end`;
  }

  /** Whether objects of the type are read from tables rather than handed over as data. */
  livesInTables(type: GraphQLNamedType): boolean {
    if (this.catalogue.model.has(type.name)) return true;
    return (
      isAbstractType(type) &&
      this.request.schema.getPossibleTypes(type).every((possible) => this.catalogue.model.has(possible.name))
    );
  }

  private byJsonIds(
    field: Pick<GraphQLField<unknown, unknown>, 'type'>,
    nodes: readonly FieldNode[],
    sql: string,
  ): string {
    const type = getNamedType(field.type);
    if (!isListType(getNullableType(field.type))) return this.byId(type, nodes, `(${sql})#>>'{}'`);
    const element = `${this.statement.row().base}i`;
    // What has vanished since the ids were found is left out.
    const object = this.cost.times(LIST_SIZE, () => this.byId(type, nodes, element));
    return `(select coalesce(json_agg(o order by n) filter (where o is not null), '[]') from (select ${object} o, ${element}_n n from jsonb_array_elements_text(${sql}) with ordinality e${element}(${element}, ${element}_n)) o${element})`;
  }

  /** One object by the SQL of its id (text); of an abstract type, from whichever table has it. */
  byId(type: GraphQLNamedType, nodes: readonly FieldNode[], id: string): string {
    const find = (typeName: string) => this.one(typeName, nodes, (row) => [`${row.base}.id = (${id})::uuid`]);
    if (this.catalogue.model.has(type.name)) return find(type.name);
    const possible = this.request.schema.getPossibleTypes(type as GraphQLInterfaceType | GraphQLUnionType);
    return `coalesce(${this.wholeTables(possible.map((one) => one.name))
      .map(find)
      .join(', ')})`;
  }

  /** One type name per table: the interface over the table where several types share it. */
  private wholeTables(typeNames: readonly string[]): string[] {
    const byTable = Map.groupBy(typeNames, (name) => this.table(name).table);
    return [...byTable].map(([table, names]) => {
      if (names.length === 1) return names[0]!;
      return [...this.catalogue.model.values()].find((type) => type.table === table && !type.discriminator)!.name;
    });
  }

  private relation(
    type: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    parent: Row,
    source: RelationSource,
  ): string {
    if (source.kind === 'connection') {
      const args = this.argumentsOf(field, nodes) as ConnectionArguments;
      return connectionSql(this, {
        name: `${type.name}.${field.name}`,
        parent,
        target: source.target,
        nodes,
        returnType: field.type,
        args,
        join: (row) => this.joined(source.join, parent, row),
        throughParent: source.throughParent,
      });
    }
    if (source.kind === 'one') {
      return this.one(
        source.target,
        nodes,
        (row) => this.joined(source.join, parent, row).conditions,
        source.throughParent,
      );
    }
    this.cost.subselect();
    const row = this.statement.row();
    const join = this.joined(source.join, parent, row);
    const object = this.cost.times(LIST_SIZE, () => this.object(source.target, nodes, row));
    const order = source.order.map((column) => `${join.link ?? row.base}.${column}`).join(', ');
    return `(select coalesce(json_agg(${object} order by ${order}), '[]') from ${join.table ?? ''}${this.from(source.target, row, join.conditions, source.throughParent)})`;
  }

  /** How the rows of a relation hang on their parent. */
  private joined(join: Join, parent: Row, row: Row): Joined {
    if (join.kind === 'key') return { conditions: [`${row.base}.id = ${parent.base}.${join.column}`] };
    if (join.kind === 'foreignKey') return { conditions: [`${row.base}.${join.column} = ${parent.base}.id`] };
    const link = `${row.base}l`;
    return {
      table: `${join.table} ${link} cross join `,
      link,
      conditions: [`${link}.${join.from} = ${parent.base}.id`, `${row.base}.id = ${link}.${join.to}`],
    };
  }

  /**
   * The `from` clause of the rows of a type that the viewer may see and that meet the conditions. Call it when all else
   * that reads the row is written: the translation is joined only when it is used.
   */
  from(typeName: string, row: Row, conditions: readonly string[], throughParent: boolean): string {
    const table = this.table(typeName);
    const visible = table.visible(row, this.statement, throughParent);
    const all = [...conditions];
    if (table.discriminator && !throughParent) all.push(`${row.base}.type = '${table.discriminator}'`);
    if (visible !== true) all.push(String(visible));
    const texts = table.translation && (row.usesText || table.translation.strict);
    const where = all.length ? all.join(' and ') : 'true';
    return `${table.table} ${row.base} ${texts ? this.translation(table, row) : ''} where ${where}`;
  }

  private translation(table: TableType, row: Row): string {
    const { table: texts, foreignKey, condition, strict } = table.translation!;
    const locales = this.statement.locales();
    const conditions = [`x.${foreignKey} = ${row.base}.id`];
    // Not `= any`: a planner that does not know how many locales there are takes that for dear, and plans anew each time.
    if (strict) conditions.push(`array_position(${locales}, x.locale) is not null`);
    if (condition) conditions.push(condition('x'));
    const best = `select * from ${texts} x where ${conditions.join(' and ')} order by array_position(${locales}, x.locale) limit 1`;
    return `join lateral (${best}) ${row.text} on true`;
  }

  table(typeName: string): TableType {
    const table = this.catalogue.model.get(typeName);
    if (!table) throw new Error(`${typeName} is not in the read model`);
    return table;
  }

  private namedType(name: string): GraphQLNamedType {
    return this.request.schema.getType(name)!;
  }
}

function guarded(guard: Guard | undefined, row: Row, statement: Statement, sql: () => string): string {
  const allowed = guard ? guard(row, statement) : true;
  if (allowed === true) return sql();
  return allowed === false ? 'null' : `case when ${allowed} then ${sql()} end`;
}

// PostgreSQL takes at most 100 arguments to a function; longer objects are joined as text.
function buildObject(pairs: readonly string[]): string {
  const size = 50;
  if (pairs.length <= size) return `json_build_object(${pairs.join(', ')})`;
  const parts: string[] = [];
  for (let i = 0; i < pairs.length; i += size)
    parts.push(`json_build_object(${pairs.slice(i, i + size).join(', ')})::text`);
  const bodies = parts.map((part) => `left(substr(${part}, 2), -1)`);
  return `('{' || concat_ws(',', ${bodies.join(', ')}) || '}')::json`;
}
