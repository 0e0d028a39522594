import type { DataSource, EntityManager } from 'typeorm';
import { validate as isUuid, v7 as uuid } from 'uuid';
import { isGrantable } from '../../access/decide.js';
import type { Scope, Viewer } from '../../access/viewer.js';
import type { Role } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import { type Change, noteChange } from '../audit/audited-call.js';
import { Problems } from '../content/problems.js';
import { claim } from './claim.js';

/** A role for exactly one space, organisation or language. */
export interface GrantFields {
  readonly memberId: string;
  readonly role: Role;
  readonly spaceId?: string | null;
  readonly organizationId?: string | null;
  /** Canonical BCP 47 tag. */
  readonly locale?: string | null;
}

const ARGUMENTS = { space: 'spaceId', organization: 'organizationId', locale: 'locale' } as const;

/** Roles that hold in one place only. They count from the member's next request on. */
export class Grants {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /**
   * Gives a member a role for one place; nothing happens when they have it.
   * @returns id of the grant
   */
  grant(viewer: Viewer, fields: GrantFields): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const problems = new Problems();
      await claim(manager, viewer, {
        to: ['GRANT_ACCESS'],
        on: 'Member',
        id: fields.memberId,
        path: ['input', 'memberId'],
        columns: 'id',
        lock: 'key share',
      }).catch((error: unknown) => problems.take(error));
      await this.checkPlace(manager, fields, problems);
      problems.throwIfAny();
      const { memberId, role, spaceId, organizationId, locale } = fields;
      noteChange({ after: Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) });
      const [row]: { id: string }[] = await manager.query(
        `insert into access_grant (id, member_id, role, space_id, organization_id, locale, granted_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (member_id, role, scope, of) do update set role = excluded.role returning id`,
        [uuid(), memberId, role, spaceId ?? null, organizationId ?? null, locale ?? null, viewer.memberId],
      );
      return row!.id;
    });
  }

  /** Takes a grant away. @returns its id */
  revoke(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const grant = await claim<{ id: string; value: Change['before'] }>(manager, viewer, {
        to: ['DELETE'],
        on: 'AccessGrant',
        id,
        path: ['id'],
        columns: `id, jsonb_strip_nulls(jsonb_build_object('memberId', member_id, 'role', role, 'spaceId', space_id,
          'organizationId', organization_id, 'locale', locale)) as value`,
      });
      noteChange({ before: grant.value });
      await manager.query('delete from access_grant where id = $1', [grant.id]);
      return grant.id;
    });
  }

  /** Checks that there is one place, that it exists, and that the role means something there. */
  private async checkPlace(manager: EntityManager, fields: GrantFields, problems: Problems): Promise<void> {
    const scopes = (Object.keys(ARGUMENTS) as Scope[]).filter((scope) => fields[ARGUMENTS[scope]] != null);
    const [scope] = scopes;
    if (!scope || scopes.length > 1) {
      return problems.add('INVALID', 'Pass exactly one of spaceId, organizationId and locale.', 'input');
    }
    const path = ['input', ARGUMENTS[scope]] as const;
    const { role, locale } = fields;
    if (!isGrantable(role, scope)) {
      problems.add(
        'INVALID',
        `For one ${scope} the role ${role} gives no rights. docs/access.md says which do.`,
        'input',
        'role',
      );
    }
    if (scope === 'locale') {
      if (!this.locales.all.includes(locale!))
        problems.add(
          'INVALID',
          `The site has no language "${locale}"; it has ${this.locales.all.join(', ')}.`,
          ...path,
        );
    } else if (!(await exists(manager, scope, fields[ARGUMENTS[scope]]!))) {
      problems.add('NOT_FOUND', `There is no such ${scope}.`, ...path);
    }
  }
}

/** Whether it is there; it stays until the transaction ends. */
async function exists(manager: EntityManager, scope: 'space' | 'organization', id: string): Promise<boolean> {
  const found = scope === 'space' ? 'space where true' : "entry where type = 'PARTNER_ORGANIZATION'";
  const rows: unknown[] = isUuid(id)
    ? await manager.query(`select 1 from ${found} and id = $1 for key share`, [id])
    : [];
  return rows.length > 0;
}
