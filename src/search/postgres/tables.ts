import { createBitmapTables } from './bitmaps.js';

/**
 * The tables of the search index. They are written for a schema given by name, because a rebuild fills a second set
 * (`search_next`) and moves it to where the first was.
 */

/** All tables, in the order in which statements come to lock them (see `rebuild.ts`). */
export const TABLES = [
  'reader',
  'frequent',
  'bitmap',
  'point',
  'document',
  'document_text',
  'phrase',
  'lexeme',
  'word',
] as const;

export function createTables(schema: string): string {
  return `
-- What matching, ranking, filters and facets read, and nothing else: small rows stay cached. The vector is kept inline
-- while it fits, so that ranking never fetches it from elsewhere.
create table ${schema}.document (
  n bigint generated always as identity primary key,
  id text not null unique,
  owner_id text not null,
  owner_number int not null,       -- by which bitmaps know it
  type text not null,
  locale text not null,
  language text not null,
  reader_locales text[] not null,
  topics text[] not null,
  audiences text[] not null,
  published_at timestamptz not null,
  fresh_at timestamptz not null,
  review_due_on date,
  helpfulness float4 not null,
  length int not null,             -- indexed words
  vector tsvector not null         -- A title, B terms, C summary, D body
);
alter table ${schema}.document alter column vector set storage main;
alter table ${schema}.document set (toast_tuple_target = 8000);
-- Needed while documents are written: to find the number of an owner.
create index on ${schema}.document (owner_id);

-- The texts themselves: for highlights, and to know which words go when a document is replaced.
create table ${schema}.document_text (
  n bigint primary key references ${schema}.document on delete cascade,
  title text not null,
  summary text not null,
  body text not null,
  terms text[] not null,
  digest text not null,            -- of the document it was made from
  words text[] not null            -- all different words one can misspell, as in the dictionary
);

create table ${schema}.point (
  n bigint not null references ${schema}.document on delete cascade,
  position cube not null           -- on a sphere of radius 1, see search.position
);

-- Statistics, always exact: every write adds what comes and subtracts what goes. A row whose count has fallen to 0 stays
-- until the next rebuild and is ignored by readers.
create table ${schema}.lexeme (
  language text collate "C" not null,
  lexeme text collate "C" not null,
  documents int not null,
  titles int not null,             -- documents with it in the title or the terms
  primary key (language, lexeme)
) with (fillfactor = 80);

-- The dictionary: words as they are written (folded), with the lexeme they are indexed as.
create table ${schema}.word (
  language text collate "C" not null,
  word text collate "C" not null,
  lexeme text collate "C" not null,
  documents int not null,
  primary key (language, word, lexeme)
) with (fillfactor = 80);

-- Titles and terms, for suggestions.
create table ${schema}.phrase (
  locale text not null,
  text text not null,
  words tsvector not null,
  documents int not null,
  primary key (locale, text)
) with (fillfactor = 80);

-- How much text there is of each language for each reader locale; '' is the sum for everybody.
create table ${schema}.reader (
  locale text not null,
  language text not null,
  documents int not null,
  words bigint not null,
  primary key (locale, language)
);
${createBitmapTables(schema)}`;
}

/** The indexes besides the keys. A rebuild creates them when its tables are full, which is faster. */
export function createIndexes(schema: string): string {
  return `
create index on ${schema}.document using gin (vector) with (fastupdate = off);
create index on ${schema}.document using gin (ts_filter(vector, '{a,b}')) with (fastupdate = off);
create index on ${schema}.document using gin (topics) with (fastupdate = off);
create index on ${schema}.document (published_at desc, n);
create index on ${schema}.point (n);
create index on ${schema}.point using gist (position);
create index on ${schema}.word using gin (word gin_trgm_ops) with (fastupdate = off);
create index on ${schema}.phrase using gin (words) with (fastupdate = off);`;
}
