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
const PIECE = 512;

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
) with (fillfactor = 70);
-- All values of a facet in one block.
create index on ${schema}.bitmap (kind, locale, block) where language = '';`;
}

/** The bitmap of a block in which only the owner of a row is. */
export const OWNER_BIT = `set_bit(0::bit(${BLOCK}), owner_number % ${BLOCK}, 1)`;

/*
 * The bits that documents set, some of them twice: selects over a relation with the columns of a document and `sign`.
 */

function facetBits(source: string): string {
  const bits = (kind: string, value: string): string =>
    `select '${kind}' as kind, '' as language, ${value} as value, locale, owner_number, sign from ${source} as source`;
  return `
  ${bits('type', 'type')} union all
  ${bits('topic', 'unnest(topics)')} union all
  ${bits('audience', 'unnest(audiences)')} union all
  ${bits('reader', `unnest(reader_locales || ''::text)`)}`;
}

function termBits(schema: string, source: string): string {
  return `
  select f.kind, f.language, f.value, locale, owner_number, sign
  from ${source} as source, unnest(tsvector_to_array(vector)) as lexeme,
    lateral (values ('word', lexeme), ('beginning', left(lexeme, 2)), ('beginning', left(lexeme, 3))) as has (kind, value)
  join ${schema}.frequent as f using (kind, value)
  where f.language = source.language`;
}

/** Fills the tables of a schema from all documents and counted lexemes: beginnings from words, of which most are counted. */
export function fillBitmaps(schema: string): string {
  const documents = `(select 1 as sign, * from ${schema}.document)`;
  const beginningsOf = (word: string): string => `unnest(array[left(${word}, 2), left(${word}, 3)]) as beginning`;
  return `
insert into ${schema}.frequent
with word as (
  select language, lexeme from ${schema}.lexeme as l join ${schema}.reader as r using (language)
  where r.locale = '' and ${FREQUENT}
)
select language, 'word', lexeme from word
union select language, 'beginning', left(lexeme, length) from word, unnest('{2,3}'::int[]) as length where length(lexeme) >= length;
analyze ${schema}.frequent;

insert into ${schema}.bitmap ${packed(`
  select 'word' as kind, f.language, f.value, locale, owner_number
  from ${schema}.document as d cross join unnest(tsvector_to_array(vector)) as lexeme
  join ${schema}.frequent as f on f.language = d.language and f.kind = 'word' and f.value = lexeme
  union all
  select ${KEY}, owner_number from (${facetBits(documents)}) as facet`)};

insert into ${schema}.bitmap
select ${KEY}, block, bit_or(owners)
from (
  select 'beginning' as kind, language, beginning as value, locale, block, owners
  from ${schema}.bitmap, ${beginningsOf('value')} where kind = 'word'
  union all ${packed(`
  select 'beginning' as kind, d.language, beginning as value, locale, owner_number
  from ${schema}.document as d cross join unnest(tsvector_to_array(vector)) as lexeme
  left join ${schema}.frequent as f on f.language = d.language and f.kind = 'word' and f.value = lexeme
  cross join ${beginningsOf('lexeme')}
  where f.value is null`)}
) as bit
join ${schema}.frequent using (kind, language, value)
group by ${KEY}, block;`;
}

/** Bits as bitmaps: put together in small pieces first, since setting one bit copies the whole. */
function packed(bits: string): string {
  return `
select ${KEY}, piece * ${PIECE} / ${BLOCK} as block, bit_or(owners::bit(${BLOCK}) >> (piece * ${PIECE} % ${BLOCK})) as owners
from (
  select ${KEY}, owner_number / ${PIECE} as piece,
    bit_or(set_bit(0::bit(${PIECE}), owner_number % ${PIECE}, 1)) as owners
  from (${bits}) as bit
  group by ${KEY}, owner_number / ${PIECE}
) as pieces
group by ${KEY}, piece * ${PIECE} / ${BLOCK}`;
}

/** Part of a statement: brings the bitmaps in line with a relation `change` of old (sign -1) and new (sign 1) documents. */
export const CHANGE_BITMAPS = `
flipped as materialized (
  select ${KEY}, owner_number / ${BLOCK} as block,
    coalesce(bit_or(${OWNER_BIT}) filter (where is_set), 0::bit(${BLOCK})) as added,
    coalesce(bit_or(${OWNER_BIT}) filter (where not is_set), 0::bit(${BLOCK})) as removed
  from (
    select ${KEY}, owner_number, bool_or(sign > 0) as is_set
    from (${termBits('search', 'change')} union all ${facetBits('change')}) as bit
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
  insert into search.bitmap select ${KEY}, block, added from flipped as f
  where not exists (
    select from search.bitmap as now
    where (now.kind, now.language, now.value, now.locale, now.block) = (f.kind, f.language, f.value, f.locale, f.block))
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
