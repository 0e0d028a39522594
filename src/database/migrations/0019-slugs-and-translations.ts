import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Slugs that entries had before, and how far they are translated. */
export class SlugsAndTranslations1764000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A slug leads to one entry at most: to the one that had it last, unless another has it now.
      create table slug_redirect (
        id uuid primary key default gen_random_uuid(),
        entry_id uuid not null references entry on delete cascade,
        type text not null,
        locale text not null,
        slug text not null,
        replaced_at timestamptz not null default now(),
        unique (type, slug, locale)
      );
      create index slug_redirect_entry on slug_redirect (entry_id);
      create index slug_redirect_slug on slug_redirect (slug);
      create index slug_redirect_newest on slug_redirect (replaced_at desc, id desc);

      -- Here and not where entries are published, so that no way of publishing can forget it.
      create function keep_slug_redirects() returns trigger language plpgsql as $$
      begin
        delete from slug_redirect where type = new.type and locale = new.locale and slug = new.slug;
        if tg_op = 'UPDATE' and old.slug <> new.slug and not exists (
          select 1 from entry_translation t
          where t.type = old.type and t.locale = old.locale and t.slug = old.slug and t.status = 'PUBLISHED')
        then
          insert into slug_redirect (entry_id, type, locale, slug) values (old.entry_id, old.type, old.locale, old.slug)
          on conflict (type, slug, locale) do update set entry_id = excluded.entry_id, replaced_at = excluded.replaced_at;
        end if;
        return null;
      end $$;
      create trigger entry_translation_redirects after insert or update of slug, status on entry_translation
        for each row when (new.status = 'PUBLISHED') execute function keep_slug_redirects();
    `);
    await runner.query(`
      -- The languages of the site as its processes are configured; lists of what is missing need them.
      create table site_locale (
        locale text primary key,
        position int not null
      );

      -- The language an entry is translated from.
      alter table entry add source_locale text;

      -- How far an entry is translated, by language: of each one of the site, and each its newest draft has a text in.
      create table translation (
        id uuid primary key default gen_random_uuid(),
        entry_id uuid not null references entry on delete cascade,
        locale text not null,
        state text not null check (state in ('SOURCE', 'MISSING', 'OUTDATED', 'UP_TO_DATE')),
        -- When it came to this state.
        state_since timestamptz not null default now(),
        -- The texts in the newest draft; null when there are none.
        text_digest text check ((state = 'MISSING') = (text_digest is null)),
        -- The revision whose source it was made from, and what that said.
        source_revision int,
        source_digest text,
        unique (entry_id, locale)
      );
      create index translation_work on translation (locale, state, state_since, id);
      create index translation_waiting on translation (state_since, id);
    `);
    await runner.query(`
      -- What a draft says in a language, wherever in it: null without a title or body. Slugs and search terms are no text
      -- to translate.
      create function texts_digest(draft jsonb, locale text) returns text language sql immutable as $$
        select md5(jsonb_agg(jsonb_strip_nulls(t - 'slug' - 'searchTerms'))::text)
        from jsonb_path_query(draft, '$.**.translations[*] ? (@.locale == $locale)', jsonb_build_object('locale', locale)) t
        where exists (
          select 1 from jsonb_path_query(draft, '$.translations[*] ? (@.locale == $locale)', jsonb_build_object('locale', locale)) own
          where coalesce(own->>'title', '') <> '' or coalesce(own->>'body', '') <> '')
      $$;

      -- Brings the translations of an entry in line with its newest revision. A text that has changed was made from the
      -- source of that revision. Its source stays the language it had, or else is the first that has a text; when it becomes
      -- another, all other texts count as made from that.
      create function track_translations(the_entry uuid, new_source text default null) returns void language plpgsql as $$
      declare
        the_draft jsonb;
        newest int;
        old_source text;
        source text;
        digest_of_source text;
      begin
        select r.draft, e.latest_revision, e.source_locale into the_draft, newest, old_source
        from entry e join revision r on r.entry_id = e.id and r.number = e.latest_revision where e.id = the_entry;
        select x.locale into source
        from (
          select 0 as n, coalesce(new_source, old_source) as locale
          union all
          select d.n, d.t->>'locale' from jsonb_path_query(the_draft, '$.translations[*]') with ordinality d(t, n)
        ) x
        where texts_digest(the_draft, x.locale) is not null order by x.n limit 1;
        digest_of_source := texts_digest(the_draft, source);
        update entry set source_locale = source where id = the_entry and source_locale is distinct from source;

        with found as (
          select l.locale, texts_digest(the_draft, l.locale) as digest
          from (
            select s.locale from site_locale s
            union
            select d->>'locale' from jsonb_path_query(the_draft, '$.translations[*]') d
          ) l
        ), judged as (
          select f.locale, f.digest,
            case
              when made.anew then newest
              -- An autosave may have gone since.
              else coalesce((select max(r.number) from revision r where r.entry_id = the_entry and r.number <= t.source_revision),
                t.source_revision)
            end as revision,
            case when made.anew then digest_of_source else t.source_digest end as source_digest
          from found f
          left join translation t on t.entry_id = the_entry and t.locale = f.locale
          cross join lateral (
            select t.text_digest is distinct from f.digest or old_source is distinct from source
              or t.source_digest is not distinct from digest_of_source as anew
          ) made
        )
        insert into translation (entry_id, locale, state, text_digest, source_revision, source_digest)
        select the_entry, locale,
          case
            when digest is null then 'MISSING'
            when locale = source then 'SOURCE'
            when source_digest = digest_of_source then 'UP_TO_DATE'
            else 'OUTDATED'
          end,
          digest,
          case when digest is not null and locale <> source then revision end,
          case when digest is not null and locale <> source then source_digest end
        from judged
        on conflict (entry_id, locale) do update set
          state = excluded.state,
          state_since = case when translation.state = excluded.state then translation.state_since else now() end,
          text_digest = excluded.text_digest,
          source_revision = excluded.source_revision,
          source_digest = excluded.source_digest;

        delete from translation t
        where t.entry_id = the_entry and t.locale not in (select s.locale from site_locale s)
          and texts_digest(the_draft, t.locale) is null;
      end $$;

      -- Tells the database the languages of the site. Only a change costs more than a look.
      create function set_site_locales(locales text[]) returns void language plpgsql as $$
      begin
        if locales = array(select s.locale from site_locale s order by s.position) then return; end if;
        delete from site_locale;
        insert into site_locale select l, n from unnest(locales) with ordinality x(l, n);
        delete from translation where state = 'MISSING' and locale <> all(locales);
        insert into translation (entry_id, locale, state)
          select e.id, l, 'MISSING' from entry e cross join unnest(locales) l on conflict do nothing;
      end $$;
    `);
    await runner.query('select track_translations(id) from entry order by id');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
