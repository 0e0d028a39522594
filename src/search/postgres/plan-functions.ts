/** Reading a query: `search.plan` turns what was typed into groups, one or more per word and language. */
export const PLAN_FUNCTIONS = `
-- What the words of a query also mean, by the synonyms of their language. The phrases are told as an array, since the
-- planner takes them for a million and would read all synonyms there are.
create function search.meanings(language text, typed text[]) returns setof search.word_group language sql stable as $$
  with phrase as materialized (
    select start, array_to_string(typed[start:until], ' ') as words
    from generate_subscripts(typed, 1) as start, generate_series(start, least(start + 4, cardinality(typed))) as until
  )
  select typed[start], 'synonym', s.query, s.alternatives,
    case when s.one_word then l.documents else l.fewest end::float8, case when s.one_word then l.titles else l.fewest_titles end::float8, 0.8
  from search.synonym as s join phrase using (words)
  cross join lateral (
    select sum(documents) as documents, min(documents) as fewest, sum(titles) as titles, min(titles) as fewest_titles, count(*) as found
    from search.lexeme where lexeme.language = meanings.language and lexeme = any (s.lexemes)
  ) as l
  where s.language = meanings.language and s.words = any (array(select words from phrase))
    and l.fewest > 0 and (s.one_word or l.found >= cardinality(s.lexemes))
$$;

-- All groups of a query, for each language a reader is shown ('' for everybody). What was typed has to be short.
create function search.plan(reader text, typed text, prefix boolean) returns table (
  language text, average_length float8, word text, kind text, query text, alternatives int,
  documents float8, titles float8, weight float8, parts text[]
) language plpgsql stable as $$
declare
  spoken record;
  item record;
  finds search.word_group[];
  found search.word_group;
  before text;
  before_at int;
  plain text;
  folded text[];
  most_worth float8;
begin
  for spoken in
    select everybody.language, everybody.documents::float8 as total, everybody.words::float8 / everybody.documents as average
    from search.reader as own join search.reader as everybody using (language)
    where own.locale = reader and own.documents > 0 and everybody.locale = ''
    order by own.documents desc, language
  loop
    before := null;
    folded := '{}';
    most_worth := 0;
    language := spoken.language;
    average_length := greatest(1, spoken.average);
    for item in
      select lexeme, place, last_place = max(last_place) over () as last, count(*) over () = 1 as only_word
      from unnest(to_tsvector('search.typed', typed)) as entry (lexeme, places, weights),
        lateral (select places[1]::int as place, places[cardinality(places)]::int as last_place) as p
      order by place
    loop
      plain := unaccent(item.lexeme);
      folded := folded || search.folded(spoken.language, plain);
      finds := array(
        select f from search.find_word(spoken.language, item.lexeme, spoken.total, prefix and item.last, item.only_word) as f
        where f.documents > 0);
      -- Two neighbours that are one word in the dictionary (chicken pox: chickenpox).
      if before_at = item.place - 1 then
        finds := finds || search.any_of(before || plain, 'joined', spoken.language, (
          select array_agg(w.lexeme) from search.word as w
          where w.language = spoken.language and w.documents > 0
            and w.word = search.folded(spoken.language, before || plain)), 1);
      end if;
      foreach found in array finds loop
        continue when found.documents is null;
        word := found.word; kind := found.kind; query := found.query; alternatives := found.alternatives;
        documents := least(found.documents, spoken.total); titles := least(found.titles, spoken.total);
        weight := found.worth * ln(1 + (spoken.total - documents + 0.5) / (documents + 0.5));
        parts := case when kind = 'joined' then array[before, plain] end;
        if kind = 'exact' then
          most_worth := greatest(most_worth, weight);
        end if;
        return next;
      end loop;
      before := plain;
      before_at := item.place;
    end loop;
    parts := null;
    for found in select * from search.meanings(spoken.language, folded) loop
      word := found.word; kind := found.kind; query := found.query; alternatives := found.alternatives;
      documents := least(found.documents, spoken.total); titles := least(found.titles, spoken.total);
      -- What was typed comes first, however rare a synonym of it is.
      weight := found.worth * ln(1 + (spoken.total - documents + 0.5) / (documents + 0.5));
      if most_worth > 0 then
        weight := least(weight, found.worth * most_worth);
      end if;
      return next;
    end loop;
  end loop;
end
$$;

create function search.only_stop_words(language text, typed text) returns boolean language sql stable as $$
  select bool_and(search.lexemes(language, word) = '{}')
  from unnest(tsvector_to_array(to_tsvector('search.typed', typed))) as word
$$;

-- A query of nothing but stop words: documents that are called so. The planner must not look into it: it would try the
-- words of each query while it plans.
create function search.plan_of_stop_words(reader text, typed text) returns table (
  language text, average_length float8, word text, kind text, query text, alternatives int,
  documents float8, titles float8, weight float8, parts text[]
) language plpgsql stable rows 1 as $$
begin
  return query
  select own.language, 1::float8, stop_word, 'exact', search.operand(stop_word), 1, l.documents::float8, l.titles::float8, 1::float8, null::text[]
  from search.reader as own, unnest(tsvector_to_array(to_tsvector('search.words', typed))) as stop_word
  join search.lexeme as l on l.lexeme = stop_word
  where own.locale = reader and own.documents > 0 and l.language = own.language and l.documents > 0
    and search.only_stop_words(own.language, typed);
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
