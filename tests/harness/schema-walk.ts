import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
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
  DateTime: '"2030-01-01T09:00:00Z"',
  JSON: '{}',
  LocalDateTime: '"2030-01-01T09:00"',
  LocalTime: '"09:00"',
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

/** A place of the schema that takes a text. */
export interface TextPlace {
  /** As it is read: `Query.search.query`, `Mutation.signUp.input.email`. */
  readonly name: string;
  readonly operation: 'query' | 'mutation';
  /** An operation with the variable `$text`, and no other. */
  readonly document: string;
}

/**
 * All places that take a text: strings, ids and scalars written as one, in arguments and in inputs, of root fields and of
 * every field that can be reached from a query. A field of an input is named once, however many fields take that input,
 * and so is a scalar that is neither string nor id: it is read in one way everywhere.
 * @param idOf an id for the argument `id` of a field, where there is one that says more than NOWHERE
 */
export function textPlaces(schema: GraphQLSchema, idOf: (field: string) => string | undefined): TextPlace[] {
  const [query, mutation] = [schema.getQueryType()!, schema.getMutationType()!];
  const named = new Set<string>();
  const isNew = (key: string) => !named.has(key) && named.add(key);
  const placesOf = (operation: 'query' | 'mutation', type: GraphQLObjectType, field: Field, within: Within) => {
    const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
    return field.args.flatMap((arg) =>
      textsIn(arg.type)
        .filter(({ key, type: scalar }) =>
          isNew(['String', 'ID'].includes(scalar) ? (key ?? `${type.name}.${field.name}.${arg.name}`) : scalar),
        )
        .map(({ path, type: scalar, value }) => ({
          name: [type.name, field.name, arg.name, ...path].join('.'),
          operation,
          document: `${operation} Text($text: ${scalar}!) { ${within(callWith(field, { [arg.name]: value }) + selection)} }`,
        })),
    );
  };
  const callWith = (field: Field, given: Record<string, string>) => {
    const id = idOf(field.name);
    const known: Record<string, string> =
      id && field.args.some(({ name }) => name === 'id') ? { id: `"${id}"`, ...given } : given;
    const args = field.args
      .filter((arg) => arg.name in known || isRequiredArgument(arg) || ['id', 'first'].includes(arg.name))
      .map((arg) => `${arg.name}: ${known[arg.name] ?? shortestValue(arg.type)}`);
    return `${field.name}${args.length ? `(${args.join(', ')})` : ''}`;
  };
  const places = Object.values(mutation.getFields()).flatMap((field) =>
    placesOf('mutation', mutation, field, (call) => call),
  );
  const seen = new Set<GraphQLObjectType>([query]);
  const open: [GraphQLObjectType, Within][] = [[query, (call) => call]];
  for (const [type, within] of open) {
    for (const field of Object.values(type.getFields())) {
      places.push(...placesOf('query', type, field, within));
      const inner = getNamedType(field.type);
      const parts = isUnionType(inner) || isInterfaceType(inner) ? schema.getPossibleTypes(inner) : [inner];
      for (const part of parts) {
        if (!isObjectType(part) || seen.has(part)) continue;
        seen.add(part);
        const call = callWith(field, {});
        open.push([part, (selection) => within(`${call} { ... on ${part.name} { ${selection} } }`)]);
      }
    }
  }
  return places;
}

type Field = GraphQLField<unknown, unknown>;
type Within = (call: string) => string;

const NO_TEXT = ['Int', 'Float', 'Boolean'];

interface TextIn {
  /** Name of the input and its field; absent for a text in no input. */
  readonly key?: string;
  readonly path: readonly string[];
  /** Name of its scalar. */
  readonly type: string;
  /** The shortest value around it that has `$text` there. */
  readonly value: string;
}

/** The texts in a value of a type. */
function textsIn(type: GraphQLInputType, around: readonly GraphQLInputType[] = []): TextIn[] {
  if (isNonNullType(type)) return textsIn(type.ofType, around);
  if (isListType(type)) return textsIn(type.ofType, around).map((text) => ({ ...text, value: `[${text.value}]` }));
  if (isEnumType(type) || around.includes(type)) return [];
  if (!isInputObjectType(type))
    return NO_TEXT.includes(type.name) ? [] : [{ path: [], type: type.name, value: '$text' }];
  const fields = Object.values(type.getFields());
  return fields.flatMap((field) =>
    textsIn(field.type, [...around, type]).map(({ key = `${type.name}.${field.name}`, path, type: scalar, value }) => {
      const others = fields.filter((other) => other !== field && isRequiredInputField(other));
      const parts = [
        `${field.name}: ${value}`,
        ...others.map((other) => `${other.name}: ${shortestValue(other.type)}`),
      ];
      return { key, path: [field.name, ...path], type: scalar, value: `{ ${parts.join(', ')} }` };
    }),
  );
}
