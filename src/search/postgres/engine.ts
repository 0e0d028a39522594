import { setImmediate } from 'node:timers/promises';
import type { Pool, QueryResultRow } from 'pg';
import { TimedPool, tookTooLong } from '../../database/timed-pool.js';
import { didYouMean } from '../did-you-mean.js';
import type {
  EngineStats,
  FacetValue,
  SearchDocument,
  SearchEngine,
  SearchHit,
  SearchQuery,
  SearchResult,
  SearchType,
  StoredDocument,
  SuggestQuery,
  SynonymSet,
} from '../engine.js';
import { MARK_START, markedToHtml, storableText } from '../html.js';
import { SIMPLE } from '../languages.js';
import { WordMarks } from '../mark-words.js';
import { plainQuery } from '../plain-words.js';
import { readQuery } from '../query-text.js';
import { type AnswerHit, answerStatement, type Demand } from './answer.js';
import { configureSchema } from './configure.js';
import { documentsAsJson } from './documents.js';
import { type LanguagePlan, planAsTyped, planWords, type WordGroup } from './plan.js';
import { rebuildIndex } from './rebuild.js';
import { replaceSynonyms } from './synonyms.js';
import { inTransaction } from './transaction.js';
import { warm } from './warm.js';
import { LOCKS } from './write-functions.js';

/** Documents that are compared at once. */
const CONTENTS_BATCH = 5000;
/** Suggestions are chosen from this many phrases. */
const MOST_PHRASES = 5000;
/** So many of the best are tested where not all pass. */
const MOST_TESTED = 200;

/** The search engine within PostgreSQL, in the schema `search` of the pool's database. The pools stay their owner's. */
export class PostgresSearchEngine implements SearchEngine {
  readonly name = 'postgres';

  /** @param reads what searches are answered with: where its statements end after a time, searches do */
  constructor(
    private readonly pool: Pool,
    private readonly reads = new TimedPool(pool),
  ) {}

  /** A schema of another version is replaced by an empty one at once. */
  async configure(): Promise<{ outdated: false }> {
    await configureSchema(this.pool);
    return { outdated: false };
  }

