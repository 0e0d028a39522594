import { GraphQLError } from 'graphql';
import { readableOfAll } from '../access/decide.js';
import type { Viewer } from '../access/viewer.js';
import type { Collection, ConnectionArguments } from './collection.js';

/**
 * Who cannot read a field of everyone cannot sort or filter by it either: the places of others would tell its values.
 * @throws GraphQLError FORBIDDEN that names the argument
 */
export function refuseHiddenFields(collection: Collection, args: ConnectionArguments, viewer: Viewer): void {
  const filters = Object.entries(args.filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const used = [...filters.map(([name]) => `filter.${name}`), ...(args.orderBy ? [`orderBy.${args.orderBy}`] : [])];
  for (const argument of used) {
    const field = collection.reads.get(argument);
    if (!field || readableOfAll(field, viewer)) continue;
    throw new GraphQLError(
      `"${argument}" needs the right to read ${field} of everyone, which your roles do not give. Leave it out.`,
      { extensions: { code: 'FORBIDDEN', argument } },
    );
  }
}
