import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Pool } from 'pg';

const MAXIMUM_TRIES = 10;
const WINDOW = '15 minutes';

/**
 * Limits tries at passwords by account and by network address. The counts are in PostgreSQL, so that all processes
 * share them. A try is counted before the password is looked at: tries at the same time cannot slip through.
 */
export class TryLimit {
  constructor(private readonly pool: Pool) {}

  /**
   * Counts a try.
   * @param by e-mail address of the account tried, known or not, and network address of the one who tries
   * @returns what to call when it was no wrong try after all: only wrong ones remain counted
   * @throws GraphQLError RATE_LIMITED, with `retryAfterSeconds`
   */
  async begin(by: { account?: string; address?: string | undefined }): Promise<() => Promise<void>> {
    const account = by.account && keyOf('account', by.account);
    const address = by.address && keyOf('address', by.address);
    const keys = [account, address].filter((key) => key !== undefined);
    const { rows } = await this.pool.query<{ tries: number; seconds: number }>(
      `insert into auth_try as t (key, tries, resets_at)
       select key, 1, now() + $2::interval from unnest($1::text[]) key order by key
       on conflict (key) do update set
         tries = case when t.resets_at <= now() then 1 else least(t.tries + 1, 1000000) end,
         resets_at = case when t.resets_at <= now() then excluded.resets_at else t.resets_at end
       returning tries, ceil(extract(epoch from resets_at - now()))::int as seconds`,
      [keys, WINDOW],
    );
    const over = rows.filter((row) => row.tries > MAXIMUM_TRIES);
    if (over.length) {
      const seconds = Math.max(...over.map((row) => row.seconds));
      const minutes = Math.ceil(seconds / 60);
      throw new GraphQLError(`Too many tries. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`, {
        extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds },
      });
    }
    return () => this.takeBack(account, address);
  }

  /**
   * The account starts anew, for its owner has come. Of the address only this try is taken back, or else an attacker
   * could clear its count with an account of their own. What is past goes at the same time.
   */
  private async takeBack(account: string | undefined, address: string | undefined): Promise<void> {
    await this.pool.query(
      `with past as (
         delete from auth_try where key in (
           select key from auth_try where key = $1 or resets_at <= now() for update skip locked)
       )
       update auth_try set tries = greatest(tries - 1, 0) where key = $2 and resets_at > now()`,
      [account, address],
    );
  }
}

/** Hashed: what people type into the field of the e-mail address is sometimes their password. */
function keyOf(kind: 'account' | 'address', value: string): string {
  return createHash('sha256').update(`${kind}:${value}`).digest('base64url');
}