  warm(): Promise<void> {
    return warm(this.pool);
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

  setSynonyms(sets: readonly SynonymSet[]): Promise<void> {
    return replaceSynonyms(this.pool, sets);
  }

  /**
   * Two statements, the plan and the answer; a third where a page reaches beyond what was ranked. Totals and facets are
   * exact. Where time runs out it answers what it has: in one or two statements more, what it finds in a hurry.
   */
  async search(query: SearchQuery): Promise<SearchResult> {
    try {
      return await this.find(query);
    } catch (error) {
      if (!tookTooLong(error)) throw error;
    }
    try {
      return { ...(await this.find(query, true)), incomplete: true };
    } catch (error) {
      if (!tookTooLong(error)) throw error;
      return { ...nothing(query), incomplete: true };
    }
  }

  private async find(query: SearchQuery, hurried = false): Promise<SearchResult> {
    const asked = readQuery(query.text);
    const words = plainQuery(asked.words, SIMPLE);
    const plans = words === '' ? [] : await this.plan(query, words, asked.open, hurried);
    // Words none of which says anything (“the”) are as good as no words; words that nobody wrote find nothing.
    if (plans === null || (words === '' && asked.words !== '')) return nothing(query);
    const demand: Demand = {
      plans: plans.length > 0 ? plans : null,
      phrases: asked.phrases.map((phrase) => plainQuery(phrase, SIMPLE)),
      excluded: asked.excluded.map((phrase) => plainQuery(phrase, SIMPLE)),
    };
    const corrected = new Set(plans.flatMap(({ groups }) => groups.filter(isGuess).map(({ word }) => word)));
    // Highlights show how what was found is spelled.
    const shown = corrected.size > 0 ? { ...query, highlight: true } : query;
    const statement = answerStatement(shown, demand, hurried ? 'hurried' : 'usual');
    const answer = await this.answer(statement);
    const byScore = query.order === undefined || query.order === 'RELEVANCE';
    const reachesUnranked = !statement.ranked && byScore && lacksHits(query, answer);
    const whole = reachesUnranked ? await this.wholeAnswer(shown, demand) : answer;
    const { total, facets, hits } = whole ?? answer;
    const marks = new WordMarks(words);
    const all: SearchHit[] = [];
    for (const hit of hits) {
      all.push(toHit(hit, marks));
      // To mark a long text takes its time: others come between two of them.
      if (hit.title !== undefined && !isMarked(hit.snippet)) await setImmediate();
    }
    return {
      total,
      facets,
      hits: query.highlight ? all : all.map((hit) => ({ ...hit, highlight: null })),
      didYouMean: didYouMean(query.text, all, (word) => corrected.has(word)),
      incomplete: !whole,
    };
  }

  /** An answer for which all is ranked; undefined where that takes too long. */
  private async wholeAnswer(query: SearchQuery, demand: Demand): Promise<Answer | undefined> {
    try {
      return await this.answer(answerStatement(query, demand, 'thorough'));
    } catch (error) {
      if (!tookTooLong(error)) throw error;
      return undefined;
    }
  }

  /** One plan per language; none when all words are stop words that no title has, null when nothing can match. */
  private async plan(
    query: SearchQuery,
    words: string,
    open: boolean,
    hurried: boolean,
  ): Promise<readonly LanguagePlan[] | null> {
    const reader = query.locale ?? '';
    const { plans, onlyStopWords } = hurried
      ? await planAsTyped(this.reads, reader, words)
      : await planWords(this.reads, reader, words, open && (query.prefix ?? true));
    return plans.length > 0 || onlyStopWords ? plans : null;
  }

  /** None where it takes too long: nobody waits for completions. */
  async suggest(query: SuggestQuery): Promise<string[]> {
    try {
      return await this.complete(query);
    } catch (error) {
      if (!tookTooLong(error)) throw error;
      return [];
    }
  }

  private async complete({ prefix, locale, limit, only }: SuggestQuery): Promise<string[]> {
    // The best are tested, one after the other, until there are enough.
    const tested = only ? MOST_TESTED : limit;
    const { rows } = await this.reads.query<{ text: string }>({
      text: `select text
        from (
          select text
          from (
            select text, documents from search.phrase
            where words @@ search.completion($1) and ($2::text is null or locale = $2) and documents > 0 limit $4
          ) as found
          group by text
          order by max(documents) desc, length(text), text
          limit $5
        ) as best
        where ${only?.sql('best.text') ?? 'true'}
        limit $3`,
      values: [storableText(prefix).slice(0, 100).toWellFormed(), locale ?? null, limit, MOST_PHRASES, tested],
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

  async *contents(ownerIds?: readonly string[]): AsyncGenerator<StoredDocument[]> {
    for (let after = ''; ; ) {
      const { rows } = await this.pool.query<StoredDocument>(
        `select id, owner_id as "ownerId", digest from search.document join search.document_text using (n)
         where id > $1 and ($2::text[] is null or owner_id = any($2)) order by id limit $3`,
        [after, ownerIds ?? null, CONTENTS_BATCH],
      );
      if (rows.length === 0) return;
      yield rows;
      after = rows.at(-1)!.id;
    }
  }

  /** A rebuild is one transaction: it leaves nothing. */
  async dropUnfinished(): Promise<void> {}

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
    const { rows } = await this.reads.query<Answer & QueryResultRow>(statement);
    return rows[0]!;
  }
}

interface Answer {
  total: number;
  facets: Record<string, FacetValue[]>;
  hits: AnswerHit[];
}

/** Whether the page has, or would have, hits that were not ranked. */
function lacksHits({ perType, types, limit, offset }: SearchQuery, { total, facets, hits }: Answer): boolean {
  const asked = (facets.type ?? []).filter(({ value }) => !types?.length || types.includes(value as SearchType));
  const expected =
    perType === undefined
      ? Math.min(limit, total - offset)
      : asked.reduce((sum, { count }) => sum + Math.min(count, perType), 0);
  return hits.length < expected || hits.some((hit) => hit.score === 0);
}

function nothing(query: SearchQuery): SearchResult {
  const facets = Object.fromEntries((query.facets ?? []).map((facet) => [facet, []]));
  return { hits: [], total: 0, facets, didYouMean: null, incomplete: false };
}

function isGuess({ kind }: WordGroup): boolean {
  return kind === 'corrected' || kind === 'split';
}

/** @param marks for the words of the query */
function toHit({ title, snippet, text, ...hit }: AnswerHit, marks: WordMarks): SearchHit {
  if (title === undefined) return { ...hit, highlight: null };
  const whole = text ?? '';
  const passage = isMarked(snippet) ? snippet : (marks.passage(whole) ?? shortened(whole));
  return {
    ...hit,
    highlight: {
      title: markedToHtml(isMarked(title) ? title : marks.mark(title)),
      snippet: markedToHtml(passage.replace(/\s+/g, ' ').trim()),
    },
  };
}

/** Whether PostgreSQL has found words to mark. What it cannot mark costs more, and is seldom needed: see `WordMarks`. */
function isMarked(text: string | null | undefined): text is string {
  return text?.includes(MARK_START) ?? false;
}

/** At most about 200 characters, ending with a whole word. */
function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200).replace(/\s+\S*$/, '')} …`;
}
