import {
  anyWord,
  type LanguagePlan,
  possibleMatches,
  type Selection,
  selectForRanking,
  type WordGroup,
} from './plan.js';

/** Documents that are ranked at first; where so many have all words, and so many titles one of them, twice as many. */
const RANKED = 3000;
/** Documents that are ranked when these did not suffice. */
const RANKED_THOROUGHLY = 20_000;
/** Documents of each language that are looked at in a hurry. */
const RANKED_HURRIEDLY = 300;

/** BM25: how soon repeating a word stops to count, and how much long texts are held back. */
const K1 = 1.2;
const B = 0.6;
/** What a word counts in body, summary, terms and title. Many texts share the terms of a topic; a title is of one. */
const WEIGHTS = '{0.7, 0.8, 0.8, 1}';

/**
 * What else a score is multiplied with: fresh texts gain up to 4 %, those that helped up to 6 %, and what waits for a
 * review loses 4 %. So it decides between texts that fit about equally well, and never against one that fits better.
 */
const BOOST = `(1 + 0.04 * exp(-greatest(0, extract(epoch from now() - d.fresh_at)::float8) / 31536000)
  + 0.06 * d.helpfulness - case when d.review_due_on <= current_date then 0.04 else 0 end)`;

/** Adds a value to the parameters of a statement and answers its placeholder. */
export type Bind = (value: unknown) => string;

/** Where matches are looked for. */
export interface Scope {
  /** The table `d`, joined to what conditions and columns need. */
  source: string;
  columns: string;
  /** What a match has to fulfil to be counted anywhere. */
  condition: string;
  /** What it has to fulfil to be a hit. Null when that is nothing more. */
  narrower: string | null;
}

/** How `matchesOfWords` looks. */
export interface Thoroughness {
  /** Ranks everything, in very large collections at least 20,000 documents, where otherwise it is the most promising. */
  thorough: boolean;
  /** Whether filters may leave few of many matches: then the promising ones are chosen among those. */
  filtered: boolean;
}

export interface Matches {
  /** Common table expressions, the last of which is `matched`: the columns of the scope, `score` and `kept` (is a hit). */
  expressions: string[];
  /** Whether every hit in `matched` was ranked; those that were not have score 0. */
  ranked: boolean;
}

/**
 * The documents of a scope that have any of the words. With few possible matches all are ranked. With more, the most
 * promising are ranked and the others are there to be counted.
 */
export function matchesOfWords(
  plans: readonly LanguagePlan[],
  scope: Scope,
  effort: Thoroughness,
  bind: Bind,
): Matches {
  const kept = scope.narrower === null ? 'true' : `(${scope.narrower})`;
  if (!isLarge(plans)) {
    const all = plans.map(
      (plan) => `select ${scope.columns}, ${kept} as kept,
        case when ${kept} then ${score(plan.groups, bind)} else 0 end as score
      from ${scope.source} where ${matching(plan, scope, bind)}`,
    );
    return { expressions: [`matched as materialized (${all.join('\nunion all\n')})`], ranked: true };
  }
  const every = plans.map(
    (plan) => `select ${scope.columns}, ${kept} as kept from ${scope.source} where ${matching(plan, scope, bind)}`,
  );
  const counted = `counted as materialized (${every.join('\nunion all\n')})`;
  const few =
    effort.filtered && !effort.thorough ? `(select count(*) from counted where kept) <= ${bind(RANKED)}::int or` : '';
  const ranked = plans.map((plan) => {
    const value = `d.n, ${score(plan.groups, bind)} as score`;
    const language = `d.language = ${bind(plan.language)}`;
    const hits = `counted as c join search.document as d using (n) where c.kept and ${language}`;
    if (effort.thorough) return `(select ${value} from ${hits} limit ${bind(RANKED_THOROUGHLY)}::int)`;
    const promising = chosen(selectForRanking(plan, RANKED / plans.length), bind);
    return effort.filtered
      ? `select ${value} from ${hits} and (${few} ${promising})`
      : `select ${value} from search.document as d where ${language} and ${promising}`;
  });
  return {
    expressions: [
      counted,
      `ranked as materialized (${ranked.join('\nunion all\n')})`,
      `matched as materialized (select c.*, coalesce(r.score, 0) as score from counted as c left join ranked as r using (n))`,
    ],
    ranked: effort.thorough,
  };
}

/** Whether so much may match that not everything is ranked. */
export function isLarge(plans: readonly LanguagePlan[]): boolean {
  return plans.reduce((sum, plan) => sum + possibleMatches(plan), 0) > RANKED;
}

/**
 * The most promising documents of a large scope, ranked: the others are not there. All, where fewer match than seemed.
 * @param total an expression: how many match
 */
