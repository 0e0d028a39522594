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
  /** At one account from all networks together, of what anyone can try. Absent: as from one. */
  readonly perAccountInAll?: number;
  readonly minutes: number;
}

/** Wrong passwords. */
export const PASSWORD_TRIES: Allowance = {
  of: 'password',
  perAccount: 10,
  perAddress: 10,
  perAccountInAll: 50,
  minutes: 15,
};
/** Wrong codes of the second factor. */
export const CODE_TRIES: Allowance = {
  of: 'second-factor',
  perAccount: 10,
  perAddress: 30,
  perAccountInAll: 20,
  minutes: 15,
};
/** Letters that anyone can ask for. A family centre is one network address for all who are there. */
export const MAILS: Allowance = { of: 'mail', perAccount: 5, perAddress: 30, perAccountInAll: 20, minutes: 60 };
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

/**
 * Forgets what was tried at accounts that are gone, within a transaction. Of tries from a single network only hashes remain,
 * until their time is over.
 */
export async function forgetTries(manager: Pick<EntityManager, 'query'>, accounts: readonly string[]): Promise<void> {
  const keys = ALL.flatMap(({ of }) =>
    accounts.flatMap((one) => [keyOf(of, 'account', one), keyOf(of, 'claimed', one)]),
  );
  await manager.query('delete from auth_try where key = any($1)', [keys]);
}

/** Hashed: what people type into the field of the e-mail address is sometimes their password. */
function keyOf(of: string, kind: 'account' | 'claimed' | 'pair' | 'device' | 'address', value: string): string {
  return createHash('sha256').update(`${of}:${kind}:${value}`).digest('base64url');
}

/** Who tries. */
export interface Tries {
  /** Accounts that are theirs for certain, such as that of their session: counted wherever they come from. */
  readonly accounts?: readonly string[];
  /**
   * Accounts that they say are theirs, known or not: counted for each network by itself, so that nobody elsewhere suffers, and
   * for all networks together.
   */
  readonly claimed?: readonly string[];
  /** Network address they come from. */
  readonly address?: string | undefined;
  /** Id of the device, when it is known for what they claim: it is counted by itself, and nothing else is. */
  readonly device?: string | undefined;
  readonly times?: number;
}

/** Thrown when there were too many tries: RATE_LIMITED, with `retryAfterSeconds`. */
export class TooManyTries extends GraphQLError {
  /** @param inAll whether only all networks together have tried too often, and not this one */
  constructor(
    seconds: number,
    readonly inAll: boolean,
  ) {
    const wait = Math.ceil(seconds / 60);
    super(`Too many tries. Try again in ${wait} ${wait === 1 ? 'minute' : 'minutes'}.`, {
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds },
    });
  }
}

/** A count, and up to where it may go. */
interface Count {
  readonly key: string;
  readonly most: number;
}

/**
 * Limits tries by account and by network address. The counts are in PostgreSQL, so that all processes share them. A try
 * is counted before anything is looked at: tries at the same time cannot slip through. What is refused near by is not
 * counted for all networks together: else one of them could use up the tries of everybody.
 */
export class TryLimit {
  constructor(
    private readonly pool: Pool,
    private readonly allowance: Allowance,
  ) {}

  /**
   * Counts a try, or as many `times`.
   * @returns what to call when it was no wrong try after all: only wrong ones remain counted
   * @throws TooManyTries
   */
  async begin(tries: Tries): Promise<() => Promise<void>> {
    const [own, shared, far] = this.countsOf(tries);
    const near = [...own, ...shared];
    const { rows } = await this.pool.query<{ key: string; seconds: number; far: boolean }>(
      `with near as (${countEach('from unnest($1::text[]) key')}),
       over as (select near.*, false as far from near join unnest($1::text[], $2::int[]) as l (key, most) using (key) where tries > most),
       far as (${countEach('from unnest($3::text[]) key where not exists (select from over)')})
       select key, seconds, far from over
       union all
       select key, seconds, true from far join unnest($3::text[], $4::int[]) as l (key, most) using (key) where tries > most`,
      [...columnsOf(near), ...columnsOf(far), this.allowance.minutes, tries.times ?? 1],
    );
    if (rows.length) {
      const inAll = rows.every((row) => row.far);
      throw new TooManyTries(Math.max(...rows.map((row) => row.seconds)), inAll);
    }
    return () => this.takeBack(own, [...shared, ...far]);
  }

  /** Counts of nobody else, counts that are shared with others near by, and counts of all networks together. */
  private countsOf({ accounts = [], claimed = [], address, device }: Tries): [Count[], Count[], Count[]] {
    const { of, perAccount: most, perAddress, perAccountInAll = most } = this.allowance;
    const own = new Set(accounts.map((one) => keyOf(of, 'account', one)));
    if (device) for (const one of claimed) own.add(keyOf(of, 'device', `${one} ${device}`));
    else if (address) for (const one of claimed) own.add(keyOf(of, 'pair', `${one} ${address}`));
    return [
      [...own].map((key) => ({ key, most })),
      address && !device ? [{ key: keyOf(of, 'address', address), most: perAddress }] : [],
      device ? [] : [...new Set(claimed)].map((one) => ({ key: keyOf(of, 'claimed', one), most: perAccountInAll })),
    ];
  }

  /**
   * Counts of their own start anew, for their owner has come. Of those shared with others only this try is taken back, or else
   * an attacker could clear them with an account of their own. What is past goes at the same time.
   */
  private async takeBack(own: readonly Count[], shared: readonly Count[]): Promise<void> {
    await this.pool.query(
      `with past as (
         delete from auth_try where key in (
           select key from auth_try where key = any($1) or resets_at <= now() for update skip locked)
       )
       update auth_try set tries = greatest(tries - 1, 0) where key = any($2) and resets_at > now()`,
      [columnsOf(own)[0], columnsOf(shared)[0]],
    );
  }
}

/** SQL: one more try for each key, in an order in which nobody waits for one another in turn. */
function countEach(keys: string): string {
  return `
    insert into auth_try as t (key, tries, resets_at)
    select key, $6::int, now() + $5 * interval '1 minute' ${keys} order by key
    on conflict (key) do update set
      tries = case when t.resets_at <= now() then excluded.tries else least(t.tries + excluded.tries, 1000000000) end,
      resets_at = case when t.resets_at <= now() then excluded.resets_at else t.resets_at end
    returning key, tries, ceil(extract(epoch from resets_at - now()))::int as seconds`;
}

function columnsOf(counts: readonly Count[]): [keys: string[], most: number[]] {
  return [counts.map(({ key }) => key), counts.map(({ most }) => most)];
}
