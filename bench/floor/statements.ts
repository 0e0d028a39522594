import { randomUUID } from 'node:crypto';

/**
 * What a careful engineer would write by hand for one workload: one statement that answers its JSON, with the same
 * information from the same tables as the hub's answer. It keeps to what is public and picks texts by locale as the hub
 * does, and leaves out all that makes the hub general.
 */
export interface FloorStatement {
  readonly sql: string;
  /** @param session key of the session the request came with */
  readonly values: (variables: Readonly<Record<string, string>>, session: string | undefined) => unknown[];
}

const LOCALES = ['en', 'de'];

const EXPERTS = `(
  select coalesce(json_agg(json_build_object('id', x.id, 'name', x.name, 'title', xt.title) order by ee.position), '[]')
  from entry_expert ee join expert x on x.id = ee.expert_id
  join lateral (
    select title from expert_translation l where l.expert_id = x.id order by array_position($1::text[], l.locale) limit 1
  ) xt on true
  where ee.entry_id = e.id)`;

const TOPICS = `(
  select coalesce(json_agg(json_build_object('id', tp.id, 'slug', tp.slug, 'name', tt.name) order by et.position), '[]')
  from entry_topic et join topic tp on tp.id = et.topic_id
  join lateral (
    select name from topic_translation l where l.topic_id = tp.id order by array_position($1::text[], l.locale) limit 1
  ) tt on true
  where et.entry_id = e.id)`;

const TEXTS = `join lateral (
  select l.title, l.summary, l.slug, l.body_html from entry_translation l
  where l.entry_id = e.id and l.status = 'PUBLISHED' and array_position($1::text[], l.locale) is not null
  order by array_position($1::text[], l.locale) limit 1
) t on true`;

const PUBLIC_THREAD = `th.deleted_at is null and th.space_id in (select id from space where visibility = 'PUBLIC')`;

const AUTHOR = (of: string) =>
  `(select json_build_object('id', m.id, 'name', m.name, 'handle', m.handle) from member m where m.id = ${of}.author_id)`;

const PAGE_OF_ARTICLES = `
  select json_build_object('expertArticles', json_build_object(
    'nodes', coalesce(json_agg(node order by published_at desc, id desc) filter (where n <= 20), '[]'),
    'pageInfo', json_build_object('hasNextPage', count(*) > 20, 'endCursor',
      (array_agg(published_at || ' ' || id order by published_at, id) filter (where n <= 20))[1])))::text
  from (
    select e.id, e.published_at, row_number() over (order by e.published_at desc, e.id desc) n,
      json_build_object('id', e.id, 'title', t.title, 'summary', t.summary, 'slug', t.slug, 'publishedAt', e.published_at) node
    from entry e ${TEXTS}
    where e.type = 'EXPERT_ARTICLE' and e.status = 'PUBLISHED' and (e.published_at, e.id) < ($2::timestamptz, $3::uuid)
    order by e.published_at desc, e.id desc limit 21
  ) page`;

