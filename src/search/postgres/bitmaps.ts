/**
 * What is counted is counted with bitmaps: one bit an owner, set where the owner's document of a locale has a word, is of
 * a type, in a topic and so on. Together they tell in a few milliseconds how many of a hundred thousand documents
 * have any of ten frequent words, and how many of those are in each topic, without looking at a single document.
 *
 * Words have bitmaps from a certain frequency on, and with them their first two and three letters, for words that are
 * still being typed. Rarer ones are looked up in the index of the documents.
 */

/** Owners of one bitmap, one kilobyte. More make writing dearer, fewer counting. */
export const BLOCK = 8192;

/** How many documents have a word when it gets bitmaps. `r` is the row of `reader` that says how many there are. */
const FREQUENT = 'l.documents >= greatest(500, r.documents / 100)';

const KEY = 'kind, language, value, locale';

export function createBitmapTables(schema: string): string {
  return `
-- The number of an owner, which all documents of the owner bear.
create sequence ${schema}.owner_number minvalue 0;

-- The words (lexemes) that have bitmaps, and the beginnings of words.
create table ${schema}.frequent (
  language text collate "C" not null,
  kind text collate "C" not null,  -- word, beginning
  value text collate "C" not null,
  primary key (language, kind, value)
);

create table ${schema}.bitmap (
  kind text collate "C" not null,  -- word, beginning, type, topic, audience, reader
  language text collate "C" not null, -- of words and beginnings; '' for the others
  value text collate "C" not null, -- of readers their locale, and '' for everybody
  locale text collate "C" not null, -- of the documents
  block int not null,              -- the owners with the numbers from block * ${BLOCK} on
  owners bit(${BLOCK}) not null,
  primary key (${KEY}, block)
) with (fillfactor = 70);`;
}

/** The bitmap of a block in which only the owner of a row is. */
export const OWNER_BIT = `set_bit(0::bit(${BLOCK}), owner_number % ${BLOCK}, 1)`;

/** Every bit that documents set: a select over a relation with the columns of a document and `sign`. Some come twice. */
function bitsOf(schema: string, source: string): string {
  const facet = (kind: string, value: string): string => `
  select '${kind}', '', ${value}, locale, owner_number, sign from ${source} as source`;
  return `
  select f.kind, f.language, f.value, locale, owner_number, sign
  from ${source} as source, unnest(tsvector_to_array(vector)) as lexeme,
    lateral (values ('word', lexeme), ('beginning', left(lexeme, 2)), ('beginning', left(lexeme, 3))) as has (kind, value)
  join ${schema}.frequent as f using (kind, value)
  where f.language = source.language
  union all ${facet('type', 'type')}
  union all ${facet('topic', 'unnest(topics)')}
  union all ${facet('audience', 'unnest(audiences)')}
  union all ${facet('reader', `unnest(reader_locales || ''::text)`)}`;
}

/** Fills the tables of a schema from all documents and counted lexemes. */
export function fillBitmaps(schema: string): string {
  return `
insert into ${schema}.frequent
with word as (
  select language, lexeme from ${schema}.lexeme as l join ${schema}.reader as r using (language)
  where r.locale = '' and ${FREQUENT}
)
select language, 'word', lexeme from word
union select language, 'beginning', left(lexeme, length) from word, unnest('{2,3}'::int[]) as length where length(lexeme) >= length;

insert into ${schema}.bitmap
select ${KEY}, owner_number / ${BLOCK}, bit_or(${OWNER_BIT})
from (${bitsOf(schema, `(select 1 as sign, * from ${schema}.document)`)}) as bit
group by ${KEY}, owner_number / ${BLOCK};`;
}

/** Part of a statement: brings the bitmaps in line with a relation `change` of old (sign -1) and new (sign 1) documents. */
export const CHANGE_BITMAPS = `
flipped as materialized (
  select ${KEY}, owner_number / ${BLOCK} as block,
    coalesce(bit_or(${OWNER_BIT}) filter (where is_set), 0::bit(${BLOCK})) as added,
    coalesce(bit_or(${OWNER_BIT}) filter (where not is_set), 0::bit(${BLOCK})) as removed
  from (
    select ${KEY}, owner_number, bool_or(sign > 0) as is_set
    from (${bitsOf('search', 'change')}) as bit
    group by ${KEY}, owner_number
    having bool_or(sign > 0) <> bool_or(sign < 0)
  ) as bit
  group by ${KEY}, owner_number / ${BLOCK}
),
changed_bitmaps as (
  update search.bitmap as now set owners = now.owners & ~removed | added
  from flipped as f
  where (now.kind, now.language, now.value, now.locale, now.block) = (f.kind, f.language, f.value, f.locale, f.block)
),
new_bitmaps as (
  insert into search.bitmap select ${KEY}, block, added from flipped
  on conflict do nothing
)`;

export const BITMAP_FUNCTIONS = `
-- Gives bitmaps to words of these documents that have become frequent.
create function search.notice_frequent(ids text[]) returns void language sql as $$
with word as materialized (
  select distinct l.language, l.lexeme
  from search.document as d join search.reader as r on r.language = d.language and r.locale = '',
    unnest(tsvector_to_array(vector)) as has (lexeme)
  join search.lexeme as l using (lexeme)
  where d.id = any (ids) and l.language = d.language and ${FREQUENT}
    and not exists (select from search.frequent as f where (f.language, f.kind, f.value) = (l.language, 'word', l.lexeme))
),
added as materialized (
  select language, 'word' as kind, lexeme as value, search.operand(lexeme)::tsquery as query from word
  union all
  select distinct language, 'beginning', left(lexeme, length), (search.operand(left(lexeme, length)) || ':*')::tsquery
  from word, unnest('{2,3}'::int[]) as length
  where length(lexeme) >= length and not exists (
    select from search.frequent as f where (f.language, f.kind, f.value) = (word.language, 'beginning', left(lexeme, length)))
),
noted as (
  insert into search.frequent select language, kind, value from added
)
insert into search.bitmap
select kind, added.language, value, locale, owner_number / ${BLOCK}, bit_or(${OWNER_BIT})
from added join search.document as d on d.language = added.language and d.vector @@ added.query
group by kind, added.language, value, locale, owner_number / ${BLOCK}
$$;
`;
