import { createHmac, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

/** What the hashes of one day are made with. */
export interface HashOfDay {
  /** ISO 8601, by UTC. */
  readonly day: string;
  hash(text: string): Buffer;
}

/**
 * Tells callers apart for a day without knowing them. The hashes are the same in all processes, and nobody can undo them
 * once the salt of the day is gone (`SearchInsight.expire`); until then one needs the secret of the hub as well, which
 * is not in the database where `AUTH_SECRET` is set.
 */
export class DailyHash {
  private current: HashOfDay | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly secret: string,
  ) {}

  async today(): Promise<HashOfDay> {
    const day = new Date().toISOString().slice(0, 10);
    if (this.current?.day === day) return this.current;
    await this.pool.query('insert into daily_salt (day, salt) values ($1, $2) on conflict do nothing', [
      day,
      randomBytes(32),
    ]);
    const { rows } = await this.pool.query<{ salt: Buffer }>('select salt from daily_salt where day = $1', [day]);
    const key = createHmac('sha256', this.secret).update(rows[0]!.salt).digest();
    const hash = (text: string) => createHmac('sha256', key).update(text).digest().subarray(0, 16);
    this.current = { day, hash };
    return this.current;
  }
}
