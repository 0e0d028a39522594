import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

/**
 * The secret that signs sessions: the configured one, else a random one that is made on the first start and kept in the
 * database, so that all processes have the same.
 */
export async function authSecret(pool: Pool, configured: string | undefined): Promise<string> {
  if (configured) return configured;
  await pool.query("insert into hub_setting (key, value) values ('auth_secret', $1) on conflict (key) do nothing", [
    randomBytes(32).toString('base64url'),
  ]);
  const { rows } = await pool.query<{ value: string }>("select value from hub_setting where key = 'auth_secret'");
  return rows[0]!.value;
}
