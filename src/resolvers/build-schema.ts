import 'reflect-metadata';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { accessTable, EVERYONE, type Rule, SIGNED_IN } from '../access/table.js';
import { hasRole, type Viewer } from '../access/viewer.js';
import { buildCatalogue } from '../read/build-model.js';
import { declaredFieldResolvers } from '../read/declare/bind.js';
import type { ReadCatalogue } from '../read/select.js';
import { resolvers } from './all.js';
import type { RequestContext } from './context.js';

/** The executable schema, and where its objects are read from. */
export interface HubSchema {
  readonly schema: GraphQLSchema;
  readonly catalogue: ReadCatalogue;
}

let built: HubSchema | undefined;

/** Builds the schema once a process: decorators register globally, and so do their types. */
export function hubSchema(): HubSchema {
  built ??= build();
  return built;
}

function build(): HubSchema {
  const schema = buildSchemaSync({
    resolvers: [...resolvers, ...declaredFieldResolvers()] as unknown as NonEmptyArray<never>,
    validate: false,
    // Every root field is guarded below; type-graphql's own checks are not used.
  });
  const catalogue = buildCatalogue(schema);
  guardRootFields(schema);
  return { schema, catalogue };
}

/** Puts the access table in front of every root field. What has no rule is refused to all. */
function guardRootFields(schema: GraphQLSchema): void {
  const rules = new Map(accessTable.map((rule) => [rule.field, rule]));
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = field.resolve!;
      const rule = rules.get(`${type!.name}.${field.name}`);
      field.resolve = (source, args, context: RequestContext, info) => {
        checkRule(rule, context.viewer, field.name);
        return resolve(source, args, context, info);
      };
    }
  }
}

function checkRule(rule: Rule | undefined, viewer: Viewer, name: string): void {
  if (rule?.who === EVERYONE) return;
  if (!viewer.memberId) {
    throw new GraphQLError(`Sign in to use ${name}.`, { extensions: { code: 'UNAUTHENTICATED' } });
  }
  if (rule?.who === SIGNED_IN) return;
  if (!rule || !hasRole(viewer, ...rule.who)) {
    throw new GraphQLError(`Your roles do not allow ${name}.`, { extensions: { code: 'FORBIDDEN' } });
  }
}
