import type { EntityManager } from 'typeorm';
import type { Grant, Viewer } from '../../access/viewer.js';
import type { Role } from '../../schema/enums.js';

/**
 * A member as someone who asks, with the rights they have now: for what is done in their name while they are not there.
 * Undefined when they have left.
 */
export async function memberViewer(manager: EntityManager, memberId: string | null): Promise<Viewer | undefined> {
  const [row]: { roles: Role[]; grants: Grant[] }[] = await manager.query(
    `select m.roles, (select coalesce(json_agg(json_build_object('role', g.role, 'scope', g.scope, 'of', g.of)), '[]')
       from access_grant g where g.member_id = m.id) as grants
     from member m where m.id = $1`,
    [memberId],
  );
  return row && { memberId, ...row };
}
