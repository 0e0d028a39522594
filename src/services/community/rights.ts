import { GraphQLError } from 'graphql';
import { hasRole, type Viewer } from '../../access/viewer.js';

/**
 * The member behind a viewer.
 * @throws GraphQLError UNAUTHENTICATED for visitors
 */
export function memberOf(viewer: Viewer): string {
  if (!viewer.memberId)
    throw new GraphQLError('Sign in to take part in the community.', { extensions: { code: 'UNAUTHENTICATED' } });
  return viewer.memberId;
}

export function isModerator(viewer: Viewer): boolean {
  return hasRole(viewer, 'MODERATOR', 'ADMIN');
}

/** Whether the viewer may change what `authorId` wrote. What an author who has left wrote is the moderators'. */
export function mayChange(viewer: Viewer, authorId: string | null): boolean {
  return isModerator(viewer) || (authorId !== null && authorId === viewer.memberId);
}
