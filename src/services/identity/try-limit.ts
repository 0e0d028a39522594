import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';

/** How often something may be tried within a span of time. */
export interface Allowance {
  /** What is tried; each has counts of its own. */
  readonly of: string;
  readonly perAccount: number;
  readonly perAddress: number;
  readonly minutes: number;
}

/** Wrong passwords. */
export const PASSWORD_TRIES: Allowance = { of: 'password', perAccount: 10, perAddress: 10, minutes: 15 };
/** Wrong codes of the second factor. */
export const CODE_TRIES: Allowance = { of: 'second-factor', perAccount: 10, perAddress: 30, minutes: 15 };
/** Letters that anyone can ask for. A family centre is one network address for all who are there. */
export const MAILS: Allowance = { of: 'mail', perAccount: 5, perAddress: 30, minutes: 60 };
/** Letters that signing in to an account brings whose address is not confirmed yet. */
export const REMINDERS: Allowance = { of: 'reminder', perAccount: 5, perAddress: 5, minutes: 60 };
/** Letters that an admin asks for. */
export const INVITATIONS: Allowance = { of: 'invitation', perAccount: 5, perAddress: 300, minutes: 60 };
/** Archives of their own data that a member asks for. */
export const EXPORTS: Allowance = { of: 'export', perAccount: 3, perAddress: 3, minutes: 24 * 60 };
/** Stories that a member sends in. */
export const TESTIMONIALS: Allowance = { of: 'testimonial', perAccount: 5, perAddress: 50, minutes: 24 * 60 };
/** Files that a member uploads. */
export const UPLOADS: Allowance = { of: 'upload', perAccount: 300, perAddress: 300, minutes: 60 };
/** Texts that someone says have helped, or not. A family centre is one network address for all who are there. */
export const RATINGS: Allowance = { of: 'rating', perAccount: 300, perAddress: 300, minutes: 24 * 60 };
/** Pictures that have to be made because someone asks for them. */
export const RENDITIONS: Allowance = { of: 'rendition', perAccount: 1200, perAddress: 1200, minutes: 10 };

const ALL = [PASSWORD_TRIES, CODE_TRIES, MAILS, REMINDERS, INVITATIONS, EXPORTS, UPLOADS, TESTIMONIALS];

/** Forgets what was tried at accounts that are gone, within a transaction. */
export async function forgetTries(manager: Pick<EntityManager, 'query'>, accounts: readonly string[]): Promise<void> {
  const keys = ALL.flatMap(({ of }) => accounts.map((account) => keyOf(of, 'account', account)));
  await manager.query('delete from auth_try where key = any($1)', [keys]);
}

/** Hashed: what people type into the field of the e-mail address is sometimes their password. */
function keyOf(of: string, kind: 'account' | 'address', value: string): string {
  return createHash('sha256').update(`${of}:${kind}:${value}`).digest('base64url');
}

/**
 * Limits tries by account and by network address. The counts are in PostgreSQL, so that all processes share them. A try
 * is counted before anything is looked at: tries at the same time cannot slip through.
 */
export class TryLimit {
  constructor(
    private readonly pool: Pool,
    private readonly allowance: Allowance,
  ) {}

  /**
   * Counts a try, or as many `times`.
   * @param by e-mail addresses of the accounts it is about, known or not, and network address of the one who tries
   * @returns what to call when it was no wrong try after all: only wrong ones remain counted
   * @throws GraphQLError RATE_LIMITED, with `retryAfterSeconds`
   */
  async begin(by: {
    accounts?: readonly string[];
    address?: string | undefined;
    times?: number;
  }): Promise<() => Promise<void>> {
    const { of, perAccount, perAddress, minutes } = this.allowance;
    const accounts = [...new Set(by.accounts)].map((account) => keyOf(of, 'account', account));
    const address = by.address && keyOf(of, 'address', by.address);
    const { rows } = await this.pool.query<{ key: string; tries: number; seconds: number }>(
      `insert into auth_try as t (key, tries, resets_at)
       select key, $3, now() + $2 * interval '1 minute' from unnest($1::text[]) key order by key
       on conflict (key) do update set
         tries = case when t.resets_at <= now() then excluded.tries else least(t.tries + excluded.tries, 100000000) end,
         resets_at = case when t.resets_at <= now() then excluded.resets_at else t.resets_at end
       returning key, tries, ceil(extract(epoch from resets_at - now()))::int as seconds`,
      [[...accounts, ...(address ? [address] : [])], minutes, by.times ?? 1],
    );
    const over = rows.filter(({ key, tries }) => tries > (key === address ? perAddress : perAccount));
    if (over.length) {
      const seconds = Math.max(...over.map((row) => row.seconds));
      const wait = Math.ceil(seconds / 60);
      throw new GraphQLError(`Too many tries. Try again in ${wait} ${wait === 1 ? 'minute' : 'minutes'}.`, {
        extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds },
      });
    }
    return () => this.takeBack(accounts, address);
  }

  /**
   * The accounts start anew, for their owner has come. Of the address only this try is taken back, or else an attacker
   * could clear its count with an account of their own. What is past goes at the same time.
   */
  private async takeBack(accounts: readonly string[], address: string | undefined): Promise<void> {
    await this.pool.query(
      `with past as (
         delete from auth_try where key in (
           select key from auth_try where key = any($1) or resets_at <= now() for update skip locked)
       )
       update auth_try set tries = greatest(tries - 1, 0) where key = $2 and resets_at > now()`,
      [accounts, address],
    );
  }
}
