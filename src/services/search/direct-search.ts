import { GraphQLError } from 'graphql';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Locales } from '../../schema/locales.js';
import type { TenantTokens } from '../../search/meilisearch/tenant-tokens.js';
import { type Allowance, TryLimit } from '../identity/try-limit.js';

/** What a browser needs to search without the hub in between. */
export interface SearchToken {
  readonly url: string;
  readonly indexUid: string;
  readonly token: string;
  readonly expiresAt: string;
  readonly locale: string;
}

/** Long enough for a visit, short enough that a changed key or locale soon holds everywhere. */
const MINUTES = 15;

/** A family centre is one network address for all who are there; each of them needs one token per quarter of an hour. */
const SEARCH_TOKENS: Allowance = { of: 'search-token', perAccount: 300, perAddress: 300, minutes: MINUTES };

/** Lets browsers search in Meilisearch themselves, for published and public texts in one reader language. */
export class DirectSearch {
  private readonly limit: TryLimit;

  constructor(
    /** Null when the hub does not search with Meilisearch. */
    private readonly tokens: TenantTokens | null,
    pool: Pool,
    private readonly locales: Locales,
    private readonly log: Logger,
  ) {
    this.limit = new TryLimit(pool, SEARCH_TOKENS);
  }

  /**
   * @param address network address of the one who asks
   * @throws GraphQLError DIRECT_SEARCH_UNAVAILABLE or RATE_LIMITED
   */
  async token(locale: string, address: string): Promise<SearchToken> {
    if (!this.tokens) {
      throw unavailable('This hub does not search with Meilisearch. Search with the field `search` instead.');
    }
    await this.limit.begin({ address });
    const reader = this.locales.nearest(locale);
    const expiresAt = new Date(Math.floor(Date.now() / 1000) * 1000 + MINUTES * 60_000);
    const { publicUrl, index } = this.tokens.options;
    try {
      const token = await this.tokens.issue(reader, expiresAt);
      return { url: publicUrl, indexUid: index, token, expiresAt: expiresAt.toISOString(), locale: reader };
    } catch (error) {
      this.log.warn(`No search token was made: ${(error as Error).message}`);
      throw unavailable(
        'Meilisearch gives no key for searching directly; the log of the hub says why. Search with the field `search` instead.',
      );
    }
  }
}

function unavailable(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'DIRECT_SEARCH_UNAVAILABLE' } });
}
