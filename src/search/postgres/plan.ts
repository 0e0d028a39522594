import type { TimedPool } from '../../database/timed-pool.js';
import { textSearchLanguage } from '../languages.js';

/** One meaning of a word of a query in one language. */
export interface WordGroup {
  language: string;
  /** Average number of indexed words in a document of the language. */
  averageLength: number;
  /** As typed; two words that were looked up as one are one here too. */
  word: string;
  kind: 'exact' | 'prefix' | 'corrected' | 'split' | 'joined' | 'compound' | 'synonym';
  /** Alternatives as a tsquery. */
  query: string;
  /** Number of operands in `query`. */
  alternatives: number;
  /** How many documents match at most. */
  documents: number;
  /** The same for their titles and terms. */
  titles: number;
  /** Inverse document frequency, less for a guess. */
  weight: number;
  /** Of two neighbours that are looked up as one word: the two. */
  parts: [string, string] | null;
}

/** The groups of one language. */
export interface LanguagePlan {
  language: string;
  groups: WordGroup[];
}

/** More is not read of what somebody types (UTF-16 units). */
const LONGEST_TEXT = 1000;
/** The rarest words of a long text that are looked for. */
const MOST_GROUPS = 20;

const GROUPS = `select language, average_length as "averageLength", word, kind, query, alternatives, documents, titles, weight, parts`;

/** What the words of a query mean: one plan per language that has matches. */
export interface WordsPlan {
  readonly plans: readonly LanguagePlan[];
  /** Nothing matches, for the words are stop words of a language and no title has them. */
  readonly onlyStopWords: boolean;
}

/**
 * Reads the words of a query for a reader locale ('' for everybody). Where none of them finds anything, those that are
 * stop words are looked for in titles. `words` are as `plainQuery` leaves them.
 *
 * The statement names the table `reader` itself, so that it waits for a swap of tables before it takes its snapshot; within
 * the functions it would wait too late and see the new tables empty.
 */
export async function planWords(pool: TimedPool, reader: string, words: string, prefix: boolean): Promise<WordsPlan> {
  const { rows } = await pool.query<{ groups: WordGroup[]; onlyStopWords: boolean | null }>({
    text: `with typed as materialized (
        ${GROUPS} from search.plan($1, $2, $3, $4) where exists (select from search.reader where locale = $1)
      ), found as materialized (
        select * from typed union all
        (${GROUPS} from search.plan_of_stop_words($1, $3) where not exists (select from typed))
      )
      select coalesce(jsonb_agg(found), '[]') as groups, case when count(*) = 0 then (
        select bool_or(search.only_stop_words(language, $3)) from search.reader where locale = $1 and documents > 0
      ) end as "onlyStopWords" from found`,
    values: [reader, reader && textSearchLanguage(reader), shortened(words), prefix],
  });
  const { groups, onlyStopWords } = rows[0]!;
  return { plans: byLanguage(groups), onlyStopWords: onlyStopWords ?? false };
}

/** The same in a hurry: words count as they are typed, and nothing resembles them. */
export async function planAsTyped(pool: TimedPool, reader: string, words: string): Promise<WordsPlan> {
  const { rows } = await pool.query<{ groups: WordGroup[] }>({
    text: `with typed as materialized (
        ${GROUPS} from search.plan_as_typed($1, $2) where exists (select from search.reader where locale = $1)
      )
      select coalesce(jsonb_agg(typed), '[]') as groups from typed`,
    values: [reader, shortened(words)],
  });
  return { plans: byLanguage(rows[0]!.groups), onlyStopWords: false };
}

function shortened(words: string): string {
  return words.slice(0, LONGEST_TEXT).toWellFormed();
}

function byLanguage(rows: readonly WordGroup[]): LanguagePlan[] {
  const languages = Map.groupBy(rows, (group) => group.language);
  return [...languages].map(([language, groups]) => ({
    language,
    groups: groups.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_GROUPS),
  }));
}

/** How many documents have any of the words, at most. */
export function possibleMatches(plan: LanguagePlan): number {
  return wordsOf(plan).reduce((sum, word) => sum + word.documents, 0);
}

/** A tsquery that any of the words of a plan satisfies. */
export function anyWord(plan: LanguagePlan): string {
  return plan.groups.map((group) => `(${group.query})`).join(' | ');
}

/** Documents by what they have to match, in the whole text or in title and terms. */
export interface Selection {
  anywhere: string | null;
  inTitle: string | null;
}

/**
 * Chooses about `budget` documents that are worth ranking: all matches of the rarest words, and title matches of the
 * others, as long as they fit. Where even the rarest word is too frequent, its title matches and the documents that
 * have all words. What is left out has only frequent words, and none of them in its title: it would come last anyway.
 */
export function selectForRanking(plan: LanguagePlan, budget: number): Selection {
  const words = wordsOf(plan).sort((a, b) => a.documents - b.documents);
  let chosen = 0;
  const anywhere: Word[] = [];
  for (const word of words) {
    chosen += word.documents;
    if (chosen > budget) {
      chosen -= word.documents;
      break;
    }
    anywhere.push(word);
  }
  const inTitle: Word[] = [];
  const titled = words.slice(anywhere.length).filter((word) => word.titles > 0);
  for (const word of titled.sort((a, b) => a.titles - b.titles)) {
    chosen += word.titles;
    if (chosen > budget && anywhere.length + inTitle.length > 0) {
      break;
    }
    inTitle.push(word);
  }
  const typed = words.filter((word) => !word.joined);
  const allWords =
    anywhere.length === 0 && typed.length > 1 ? typed.map((word) => `(${word.query})`).join(' & ') : null;
  return { anywhere: anyOf(anywhere) ?? allWords, inTitle: anyOf(inTitle) };
}

/** All meanings of one word together. */
interface Word {
  query: string;
  joined: boolean;
  documents: number;
  titles: number;
}

function wordsOf(plan: LanguagePlan): Word[] {
  return [...Map.groupBy(plan.groups, (group) => group.word).values()].map((meanings) => ({
    query: meanings.map((group) => group.query).join(' | '),
    joined: meanings.every((group) => group.kind === 'joined'),
    documents: Math.max(...meanings.map((group) => group.documents)),
    titles: Math.max(...meanings.map((group) => group.titles)),
  }));
}

function anyOf(words: readonly Word[]): string | null {
  return words.length > 0 ? words.map((word) => `(${word.query})`).join(' | ') : null;
}
