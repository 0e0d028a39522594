import type { Facet, SearchQuery, TextSet } from '../engine.js';
import { BLOCK, OWNER_BIT } from './bitmaps.js';
import type { Bind } from './matches.js';
import type { LanguagePlan } from './plan.js';

/**
 * Counting with bitmaps (see `bitmaps.ts`): total and facets of a query by words, or of all documents, without looking at
 * the documents.
 */
export interface Tally {
  /** Common table expressions. */
  expressions: string[];
  /** An expression: how many owners are found. */
  total: string;
  /** An expression: values and counts of a facet, as JSON. */
  facet(facet: Facet): string;
}

/** The filters a bitmap knows, and the common table expressions for them. */
const FILTERS = [
  { facet: 'type', name: 'of_type', values: ({ types }: SearchQuery) => types },
  { facet: 'topic', name: 'of_topic', values: ({ topics }: SearchQuery) => topics },
  { facet: 'audience', name: 'of_audience', values: ({ audiences }: SearchQuery) => audiences },
] as const;

export const MOST_FACET_VALUES = 100;

/** Common table expression `excepted`: the documents of texts that are neither found nor counted. */
export function exceptedDocuments({ sql }: TextSet): string {
  return `excepted as materialized (
    select d.n, d.locale, d.owner_number from (${sql}) as e
    join search.document as d on d.owner_id = e.owner_id and (e.locale is null or d.locale = e.locale))`;
}

/** A condition on a document `d`, where there is `excepted`. */
export const NOT_EXCEPTED = 'd.n not in (select n from excepted)';

/** What readers are shown without what is excepted. */
const SHOWN_BUT_EXCEPTED = `
  select locale, block, case when e.owners is null then s.owners else s.owners & ~e.owners end as owners
  from shown_before as s left join (
    select locale, owner_number / ${BLOCK} as block, bit_or(${OWNER_BIT}) as owners from excepted group by 1, 2
  ) as e using (locale, block)`;

/** @param plans null to count every document */
export function tallyOf(query: SearchQuery, plans: readonly LanguagePlan[] | null, bind: Bind): Tally {
  const filters = FILTERS.filter(({ values }) => values(query)?.length);
  const bitsOf = (kind: string, values: string): string => `select locale, block, bit_or(owners) as owners
    from search.bitmap where kind = '${kind}' and language = '' and value = any (${values}::text[]) group by locale, block`;
  const expressions = [
    ...(plans ? wordBits(plans, query.pinned ?? [], bind) : []),
    ...shown(bitsOf('reader', `array[${bind(query.locale ?? '')}]`), query.except),
    `tallied as materialized (${
      plans
        ? 'select locale, block, f.owners & s.owners as owners from with_words as f join shown as s using (locale, block)'
        : 'select * from shown'
    })`,
    ...filters.map(({ facet, name, values }) => `${name} as materialized (${bitsOf(facet, bind(values(query)))})`),
  ];
  /** What is left of the tally by all filters but that of one facet. */
  const left = (facet?: Facet): string => {
    const names = filters.filter((filter) => filter.facet !== facet).map(({ name }) => name);
    const joins = names.map((name) => ` join ${name} using (locale, block)`).join('');
    return `select locale, block, ${['tallied', ...names].map((name) => `${name}.owners`).join(' & ')} as owners from tallied${joins}`;
  };
  return {
    expressions,
    // One owner may be found in several locales.
    total: `(select coalesce(sum(bit_count(owners)), 0)::int
      from (select bit_or(owners) as owners from (${left()}) as l group by block) as b)`,
    facet: (facet) => `(
      select coalesce(jsonb_agg(jsonb_build_object('value', value, 'count', count) order by count desc, value), '[]')
      from (
        select value, sum(bit_count(owners)) as count
        from (${
          facet === 'locale'
            ? `select locale as value, owners from (${left(facet)}) as l`
            : `select value, block, bit_or(b.owners & l.owners) as owners
              from search.bitmap as b join (${left(facet)}) as l using (locale, block)
              where b.kind = '${facet}' and b.language = '' group by value, block`
        }) as v
        group by value having sum(bit_count(owners)) > 0 order by count desc, value limit ${MOST_FACET_VALUES}
      ) as c)`,
  };
}

