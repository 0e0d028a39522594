import type { DataSource, EntityManager } from 'typeorm';
import type { Role } from '../../schema/enums.js';
import { Refused } from '../../schema/user-error.js';
import { noteChange } from '../audit/audited-call.js';

/** What members may do. Changes count from their next request on. */
export class MemberRoles {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Gives a member exactly these roles.
   * @throws Refused for no such member, no roles, or when nobody would be left who may do everything
   */
  async set(memberId: string, roles: readonly Role[]): Promise<void> {
    if (roles.length === 0) {
      throw Refused.because('REQUIRED', 'A member needs at least one role.', 'roles');
    }
    await this.dataSource.transaction(async (manager) => {
      if (!roles.includes('ADMIN')) {
        if (await isLastAdmin(manager, memberId)) {
          throw Refused.because('NOT_ALLOWED', 'They are the last admin: make someone else one first.', 'roles');
        }
      }
      const wanted = [...new Set(roles)];
      const [[member]]: [{ before: Role[] }[], number] = await manager.query(
        'update member set roles = $2 where id = $1 returning old.roles as before',
        [memberId, wanted],
      );
      if (!member) throw Refused.because('NOT_FOUND', 'There is no such member.', 'memberId');
      // Else they could have invited themselves back.
      if (!wanted.includes('ADMIN')) await manager.query('delete from invitation where invited_by = $1', [memberId]);
      noteChange({ before: { roles: member.before }, after: { roles: wanted } });
    });
  }

  /** Gives a member one more role; nothing happens when they have it. */
  async grant(memberId: string, role: Role): Promise<void> {
    await this.dataSource.query(
      'update member set roles = array_append(roles, $2::text) where id = $1 and not $2::text = any(roles)',
      [memberId, role],
    );
  }
}

/** Whether nobody would be left who may do everything, within the transaction that is to change this. */
export async function isLastAdmin(manager: EntityManager, memberId: string): Promise<boolean> {
  const admins = await lockAdmins(manager);
  return admins.length === 1 && admins[0] === memberId;
}

/**
 * Locks all admins, so that two of them cannot remove each other at the same time. Without an account nobody is an admin.
 * @returns their ids
 */
export async function lockAdmins(manager: EntityManager): Promise<string[]> {
  const admins: { id: string }[] = await manager.query(
    `select m.id from member m join auth_user u on u.id = m.id where 'ADMIN' = any(m.roles) order by m.id for no key update of m`,
  );
  return admins.map(({ id }) => id);
}
