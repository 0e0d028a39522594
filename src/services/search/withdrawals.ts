import type { Pool } from 'pg';
import { isPublicName, WITHDRAWN } from '../../search/documents.js';
import type { TextSet, TextTest } from '../../search/engine.js';
import { waitsForIndexing } from '../../search/indexing.js';

/**
 * What was taken back, whether the index has followed or not. The database notes it in the transaction that does so, by
 * itself (`search_withdrawal`); who indexes the texts deletes what was noted before. So the list is short, and mostly
 * empty. What ends by the calendar is on it without being noted.
 */
export class Withdrawals {
  constructor(private readonly pool: Pool) {}

  /** The texts that an index may still hold though nobody may see them at this moment. Asks once for all who read it. */
  texts(): TextSet {
    let rows: ReturnType<TextSet['rows']> | undefined;
    const read = async () => {
      const { rows } = await this.pool.query<{ owner_id: string; locale: string | null }>({
        name: 'search_withdrawn',
        text: WITHDRAWN,
      });
      return rows.map(({ owner_id: ownerId, locale }) => ({ ownerId, locale }));
    };
    return {
      sql: WITHDRAWN,
      rows: () => {
        rows ??= read();
        return rows;
      },
    };
  }

  /** Those of whom nothing is about to be indexed: whoever changed them did so behind the back of the hub. */
  async left(): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `select distinct owner_id as id from search_withdrawal as w
       where not ${waitsForIndexing('w.owner_id')}`,
    );
    return rows.map(({ id }) => id);
  }

  /** Forgets what was noted before a text was indexed. */
  async forget(numbers: readonly string[]): Promise<void> {
    if (numbers.length > 0)
      await this.pool.query('delete from search_withdrawal where n = any($1::bigint[])', [numbers]);
  }
}

/** Whether a text is the name of something public at this moment. */
export function publicNames(pool: Pool): TextTest {
  return {
    sql: isPublicName,
    passing: async (texts) => {
      const { rows } = await pool.query<{ given: string }>({
        name: 'public_names',
        text: `select given from unnest($1::text[]) as given where ${isPublicName('given')}`,
        values: [texts],
      });
      return new Set(rows.map(({ given }) => given));
    },
  };
}
