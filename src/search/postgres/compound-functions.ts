/** Compounds of languages that write them in one word, such as German. */
export const COMPOUND_FUNCTIONS = `
-- Languages that write compounds in one word.
create function search.compounds(language text) returns boolean language sql immutable parallel safe
return language in ('german', 'dutch', 'swedish', 'danish', 'norwegian', 'finnish', 'hungarian', 'estonian');

-- Longer words that begin or end with this one (Krankheit: Kinderkrankheiten), the most frequent ones.
create function search.compounds_of(language text, typed text, own text[]) returns text[] language sql stable as $$
  select array_agg(lexeme) from (
    select lexeme from search.word as w,
      (select search.folded(compounds_of.language, unaccent(own[1])) as stem) as s
    where w.language = compounds_of.language and documents > 0 and lexeme <> all (own) and length(stem) >= 4
      and word like '%' || stem || '%' and length(word) >= length(stem) + 3
      and (starts_with(word, stem) or word ~ (stem || 'e?(e|en|er|ern|n|s|es|t|a|ar|or|et)?$') or right(word, length(typed)) = typed)
    group by lexeme order by sum(documents) desc, lexeme limit 12
  ) as compound
  where own[1] ~ '^[[:alpha:]]+$'
$$;

-- A compound cut into two known words, with what is put between them: documents with both, and those with the latter,
-- which says what it is (Kinderkrankheiten is about Krankheiten).
create function search.parts_of(language text, typed text) returns setof search.word_group language sql stable as $$
  with part as (
    select a.lexeme as a, b.lexeme as b, least(a.documents, b.documents) as both_documents, least(a.titles, b.titles) as both_titles,
      b.documents, b.titles
    from generate_series(4, length(typed) - 4) as cut
    cross join lateral (select left(typed, cut) as head, substr(typed, cut + 1) as tail) as cuts
    cross join lateral unnest(array[head, regexp_replace(head, '(s|n|en|es|er|e)$', '')]) as start
    join search.lexeme as a on a.language = parts_of.language and a.documents > 0
      and a.lexeme = any (ts_lexize(search.stemmer(parts_of.language), start))
    join search.lexeme as b on b.language = parts_of.language and b.documents > 0
      and b.lexeme = any (ts_lexize(search.stemmer(parts_of.language), tail))
    where length(start) >= 4
    order by least(a.documents, b.documents) desc limit 1
  )
  select typed, 'compound', search.operand(a) || ' & ' || search.operand(b), 1, both_documents::float8, both_titles::float8, 0.4 from part
  union all
  select typed, 'compound', search.operand(b), 1, documents::float8, titles::float8, 0.2 from part
$$;
`;
