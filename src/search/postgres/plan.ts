import type { Pool } from 'pg';

/** What one word of a query stands for in one language. */
export interface WordGroup {
  language: string;
  /** Average number of indexed words in a document of the language. */
  averageLength: number;
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
}

/** The groups of one language, the rarest first. */
export interface LanguagePlan {
  language: string;
  groups: WordGroup[];
}

/** More is not read of what somebody types (UTF-16 units). */
const LONGEST_TEXT = 400;
/** The rarest words of a long text that are looked for. */
const MOST_GROUPS = 12;

/**
 * Reads a query for a reader locale ('' for everybody): one plan per language that has matches. `text` is storable.
 *
 * The statement names the table `reader` itself, so that it waits for a swap of tables before it takes its snapshot; within
 * the function it would wait too late and see the new tables empty.
 */
export async function planQuery(pool: Pool, reader: string, text: string, prefix: boolean): Promise<LanguagePlan[]> {
  const { rows } = await pool.query<WordGroup>({
    name: 'hearth_search_plan',
    text: `select language, average_length as "averageLength", query, alternatives, documents, titles, weight
      from search.plan($1, $2, $3)
      where exists (select from search.reader where locale = $1)`,
    values: [reader, text.slice(0, LONGEST_TEXT).toWellFormed(), prefix],
  });
  const languages = Map.groupBy(rows, (group) => group.language);
  return [...languages].map(([language, groups]) => ({
    language,
    groups: groups.sort((a, b) => a.documents - b.documents).slice(0, MOST_GROUPS),
  }));
}

/** Which documents of a language are ranked: those matching `words`, and those whose title or terms match `titles`. */
export interface Selection {
  words: string | null;
  titles: string | null;
  /** Whether that is every match there is. */
  everything: boolean;
}

/**
 * Chooses what to rank so that about `budget` documents are scored: all matches of the rarest words, and title matches of
 * the others, as long as they fit. Where even the rarest word is too frequent, its title matches and the documents that
 * have all words. What is left out has only frequent words, and none of them in its title: it would rank last anyway.
 */
export function selectForRanking(groups: readonly WordGroup[], budget: number): Selection {
  let spent = 0;
  const rare: WordGroup[] = [];
  for (const group of groups) {
    if (spent + group.documents > budget) {
      break;
    }
    rare.push(group);
    spent += group.documents;
  }
  if (rare.length === groups.length) {
    return { words: anyOf(rare), titles: null, everything: true };
  }
  const titled: WordGroup[] = [];
  const frequent = groups.slice(rare.length).filter((group) => group.titles > 0);
  for (const group of frequent.sort((a, b) => a.titles - b.titles)) {
    if (spent + group.titles > budget && rare.length + titled.length > 0) {
      break;
    }
    titled.push(group);
    spent += group.titles;
  }
  const words = rare.length > 0 ? anyOf(rare) : groups.map((group) => `(${group.query})`).join(' & ');
  return { words, titles: anyOf(titled), everything: false };
}

/** A tsquery that any of the groups satisfies; null for no groups. */
export function anyOf(groups: readonly WordGroup[]): string | null {
  return groups.length > 0 ? groups.map((group) => `(${group.query})`).join(' | ') : null;
}
