/**
 * Reading a query: `search.plan` turns what was typed into groups, one or more per word and language. A group is a tsquery
 * of alternatives together with how many documents it matches and how much a match is worth.
 */
export const PLAN_FUNCTIONS = `
create type search.word_group as (
  word text,            -- what was looked up
  kind text,            -- exact, prefix, corrected, split, joined
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

-- The lexemes a typed word stands for: its own stem, and those of words whose folded spelling is the same.
create function search.lexemes_of(language text, typed text) returns text[] language sql stable as $$
  select array_agg(lexeme) from (
    select unnest(ts_lexize(search.stemmer(language), typed)) as lexeme
    union
    select lexeme from search.word as w
    where w.language = lexemes_of.language and word = search.folded(lexemes_of.language, typed) and documents > 0
  ) as known
$$;

-- What one typed word finds: usually one group. An unfinished word that is a word already counts as both, and more as
-- what it is.
create function search.find_word(language text, typed text, total float8, unfinished boolean, only_word boolean)
returns setof search.word_group language plpgsql stable as $$
declare
  stop_word constant boolean := ts_lexize(search.stemmer(language), typed) = '{}';
  folded constant text := search.folded(language, typed);
  guessable constant boolean := search.spellable(typed) and length(typed) >= 4;
  most_edits constant int := case when length(typed) >= 8 then 2 else 1 end;
  exact search.word_group;
  guess search.word_group;
  written text[];
  lexemes text[];
  edits int;
begin
  if stop_word and not (unfinished and only_word) then
    return;
  end if;
  exact := search.any_of(typed, 'exact', language, search.lexemes_of(language, typed), 1);
  if unfinished and search.spellable(typed) then
    guess := search.beginning_with(language, typed);
    if guess.documents > 0 then
      if exists (select from search.word as w where w.language = find_word.language and w.word = folded and documents > 0) then
        guess.worth := 0.25;
        return next exact;
      end if;
      return next guess;
      return;
    end if;
  end if;
  if exact.documents >= greatest(1, 0.0003 * total) or not guessable then
    return next exact;
    return;
  end if;
  select array_agg(s.word order by s.edits, s.documents desc), array_agg(s.lexeme), min(s.edits)
  into written, lexemes, edits
  from search.lookalikes(language, folded, most_edits) as s
  -- A very rare word may be a typo that others made too: then what is written twenty times as often will do as well.
  where s.documents > 20 * coalesce(exact.documents, 0);
  if exact.documents > 0 then
    return next search.any_of(typed, 'exact', language, search.lexemes_of(language, typed) || lexemes, 1);
    return;
  end if;
  if edits is distinct from 1 and length(typed) >= 6 then
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
  return next search.any_of(written[1], 'corrected', language, lexemes, 0.9 ^ edits);
end
$$;

-- All groups of a query, for each language a reader is shown ('' for everybody). What was typed has to be short.
create function search.plan(reader text, typed text, prefix boolean) returns table (
  language text, average_length float8, word text, kind text, query text, alternatives int,
  documents float8, titles float8, weight float8
) language plpgsql stable as $$
declare
  spoken record;
  item record;
  finds search.word_group[];
  found search.word_group;
  before text;
  before_at int;
begin
  for spoken in
    select everybody.language, everybody.documents::float8 as total, everybody.words::float8 / everybody.documents as average
    from search.reader as own join search.reader as everybody using (language)
    where own.locale = reader and own.documents > 0 and everybody.locale = ''
    order by own.documents desc, language
  loop
    before := null;
    for item in
      select lexeme, place, last_place = max(last_place) over () as last, count(*) over () = 1 as only_word
      from unnest(to_tsvector('search.words', typed)) as entry (lexeme, places, weights),
        lateral (select places[1]::int as place, places[cardinality(places)]::int as last_place) as p
      order by place
    loop
      language := spoken.language;
      average_length := greatest(1, spoken.average);
      finds := array(
        select f from search.find_word(spoken.language, item.lexeme, spoken.total, prefix and item.last, item.only_word) as f
        where f.documents > 0);
      -- Two neighbours that are one word in the dictionary (chicken pox: chickenpox).
      if before_at = item.place - 1 then
        finds := finds || search.any_of(before || item.lexeme, 'joined', spoken.language, (
          select array_agg(w.lexeme) from search.word as w
          where w.language = spoken.language and w.documents > 0
            and w.word = search.folded(spoken.language, before || item.lexeme)), 1);
      end if;
      foreach found in array finds loop
        continue when found.documents is null;
        word := found.word; kind := found.kind; query := found.query; alternatives := found.alternatives;
        documents := least(found.documents, spoken.total); titles := least(found.titles, spoken.total);
        weight := found.worth * ln(1 + (spoken.total - documents + 0.5) / (documents + 0.5));
        return next;
      end loop;
      before := item.lexeme;
      before_at := item.place;
    end loop;
  end loop;
end
$$;

-- What is typed into a search box, as a query over phrases: all words, the last one unfinished.
create function search.completion(typed text) returns tsquery language sql stable as $$
  select string_agg(search.operand(lexeme) || case when last then ':*' else '' end, ' & ')::tsquery
  from (
    select lexeme, places[cardinality(places)] = max(places[cardinality(places)]) over () as last
    from unnest(to_tsvector('search.words', typed)) as entry (lexeme, places, weights)
  ) as words
$$;
`;
