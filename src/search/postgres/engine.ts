import type { Pool } from 'pg';
import { prepared } from '../../database/prepared.js';
import type {
  EngineStats,
  FacetValue,
  SearchDocument,
  SearchEngine,
  SearchHit,
  SearchQuery,
  SearchResult,
  SearchType,
  SuggestQuery,
} from '../engine.js';
import { MARK_START, markedToHtml, storableText } from '../html.js';
import { type AnswerHit, answerStatement } from './answer.js';
import { configureSchema } from './configure.js';
import { documentsAsJson } from './documents.js';
import { planQuery } from './plan.js';
import { rebuildIndex } from './rebuild.js';
import { inTransaction } from './transaction.js';
import { LOCKS } from './write-functions.js';

/** With fewer hits a quick answer that left out frequent words is not good enough. No page is longer. */
const ENOUGH = 100;
/** Suggestions are chosen from this many phrases. */
const MOST_PHRASES = 5000;

/** The search engine within PostgreSQL, in the schema `search` of the pool's database. The pool stays its owner's. */
export class PostgresSearchEngine implements SearchEngine {
  readonly name = 'postgres';

  constructor(private readonly pool: Pool) {}

  async configure(): Promise<void> {
    await configureSchema(this.pool);
  }

  async upsert(documents: readonly SearchDocument[]): Promise<void> {
    for (const json of documentsAsJson(documents)) {
      await this.pool.query(`select search.write($1, '{}', '{}')`, [json]);
    }
  }

  async remove(ownerIds: readonly string[], keep: readonly string[] = []): Promise<void> {
    if (ownerIds.length > 0) {
      await this.pool.query(`select search.write('[]', $1, $2)`, [ownerIds, keep]);
    }
  }

  async forgetUnusedWords(): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      // As every writer: a count must not rise from 0 between looking and deleting.
      await client.query('select pg_advisory_xact_lock($1, $2)', [LOCKS.class, LOCKS.write]);
      for (const table of ['lexeme', 'word', 'phrase']) {
        await client.query(`delete from search.${table} where documents <= 0`);
      }
    });
  }

  /**
   * Two statements, the plan and the answer; a third where the answer was sought among too few documents. Totals and
   * facets are exact up to 20,000 documents with any of the words. Beyond that they are those of the documents that were
   * ranked, and pages end with these: what is left out has only very frequent words, outside its title.
   */
  async search(query: SearchQuery): Promise<SearchResult> {
    const text = storableText(query.text);
    const plans =
      text.trim() === '' ? null : await planQuery(this.pool, query.locale ?? '', text, query.prefix ?? true);
    if (plans?.length === 0) {
      return { hits: [], total: 0, facets: Object.fromEntries((query.facets ?? []).map((facet) => [facet, []])) };
    }
    const statement = answerStatement(query, plans, false);
    const answer = await this.answer(statement);
    const byScore = query.order === undefined || query.order === 'RELEVANCE';
    const tooFew = !statement.complete && answer.total < ENOUGH;
    const reachesUnranked = !statement.ranked && byScore && answer.hits.some((hit) => hit.score === 0);
    return toResult(tooFew || reachesUnranked ? await this.answer(answerStatement(query, plans, true)) : answer);
  }

  async suggest({ prefix, locale, limit }: SuggestQuery): Promise<string[]> {
    const { rows } = await this.pool.query<{ text: string }>({
      name: 'hearth_search_suggest',
      text: `select text
        from (
          select text, documents from search.phrase
          where words @@ search.completion($1) and ($2::text is null or locale = $2) and documents > 0 limit $4
        ) as found
        group by text
        order by max(documents) desc, length(text), text
        limit $3`,
      values: [storableText(prefix).slice(0, 100).toWellFormed(), locale ?? null, limit, MOST_PHRASES],
    });
    return rows.map((row) => row.text);
  }

  async rebuild(batches: AsyncIterable<readonly SearchDocument[]>): Promise<{ documents: number }> {
    return rebuildIndex(this.pool, batches);
  }

  async stats(): Promise<EngineStats> {
    const { rows } = await this.pool.query<{ type: SearchType; locale: string; documents: number }>(
      'select type, locale, count(*)::int as documents from search.document group by type, locale',
    );
    const stats: EngineStats = { documents: 0, byType: {}, byLocale: {} };
    for (const { type, locale, documents } of rows) {
      stats.documents += documents;
      stats.byType[type] = (stats.byType[type] ?? 0) + documents;
      stats.byLocale[locale] = (stats.byLocale[locale] ?? 0) + documents;
    }
    return stats;
  }

  async ping(): Promise<void> {
    try {
      await this.pool.query('select from search.version');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`Search in PostgreSQL cannot answer: ${reason}`, { cause: error });
    }
  }

  async close(): Promise<void> {}

  private async answer(statement: { text: string; values: unknown[] }): Promise<Answer> {
    const { rows } = await this.pool.query<Answer>({ ...prepared(statement.text), values: statement.values });
    return rows[0]!;
  }
}

interface Answer {
  total: number;
  facets: Record<string, FacetValue[]>;
  hits: AnswerHit[];
}

function toResult({ total, facets, hits }: Answer): SearchResult {
  return { total, facets, hits: hits.map(toHit) };
}

function toHit({ ownerId, type, locale, score, distanceKm, title, snippet, beginning }: AnswerHit): SearchHit {
  const passage = snippet?.includes(MARK_START) ? snippet : shortened(beginning ?? '');
  return {
    ownerId,
    type,
    locale,
    score,
    distanceKm,
    highlight:
      typeof title === 'string'
        ? { title: markedToHtml(title), snippet: markedToHtml(passage.replace(/\s+/g, ' ').trim()) }
        : null,
  };
}

/** At most about 200 characters, ending with a whole word. */
function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200).replace(/\s+\S*$/, '')} …`;
}
