import { TEXT_SEARCH_LANGUAGES } from '../languages.js';

/**
 * How texts become words and lexemes: one text-search configuration per language (accents away, then the stemmer), and
 * `search.words`, which only takes the accents away and serves the dictionary, the queries and the suggestions.
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
  end loop;
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

-- The spelling under which a word is in the dictionary. German umlauts may be typed as ae, oe and ue; the accents are
-- gone by then, so the second letter goes too.
create function search.folded(language text, word text) returns text language sql immutable parallel safe as $$
  select case language when 'german' then regexp_replace(word, '(a|o|(?<!q)u)e', '\\1', 'g') else word end
$$;

-- Whether this is a word one can misspell, and not a number, an address or something endless.
create function search.spellable(word text) returns boolean language sql immutable parallel safe as $$
  select length(word) between 2 and 40 and word !~ '[[:digit:][:punct:]]'
$$;

-- A lexeme as an operand in the text of a tsquery.
create function search.operand(lexeme text) returns text language sql immutable parallel safe as $$
  select '''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''''
$$;

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
