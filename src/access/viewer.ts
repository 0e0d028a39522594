import type { ApiKeyScope } from '../schema/api-key-scope.js';
import type { Role } from '../schema/enums.js';

/** Where a role can hold that does not hold everywhere. */
export type Scope = 'space' | 'organization' | 'locale';

/** A role that someone has in one place only. */
export interface Grant {
  readonly role: Role;
  readonly scope: Scope;
  /** Id of the space or organisation, or the locale (canonical BCP 47 tag). */
  readonly of: string;
}

/** Who is asking. Nothing is read or written without one. */
export interface Viewer {
  /** Null for a visitor who is not signed in. */
  readonly memberId: string | null;
  /** Those that hold everywhere. Empty for a visitor. */
  readonly roles: readonly Role[];
  readonly grants: readonly Grant[];
  /** Whether they have to confirm their e-mail address before they write in the community. */
  readonly mustVerifyEmail?: boolean;
  /** What the API key may do that they come with. Absent: they come without one. */
  readonly key?: ApiKeyScope;
  /** Whether they have to accept the newest code of conduct before they contribute. */
  readonly mustAcceptConduct?: boolean;
}

export const VISITOR: Viewer = Object.freeze({
  memberId: null,
  roles: Object.freeze([]) as readonly Role[],
  grants: Object.freeze([]) as readonly Grant[],
});

/** What of this kind the viewer has been given the role for. */
export function grantedTo(viewer: Viewer, role: Role, scope: Scope): string[] {
  return viewer.grants.filter((grant) => grant.role === role && grant.scope === scope).map((grant) => grant.of);
}
