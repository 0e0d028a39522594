import type { Pool } from 'pg';
import { TryLimit } from './try-limit.js';

/** Who writes: with an API key it counts by the key, wherever it comes from; else by network address. */
export type Writer = { readonly keyId: string } | { readonly address: string };

/** With a key as many times more, since one front end may speak for many people. */
const KEY_FACTOR = 10;
/** A process takes this part of what is allowed at once. */
const SHARE = 1 / 20;
const MAXIMUM_SHARES = 10_000;

interface Share {
  left: number;
  readonly until: number;
}

/**
 * Limits mutations by who sends them. The counts are in PostgreSQL, so that all processes share them; each process takes
 * a share at a time and spends it from memory, so that a write seldom costs a statement more, and many at once do
 * not wait for each other. What a process does not spend within the minute is lost.
 */
export class WriteLimit {
  private readonly shares = new Map<string, Share>();
  private readonly taking = new Map<string, Promise<void>>();
  private readonly limit: TryLimit;

  constructor(
    pool: Pool,
    private readonly perMinute: number,
  ) {
    this.limit = new TryLimit(pool, {
      of: 'write',
      perAddress: perMinute,
      perAccount: perMinute * KEY_FACTOR,
      minutes: 1,
    });
  }

  /**
   * Counts mutations before they run.
   * @throws GraphQLError RATE_LIMITED, with `retryAfterSeconds`
   */
  async count(writer: Writer, howMany: number): Promise<void> {
    const name = 'keyId' in writer ? `key ${writer.keyId}` : writer.address;
    while (!this.spend(name, howMany)) {
      const taken = this.taking.get(name) ?? this.take(name, writer, howMany);
      await taken;
    }
  }

  private spend(name: string, howMany: number): boolean {
    const share = this.shares.get(name);
    if (!share || share.until <= Date.now() || share.left < howMany) return false;
    share.left -= howMany;
    return true;
  }

  /** Takes one share for all who wait for it: each taking their own, many at once would use up what is allowed. */
  private take(name: string, writer: Writer, atLeast: number): Promise<void> {
    const work = this.takeShare(name, writer, atLeast).finally(() => this.taking.delete(name));
    this.taking.set(name, work);
    return work;
  }

  private async takeShare(name: string, writer: Writer, atLeast: number): Promise<void> {
    const byKey = 'keyId' in writer;
    const times = Math.max(atLeast, Math.floor(this.perMinute * (byKey ? KEY_FACTOR : 1) * SHARE));
    await this.limit.begin(byKey ? { accounts: [writer.keyId], times } : { address: writer.address, times });
    // Strangers with many addresses must not fill the memory: their shares are then counted again.
    if (this.shares.size >= MAXIMUM_SHARES) this.shares.clear();
    this.shares.set(name, { left: times, until: Date.now() + 60_000 });
  }
}