export function promising(plans: readonly LanguagePlan[], scope: Scope, total: string, bind: Bind): Matches {
  const ranked = plans.flatMap((plan) => {
    const value = `${scope.columns}, true as kept, ${score(plan.groups, bind)} as score`;
    const language = `d.language = ${bind(plan.language)} and ${scope.condition}`;
    const those = (condition: string): string =>
      `(select ${value} from ${scope.source} where ${language} and ${condition} limit ${RANKED})`;
    const selection = selectForRanking(plan, RANKED / plans.length);
    const { inTitle } = selection;
    // Where few titles have the only word, some of the texts that have it have to do.
    const inTitles = Math.max(...plan.groups.map(({ titles }) => titles));
    const anywhere = selection.anywhere ?? (inTitles < RANKED ? anyWord(plan) : null);
    return [
      those(`${total} <= ${RANKED} and d.vector @@ ${bind(anyWord(plan))}::tsquery`),
      ...(anywhere === null ? [] : [those(`${total} > ${RANKED} and d.vector @@ ${bind(anywhere)}::tsquery`)]),
      ...(inTitle === null
        ? []
        : [those(`${total} > ${RANKED} and ts_filter(d.vector, '{a,b}') @@ ${bind(inTitle)}::tsquery`)]),
    ];
  });
  return { expressions: [`matched as materialized (${ranked.join('\nunion\n')})`], ranked: false };
}

/** Some documents of a scope, ranked, as they come: there may be others, and better ones. */
export function hurriedly(plans: readonly LanguagePlan[] | null, scope: Scope, bind: Bind): Matches {
  const kept = scope.narrower === null ? 'true' : `(${scope.narrower})`;
  const some = (condition: string, rank: string): string =>
    `(select ${scope.columns}, ${kept} as kept, ${rank} as score from ${scope.source} where ${condition} limit ${RANKED_HURRIEDLY})`;
  const found = plans?.map((plan) => some(matching(plan, scope, bind), score(plan.groups, bind))) ?? [
    some(scope.condition, '0'),
  ];
  return { expressions: [`matched as materialized (${found.join('\nunion all\n')})`], ranked: true };
}

/** The first documents of a scope, the newest first. */
export function newest(plans: readonly LanguagePlan[] | null, scope: Scope, count: number, bind: Bind): Matches {
  const first = (condition: string, rank: string): string => `
    select ${scope.columns}, true as kept, ${rank} as score from (
      select d.n from ${scope.source} where ${condition} order by d.published_at desc, d.n limit ${bind(count)}::int
    ) as first join search.document as d using (n)`;
  const found = plans?.map((plan) => first(matching(plan, scope, bind), score(plan.groups, bind))) ?? [
    first(scope.condition, '0'),
  ];
  return { expressions: [`matched as materialized (${found.join('\nunion all\n')})`], ranked: true };
}

function matching(plan: LanguagePlan, scope: Scope, bind: Bind): string {
  return `d.language = ${bind(plan.language)} and ${scope.condition} and d.vector @@ ${bind(anyWord(plan))}::tsquery`;
}

function chosen({ anywhere, inTitle }: Selection, bind: Bind): string {
  const conditions = [
    ...(anywhere === null ? [] : [`d.vector @@ ${bind(anywhere)}::tsquery`]),
    ...(inTitle === null ? [] : [`ts_filter(d.vector, '{a,b}') @@ ${bind(inTitle)}::tsquery`]),
  ];
  return conditions.length > 0 ? `(${conditions.join(' or ')})` : 'false';
}

/**
 * BM25 over all groups. Two neighbours that are one word elsewhere (chicken pox, chickenpox) count as the one or as the two,
 * whichever is more: a text that writes them with a hyphen has all three.
 */
function score(groups: readonly WordGroup[], bind: Bind): string {
  const terms = new Map(groups.map((group) => [group, term(group, bind)]));
  const sums = meanings(groups).map(([group, ...others]) => {
    const { parts } = group;
    if (others.length > 0) return `greatest(${[group, ...others].map((one) => terms.get(one)).join(', ')})`;
    if (!parts) return terms.get(group);
    const apart = groups.filter((other) => other.kind !== 'joined' && parts.includes(other.word));
    return `greatest(0, ${[group, ...apart].map((one) => terms.get(one)).join(' - ')})`;
  });
  return `(${sums.join(' + ')}) * ${BOOST}`;
}

/**
 * A word, its compounds and its synonyms together, of which the best counts: all texts of a topic have all synonyms of the
 * topic, and would otherwise come before the one text with the word itself in its title.
 */
function meanings(groups: readonly WordGroup[]): [WordGroup, ...WordGroup[]][] {
  const meant = Map.groupBy(groups, (group) =>
    ['exact', 'synonym', 'compound'].includes(group.kind) ? group.word : group,
  );
  return [...meant.values()] as [WordGroup, ...WordGroup[]][];
}

/**
 * What one group adds. PostgreSQL counts words only in `ts_rank`, which for a single word answers
 * weight * (1 + 1/4 + 1/9 + …) / 1.645, one fraction per occurrence. The count, already weighted, is won back from that
 * as rank / (1 - rank) / 1.63. It divides by the number of alternatives, which is undone.
 */
function term(group: WordGroup, bind: Bind): string {
  const rank = `least(0.995, ts_rank('${WEIGHTS}', d.vector, ${bind(group.query)}::tsquery) * ${bind(group.alternatives)}::int)`;
  const length = `(${1 - B} + ${B} * d.length / ${bind(group.averageLength)}::float8)`;
  // count * (K1 + 1) / (count + K1 * length), written so that the rank is asked for once.
  return `${bind(group.weight)}::float8 * coalesce(${K1 + 1} / (1 + ${K1 * 1.63} * ${length} * (1 / nullif(${rank}, 0) - 1)), 0)`;
}
