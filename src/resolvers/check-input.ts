import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { didYouMean } from 'graphql/jsutils/didYouMean.js';
import { suggestionList } from 'graphql/jsutils/suggestionList.js';
import { badInput } from '../schema/bad-input.js';
import { DEEPEST_JSON, LONGER_LISTS, LONGER_TEXTS, USUAL_LIST, USUAL_TEXT } from '../schema/input-bounds.js';

/** How long the lists and texts in a place of the schema may be. */
interface Bounds {
  readonly list: number;
  readonly text: number;
}

/** Names of fields are far shorter. */
const LONGEST_NAME = 100;

const USUAL: Bounds = { list: USUAL_LIST, text: USUAL_TEXT };

/** What a document says of its input, found out once. */
interface DocumentInput {
  /** What is wrong with the values that stand in it. */
  readonly problem: GraphQLError | undefined;
  /** By name of the variable, for those that go where more is allowed than usual; the least, when to several places. */
  readonly bounds: ReadonlyMap<string, Bounds>;
}

const inspected = new WeakMap<DocumentNode, DocumentInput>();

/**
 * What is wrong with the input of an operation, before any work is done on it: every text must be one that can be kept,
 * and texts and lists no longer than their place in the schema allows (see `schema/input-bounds.ts`).
 * @returns the first problem, BAD_USER_INPUT with `argument`, the path to the value
 */
export function inputProblem(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  let input = inspected.get(document);
  if (!input) {
    input = inspect(schema, document);
    inspected.set(document, input);
  }
  if (input.problem) return input.problem;
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type) || !Object.hasOwn(variables, name)) continue;
    const problem = valueProblem(variables[name], type, input.bounds.get(name) ?? USUAL, `$${name}`);
    if (problem) return problem;
  }
  return undefined;
}

function inspect(schema: GraphQLSchema, document: DocumentNode): DocumentInput {
  let problem: GraphQLError | undefined;
  const bounds = new Map<string, Bounds>();
  const places: { name: string; bounds: Bounds }[] = [];
  const here = () => places.at(-1)?.bounds ?? USUAL;
  const path = () => places.map(({ name }) => name).join('.');
  const types = new TypeInfo(schema);
  const leave = () => void places.pop();
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: {
        enter: (node) => void places.push({ name: `$${node.variable.name.value}`, bounds: USUAL }),
        leave,
      },
      Argument: {
        enter: (node) => {
          const place = `${types.getParentType()?.name}.${types.getFieldDef()?.name}.${node.name.value}`;
          places.push({ name: node.name.value, bounds: boundsAt(place) });
        },
        leave,
      },
      ObjectField: {
        enter: (node) => {
          const input = getNamedType(types.getParentInputType());
          places.push({ name: node.name.value, bounds: boundsAt(`${input?.name}.${node.name.value}`) });
        },
        leave,
      },
      ListValue: (node) => {
        problem ??= listProblem(node.values.length, here(), path());
      },
      StringValue: (node) => {
        // Descriptions are no input; there are none in what can be executed.
        problem ??= textProblem(node.value, here(), path());
      },
      Variable: ({ name: { value: name } }, key) => {
        // Where it is declared it goes nowhere.
        if (key === 'variable') return;
        const found = bounds.get(name) ?? here();
        bounds.set(name, {
          list: Math.min(found.list, here().list),
          text: Math.min(found.text, here().text),
        });
      },
    }),
  );
  return { problem, bounds };
}

function boundsAt(place: string): Bounds {
  return { list: LONGER_LISTS[place] ?? USUAL_LIST, text: LONGER_TEXTS[place] ?? USUAL_TEXT };
}

/** Walks a value as JSON as far as its type goes: whether it has this type is for GraphQL to say. */
function valueProblem(value: unknown, type: GraphQLInputType, bounds: Bounds, path: string): GraphQLError | undefined {
  if (typeof value === 'string') return textProblem(value, bounds, path);
  if (typeof value !== 'object' || value === null) return undefined;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    if (!Array.isArray(value)) return valueProblem(value, nullable.ofType, bounds, path);
    const problem = listProblem(value.length, bounds, path);
    if (problem) return problem;
    for (const [i, item] of value.entries()) {
      const inner = valueProblem(item, nullable.ofType, bounds, `${path}.${i}`);
      if (inner) return inner;
    }
    return undefined;
  }
  if (isInputObjectType(nullable)) {
    const fields = nullable.getFields();
    // GraphQL would say so of each, and show the whole value each time.
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) return unknownField(unknown, nullable, path);
    for (const field of Object.values(fields)) {
      if (!Object.hasOwn(value, field.name)) continue;
      const given = (value as Record<string, unknown>)[field.name];
      const inner = valueProblem(
        given,
        field.type,
        boundsAt(`${nullable.name}.${field.name}`),
        `${path}.${field.name}`,
      );
      if (inner) return inner;
    }
    return undefined;
  }
  return jsonProblem(value, path, DEEPEST_JSON);
}

function unknownField(name: string, type: GraphQLInputObjectType, path: string): GraphQLError {
  const shown = name.slice(0, LONGEST_NAME);
  const suggestions = name === shown ? didYouMean(suggestionList(name, Object.keys(type.getFields()))) : '';
  return badInput(`"${path}" has a field "${shown}", which "${type.name}" does not have.${suggestions}`, path);
}

function jsonProblem(value: unknown, path: string, deeper: number): GraphQLError | undefined {
  if (typeof value === 'string') return textProblem(value, USUAL, path);
  if (typeof value !== 'object' || value === null) return undefined;
  if (deeper === 0) return badInput(`"${path}" is nested deeper than ${DEEPEST_JSON} levels.`, path);
  const entries = Object.entries(value);
  const problem = listProblem(entries.length, USUAL, path);
  if (problem) return problem;
  for (const [key, inner] of entries) {
    const wrong = textProblem(String(key), USUAL, path) ?? jsonProblem(inner, `${path}.${key}`, deeper - 1);
    if (wrong) return wrong;
  }
  return undefined;
}

function listProblem(length: number, { list }: Bounds, path: string): GraphQLError | undefined {
  if (length <= list) return undefined;
  return badInput(`"${path}" has ${length} values; ${list} are taken at most. Send the others on their own.`, path);
}

function textProblem(text: string, bounds: Bounds, path: string): GraphQLError | undefined {
  if (text.length > bounds.text) {
    return badInput(`"${path}" has ${text.length} characters; ${bounds.text} are taken at most.`, path);
  }
  if (text.includes('\0')) {
    return badInput(`"${path}" holds the character NUL (\\u0000), which cannot be kept. Leave it out.`, path);
  }
  if (!text.isWellFormed()) {
    return badInput(
      `"${path}" holds half a character (a lone surrogate, such as \\ud83d), as when a text is cut within an emoji. Cut it between characters.`,
      path,
    );
  }
  return undefined;
}
