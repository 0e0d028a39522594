import { anyOf, type LanguagePlan, type Selection, selectForRanking, type WordGroup } from './plan.js';

/** Matches that are too common to be ranked are only counted, and not further than this. */
const MOST_COUNTED = 20_000;

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

/**
 * Common table expressions ending in `matched`: every document of the scope that has any of the words, with `score`.
 * About `budget` documents are ranked; the others have only frequent words in their texts and score 0. These are counted
 * up to a limit unless `countAll`.
 */
export function matchesOfWords(
  plans: readonly LanguagePlan[],
  budget: number,
  scope: Scope,
  countAll: boolean,
  bind: Bind,
): { expressions: string[]; everythingRanked: boolean } {
  const selections = plans.map((plan) => selectForRanking(plan.groups, budget));
  const everythingRanked = selections.every((selection) => selection.everything);
  const ranked = plans.map((plan, index) => {
    const selected = selectionCondition(selections[index]!, bind);
    return `select ${scope.columns}, ${score(plan.groups, bind)} as score from ${scope.source}
      where d.language = ${bind(plan.language)} and ${scope.condition} and ${selected}`;
  });
  if (everythingRanked) {
    return { expressions: [`matched as materialized (${ranked.join('\nunion all\n')})`], everythingRanked };
  }
  const others = plans.map(
    (plan) => `select ${scope.columns}, 0 as score from ${scope.source}
      where d.language = ${bind(plan.language)} and ${scope.condition}
        and d.vector @@ ${bind(anyOf(plan.groups))}::tsquery and not exists (select from ranked where ranked.n = d.n)`,
  );
  return {
    expressions: [
      `ranked as materialized (${ranked.join('\nunion all\n')})`,
      `matched as materialized (
        table ranked union all (${others.join('\nunion all\n')} limit ${bind(countAll ? null : MOST_COUNTED)}::bigint))`,
    ],
    everythingRanked,
  };
}

function selectionCondition(selection: Selection, bind: Bind): string {
  const conditions = [];
  if (selection.words !== null) {
    conditions.push(`d.vector @@ ${bind(selection.words)}::tsquery`);
  }
  if (selection.titles !== null) {
    conditions.push(`ts_filter(d.vector, '{a,b}') @@ ${bind(selection.titles)}::tsquery`);
  }
  return `(${conditions.join(' or ')})`;
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
