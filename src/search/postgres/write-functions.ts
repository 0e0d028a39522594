import { BITMAP_FUNCTIONS, CHANGE_BITMAPS } from './bitmaps.js';

/**
 * Writing: documents arrive as a JSON array of `SearchDocument`s with `language` added. Everything one call changes,
 * documents and statistics, changes in one statement.
 */

/** Locks that writers and rebuilds take (`pg_advisory_xact_lock(class, key)`). */
export const LOCKS = { class: 1_212_498_258, rebuild: 1, write: 2 } as const;

/** Part of a statement: the rows of `search.incoming(documents)` as `incoming`, with the numbers of their owners. */
export function readIncoming(schema: string, documents: string): string {
  return `
arrived as materialized (
  select * from search.incoming(${documents})
),
owner as materialized (
  select owner_id, coalesce(
    (select owner_number from ${schema}.document as d where d.owner_id = arrived.owner_id limit 1),
    nextval('${schema}.owner_number')::int) as owner_number
  from (select distinct owner_id from arrived) as arrived
),
incoming as materialized (
  select * from arrived join owner using (owner_id)
)`;
}

/** Part of a statement: saves the rows of a common table expression `incoming` into the tables of a schema. */
export function saveIncoming(schema: string): string {
  return `
saved as (
  insert into ${schema}.document
    (id, owner_id, owner_number, type, locale, language, reader_locales, topics, audiences, published_at, fresh_at, review_due_on,
     helpfulness, length, vector)
  select id, owner_id, owner_number, type, locale, language, reader_locales, topics, audiences, published_at, fresh_at,
    review_due_on, helpfulness, length, vector
  from incoming
  on conflict (id) do update set
    owner_id = excluded.owner_id, owner_number = excluded.owner_number, type = excluded.type, locale = excluded.locale, language = excluded.language,
    reader_locales = excluded.reader_locales, topics = excluded.topics, audiences = excluded.audiences,
    published_at = excluded.published_at, fresh_at = excluded.fresh_at, review_due_on = excluded.review_due_on,
    helpfulness = excluded.helpfulness, length = excluded.length, vector = excluded.vector
  returning n, id
),
saved_texts as (
  insert into ${schema}.document_text (n, title, summary, body, terms, digest, words)
  select n, title, summary, body, terms, digest, words from saved join incoming using (id)
  on conflict (n) do update set
    title = excluded.title, summary = excluded.summary, body = excluded.body, terms = excluded.terms,
    digest = excluded.digest, words = excluded.words
),
deleted_points as (
  delete from ${schema}.point where n in (select n from saved)
),
saved_points as (
  insert into ${schema}.point (n, position)
  select n, search.position((point ->> 'latitude')::float8, (point ->> 'longitude')::float8)
  from saved join incoming using (id), jsonb_array_elements(points) as point
)`;
}

/*
 * The four statistics of some documents: selects over a relation with the columns n, sign (1 or -1), language,
 * reader_locales, length, vector, title, terms and words. Used with the difference of old and new documents by
 * each write, and with all documents by a rebuild.
 */

export function lexemeCounts(source: string): string {
  return `
  select language, lexeme, sum(sign) as documents, sum(sign * (weights && '{A,B}')::int) as titles
  from ${source} as source, unnest(vector) as entry (lexeme, positions, weights)
  group by language, lexeme
  having sum(sign) <> 0 or sum(sign * (weights && '{A,B}')::int) <> 0`;
}

export function wordCounts(source: string): string {
  return `
  select language, search.folded(language, word) as word, lexeme, sum(documents) as documents
  from (
    select language, word, sum(sign) as documents
    from ${source} as source, unnest(words) as word
    group by language, word
    having sum(sign) <> 0
  ) as written, unnest(ts_lexize(search.stemmer(language), word)) as lexeme
  group by 1, 2, 3`;
}

export function phraseCounts(source: string): string {
  return `
  select locale, text, to_tsvector('search.words', text) as words, sum(sign) as documents
  from (
    select distinct n, sign, reader as locale, trim(phrase) as text
    from ${source} as source, unnest(reader_locales) as reader, unnest(terms || title) as phrase
  ) as phrases
  where text <> '' and length(text) <= 200
  group by locale, text
  having sum(sign) <> 0`;
}

export function readerCounts(source: string): string {
  return `
  select reader as locale, language, sum(sign) as documents, sum(sign * length) as words
  from ${source} as source, unnest(reader_locales || ''::text) as reader
  group by reader, language`;
}

