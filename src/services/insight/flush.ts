/**
 * Adds a batch ($1, JSON) to the counts of today in one statement. A query becomes common with the $2nd different
 * caller, and then no caller of it is kept. Beyond $3 different queries a day no new ones are taken, and none that were
 * limited to a topic which does not exist. Rows are written in one order, so that processes wait for each other and never
 * in a circle.
 */
export const FLUSH = `with event as materialized (
  select * from jsonb_to_recordset($1::jsonb) as e (
    kind text, locale text, topic text, query text, empty boolean, position int, "ownerId" uuid, caller text)
),
sums as (
  insert into search_day as d (day, locale, searches, no_results, clicks, positions)
  select current_date, locale, count(*) filter (where kind = 'search'), count(*) filter (where kind = 'search' and empty),
    count(*) filter (where kind = 'click'), coalesce(sum(position) filter (where kind = 'click'), 0)
  from event where kind in ('search', 'click') group by locale order by locale
  on conflict (day, locale) do update set searches = d.searches + excluded.searches,
    no_results = d.no_results + excluded.no_results, clicks = d.clicks + excluded.clicks,
    positions = d.positions + excluded.positions
),
supports as (
  insert into search_support_day as s (day, kind, searches)
  select current_date, topic, count(*) from event where kind = 'support' group by topic order by topic
  on conflict (day, kind) do update set searches = s.searches + excluded.searches
),
results as (
  insert into search_click_day as c (day, owner_id, clicks, positions)
  select current_date, "ownerId", count(*), sum(position) from event
  where kind = 'result' and (exists (select 1 from entry where id = "ownerId") or exists (select 1 from discussion_thread where id = "ownerId"))
  group by "ownerId" order by "ownerId"
  on conflict (day, owner_id) do update set clicks = c.clicks + excluded.clicks, positions = c.positions + excluded.positions
),
asked as materialized (
  select locale, topic, query, count(*) filter (where kind = 'search') as searches,
    count(*) filter (where kind = 'search' and empty) as no_results, count(*) filter (where kind = 'click') as clicks,
    coalesce(sum(position) filter (where kind = 'click'), 0) as positions,
    array_agg(distinct caller) filter (where caller is not null) as callers
  from event where query is not null and kind in ('search', 'click') and (topic = '' or topic in (select slug from topic))
  group by locale, topic, query
),
room as (
  select greatest(0, $3::int - count(*)) as left from search_query_day where day = current_date
),
taken as materialized (
  select *
  from (
    select asked.*, q.day is not null as known, coalesce(q.common, false) as was_common,
      row_number() over (partition by q.day is not null order by asked.searches desc, asked.query) as number
    from asked left join search_query_day q on q.day = current_date and q.locale = asked.locale and q.topic = asked.topic and q.query = asked.query
  ) a
  where a.known or (a.number <= (select "left" from room) and a.searches > 0)
),
knew as materialized (
  select t.locale, t.topic, t.query, array(
    select c.caller from search_query_caller c
    where c.day = current_date and c.locale = t.locale and c.topic = t.topic and c.query = t.query) as callers
  from taken t where not was_common
),
reached as materialized (
  select t.locale, t.topic, t.query, t.was_common or coalesce((
    select count(*) >= $2::int from (
      select unnest(k.callers) union select decode(unnest(t.callers), 'hex')) different), false) as common
  from taken t left join knew k using (locale, topic, query)
),
forgotten as (
  delete from search_query_caller c using reached r
  where r.common and c.day = current_date and c.locale = r.locale and c.topic = r.topic and c.query = r.query
),
remembered as (
  insert into search_query_caller (day, locale, topic, query, caller)
  select current_date, t.locale, t.topic, t.query, decode(caller, 'hex')
  from taken t join reached r using (locale, topic, query), unnest(t.callers) as caller
  where not r.common order by 2, 3, 4, 5
  on conflict do nothing
)
insert into search_query_day as q (day, locale, topic, query, searches, no_results, clicks, positions, common)
select current_date, locale, topic, query, searches, no_results, clicks, positions, r.common
from taken join reached r using (locale, topic, query) order by locale, topic, query
on conflict (day, locale, topic, query) do update set searches = q.searches + excluded.searches,
  no_results = q.no_results + excluded.no_results, clicks = q.clicks + excluded.clicks,
  positions = q.positions + excluded.positions, common = q.common or excluded.common`;
