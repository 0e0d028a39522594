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

-- A compound cut into two known words, with what is put between them: documents with both, those with the latter, which
-- says what it is (Kinderkrankheiten is about Krankheiten), and those with the former where it is the rarer one (Impftermin).
-- Where no cut leaves two known words, the longest one that it begins or ends with (Stillprobleme).
create function search.parts_of(language text, typed text) returns setof search.word_group language plpgsql stable as $$
declare
  pair record;
  piece record;
begin
  select a.lexeme as a, b.lexeme as b, a.documents as a_documents, a.titles as a_titles, b.documents as b_documents, b.titles as b_titles
  into pair
  from generate_series(4, length(typed) - 4) as cut
  cross join lateral (select left(typed, cut) as head, substr(typed, cut + 1) as tail) as cuts
  cross join lateral unnest(array[head, regexp_replace(head, '(s|n|en|es|er|e)$', '')]) as start
  join search.lexeme as a on a.language = parts_of.language and a.documents > 0
    and a.lexeme = any (ts_lexize(search.stemmer(parts_of.language), start))
  join search.lexeme as b on b.language = parts_of.language and b.documents > 0
    and b.lexeme = any (ts_lexize(search.stemmer(parts_of.language), tail))
  where length(start) >= 4
  order by least(a.documents, b.documents) desc limit 1;
  if found then
    return next (typed, 'compound', search.operand(pair.a) || ' & ' || search.operand(pair.b), 1,
      least(pair.a_documents, pair.b_documents)::float8, least(pair.a_titles, pair.b_titles)::float8, 0.3)::search.word_group;
    return next (typed, 'compound', search.operand(pair.b), 1, pair.b_documents::float8, pair.b_titles::float8, 0.2)::search.word_group;
    if pair.a_documents < pair.b_documents then
      return next (typed, 'compound', search.operand(pair.a), 1, pair.a_documents::float8, pair.a_titles::float8, 0.1)::search.word_group;
    end if;
    return;
  end if;
  select w.lexeme, w.documents, w.titles into piece
  from generate_series(5, length(typed) - 3) as cut
  cross join lateral unnest(array[left(typed, cut), right(typed, cut)]) as part
  join search.lexeme as w on w.language = parts_of.language and w.documents > 0
    and w.lexeme = any (ts_lexize(search.stemmer(parts_of.language), part))
  order by cut desc, w.documents desc limit 1;
  if found then
    return next (typed, 'compound', search.operand(piece.lexeme), 1, piece.documents::float8, piece.titles::float8, 0.2)::search.word_group;
  end if;
end
$$;
`;
