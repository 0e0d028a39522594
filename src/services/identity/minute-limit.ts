import { GraphQLError } from 'graphql';
import type { Pool } from 'pg';
import { TooManyTries, TryLimit } from './try-limit.js';

/** Whose requests they are: with an API key they count by the key, wherever they come from; else by network address. */
export type Caller = { readonly keyId: string } | { readonly address: string };

/** With a key as many times more, since one front end may speak for many people. */
const KEY_FACTOR = 10;
/** A process takes this part of what is allowed at once. */
const SHARE = 1 / 20;
const MAXIMUM_SHARES = 10_000;

/** What a caller may still have of a process. */
interface Share {
  /** Less than nothing where something was counted after it was done. */
  left: number;
  /** How much of it PostgreSQL does not know of. */
  uncounted: number;
  readonly until: number;
}

/**
 * Limits what one caller may have within a minute. The counts are in PostgreSQL, so that all processes share them; each
 * process takes a share at a time and spends it from memory, so that a request seldom costs a statement more, and many
 * at once do not wait for each other. The first share is counted only with the second: most callers never need one.
 * What a process does not spend within the minute is lost.
 */
export class MinuteLimit {
  /** By caller, the one who came first first. */
  private readonly shares = new Map<string, Share>();
  private readonly taking = new Map<string, Promise<void>>();
  private readonly limit: TryLimit;

  /** @param refusal what to say when there is no more, up to the seconds to wait */
  constructor(
    pool: Pool,
    of: string,
    private readonly perMinute: number,
    private readonly refusal: string,
  ) {
    this.limit = new TryLimit(pool, { of, perAddress: perMinute, perAccount: perMinute * KEY_FACTOR, minutes: 1 });
  }

  /**
   * Counts what a caller wants, before they get it.
   * @throws GraphQLError RATE_LIMITED, with `retryAfterSeconds`
   */
  async count(caller: Caller, howMany: number): Promise<void> {
    const name = nameOf(caller);
    for (;;) {
      const share = this.shareOf(name, caller);
      if (share.left >= howMany) {
        share.left -= howMany;
        return;
      }
      await (this.taking.get(name) ?? this.take(name, caller, share, howMany));
    }
  }

  /** Counts what a caller gets, of which it was not known before how much it is: it is the next that is refused. */
  charge(caller: Caller, howMany: number): void {
    this.shareOf(nameOf(caller), caller).left -= howMany;
  }

  private shareOf(name: string, caller: Caller): Share {
    const known = this.shares.get(name);
    const now = Date.now();
    if (known && known.until > now) return known;
    const size = this.sizeFor(caller);
    const fresh = { left: size, uncounted: size, until: now + 60_000 };
    this.shares.delete(name);
    // Strangers with many addresses must not fill the memory.
    if (this.shares.size >= MAXIMUM_SHARES) this.shares.delete(this.shares.keys().next().value!);
    this.shares.set(name, fresh);
    return fresh;
  }

  private sizeFor(caller: Caller): number {
    return Math.floor(this.perMinute * ('keyId' in caller ? KEY_FACTOR : 1) * SHARE);
  }

  /** Takes one share for all who wait for it: each taking their own, many at once would use up what is allowed. */
  private take(name: string, caller: Caller, share: Share, howMany: number): Promise<void> {
    const work = this.enlarge(share, caller, howMany).finally(() => this.taking.delete(name));
    this.taking.set(name, work);
    return work;
  }

  private async enlarge(share: Share, caller: Caller, howMany: number): Promise<void> {
    const more = Math.max(this.sizeFor(caller), howMany - share.left);
    const times = share.uncounted + more;
    share.uncounted = 0;
    try {
      await this.limit.begin(
        'keyId' in caller ? { accounts: [caller.keyId], times } : { address: caller.address, times },
      );
    } catch (error) {
      if (!(error instanceof TooManyTries)) throw error;
      const seconds = Number(error.extensions.retryAfterSeconds);
      throw new GraphQLError(`${this.refusal} Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`, {
        extensions: { ...error.extensions },
      });
    }
    share.left += more;
  }
}

function nameOf(caller: Caller): string {
  return 'keyId' in caller ? `key ${caller.keyId}` : caller.address;
}
