import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';

/** An id that nothing has. */
export const NOWHERE = '00000000-0000-7000-8000-000000000000';

const SCALARS: Readonly<Record<string, string>> = {
  Date: '"2026-01-01"',
  ID: `"${NOWHERE}"`,
  String: '"x"',
  Int: '1',
  Float: '1.5',
  Boolean: 'true',
  Locale: '"en"',
  LocalDateTime: '"2030-01-01T09:00"',
};

/** All root fields, as `Query.name` and `Mutation.name`. */
export function rootFieldsOf(schema: GraphQLSchema): string[] {
  return [schema.getQueryType()!, schema.getMutationType()!].flatMap((type) =>
    Object.keys(type.getFields()).map((name) => `${type.name}.${name}`),
  );
}

/** The shortest call of a root field that is valid: what must be given, an id where it takes one, the smallest page. */
export function shortestCall(field: GraphQLField<unknown, unknown>): string {
  const given = field.args
    .filter((arg) => isRequiredArgument(arg) || ['id', 'first'].includes(arg.name))
    .map((arg) => `${arg.name}: ${shortestValue(arg.type)}`);
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  return `${field.name}${given.length ? `(${given.join(', ')})` : ''}${selection}`;
}

function shortestValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return shortestValue(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map((field) => `${field.name}: ${shortestValue(field.type)}`).join(', ')} }`;
  }
  const value = SCALARS[type.name];
  if (!value) throw new Error(`Give the scalar ${type.name} a value in schema-walk.ts`);
  return value;
}

/** Everything about an object: its fields and those of its parts. Of other objects only that they are there. */
export function wholeSelection(type: GraphQLObjectType, isPart: (type: GraphQLObjectType) => boolean): string {
  const fields = Object.values(type.getFields()).map((field) => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return field.name;
    const parts = isUnionType(inner) ? inner.getTypes() : isObjectType(inner) && isPart(inner) ? [inner] : [];
    const fragments = parts.map((part) => `... on ${part.name} ${wholeSelection(part, isPart)}`);
    return `${field.name} { __typename ${fragments.join(' ')} }`;
  });
  return `{ __typename ${fields.join(' ')} }`;
}
