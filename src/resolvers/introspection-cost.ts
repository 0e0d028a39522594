import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Clients may add to what the longest standard query asks for, such as `__typename` everywhere. */
const TIMES_THE_STANDARD = 1.3;
/** Descriptions are much longer than all else. */
const DESCRIPTION = 8;

interface Reckoning {
  /** How many fields of the schema's own types are answered, about; it stops counting over `most`. */
  readonly fieldsIn: (
    nodes: readonly FieldNode[],
    fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    most: number,
  ) => number;
  /** What a request may ask for. */
  readonly most: number;
}

const reckonings = new WeakMap<GraphQLSchema, Reckoning>();

/** How introspection of a schema is reckoned. */
export function reckoning(schema: GraphQLSchema): Reckoning {
  const known = reckonings.get(schema);
  if (known) return known;
  const fieldsIn = counterFor(schema);
  const longest = parse(
    getIntrospectionQuery({
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      experimentalDirectiveDeprecation: true,
      oneOf: true,
    }),
  );
  const { selectionSet } = longest.definitions[0] as OperationDefinitionNode;
  const fragments = longest.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  const standard = fieldsIn(
    selectionSet.selections as FieldNode[],
    Object.fromEntries(fragments.map((one) => [one.name.value, one])),
    Number.POSITIVE_INFINITY,
  );
  const fresh = { fieldsIn, most: Math.ceil(standard * TIMES_THE_STANDARD) };
  reckonings.set(schema, fresh);
  return fresh;
}

function counterFor(schema: GraphQLSchema): Reckoning['fieldsIn'] {
  const lengths = listLengths(schema);
  return (nodes, fragments, most) => {
    let total = 0;
    /** `every`: what is selected is of every type in turn, so that its lists have their mean length. */
    const count = (set: SelectionSetNode, parent: GraphQLObjectType, times: number, every: boolean): void => {
      for (const selection of set.selections) {
        // Spreads count, too: what they hold may be nothing but spreads. And each step counts, however seldom there is
        // something: else the counting itself could go on without end.
        total += Math.max(1, isDescription(selection) ? times * DESCRIPTION : times);
        if (total > most) return;
        if (selection.kind === Kind.FIELD) countField(selection, parent, times, every);
        else if (selection.kind === Kind.INLINE_FRAGMENT) count(selection.selectionSet, parent, times, every);
        else count(fragments[selection.name.value]!.selectionSet, parent, times, every);
      }
    };
    const countField = (field: FieldNode, parent: GraphQLObjectType, times: number, every: boolean): void => {
      if (!field.selectionSet) return;
      const place = `${parent.name}.${field.name.value}`;
      const length = lengths.get(place) ?? { mean: 1, most: 1 };
      const inner = getNamedType(parent.getFields()[field.name.value]!.type) as GraphQLObjectType;
      const stillEvery = place === '__Schema.types' || (every && inner.name !== '__Type');
      count(field.selectionSet, inner, times * (every ? length.mean : length.most), stillEvery);
    };
    const roots: Record<string, string> = { __schema: '__Schema', __type: '__Type' };
    for (const node of nodes) {
      const inner = schema.getType(roots[node.name.value] ?? '');
      if (node.selectionSet && isObjectType(inner)) count(node.selectionSet, inner, 1, false);
    }
    return Math.ceil(total);
  };
}

function isDescription(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value === 'description';
}

/** How long the lists of introspection are: in the mean of all types, and where they are longest. */
function listLengths(schema: GraphQLSchema): Map<string, { mean: number; most: number }> {
  const types = Object.values(schema.getTypeMap());
  const over = <T>(all: readonly T[], lengthOf: (one: T) => number) => {
    const found = all.map(lengthOf);
    return { mean: found.reduce((sum, one) => sum + one, 0) / found.length, most: Math.max(...found) };
  };
  const fieldsOf = (type: GraphQLNamedType) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const directives = schema.getDirectives();
  return new Map([
    ['__Schema.types', { mean: types.length, most: types.length }],
    ['__Schema.directives', { mean: directives.length, most: directives.length }],
    ['__Directive.args', over(directives, ({ args }) => args.length)],
    // A type is wrapped in a list or made non-null three times at most, and seldom.
    ['__Type.ofType', { mean: 0.5, most: 0.5 }],
    ['__Type.fields', over(types, (type) => fieldsOf(type).length)],
    ['__Field.args', over(types.flatMap(fieldsOf), ({ args }) => args.length)],
    ['__Type.inputFields', over(types, (type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0))],
    ['__Type.enumValues', over(types, (type) => (isEnumType(type) ? type.getValues().length : 0))],
    [
      '__Type.interfaces',
      over(types, (type) => (isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().length : 0)),
    ],
    ['__Type.possibleTypes', over(types, (type) => (isAbstractType(type) ? schema.getPossibleTypes(type).length : 0))],
  ]);
}
