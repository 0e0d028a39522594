import { GraphQLError } from 'graphql';
import type { Viewer } from '../../access/viewer.js';

/**
 * The member behind a viewer.
 * @throws GraphQLError UNAUTHENTICATED for visitors
 */
export function memberOf(viewer: Viewer): string {
  if (!viewer.memberId)
    throw new GraphQLError('Sign in to take part in the community.', { extensions: { code: 'UNAUTHENTICATED' } });
  return viewer.memberId;
}
