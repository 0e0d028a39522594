import type { Role } from '../schema/enums.js';

/** Who is asking. Nothing is read or written without one. */
export interface Viewer {
  /** Null for a visitor who is not signed in. */
  readonly memberId: string | null;
  /** Empty for a visitor. */
  readonly roles: readonly Role[];
}

export const VISITOR: Viewer = Object.freeze({ memberId: null, roles: Object.freeze([]) as readonly Role[] });

export function hasRole(viewer: Viewer, ...roles: Role[]): boolean {
  return viewer.roles.some((role) => roles.includes(role));
}
