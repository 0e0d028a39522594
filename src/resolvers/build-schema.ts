import 'reflect-metadata';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { mayCall } from '../access/decide.js';
import type { Viewer } from '../access/viewer.js';
import { buildCatalogue } from '../read/build-model.js';
import { declaredFieldResolvers } from '../read/declare/bind.js';
import type { ReadCatalogue } from '../read/select.js';
import { resolvers } from './all.js';
import { audited, UNAUDITED } from './audited.js';
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

/**
 * Puts the table of rights in front of every root field. What has no row is refused to all. Mutations are written into
 * the audit log around that, so that it also has those that were refused.
 */
function guardRootFields(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = field.resolve!;
      const guarded: typeof resolve = (source, args, context: RequestContext, info) => {
        refuseUnlessAllowed(type!.name, field.name, context.viewer);
        return resolve(source, args, context, info);
      };
      field.resolve =
        type === schema.getMutationType() && !UNAUDITED.has(field.name) ? audited(field, guarded) : guarded;
    }
  }
}

function refuseUnlessAllowed(type: string, name: string, viewer: Viewer): void {
  if (mayCall(`${type}.${name}`, viewer)) return;
  if (mayCall(`${type}.${name}`, { ...viewer, mustVerifyEmail: false })) {
    throw new GraphQLError(
      'Confirm your e-mail address first: we have sent you a mail with a link. `requestEmailVerification` sends another one.',
      { extensions: { code: 'FORBIDDEN', reason: 'EMAIL_NOT_VERIFIED' } },
    );
  }
  if (viewer.key && mayCall(`${type}.${name}`, { ...viewer, key: 'ALL' })) {
    throw new GraphQLError(`API keys of the scope ${viewer.key} do not allow ${name}.`, {
      extensions: { code: 'FORBIDDEN' },
    });
  }
  const { key: _, ...person } = viewer;
  if (viewer.key && mayCall(`${type}.${name}`, person)) {
    throw new GraphQLError(`No API key allows ${name}: sign in.`, { extensions: { code: 'FORBIDDEN' } });
  }
  throw viewer.memberId
    ? new GraphQLError(`Your roles do not allow ${name}.`, { extensions: { code: 'FORBIDDEN' } })
    : new GraphQLError(`Sign in to use ${name}.`, { extensions: { code: 'UNAUTHENTICATED' } });
}
