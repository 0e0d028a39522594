import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { SynonymSet } from '../engine.js';
import { storableText } from '../html.js';
import { textSearchLanguage } from '../languages.js';
import { plainQuery } from '../plain-words.js';
import { inTransaction } from './transaction.js';

/** Not one of the tables that a rebuild swaps: it says nothing of documents. */
export const SYNONYM_TABLE = `
create table search.synonym (
  id int generated always as identity primary key,
  language text not null,
  words text not null,             -- what may be typed, folded
  query text not null,             -- what it also means, a tsquery
  alternatives int not null,       -- operands in it that count one by one
  lexemes text[] not null,         -- of it
  one_word boolean not null        -- whether any of them will do; otherwise all are needed
);
create index on search.synonym (language, words);

-- What they were made from, so that the same need not be made again.
create table search.synonym_source (digest text not null);
`;

/** Replaces all synonyms, at one moment. To make them takes a second, and each start brings those that are there. */
export async function replaceSynonyms(pool: Pool, sets: readonly SynonymSet[]): Promise<void> {
  const pairs = JSON.stringify(sets.flatMap((set) => [...pairsOf(set)]));
  await inTransaction(pool, async (client) => {
    await client.query('lock table search.synonym in share row exclusive mode');
    const digest = createHash('sha256').update(pairs).digest('hex');
    const same = await client.query('select from search.synonym_source where digest = $1', [digest]);
    if (same.rowCount) return;
    await client.query('delete from search.synonym');
    await client.query('delete from search.synonym_source');
    await client.query('insert into search.synonym_source (digest) values ($1)', [digest]);
    await client.query(
      `insert into search.synonym (language, words, query, alternatives, lexemes, one_word)
       select language, words, query::text, case when one_word then cardinality(first) else 1 end,
         case when one_word then first else lexemes end, one_word
       from (select distinct language, typed, means from jsonb_to_recordset($1) as p (language text, typed text, means text)) as pair,
         lateral (
           select string_agg(search.folded(language, unaccent(word)), ' ' order by places[1]) as words
           from unnest(to_tsvector('search.typed', typed)) as entry (word, places, weights)
         ) as t,
         lateral (
           select array_agg(lexemes[1]) as lexemes, count(*) = 1 as one_word, min(word) as word
           from unnest(to_tsvector('search.typed', means)) as entry (word, places, weights),
             lateral (select search.lexemes(language, word) as lexemes) as l
           where lexemes <> '{}'
         ) as m,
         lateral (select search.lexemes(language, word) as first) as f,
         lateral (select search.phrase(language, means) as query) as q
       where words is not null and query is not null`,
      [pairs],
    );
  });
}

function* pairsOf({ locale, words, from }: SynonymSet): Generator<{ language: string; typed: string; means: string }> {
  const language = textSearchLanguage(locale);
  const plain = (text: string): string => plainQuery(storableText(text), language);
  for (const typed of new Set((from ?? words).map(plain))) {
    for (const means of new Set(words.map(plain))) {
      if (typed !== means && typed !== '' && means !== '') yield { language, typed, means };
    }
  }
}
