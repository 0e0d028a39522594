/** Reading a query: `search.plan` turns what was typed into groups, one or more per word and language. */

/** So many words, in each language, are looked up by what resembles them: that goes through many of the words there are. */
const MOST_COMPARED = 10;

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

-- The words of a query that say nothing in the language it seems to be written in: of those a reader is shown, the one
-- with most such words. They are not looked for in other languages either, where they would be rare and weigh much.
create function search.silent_words(reader text, typed text) returns text[] language sql stable as $$
  select coalesce((
    select array_agg(lexeme)
    from search.reader as own, unnest(tsvector_to_array(to_tsvector('search.typed', typed))) as lexeme
    where own.locale = reader and own.documents > 0 and search.lexemes(own.language, lexeme) = '{}'
    group by own.language, own.documents
    order by count(*) desc, own.documents desc, own.language limit 1
  ), '{}')
$$;

-- All groups of a query, for each language a reader is shown ('' for everybody). What was typed has to be short. Few words
-- of each language are looked up by resemblance, the first ones that need it; the others as they are typed. The
-- reader's own language ('' for everybody) is asked first: a word that it knows is no typo of a word in another one and
-- counts there no more than here (Kind, in an English text).
create function search.plan(reader text, own_language text, typed text, prefix boolean) returns table (
  language text, average_length float8, word text, kind text, query text, alternatives int,
  documents float8, titles float8, weight float8, parts text[]
) language plpgsql stable as $$
declare
  silent constant text[] := search.silent_words(reader, typed);
  spoken record;
  item record;
  finds search.word_group[];
  found search.word_group;
  before text;
  before_at int;
  plain text;
  folded text[];
  known text[] := '{}';
  known_weights float8[] := '{}';
  foreign_words boolean;
  compared int;
  most_worth float8;
begin
  for spoken in
    select everybody.language, everybody.documents::float8 as total, everybody.words::float8 / everybody.documents as average
    from search.reader as own join search.reader as everybody using (language)
    where own.locale = reader and own.documents > 0 and everybody.locale = ''
    order by everybody.language = own_language desc, own.documents desc, language
  loop
    foreign_words := own_language not in ('', spoken.language);
    before := null;
    folded := '{}';
    compared := 0;
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
      finds := '{}';
      if item.lexeme <> all (silent) or item.only_word then
        finds := array(
          select f from search.find_word(spoken.language, item.lexeme, spoken.total, prefix and item.last, item.only_word, compared < ${MOST_COMPARED}) as f
          where f.documents > 0 and not (f.kind in ('corrected', 'split') and (
            foreign_words and plain = any (known)
            -- What editors have said the meaning of is not misspelt, though no text has it.
            or exists (
              select from search.synonym as s
              where s.language = spoken.language and s.words = search.folded(spoken.language, plain)))));
        if length(plain) >= 4 and (search.compounds(spoken.language)
          or not exists (select from unnest(finds) as f where f.kind in ('exact', 'prefix') and search.is_known(f, spoken.total))) then
          compared := compared + 1;
        end if;
      end if;
      -- Two neighbours that are one word in the dictionary (chicken pox: chickenpox), or begin one where words have no
      -- spaces between them.
      if before_at = item.place - 1 then
        finds := finds || search.any_of(before || plain, 'joined', spoken.language, (
          select array_agg(w.lexeme) from search.word as w
          where w.language = spoken.language and w.documents > 0
            and (w.word = search.folded(spoken.language, before || plain)
              or prefix and item.last and search.is_unspaced(plain)
              and w.word >= before || plain and w.word < before || plain || chr(1114111))), 1);
      end if;
      foreach found in array finds loop
        continue when found.documents is null;
        word := found.word; kind := found.kind; query := found.query; alternatives := found.alternatives;
        documents := least(found.documents, spoken.total); titles := least(found.titles, spoken.total);
        weight := found.worth * ln(1 + (spoken.total - documents + 0.5) / (documents + 0.5));
        parts := case when kind = 'joined' then array[before, plain] end;
        if spoken.language = own_language and kind in ('exact', 'prefix', 'compound') then
          known := known || word;
          known_weights := known_weights || weight;
        elsif foreign_words and word = any (known) then
          weight := least(weight, (select max(w) from unnest(known, known_weights) as own (k, w) where k = word));
        end if;
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

-- The same in a hurry: the words as they are typed, whatever else they may mean.
create function search.plan_as_typed(reader text, typed text) returns table (
  language text, average_length float8, word text, kind text, query text, alternatives int,
  documents float8, titles float8, weight float8, parts text[]
) language sql stable as $$
  select own.language, greatest(1, everybody.words::float8 / everybody.documents), w.word, 'exact', search.operand(l.lexeme), 1,
    l.documents::float8, l.titles::float8,
    ln(1 + greatest(0, everybody.documents - l.documents + 0.5) / (l.documents + 0.5))::float8, null::text[]
  from search.reader as own join search.reader as everybody using (language),
    unnest(tsvector_to_array(to_tsvector('search.typed', typed))) as w (word),
    unnest(search.lexemes(own.language, w.word)) as own_lexeme
  join search.lexeme as l on l.lexeme = own_lexeme
  where own.locale = reader and own.documents > 0 and everybody.locale = '' and l.language = own.language and l.documents > 0
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
