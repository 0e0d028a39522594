import { createHash } from 'node:crypto';
import type { Key } from 'meilisearch';
import { generateTenantToken } from 'meilisearch/token';
import { Connection, MeilisearchProblem } from './connection.js';
import { equals } from './filters.js';

/** Makes tokens with which a browser searches the index by itself. */
export class TenantTokens {
  private readonly connection: Connection;

  /** @param options.publicUrl where browsers reach the server */
  constructor(readonly options: { url: string; publicUrl: string; key: string | undefined; index: string }) {
    this.connection = new Connection(options.url, options.key);
  }

  /**
   * A token for searches of the documents that are shown to readers of a locale, and for nothing else. Whatever a search
   * asks for, the server adds this filter.
   * @throws MeilisearchProblem when the server makes or finds no key to sign it with
   */
  async issue(readerLocale: string, expiresAt: Date): Promise<string> {
    const { key, uid } = await this.searchKey();
    const filter = `place = 0 AND ${equals('readerLocales', readerLocale)}`;
    return generateTenantToken({
      apiKey: key,
      apiKeyUid: uid,
      searchRules: { [this.options.index]: { filter } },
      expiresAt,
    });
  }

  /**
   * The key that signs: it may search this index and do nothing else. Its id follows from the name of the index, so that
   * all processes have one key between them, also after a restart. It is asked for anew each time: who deletes it on the
   * server makes all tokens void, and the next one comes with a new key.
   */
  private async searchKey(): Promise<Key> {
    const { index } = this.options;
    const uid = keyId(index);
    try {
      return await this.connection.request((client) => client.getKey(uid));
    } catch (error) {
      if (!hasCode(error, 'api_key_not_found')) throw error;
    }
    try {
      return await this.connection.request((client) =>
        client.createKey({
          uid,
          name: `Direct search in ${index}`,
          description: 'Signs the tokens with which browsers search what Hearth has published.',
          actions: ['search'],
          indexes: [index],
          expiresAt: null,
        }),
      );
    } catch (error) {
      if (!hasCode(error, 'api_key_already_exists')) throw error;
      return this.connection.request((client) => client.getKey(uid));
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof MeilisearchProblem && error.code === code;
}

/** An id as Meilisearch wants it, a UUID of version 4, that is always the same for an index. It is no secret. */
function keyId(index: string): string {
  const hex = createHash('sha256').update(`hearth direct search:${index}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
