import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { accessTable } from '../src/access/table.js';
import { hubSchema } from '../src/resolvers/build-schema.js';

const { schema } = hubSchema();
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));

test('everything in the schema is described', () => {
  const bare: string[] = [];
  for (const type of types) {
    const builtIn = ['String', 'Int', 'Float', 'Boolean', 'ID', 'Query', 'Mutation'].includes(type.name);
    if (!type.description && !builtIn) bare.push(type.name);
    if (isEnumType(type))
      for (const value of type.getValues()) if (!value.description) bare.push(`${type.name}.${value.name}`);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        if (!field.description) bare.push(`${type.name}.${field.name}`);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (!field.description) bare.push(`${type.name}.${field.name}`);
        for (const arg of field.args) if (!arg.description) bare.push(`${type.name}.${field.name}(${arg.name})`);
      }
    }
  }
  expect(bare).toEqual([]);
});

const rules = accessTable.flatMap((area) => area.rules);

test('every root field has a rule of access, and every rule a field', () => {
  const fields = [schema.getQueryType()!, schema.getMutationType()!].flatMap((type) =>
    Object.keys(type.getFields()).map((name) => `${type.name}.${name}`),
  );
  expect(rules.flatMap((rule) => ('field' in rule ? rule.field : [])).sort()).toEqual(fields.sort());
});

test('the committed schema is the one that is served', async () => {
  expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(await readFile('schema.graphql', 'utf8'));
});
