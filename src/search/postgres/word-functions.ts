/**
 * What one typed word may mean: itself, what it begins, what it was meant to be, what it is a part of. A meaning is a
 * group: a tsquery of alternatives together with how many documents it matches and how much a match is worth.
 */
export const WORD_FUNCTIONS = `
create type search.word_group as (
  word text,            -- what was looked up
  kind text,            -- exact, prefix, corrected, split, joined, compound, synonym
  query text,           -- tsquery
  alternatives int,     -- operands in it
  documents float8,     -- that it matches, at most
  titles float8,        -- the same for titles and terms
  worth float8          -- 1, less for a guess
);

-- Edit distance up to 2 (more is 3); two swapped neighbours count 1, which plain Levenshtein does not know.
create function search.distance(a text, b text) returns int language plpgsql immutable parallel safe as $$
declare
  edits int := levenshtein_less_equal(a, b, 2);
  at int := 1;
begin
  if edits = 2 and length(a) = length(b) then
    while substr(a, at, 1) = substr(b, at, 1) loop
      at := at + 1;
    end loop;
    if overlay(a placing substr(a, at + 1, 1) || substr(a, at, 1) from at for 2) = b then
      return 1;
    end if;
  end if;
  return edits;
end
$$;

-- A group of whole lexemes, any of which will do.
create function search.any_of(word text, kind text, language text, lexemes text[], worth float8)
returns search.word_group language sql stable as $$
  select any_of.word, any_of.kind, string_agg(search.operand(lexeme), ' | '), count(*)::int,
    sum(documents)::float8, sum(titles)::float8, any_of.worth
  from search.lexeme
  where lexeme.language = any_of.language and lexeme = any (lexemes) and documents > 0
$$;

-- The last word while it is being typed: everything that begins like it, and the most frequent stems of written words
-- that do but whose stem does not.
create function search.beginning_with(language text, typed text) returns search.word_group language sql stable as $$
  with stem as (
    select lexeme, starts_with(lexeme, typed) as plain, sum(w.documents) as frequency
    from search.word as w
    where w.language = beginning_with.language and documents > 0
      and word >= search.folded(beginning_with.language, typed)
      and word < search.folded(beginning_with.language, typed) || chr(1114111)
    group by lexeme
  ),
  other as (select lexeme from stem where not plain order by frequency desc, lexeme limit 5),
  matched as (
    select sum(l.documents)::float8 as documents, sum(l.titles)::float8 as titles
    from search.lexeme as l
    where l.language = beginning_with.language and l.lexeme in (select lexeme from stem where plain union all table other)
  )
  select typed, 'prefix', search.operand(typed) || ':*' || coalesce((select string_agg(' | ' || search.operand(lexeme), '') from other), ''),
    1 + (select count(*)::int from other), documents, titles, 1
  from matched
$$;

-- Written words near one that nobody wrote: trigrams propose, the edit distance decides, then frequency.
create function search.lookalikes(language text, typed text, most_edits int)
returns table (word text, lexeme text, edits int, documents int)
language sql stable set pg_trgm.similarity_threshold = 0.25 as $$
  select (array_agg(word order by edits, documents desc))[1], lexeme, min(edits), sum(documents)::int
  from (
    select w.word, w.lexeme, search.distance(typed, w.word) as edits, w.documents
    from search.word as w
    where w.word % typed and w.language = lookalikes.language and w.documents > 0
      and length(w.word) between length(typed) - 2 and length(typed) + 2
  ) as proposed
  where edits <= most_edits
  group by lexeme
  order by min(edits), sum(documents) desc, lexeme
  limit 3
$$;

-- The words that begin with a misspelt, unfinished one.
create function search.similar_beginnings(language text, typed text) returns text[] language sql stable as $$
  select array_agg(lexeme) from (
    select lexeme from search.word as w
    where w.language = similar_beginnings.language and documents > 0
      and word >= left(typed, 2) and word < left(typed, 2) || chr(1114111)
      and search.distance(left(word, length(typed)), typed) <= 1
    group by lexeme order by sum(documents) desc, lexeme limit 5
  ) as beginning
$$;

-- The best cut of one unknown word into two known ones (hayfever: hay fever).
create function search.split(language text, typed text) returns search.word_group language sql stable as $$
  select typed, 'split', search.operand(a.lexeme) || ' & ' || search.operand(b.lexeme), 1,
    least(a.documents, b.documents)::float8, least(a.documents, b.documents)::float8, 0.9
  from generate_series(3, length(typed) - 3) as cut
  join search.word as a on a.language = split.language and a.word = left(typed, cut) and a.documents > 0
  join search.word as b on b.language = split.language and b.word = substr(typed, cut + 1) and b.documents > 0
  order by least(a.documents, b.documents) desc
  limit 1
$$;

-- The lexemes a typed word stands for: its own, and those of words whose folded spelling is the same.
create function search.lexemes_of(language text, typed text) returns text[] language sql stable as $$
  select array_agg(lexeme) from (
    select unnest(search.lexemes(language, typed)) as lexeme
    union
    select lexeme from search.word as w
    where w.language = lexemes_of.language and word = search.folded(lexemes_of.language, unaccent(typed)) and documents > 0
  ) as known
$$;

-- Whether so many documents have a word that it is no typo.
create function search.is_known(found search.word_group, total float8) returns boolean language sql immutable parallel safe
return coalesce((found).documents >= greatest(1, 0.0003 * total), false);

-- What one typed word finds: usually one group. An unfinished word that is a word already counts as both, and more as
-- what it is. Only when comparing it is looked up by resemblance, which goes through many of the written words.
create function search.find_word(
  language text, typed text, total float8, unfinished boolean, only_word boolean, comparing boolean
) returns setof search.word_group language plpgsql stable as $$
declare
  plain constant text := unaccent(typed);
  folded constant text := search.folded(language, unaccent(typed));
  guessable constant boolean := comparing and search.spellable(plain) and length(plain) >= 4;
  most_edits constant int := case when length(plain) >= 8 then 2 else 1 end;
  own constant text[] := search.lexemes(language, typed);
  known text[];
  exact search.word_group;
  guess search.word_group;
  written text[];
  lexemes text[];
  edits int;
begin
  if own = '{}' and not (unfinished and only_word) then
    return;
  end if;
  known := search.lexemes_of(language, typed);
  exact := search.any_of(plain, 'exact', language, known, 1);
  if comparing and search.compounds(language) and length(plain) >= 4 then
    guess := search.any_of(plain, 'compound', language, search.compounds_of(language, folded, known), 0.5);
    if guess.documents > 0 then
      return next guess;
    end if;
    if length(plain) >= 9 then
      return query select * from search.parts_of(language, folded);
    end if;
  end if;
  -- Of scripts that are indexed in pairs of characters, one character is the beginning of a pair.
  if unfinished and (search.spellable(plain) or length(plain) = 1 and octet_length(plain) >= 3) then
    guess := search.beginning_with(language, plain);
    if guess.documents > 0 then
      -- Not where the word is so rare beside what it begins that hardly anyone means it (sle: sleep).
      if exact.documents * 20 >= guess.documents and exists (
        select from search.word as w where w.language = find_word.language and w.word = folded and documents > 0
      ) then
        guess.worth := 0.25;
        return next exact;
      end if;
      return next guess;
      return;
    end if;
  end if;
  if search.is_known(exact, total) or not guessable then
    return next exact;
    return;
  end if;
  select array_agg(s.word order by s.edits, s.documents desc), array_agg(s.lexeme), min(s.edits)
  into written, lexemes, edits
  from search.lookalikes(language, folded, most_edits) as s
  -- A very rare word may be a typo that others made too: then what is written twenty times as often will do as well.
  where s.documents > 20 * coalesce(exact.documents, 0);
  if exact.documents > 0 then
    return next search.any_of(plain, 'exact', language, known || lexemes, 1);
    return;
  end if;
  if edits is distinct from 1 and length(plain) >= 6 then
    guess := search.split(language, folded);
    if guess.documents > 0 then
      return next guess;
      return;
    end if;
  end if;
  if unfinished then
    lexemes := lexemes || search.similar_beginnings(language, folded);
    edits := coalesce(edits, 1);
  end if;
  return next search.any_of(plain, 'corrected', language, lexemes, 0.9 ^ edits);
end
$$;
`;
