import { type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import { getMetadataArgsStorage } from 'typeorm';
import { allowed, canSql, isGuarded, readable } from '../access/decide.js';
import { all } from '../access/sql.js';
import { SUBJECTS, type SubjectName } from '../access/subjects.js';
import type { GraphQLClass } from '../schema/connection.js';
import { type Binding, declaredBindings } from './declare/bind.js';
import { declaredCollections } from './declare/collection.js';
import { declaredDataFields } from './declare/data.js';
import type { FieldSource, ReadModel, TableType, Visibility } from './model.js';
import type { ReadCatalogue } from './select.js';

/**
 * Assembles the read model of everything that has been declared.
 * @throws Error naming each field of the schema that has no source: nothing is guessed.
 */
export function buildCatalogue(schema: GraphQLSchema): ReadCatalogue {
  const problems: string[] = [];
  const model = new Map<string, TableType>();
  for (const [type, binding] of declaredBindings()) model.set(type.name, tableType(schema, type, binding, problems));
  if (problems.length) throw new Error(`The read model has gaps:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  return { model: model as ReadModel, data: declaredDataFields(), collections: declaredCollections() };
}

function tableType(schema: GraphQLSchema, type: GraphQLClass, binding: Binding, problems: string[]): TableType {
  const graphqlType = schema.getType(type.name);
  const columns = columnsOf(type);
  const texts = binding.translation ? columnsOf(binding.translation.entity) : new Map<string, string>();
  const fields = new Map<string, FieldSource>();
  if (!isSubject(type.name)) problems.push(`${type.name}: say in src/access/subjects.ts what rights on it depend on`);
  else if (isObjectType(graphqlType)) {
    for (const field of Object.values(graphqlType.getFields())) {
      const declared =
        binding.fields?.[field.name] ??
        binding.computed?.[field.name]?.source ??
        relation(binding, field.name) ??
        rights(type.name, field.name);
      const source = declared ?? columnSource(isLeafType(getNamedType(field.type)), field.name, columns, texts);
      if (source) fields.set(field.name, guarded(source, `${type.name}.${field.name}`));
      else problems.push(`${type.name}.${field.name}: give it a @Column, or declare it in bind(${type.name}, …)`);
    }
  }
  return {
    name: type.name,
    table: tableOf(type),
    discriminator: getMetadataArgsStorage().findDiscriminatorValue(type)?.value,
    translation: binding.translation && {
      table: tableOf(binding.translation.entity),
      foreignKey: binding.translation.foreignKey,
      condition: binding.translation.condition,
      strict: binding.translation.strict ?? false,
    },
    visible: visibility(type.name as SubjectName),
    fields,
  };
}

function relation(binding: Binding, name: string): FieldSource | undefined {
  const declared = binding.relations?.[name];
  return (
    declared && {
      kind: declared.kind,
      target: declared.target.name,
      join: declared.join,
      order: declared.order,
      throughParent: declared.throughParent,
    }
  );
}

function columnSource(
  isLeaf: boolean,
  name: string,
  columns: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): FieldSource | undefined {
  const column = columns.get(name);
  const text = texts.get(name);
  if (!column && !text) return undefined;
  const sql = column
    ? (row: { base: string }) => `${row.base}.${column}`
    : (row: { text: string }) => `${row.text}.${text}`;
  return isLeaf ? { kind: 'value', sql } : { kind: 'json', sql };
}

/** The field that every object with an identity has of itself. */
function rights(type: SubjectName, field: string): FieldSource | undefined {
  return field === 'can' ? { kind: 'value', sql: (row, statement) => canSql(type, row.base, statement) } : undefined;
}

function guarded(source: FieldSource, field: string): FieldSource {
  if (!isGuarded(field)) return source;
  return { ...source, guard: (row, statement) => readable(field, row.base, statement) };
}

function visibility(type: SubjectName): Visibility {
  const { there } = SUBJECTS[type];
  return (row, statement, throughParent) =>
    all([there?.(row.base) ?? true, throughParent || allowed('READ', type, row.base, statement)]);
}

function isSubject(name: string): name is SubjectName {
  return name in SUBJECTS;
}

/** Column names by property, inherited ones included. */
function columnsOf(type: GraphQLClass): Map<string, string> {
  return new Map(
    getMetadataArgsStorage()
      .filterColumns(inheritance(type))
      .map((column) => [column.propertyName, column.options.name ?? column.propertyName]),
  );
}

function tableOf(type: GraphQLClass): string {
  const table = getMetadataArgsStorage()
    .filterTables(inheritance(type))
    .find((candidate) => candidate.name);
  if (!table?.name) throw new Error(`${type.name} is not an entity with a named table`);
  return table.name;
}

function inheritance(type: GraphQLClass): GraphQLClass[] {
  const chain: GraphQLClass[] = [];
  for (let one: GraphQLClass | null = type; one && one !== Function.prototype; one = Object.getPrototypeOf(one))
    chain.push(one);
  return chain;
}
