import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isNonNullType,
  Kind,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { getVariableValues } from 'graphql/execution/values.js';
import { busyError } from '../database/read-pool.js';
import { JsonText } from '../read/reader.js';
import { inputProblem } from './check-input.js';
import type { RequestContext } from './context.js';
import { introspect, introspectionCost, type RootField } from './introspection.js';

export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

export interface Answer {
  /** Absent when the operation could not start. */
  readonly data?: JsonText;
  readonly errors?: readonly GraphQLError[];
}

/** Codes of errors that are nobody's mistake and will pass. */
export const UNAVAILABLE = ['READ_TIMED_OUT', 'DATABASE_BUSY'];

/** Each root field is a statement of its own, and a search several: nobody may ask for hundreds at once. */
const MAXIMUM_ROOT_FIELDS = 40;
/** What each costs, whatever it reads. */
const ROOT_FIELD = 20;

/**
 * Executes a query or mutation. Each root field is one call of its resolver, which answers JSON made by one SQL
 * statement with exactly the fields asked for; it is put into the response as it is. So there is no work per field or
 * per row here, unlike in a general executor. Introspection is left to graphql-js.
 */
export async function executeOperation(request: Operation): Promise<Answer> {
  const { schema, operation } = request;
  const type = operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  if (!type || operation.operation === 'subscription') {
    return { errors: [new GraphQLError(`This schema has no ${operation.operation}.`, { nodes: operation })] };
  }
  const wrong = inputProblem(schema, request.document, operation, request.variables);
  if (wrong) return { errors: [wrong] };
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables, {
    maxErrors: 20,
  });
  if (variables.errors) {
    return {
      errors: variables.errors.map(
        (error) =>
          new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }),
      ),
    };
  }
  const fragments = fragmentsOf(request.document);
  const fields = [...collectFields(schema, fragments, variables.coerced, type, operation.selectionSet)];

  if (fields.length > MAXIMUM_ROOT_FIELDS) {
    const message = `The operation has ${fields.length} root fields; ${MAXIMUM_ROOT_FIELDS} are taken at once. Send the others in a request of their own.`;
    const extensions = {
      code: 'QUERY_TOO_COMPLEX',
      rootFields: fields.length,
      maximumRootFields: MAXIMUM_ROOT_FIELDS,
    };
    return { errors: [new GraphQLError(message, { nodes: operation, extensions })] };
  }
  const isMutation = operation.operation === 'mutation';
  if (isMutation && request.context.preview) return { errors: [readsOnly(operation)] };
  try {
    const introspection = introspectionCost({ ...request, fragments }, fields);
    if (isMutation) await request.context.countWrites(fields.length);
    else await request.context.countReads(fields.length * ROOT_FIELD + introspection);
  } catch (error) {
    return { errors: [locatedError(busyError(error) ?? error, operation)] };
  }
  const answer = (context: RequestContext) =>
    answerFields({ ...request, context }, type, fields, fragments, variables.coerced);
  try {
    return await (request.context.preview?.(answer) ?? answer(request.context));
  } catch (error) {
    return { errors: [locatedError(error, operation)] };
  }
}

async function answerFields(
  request: Operation,
  type: GraphQLObjectType,
  fields: readonly RootField[],
  fragments: Record<string, FragmentDefinitionNode>,
  variableValues: Record<string, unknown>,
): Promise<Answer> {
  const errors: GraphQLError[] = [];
  let failed = false;
  const run = async ([key, nodes]: RootField): Promise<string> => {
    try {
      return `"${key}":${await answerField(request, type, key, nodes, fragments, variableValues)}`;
    } catch (error) {
      errors.push(locatedError(busyError(error) ?? error, nodes, [key]));
      const field = type.getFields()[nodes[0]!.name.value];
      if (field && isNonNullType(field.type)) failed = true;
      return `"${key}":null`;
    }
  };
  const answers: string[] = [];
  // Mutations in their order; what a preview reads, on its one connection.
  const oneByOne = request.operation.operation === 'mutation' || request.context.shown;
  if (oneByOne) for (const field of fields) answers.push(await run(field));
  else answers.push(...(await Promise.all(fields.map(run))));
  // Where nothing was answered since the database could not, the answer as a whole says so, also to who knows no GraphQL.
  // What has been changed is done, and must not be tried again.
  const unavailable = errors.some(({ extensions }) => UNAVAILABLE.includes(String(extensions.code)));
  if (unavailable && errors.length === fields.length && request.operation.operation === 'query') return { errors };
  const data = new JsonText(failed ? 'null' : `{${answers.join(',')}}`);
  return errors.length ? { data, errors } : { data };
}

function readsOnly(operation: OperationDefinitionNode): GraphQLError {
  const message = 'A preview is for reading only: to change something, leave the header `Hearth-Preview` out.';
  return new GraphQLError(message, { nodes: operation, extensions: { code: 'FORBIDDEN' } });
}

async function answerField(
  request: Operation,
  parentType: GraphQLObjectType,
  key: string,
  fieldNodes: readonly FieldNode[],
  fragments: Record<string, FragmentDefinitionNode>,
  variableValues: Record<string, unknown>,
): Promise<string> {
  const fieldName = fieldNodes[0]!.name.value;
  if (fieldName === '__typename') return `"${parentType.name}"`;
  if (fieldName.startsWith('__')) return introspect({ ...request, fragments }, [key, fieldNodes]);
  const field = parentType.getFields()[fieldName]!;
  const info: GraphQLResolveInfo = {
    fieldName,
    fieldNodes,
    returnType: field.type,
    parentType,
    path: { prev: undefined, key, typename: parentType.name },
    schema: request.schema,
    fragments,
    rootValue: undefined,
    operation: request.operation,
    variableValues,
  };
  const args = getArgumentValues(field, fieldNodes[0]!, variableValues);
  const answer: unknown = await field.resolve!(undefined, args, request.context, info);
  if (answer instanceof JsonText) return answer.text;
  // Plain data; where the schema has an object that lives in a table, it holds the id.
  return (await request.context.read().data(info, answer)).text;
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}