/** What readers are shown. It names the tables in the order in which a rebuild locks them. */
function shown(bits: string, except: TextSet | undefined): string[] {
  if (!except) return [`shown as materialized (${bits})`];
  return [
    `shown_before as materialized (${bits})`,
    exceptedDocuments(except),
    `shown as materialized (${SHOWN_BUT_EXCEPTED})`,
  ];
}

/** The owners that have any of the words, or are pinned: `with_words`. */
function wordBits(plans: readonly LanguagePlan[], pinned: readonly string[], bind: Bind): string[] {
  const terms = plans.flatMap(({ language, groups }) =>
    groups.flatMap(({ query }) => termsOf(query).map((term) => ({ language, ...term }))),
  );
  const column = (values: readonly (string | null)[]): string => `${bind(values)}::text[]`;
  const found = plans.map(({ language }) => {
    const spoken = bind(language);
    const known = (kind: string): string => `select locale, block, owners from search.bitmap
      where kind = '${kind}' and language = ${spoken}
        and value = any (array(select value from term where frequent and kind = '${kind}' and language = ${spoken}))`;
    return `${known('word')} union all ${known('beginning')} union all
      select locale, owner_number / ${BLOCK}, ${OWNER_BIT} from search.document as d
      where d.language = ${spoken} and d.vector @@ (
        select string_agg(query, ' | ')::tsquery from term where not frequent and language = ${spoken})`;
  });
  if (pinned.length > 0) {
    found.push(`select locale, owner_number / ${BLOCK}, ${OWNER_BIT} from search.document
      where owner_id = any (${column(pinned)})`);
  }
  return [
    `asked as materialized (
      select language, kind, value, query, f.value is not null as frequent
      from unnest(${column(terms.map((term) => term.language))}, ${column(terms.map(({ kind }) => kind))},
        ${column(terms.map(({ value }) => value))}, ${column(terms.map(({ query }) => query))})
        as term (language, kind, value, query)
      left join search.frequent as f using (language, kind, value))`,
    // A beginning without bitmaps of its own: frequent words that begin so have some.
    `opened as materialized (
      select distinct a.language, a.value from asked as a join search.frequent as f using (language)
      where a.kind = 'beginning' and not a.frequent and f.kind = 'word'
        and f.value >= a.value and f.value < a.value || chr(1114111))`,
    `term as materialized (
      select * from asked as a
      where not exists (select from opened as o where a.kind = 'beginning' and (o.language, o.value) = (a.language, a.value))
      union all
      select l.language, 'word', l.lexeme, search.operand(l.lexeme), f.value is not null
      from opened as o join search.lexeme as l
        on l.language = o.language and l.lexeme >= o.value and l.lexeme < o.value || chr(1114111) and l.documents > 0
      left join search.frequent as f on (f.language, f.kind, f.value) = (l.language, 'word', l.lexeme))`,
    `with_words as materialized (
      select locale, block, bit_or(owners) as owners from (${found.join('\nunion all\n')}) as f (locale, block, owners)
      group by locale, block)`,
  ];
}

interface Term {
  kind: 'word' | 'beginning' | 'other';
  /** The lexeme or beginning. Null for what is more than one word. */
  value: string | null;
  query: string;
}

/** The alternatives of a tsquery one by one, where any of them will do; else the whole as one. */
function termsOf(query: string): Term[] {
  const operand = /\s*('(?:[^'\\]|''|\\\\)*')(:\*)?\s*(?:\||$)/y;
  const terms: Term[] = [];
  while (operand.lastIndex < query.length) {
    const [, quoted, unfinished] = operand.exec(query) ?? [];
    if (quoted === undefined) return [{ kind: 'other', value: null, query: `(${query})` }];
    const value = quoted.slice(1, -1).replaceAll("''", "'").replaceAll('\\\\', '\\');
    terms.push({ kind: unfinished ? 'beginning' : 'word', value, query: quoted + (unfinished ?? '') });
  }
  return terms;
}