export const WRITE_FUNCTIONS = `
-- What each document is stored as.
create function search.incoming(documents jsonb) returns table (
  id text, owner_id text, type text, locale text, language text, reader_locales text[], topics text[],
  audiences text[], published_at timestamptz, fresh_at timestamptz, review_due_on date, helpfulness float4,
  length int, vector tsvector, title text, summary text, body text, terms text[], digest text,
  words text[], points jsonb
) language sql stable as $$
  select d.id, d."ownerId", d.type, d.locale, d.language, d."readerLocales", d.topics, d.audiences, d."publishedAt",
    d."freshAt", d."reviewDueOn", d.helpfulness,
    (select coalesce(sum(cardinality(positions)), 0)::int from unnest(to_tsvector(search.configuration(d.language), all_words))),
    setweight(search.stop_words(d.language, d."plainTitle" || ' ' || d."plainTerms"), 'A') ||
    setweight(search.vector(d.language, d."plainTitle"), 'A') ||
    setweight(search.vector(d.language, d."plainTerms"), 'B') ||
    setweight(search.vector(d.language, d."plainSummary"), 'C') ||
    setweight(search.vector(d.language, d."plainBody"), 'D'),
    d.title, d.summary, d.body, d.terms, d.digest,
    array(select word from unnest(tsvector_to_array(to_tsvector('search.words', all_words))) as word where search.spellable(word)),
    d.points
  from jsonb_to_recordset(documents) as d (
    id text, "ownerId" text, type text, locale text, language text, "readerLocales" text[], topics text[],
    audiences text[], "publishedAt" timestamptz, "freshAt" timestamptz, "reviewDueOn" date, helpfulness float4,
    title text, summary text, body text, terms text[], digest text, points jsonb,
    "plainTitle" text, "plainTerms" text, "plainSummary" text, "plainBody" text
  ),
  concat_ws(' ', d."plainTitle", d."plainTerms", d."plainSummary", d."plainBody") as all_words
$$;

${BITMAP_FUNCTIONS}
-- Saves documents, and removes those of the owners whose id is not to keep. The caller holds the write lock.
create function search.apply(documents jsonb, owners text[], keep text[]) returns void language sql as $$
with ${readIncoming('search', 'documents')},
outgoing as materialized (
  select d.*, t.title, t.terms, t.words
  from (
    select n from search.document where id = any (array(select id from incoming))
    union
    select n from search.document where owner_id = any (owners) and id <> all (keep)
  ) as replaced
  join search.document as d using (n) join search.document_text as t using (n)
),
change as materialized (
  select 1 as sign, 0 - row_number() over () as n, owner_number, type, locale, language, reader_locales, topics, audiences,
    length, vector, title, terms, words
  from incoming
  union all
  select -1, n, owner_number, type, locale, language, reader_locales, topics, audiences, length, vector, title, terms, words
  from outgoing
),
${saveIncoming('search')},
removed as (
  delete from search.document where n in (select n from outgoing where id not in (select id from incoming))
),
counted_lexemes as (
  insert into search.lexeme as now (language, lexeme, documents, titles) ${lexemeCounts('change')}
  on conflict (language, lexeme) do update set
    documents = now.documents + excluded.documents, titles = now.titles + excluded.titles
),
counted_words as (
  insert into search.word as now (language, word, lexeme, documents) ${wordCounts('change')}
  on conflict (language, word, lexeme) do update set documents = now.documents + excluded.documents
),
counted_phrases as (
  insert into search.phrase as now (locale, text, words, documents) ${phraseCounts('change')}
  on conflict (locale, text) do update set documents = now.documents + excluded.documents
),
${CHANGE_BITMAPS}
insert into search.reader as now (locale, language, documents, words) ${readerCounts('change')}
on conflict (locale, language) do update set
  documents = now.documents + excluded.documents, words = now.words + excluded.words;
select search.notice_frequent(array(select document ->> 'id' from jsonb_array_elements(documents) as document));
$$;

-- What was written while a rebuild was running, to be repeated on its new tables.
create table search.change (
  n bigint generated always as identity,
  documents jsonb not null,
  owners text[] not null,
  keep text[] not null
);

-- The entrance for writers. One writes at a time: they would meet at the counts of common words anyway, and so they can
-- neither miscount nor wait for each other in circles. A rebuild holds its lock for as long as it runs.
-- Planning the statement anew each time would cost as much as running it.
create function search.write(documents jsonb, owners text[], keep text[]) returns void language plpgsql
set plan_cache_mode = force_generic_plan as $$
begin
  perform pg_advisory_xact_lock(${LOCKS.class}, ${LOCKS.write});
  if not pg_try_advisory_xact_lock_shared(${LOCKS.class}, ${LOCKS.rebuild}) then
    insert into search.change (documents, owners, keep) values (write.documents, write.owners, write.keep);
  end if;
  perform search.apply(documents, owners, keep);
end
$$;
`;
