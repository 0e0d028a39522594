import {
  anyWord,
  type LanguagePlan,
  possibleMatches,
  type Selection,
  selectForRanking,
  type WordGroup,
} from './plan.js';

/** Documents that are ranked at first. */
const RANKED = 3000;
/** Documents that are ranked when these did not suffice. */
const RANKED_THOROUGHLY = 20_000;
/** Up to so many possible matches, those that are not ranked are counted. */
const COUNTED = 20_000;

/** BM25: how soon repeating a word stops to count, and how much long texts are held back. */
const K1 = 1.2;
const B = 0.6;
/** What a word counts in body, summary, terms and title. */
const WEIGHTS = '{0.7, 0.8, 1, 1}';

/** Adds a value to the parameters of a statement and answers its placeholder. */
export type Bind = (value: unknown) => string;

/** Where matches are looked for. */
export interface Scope {
  /** The table `d`, joined to what conditions and columns need. */
  source: string;
  columns: string;
  condition: string;
}

/** How `matchesOfWords` looks. */
export interface Effort {
  /** Ranks everything, in very large collections at least 20,000 documents, where otherwise it is the most promising. */
  thorough: boolean;
  /** Answers all matches in any case, because they will not be ordered by score. */
  exhaustive: boolean;
}

export interface Matches {
  /** Common table expressions, the last of which is `matched`: the columns of the scope and `score`. */
  expressions: string[];
  /** Whether every document in `matched` was ranked; those that were not have score 0. */
  ranked: boolean;
  /** Whether `matched` has every document with any of the words. */
  complete: boolean;
}

/**
 * The documents of a scope that have any of the words. With few possible matches all are ranked. With more, the most
 * promising are ranked and the others are there to be counted. With still more, they are left out.
 */
export function matchesOfWords(plans: readonly LanguagePlan[], scope: Scope, effort: Effort, bind: Bind): Matches {
  const possible = plans.reduce((sum, plan) => sum + possibleMatches(plan), 0);
  if (possible <= RANKED || effort.thorough) {
    const ranked = plans.map(
      (plan) => `(${rankedMatches(plan, { anywhere: anyWord(plan), inTitle: null }, scope, bind)}
      limit ${bind(RANKED_THOROUGHLY)})`,
    );
    return { expressions: [matched(ranked)], ranked: true, complete: possible <= RANKED_THOROUGHLY };
  }
  const ranked = plans.map((plan) => rankedMatches(plan, selectForRanking(plan, RANKED / plans.length), scope, bind));
  if (possible > COUNTED && !effort.exhaustive) {
    return { expressions: [matched(ranked)], ranked: true, complete: false };
  }
  const others = plans.map(
    (plan) => `select ${scope.columns}, 0 as score from ${scope.source}
      where d.language = ${bind(plan.language)} and ${scope.condition}
        and d.vector @@ ${bind(anyWord(plan))}::tsquery and not exists (select from ranked where ranked.n = d.n)`,
  );
  return {
    expressions: [`ranked as materialized (${ranked.join('\nunion all\n')})`, matched(['table ranked', ...others])],
    ranked: false,
    complete: true,
  };
}

function matched(parts: readonly string[]): string {
  return `matched as materialized (${parts.join('\nunion all\n')})`;
}

function rankedMatches(plan: LanguagePlan, selection: Selection, scope: Scope, bind: Bind): string {
  const conditions = [];
  if (selection.anywhere !== null) {
    conditions.push(`d.vector @@ ${bind(selection.anywhere)}::tsquery`);
  }
  if (selection.inTitle !== null) {
    conditions.push(`ts_filter(d.vector, '{a,b}') @@ ${bind(selection.inTitle)}::tsquery`);
  }
  return `select ${scope.columns}, ${score(plan.groups, bind)} as score from ${scope.source}
    where d.language = ${bind(plan.language)} and ${scope.condition} and (${conditions.join(' or ') || 'false'})`;
}

/**
 * BM25 over all groups. PostgreSQL counts words only in `ts_rank`, which for a single word answers
 * weight * (1 + 1/4 + 1/9 + …) / 1.645, one fraction per occurrence; the count is won back from that, already weighted. It
 * divides by the number of alternatives, which is undone.
 */
function score(groups: readonly WordGroup[], bind: Bind): string {
  const terms = groups.map((group) => {
    const rank = `least(0.995, ts_rank('${WEIGHTS}', d.vector, ${bind(group.query)}::tsquery) * ${bind(group.alternatives)}::int)`;
    const length = `(${1 - B} + ${B} * d.length / ${bind(group.averageLength)}::float8)`;
    return `${bind(group.weight)}::float8 * (
      select count * ${K1 + 1} / (count + ${K1} * ${length}) from (select (1 / (1 - ${rank}) - 1) / 1.63 as count) as c)`;
  });
  return terms.join(' + ');
}