export const FLOOR_STATEMENTS: Readonly<Record<string, FloorStatement>> = {
  W1: {
    sql: `
      select json_build_object('expertArticle', json_build_object(
        'id', e.id, 'slug', t.slug, 'title', t.title, 'summary', t.summary, 'publishedAt', e.published_at,
        'body', json_build_object('html', t.body_html), 'experts', ${EXPERTS}, 'topics', ${TOPICS}))::text
      from entry e ${TEXTS}
      where e.status = 'PUBLISHED' and e.type = 'EXPERT_ARTICLE' and e.id = (
        select s.entry_id from entry_translation s where s.type = 'EXPERT_ARTICLE' and s.slug = $2 and s.status = 'PUBLISHED'
        order by array_position($1::text[], s.locale) limit 1)`,
    values: ({ slug }) => [LOCALES, slug],
  },
  W2: {
    sql: `
      select json_build_object('expertArticles', json_build_object(
        'nodes', coalesce(json_agg(node order by published_at desc, id desc), '[]')))::text
      from (
        select e.id, e.published_at, json_build_object(
          'id', e.id, 'title', t.title, 'summary', t.summary, 'slug', t.slug, 'publishedAt', e.published_at,
          'experts', ${EXPERTS}, 'topics', ${TOPICS}) node
        from entry e ${TEXTS}
        where e.type = 'EXPERT_ARTICLE' and e.status = 'PUBLISHED'
        order by e.published_at desc, e.id desc limit 20
      ) page`,
    values: () => [LOCALES],
  },
  W3: {
    sql: `
      select json_build_object('discussionThread', json_build_object(
        'id', th.id, 'title', th.title, 'postCount', th.post_count, 'author', ${AUTHOR('th')},
        'posts', json_build_object('nodes', (
          select coalesce(json_agg(node order by created_at, id), '[]') from (
            select p.created_at, p.id, json_build_object(
              'id', p.id, 'createdAt', p.created_at, 'body', json_build_object('html', p.body_html, 'text', p.body_text),
              'author', ${AUTHOR('p')}) node
            from post p where p.thread_id = th.id and p.deleted_at is null order by p.created_at, p.id limit 50
          ) first))))::text
      from discussion_thread th where th.id = $1 and ${PUBLIC_THREAD}`,
    values: ({ id }) => [id],
  },
  W4: {
    sql: `
      select json_build_object('discussionThreads', json_build_object(
        'nodes', coalesce(json_agg(node order by created_at desc, id desc), '[]')))::text
      from (
        select th.created_at, th.id, json_build_object(
          'id', th.id, 'title', th.title, 'createdAt', th.created_at, 'author', ${AUTHOR('th')},
          'posts', json_build_object('nodes', (
            select coalesce(json_agg(node order by created_at, id), '[]') from (
              select p.created_at, p.id, json_build_object(
                'id', p.id, 'createdAt', p.created_at, 'body', json_build_object('html', p.body_html),
                'author', ${AUTHOR('p')}) node
              from post p where p.thread_id = th.id and p.deleted_at is null order by p.created_at desc, p.id desc limit 3
            ) last))) node
        from discussion_thread th
        where ${PUBLIC_THREAD} and (th.created_at, th.id) < ($1::timestamptz, $2::uuid)
        order by th.created_at desc, th.id desc limit 20
      ) page`,
    values: ({ createdAt, id }) => [createdAt, id],
  },
  W5: { sql: PAGE_OF_ARTICLES, values: ({ publishedAt, id }) => [LOCALES, publishedAt, id] },
  'W5 early': { sql: PAGE_OF_ARTICLES, values: ({ publishedAt, id }) => [LOCALES, publishedAt, id] },
  // Plain full-text search of PostgreSQL on the hub's own search tables and index: any of the words, the last one
  // unfinished, ranked by ts_rank. It takes words as they are, without a look for typing errors, split words or how rare
  // each word is.
  W6: {
    sql: `
      with query as (select to_tsquery('search.english', $1) as typed),
      matched as materialized (
        select d.n, d.owner_id, ts_rank(d.vector, typed) as rank from search.document d, query
        where d.vector @@ typed and $2 = any (d.reader_locales)
      ),
      page as (select * from matched order by rank desc, n limit 10)
      select json_build_object('search', json_build_object(
        'totalCount', (select count(*) from matched),
        'edges', (
          select coalesce(json_agg(json_build_object(
            'node', json_build_object('id', owner_id),
            'highlight', json_build_object(
              'title', ts_headline('search.english', t.title, typed, 'HighlightAll=true, StartSel=<mark>, StopSel=</mark>'),
              'snippet', ts_headline('search.english', concat_ws(' ', nullif(t.summary, ''), left(t.body, 20000)), typed,
                'MaxFragments=2, MaxWords=22, MinWords=8, StartSel=<mark>, StopSel=</mark>'))) order by rank desc, n), '[]')
          from page join search.document_text t using (n), query)))::text`,
    values: ({ words }) => [`${words!.trim().split(/\s+/).join(' | ')}:*`, 'en'],
  },
  W7: {
    sql: `
      with viewer as (
        select m.id, m.name, m.handle from auth_session s join member m on m.id = s.user_id
        where s.token = $1 and s.expires_at > now()
      ), thread as (
        select t.id from discussion_thread t, viewer where t.id = $2 and t.deleted_at is null and not t.locked for update of t
      ), written as (
        insert into post (id, thread_id, author_id, body_markdown, body_html, body_text, body_reading_minutes, created_at)
        select $3, thread.id, viewer.id, $4, $5, $4, 1, clock_timestamp() from thread, viewer
        returning id, thread_id, body_html, created_at
      ), counted as (
        update discussion_thread t set post_count = t.post_count + 1, last_activity_at = written.created_at
        from written where t.id = written.thread_id
      )
      select json_build_object('addPost', json_build_object(
        'post', json_build_object(
          'id', written.id, 'createdAt', written.created_at, 'body', json_build_object('html', written.body_html),
          'thread', json_build_object('id', written.thread_id),
          'author', json_build_object('id', viewer.id, 'name', viewer.name, 'handle', viewer.handle)),
        'errors', json_build_array()))::text
      from written, viewer, lateral (select enqueue_indexing(written.thread_id)) queued,
        lateral (select record_audit_event(jsonb_build_object('id', $6::uuid, 'actor_id', viewer.id, 'action', 'addPost',
          'object_type', 'Post', 'object_id', written.id, 'outcome', 'DONE', 'address', '127.0.0.1'))) logged`,
    // The same rows as the hub's, the audit log's too. Markdown is not rendered here: the text is one plain paragraph.
    values: ({ threadId, body }, session) => [session, threadId, randomUUID(), body, `<p>${body}</p>`, randomUUID()],
  },
};
