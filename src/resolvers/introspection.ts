import {
  type DocumentNode,
  execute,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { reckoning } from './introspection-cost.js';

/*
 * Introspection is left to graphql-js, and reads no table. It takes the time of the process that answers, so it is
 * reckoned before: a field counts as often as it can occur, as where tables are read. Clients send the same few queries
 * always: those are answered from memory.
 */

export type RootField = readonly [key: string, nodes: readonly FieldNode[]];

interface Introspected {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

const LONGEST_DOCUMENT = 20_000;
/** How many characters of answers are remembered: some eight of the standard queries. */
const REMEMBERED = 8_000_000;

/** By document and field, the one not used for longest first. */
const answers = new Map<string, string>();
let remembered = 0;

/**
 * What the fields of a request that introspect cost together; those that are remembered cost nothing.
 * @throws GraphQLError QUERY_TOO_COMPLEX
 */
export function introspectionCost(request: Introspected, fields: readonly RootField[]): number {
  const asked = fields.filter(([, [node]]) => node!.name.value.startsWith('__') && node!.name.value !== '__typename');
  if (asked.length === 0) return 0;
  const { fieldsIn, most } = reckoning(request.schema);
  let cost = 0;
  for (const [key, nodes] of asked) {
    if (answers.has(nameOf(request, key) ?? '')) continue;
    cost += fieldsIn(nodes, request.fragments, most - cost);
    if (cost > most) {
      throw new GraphQLError(
        'The query asks for more of the schema than the standard introspection queries do. Send one of those, or ask for fewer types within types.',
        { extensions: { code: 'QUERY_TOO_COMPLEX', maximumCost: most } },
      );
    }
  }
  return cost;
}

/** Answers a field that introspects as JSON. */
export async function introspect(request: Introspected, [key, nodes]: RootField): Promise<string> {
  const name = nameOf(request, key);
  const known = name && answers.get(name);
  if (known) {
    remember(name, known);
    return known;
  }
  const operation = { ...request.operation, selectionSet: { kind: Kind.SELECTION_SET as const, selections: nodes } };
  const definitions = request.document.definitions.map((definition) =>
    definition === request.operation ? operation : definition,
  );
  const result = await execute({
    schema: request.schema,
    document: { ...request.document, definitions },
    operationName: operation.name?.value ?? null,
    variableValues: request.variables,
  });
  if (result.errors?.length) throw result.errors[0];
  const answer = JSON.stringify(result.data![key]);
  if (name) remember(name, answer);
  return answer;
}

/** Under what an answer is remembered: where there are variables it is not. */
function nameOf({ document, operation }: Introspected, key: string): string | undefined {
  const text = document.loc?.source.body;
  if (!text || text.length > LONGEST_DOCUMENT || operation.variableDefinitions?.length) return undefined;
  return JSON.stringify([key, operation.name?.value, text]);
}

function remember(name: string, answer: string): void {
  if (answers.delete(name)) remembered -= name.length + answer.length;
  answers.set(name, answer);
  remembered += name.length + answer.length;
  for (const [oldest, its] of answers) {
    if (remembered <= REMEMBERED) break;
    answers.delete(oldest);
    remembered -= oldest.length + its.length;
  }
}
