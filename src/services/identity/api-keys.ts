import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { type Grant, VISITOR, type Viewer } from '../../access/viewer.js';
import type { ApiKeyScope } from '../../schema/api-key-scope.js';
import type { Role } from '../../schema/enums.js';
import { type Problem, Refused } from '../../schema/user-error.js';
import { oneLine } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { refuseTooMany } from './account-limits.js';
import { MUST_ACCEPT_CONDUCT } from './sessions.js';

/** What a key shall be. */
export interface NewApiKey {
  readonly name: string;
  readonly scope: ApiKeyScope;
  /** As in ISO 8601, or a Date. Absent: it works until it is revoked. */
  readonly expiresAt?: Date | string | null | undefined;
}

/** A request that came with a valid key. */
export interface KeyHolder {
  readonly keyId: string;
  /** In whose name it acts. */
  readonly viewer: Viewer;
}

/** What the key and its owner are, as the database has it. */
interface Found {
  readonly key_id: string;
  readonly scope: ApiKeyScope;
  readonly owner_id: string;
  readonly roles: Role[];
  readonly grants: Grant[] | null;
  readonly verified: boolean;
  readonly must_accept: boolean;
}

const BEGINNING = 'hearth_';
const BEGINNING_SHOWN = BEGINNING.length + 6;

/** Whether a bearer token is meant as an API key. Tokens of sessions never begin like this. */
export function isApiKey(token: string): boolean {
  return token.startsWith(BEGINNING);
}

/**
 * Keys for front ends and scripts: 256 random bits each, of which only the SHA-256 is kept. So many bits cannot be
 * guessed, and need no slow hash as passwords do. Nor does looking a key up by its hash tell anything by the time it
 * takes: what is compared is the hash, and nobody can choose a text whose hash comes near to one they do not know.
 */
export class ApiKeys {
  /** @param verificationRequired whether members must confirm their e-mail address before they write */
  constructor(
    private readonly dataSource: DataSource,
    private readonly pool: Pool,
    private readonly verificationRequired: boolean,
  ) {}

  /**
   * Makes a key of the viewer.
   * @returns its id, and the key itself, which nobody can learn later
   * @throws Refused for an impossible name or a time that is past, and when there are too many
   */
  async create(viewer: Viewer, given: NewApiKey): Promise<{ id: string; secret: string }> {
    const name = oneLine(given.name);
    const expiresAt = given.expiresAt == null ? null : new Date(given.expiresAt);
    refuseImpossible(name, expiresAt);
    const id = uuid();
    const secret = `${BEGINNING}${randomBytes(32).toString('base64url')}`;
    await this.dataSource.transaction(async (manager) => {
      await refuseTooMany(manager, viewer.memberId!, 'API_KEYS');
      noteChange({ object: { type: 'ApiKey', id }, after: { scope: given.scope, expiresAt } });
      await manager.query(
        `insert into api_key (id, owner_id, name, scope, prefix, hash, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, viewer.memberId, name, given.scope, secret.slice(0, BEGINNING_SHOWN), hashOf(secret), expiresAt],
      );
    });
    return { id, secret };
  }

  /** Makes a key worthless from the next request on. @returns its id @throws Refused when there is none to revoke */
  revoke(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const key = await claim<{ id: string }>(manager, viewer, {
        to: ['REVOKE'],
        on: 'ApiKey',
        id,
        path: ['id'],
        columns: 'id',
      });
      await manager.query('update api_key set revoked_at = now() where id = $1', [key.id]);
      return key.id;
    });
  }

  /** In whose name a key acts, in one statement, which notes its use once a minute. Null when it is not valid. */
  async holderOf(secret: string): Promise<KeyHolder | null> {
    const { rows } = await this.pool.query<Found>({
      name: 'api_key_holder',
      text: `
        with used as (
          update api_key set last_used_at = now()
          where hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())
            and (last_used_at is null or last_used_at <= now() - interval '1 minute')
        )
        select k.id as key_id, k.scope, m.id as owner_id, m.roles, u.email_verified as verified,
          ${MUST_ACCEPT_CONDUCT} as must_accept,
          (select json_agg(json_build_object('role', g.role, 'scope', g.scope, 'of', g.of))
            from access_grant g where g.member_id = m.id) as grants
        from api_key k join auth_user u on u.id = k.owner_id join member m on m.id = u.id
        where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`,
      values: [hashOf(secret)],
    });
    const [found] = rows;
    return found ? { keyId: found.key_id, viewer: this.viewerOf(found) } : null;
  }

  private viewerOf({ scope, owner_id: memberId, roles, grants, verified, must_accept }: Found): Viewer {
    if (scope === 'READ') return { ...VISITOR, key: scope };
    const mustVerifyEmail = this.verificationRequired && !verified;
    const owner = { memberId, mustVerifyEmail, mustAcceptConduct: must_accept, key: scope };
    if (scope === 'ALL') return { ...owner, roles, grants: grants ?? [] };
    return {
      ...owner,
      roles: roles.map((role) => (role === 'ADMIN' ? 'EDITOR' : role)),
      grants: (grants ?? []).filter((grant) => grant.scope !== 'space'),
    };
  }
}

/**
 * Ends all keys of a member, within a transaction: whoever may have got in to their account has them too.
 * @returns how many worked until now
 */
export async function revokeAllKeys(manager: EntityManager, memberId: string): Promise<number> {
  const [keys]: [{ worked: boolean }[], number] = await manager.query(
    `update api_key set revoked_at = now() where owner_id = $1 and revoked_at is null
     returning expires_at is null or expires_at > now() as worked`,
    [memberId],
  );
  return keys.filter(({ worked }) => worked).length;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function refuseImpossible(name: string, expiresAt: Date | null): void {
  const problems: Problem[] = [];
  const add = (field: string, message: string) => problems.push({ code: 'INVALID', message, path: ['input', field] });
  if (name.length < 1 || name.length > 80) add('name', 'The name must have 1 to 80 characters.');
  if (expiresAt && !(expiresAt.getTime() > Date.now())) add('expiresAt', 'This time is past: name one to come.');
  if (problems.length) throw Refused.all(problems);
}
