import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as uuid } from 'uuid';
import { signInName } from './sign-in-name.js';

/** How many devices of a member are known; the one used longest ago is forgotten. */
const MOST = 20;

/** How long a browser keeps the token. */
export const DEVICE_SECONDS = 365 * 24 * 60 * 60;

/**
 * Devices on which somebody has signed in to an account. One that brings its token has tries of its own at the password and
 * the second factor, so that strangers cannot lock its owner out by wrong ones. It opens nothing by itself.
 */
export class KnownDevices {
  constructor(private readonly pool: Pool) {}

  /**
   * Somebody has shown on a device that an account is theirs.
   * @param token what the device brought
   * @returns what it shall keep: the same when it is known
   */
  async welcome(memberId: string, token: string | undefined): Promise<string> {
    if (token) {
      const known = await this.pool.query(
        'update known_device set last_used_at = now() where hash = $1 and member_id = $2',
        [hashOf(token), memberId],
      );
      if (known.rowCount) return token;
    }
    const made = `device_${randomBytes(32).toString('base64url')}`;
    await this.pool.query(
      `with old as (
         delete from known_device where id in (
           select id from known_device where member_id = $2 order by last_used_at desc, id desc offset ${MOST - 1}))
       insert into known_device (id, member_id, hash) values ($1, $2, $3)`,
      [uuid(), memberId, hashOf(made)],
    );
    return made;
  }

  /**
   * Id of the device of the token, when it is known for the account; the same work for every account.
   * @param account its e-mail address, or the id of its member
   */
  async find(account: string, token: string | undefined): Promise<string | undefined> {
    if (!token) return undefined;
    const { rows } = await this.pool.query<{ id: string }>(
      `select d.id from known_device d join auth_user u on u.id = d.member_id
       where d.hash = $1 and $2 in (u.sign_in_name, u.id::text)`,
      [hashOf(token), account.includes('@') ? signInName(account) : account],
    );
    return rows[0]?.id;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
