import { TEXT_SEARCH_LANGUAGES } from '../languages.js';

/**
 * How words become lexemes. Texts come as `plainWords` leaves them. Each language has two text-search configurations:
 * one takes accents away and then the ending, the other only the ending. Which one meets the word as the stemmer knows
 * it differs from word to word (Spanish, Turkish), so a text is found by both. `search.typed` takes nothing away.
 */
export const TEXT_FUNCTIONS = `
do $do$
declare
  name text;
  stemmer text;
begin
  foreach name in array '{${TEXT_SEARCH_LANGUAGES.join(',')}}'::text[] loop
    select 'snowball, ' || dictinitoption into stemmer from pg_ts_dict
    where dictname = name || '_stem' and dictnamespace = 'pg_catalog'::regnamespace;
    execute format('create text search dictionary search.%I (template = %s)', name, coalesce(stemmer, 'simple'));
    execute format('create text search configuration search.%I (copy = pg_catalog.simple)', name);
    execute format('alter text search configuration search.%1$I
      alter mapping for asciiword, asciihword, hword_asciipart, word, hword, hword_part
      with unaccent, search.%1$I', name);
    execute format('create text search configuration search.%I (copy = pg_catalog.simple)', name || '_accented');
    execute format('alter text search configuration search.%I
      alter mapping for asciiword, asciihword, hword_asciipart, word, hword, hword_part
      with search.%I', name || '_accented', name);
  end loop;
  create text search configuration search.typed (copy = pg_catalog.simple);
  create text search configuration search.words (copy = pg_catalog.simple);
  alter text search configuration search.words alter mapping for word, hword, hword_part with unaccent, simple;
end
$do$;

create function search.configuration(language text) returns regconfig language sql stable as $$
  select ('search.' || language)::regconfig
$$;

create function search.stemmer(language text) returns regdictionary language sql stable as $$
  select ('search.' || language)::regdictionary
$$;

-- A lexeme as an operand in the text of a tsquery.
create function search.operand(lexeme text) returns text language sql immutable parallel safe as $$
  select '''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''''
$$;

-- The lexemes of a word, none for a stop word.
create function search.lexemes(language text, word text) returns text[] language sql stable as $$
  select array(
    select unnest(ts_lexize(search.stemmer(language), unaccent(word)))
    union
    select unaccent(lexeme) from unnest(ts_lexize(search.stemmer(language), word)) as lexeme
  )
$$;

-- The lexemes of a text with their places. Only words with accents have two.
create function search.vector(language text, plain text) returns tsvector language sql stable as $$
  select case when octet_length(plain) = length(plain) then vector
    else (vector::text || ' ' || unaccent(to_tsvector(('search.' || language || '_accented')::regconfig, plain)::text))::tsvector end
  from to_tsvector(search.configuration(language), plain) as vector
$$;

-- The stop words of a text, for those who look for nothing else.
create function search.stop_words(language text, plain text) returns tsvector language sql stable as $$
  select coalesce(string_agg(search.operand(word) || ':1', ' '), '')::tsvector
  from unnest(tsvector_to_array(to_tsvector('search.words', plain))) as word
  where ts_lexize(search.stemmer(language), word) = '{}'
$$;

-- A text as a query for just these words in this order; null when it has only stop words.
create function search.phrase(language text, plain text) returns tsquery language sql stable as $$
  with word as (
    select place, '(' || (select string_agg(search.operand(lexeme), ' | ') from unnest(lexemes) as lexeme) || ')' as query
    from unnest(to_tsvector('search.typed', plain)) as entry (typed, places, weights), unnest(places) as place,
      lateral (select search.lexemes(language, typed) as lexemes) as l
    where lexemes <> '{}'
  )
  select string_agg(case when before is null then query else '<' || place - before || '> ' || query end, ' ' order by place)::tsquery
  from (select *, lag(place) over (order by place) as before from word) as w
$$;

-- The spelling under which a word is in the dictionary. German umlauts may be typed as ae, oe and ue; the accents are
-- gone by then, so the second letter goes too.
create function search.folded(language text, word text) returns text language sql immutable parallel safe as $$
  select case language when 'german' then regexp_replace(word, '(a|o|(?<!q)u)e', '\\1', 'g') else word end
$$;

-- Whether this is a word one can misspell, and not a number, an address or something endless.
create function search.spellable(word text) returns boolean language sql immutable parallel safe as $$
  select length(word) between 2 and 40 and word !~ '[[:digit:][:punct:]]'
$$;

-- Whether it is in a script of Thailand, Laos, Cambodia and Burma: what is between two words is guessed, half a word becomes two.
create function search.is_unspaced(word text) returns boolean language sql immutable parallel safe
return word ~ '^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]';

-- A place on a sphere of radius 1, so that a cube index knows what is near.
create function search.position(latitude float8, longitude float8) returns cube language sql immutable parallel safe
return cube(array[
  cos(radians(latitude)) * cos(radians(longitude)),
  cos(radians(latitude)) * sin(radians(longitude)),
  sin(radians(latitude))
]);

-- Great-circle distance in kilometres of two such places.
create function search.kilometres(a cube, b cube) returns float8 language sql immutable parallel safe
return 2 * 6371.0088 * asin(least(1, cube_distance(a, b) / 2));
`;
