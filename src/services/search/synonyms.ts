import type { Pool } from 'pg';
import type { SynonymSet } from '../../search/engine.js';

/** Name of the job that tells the engine the synonyms; the database function knows it too. */
export const SYNONYMS_JOB = 'apply-search-synonyms';

/** All synonyms: those of editors, and the names of each topic in each language. */
export async function allSynonyms(pool: Pool): Promise<SynonymSet[]> {
  const { rows } = await pool.query<{ locale: string; words: string[]; from: string[] | null }>(
    `select locale, words, from_words as "from" from search_synonym_set
     union all
     select locale, array[name] || synonyms, null from topic_translation where cardinality(synonyms) > 0
     order by 1, 2`,
  );
  return rows.map(({ locale, words, from }) => ({ locale, words, ...(from ? { from } : {}) }));
}
