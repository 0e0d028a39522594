import type { Pool } from 'pg';

/** E-mail address of the administrator who has been here the longest; undefined when there is none. */
export async function firstAdmin(pool: Pool): Promise<string | undefined> {
  return (await administrators(pool))[0];
}

/** E-mail addresses of all administrators, or of this one member if they are. */
export async function administrators(pool: Pool, memberId?: string): Promise<string[]> {
  const { rows } = await pool.query<{ email: string }>(
    `select u.email from member m join auth_user u on u.id = m.id
     where 'ADMIN' = any(m.roles) and ($1::uuid is null or m.id = $1) order by m.joined_at, m.id`,
    [memberId ?? null],
  );
  return rows.map(({ email }) => email);
}
