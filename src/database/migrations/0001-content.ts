import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Topics, experts, entries with their translations and revisions, and the directory of organisations. */
export class Content1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table member (
        id uuid primary key,
        handle text not null unique check (handle ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
        name text not null check (length(name) between 1 and 80),
        biography text,
        roles text[] not null default '{MEMBER}',
        locale text,
        joined_at timestamptz not null default now()
      );

      create table topic (
        id uuid primary key,
        slug text not null unique,
        parent_id uuid references topic,
        lineage uuid[] not null,
        dimension text check (dimension in ('PHYSICAL', 'EMOTIONAL', 'MENTAL', 'SOCIAL')),
        position int not null default 0,
        check (lineage[1] = id)
      );
      create index topic_parent on topic (parent_id, position, id);
      create index topic_lineage on topic using gin (lineage);
      create table topic_translation (
        topic_id uuid not null references topic on delete cascade,
        locale text not null,
        name text not null,
        description text,
        synonyms text[] not null default '{}',
        primary key (topic_id, locale)
      );

      create table expert (
        id uuid primary key,
        slug text not null unique,
        name text not null,
        credentials text,
        member_id uuid references member on delete set null
      );
      create index expert_name on expert (name, id);
      create table expert_translation (
        expert_id uuid not null references expert on delete cascade,
        locale text not null,
        title text,
        biography text,
        primary key (expert_id, locale)
      );

      create table entry (
        id uuid primary key,
        type text not null check (type in ('RESOURCE', 'EXPERT_ARTICLE', 'SUCCESS_STORY', 'PARTNER_ORGANIZATION')),
        status text not null default 'DRAFT' check (status in ('DRAFT', 'PUBLISHED', 'UNPUBLISHED')),
        audiences text[] not null default '{}',
        published_at timestamptz,
        updated_at timestamptz not null default now(),
        created_at timestamptz not null default now(),
        created_by uuid references member on delete set null,
        latest_revision int not null,
        -- Set while the entry is in the trash.
        deleted_at timestamptz,

        kind text,
        url text,
        file jsonb,
        phone text,
        duration_minutes int check (duration_minutes > 0),
        cost text,
        provider text,
        media_accessibility text[] not null default '{}',
        languages text[] not null default '{}',

        sources jsonb not null default '[]' check (jsonb_typeof(sources) = 'array'),
        reviewer_id uuid references expert,
        reviewed_on date,
        review_due_on date,

        storyteller_name text,
        consent_given_by text,
        consent_given_on date,
        consent_scope text,
        consent_expires_on date,
        consent_withdrawn_at timestamptz,

        email text,
        legal_status text,
        place_accessibility text[] not null default '{}',
        partnership_kind text,
        partnership_since date,
        verified_on date,
        verified_by uuid references member on delete set null,

        -- A draft has nothing live yet; what has been published once must be whole.
        constraint published_has_date check (status = 'DRAFT' or published_at is not null),
        constraint resource_is_whole check (type <> 'RESOURCE' or status = 'DRAFT'
          or (kind is not null and cost is not null and num_nonnulls(url, file, phone) >= 1)),
        constraint story_is_whole check (type <> 'SUCCESS_STORY' or status = 'DRAFT'
          or num_nonnulls(storyteller_name, consent_given_by, consent_given_on, consent_scope) = 4)
      );
      create index entry_newest on entry (type, published_at desc, id desc) where status = 'PUBLISHED';
      create index entry_newest_all on entry (published_at desc, id desc) where status = 'PUBLISHED';
      create index entry_updated on entry (type, updated_at desc, id desc) where status = 'PUBLISHED';
      create index entry_reviewer on entry (reviewer_id) where reviewer_id is not null;

      create table entry_translation (
        entry_id uuid not null references entry on delete cascade,
        locale text not null,
        type text not null,
        status text not null check (status in ('PUBLISHED', 'UNPUBLISHED')),
        published_at timestamptz not null,
        slug text not null,
        title text not null,
        summary text,
        body_markdown text not null,
        body_html text not null,
        body_text text not null,
        body_headings jsonb not null default '[]',
        body_reading_minutes int not null,
        key_takeaways text[] not null default '{}',
        content_warning text,
        quote text,
        storyteller_relation text,
        search_terms text[] not null default '{}',
        primary key (entry_id, locale),
        constraint story_has_quote check (type <> 'SUCCESS_STORY' or quote is not null)
      );
      create unique index entry_translation_slug on entry_translation (type, slug, locale) where status = 'PUBLISHED';

      create table revision (
        id uuid primary key,
        entry_id uuid not null references entry on delete cascade,
        type text not null,
        number int not null check (number > 0),
        draft jsonb not null,
        created_by uuid references member on delete set null,
        created_at timestamptz not null default now(),
        unique (entry_id, number)
      );
      create index revision_newest on revision (created_at desc, id desc);

      -- What was taken over from elsewhere, so that taking it over again finds it.
      create table imported_entry (
        source text not null,
        key text not null,
        entry_id uuid not null references entry on delete cascade,
        digest text not null,
        primary key (source, key)
      );

      create table entry_topic (
        entry_id uuid not null references entry on delete cascade,
        topic_id uuid not null references topic,
        position int not null,
        primary key (entry_id, topic_id)
      );
      create index entry_topic_topic on entry_topic (topic_id, entry_id);

      create table entry_expert (
        entry_id uuid not null references entry on delete cascade,
        expert_id uuid not null references expert,
        position int not null,
        primary key (entry_id, expert_id)
      );
      create index entry_expert_expert on entry_expert (expert_id, entry_id);
    `);
    await runner.query(`
      create table location (
        id uuid primary key,
        organization_id uuid not null references entry on delete cascade,
        key text not null,
        position int not null,
        name text,
        description text,
        transportation text,
        street text,
        postal_code text,
        city text,
        region text,
        country text,
        latitude float8 check (latitude between -90 and 90),
        longitude float8 check (longitude between -180 and 180),
        accessibility text[] not null default '{}',
        unique (organization_id, key),
        check (num_nonnulls(latitude, longitude) <> 1)
      );
      create index location_organization on location (organization_id, position);

      create table service (
        id uuid primary key,
        organization_id uuid not null references entry on delete cascade,
        key text not null,
        position int not null,
        eligible_min_age int check (eligible_min_age between 0 and 130),
        eligible_max_age int check (eligible_max_age between 0 and 130),
        fee text,
        languages text[] not null default '{}',
        url text,
        email text,
        unique (organization_id, key)
      );
      create index service_organization on service (organization_id, position);
      create table service_translation (
        service_id uuid not null references service on delete cascade,
        locale text not null,
        name text not null,
        description text,
        eligibility text,
        application_process text,
        fees text,
        wait_time text,
        primary key (service_id, locale)
      );
      create table service_location (
        service_id uuid not null references service on delete cascade,
        location_id uuid not null references location on delete cascade,
        position int not null,
        primary key (service_id, location_id)
      );
      create index service_location_location on service_location (location_id, service_id);

      create table schedule (
        id uuid primary key,
        location_id uuid references location on delete cascade,
        service_id uuid references service on delete cascade,
        position int not null,
        frequency text not null check (frequency in ('DAILY', 'WEEKLY', 'MONTHLY')),
        interval int not null default 1 check (interval > 0),
        by_day text[] not null default '{}',
        by_month_day int[] not null default '{}',
        opens_at text not null,
        closes_at text not null,
        timezone text not null,
        valid_from date,
        valid_to date,
        description text,
        check (num_nonnulls(location_id, service_id) = 1)
      );
      create index schedule_location on schedule (location_id, position) where location_id is not null;
      create index schedule_service on schedule (service_id, position) where service_id is not null;

      create table phone (
        id uuid primary key,
        organization_id uuid references entry on delete cascade,
        location_id uuid references location on delete cascade,
        service_id uuid references service on delete cascade,
        position int not null,
        number text not null,
        extension text,
        label text,
        languages text[] not null default '{}',
        check (num_nonnulls(organization_id, location_id, service_id) = 1)
      );
      create index phone_organization on phone (organization_id, position) where organization_id is not null;
      create index phone_location on phone (location_id, position) where location_id is not null;
      create index phone_service on phone (service_id, position) where service_id is not null;
    `);
    // Asks for the search documents of an entry or thread to be brought up to date. Jobs of one owner share a queue, and so
    // never run at once: the one that reads last writes last.
    await runner.query(`
      create function enqueue_indexing(owner uuid) returns void language plpgsql as $$
      begin
        perform graphile_worker.add_job(
          'index-search', json_build_object('ownerId', owner), queue_name := 'index-search-' || abs(hashtext(owner::text)) % 8,
          job_key := 'index-search:' || owner, max_attempts := 25);
      end $$;
    `);
    // Whether a schedule holds at an instant, by the clock of its own time zone (RFC 5545 rules).
    await runner.query(`
      create function schedule_falls_on(s schedule, day date) returns boolean language sql immutable as $$
        select day >= coalesce(s.valid_from, day) and day <= coalesce(s.valid_to, day) and case s.frequency
          when 'DAILY' then
            (s.by_day = '{}' or weekday = any(s.by_day)) and (day - start) % s.interval = 0
          when 'WEEKLY' then
            (case when s.by_day = '{}' then s.valid_from is null or extract(isodow from s.valid_from) = extract(isodow from day)
              else weekday = any(s.by_day) end)
            and ((date_trunc('week', day)::date - date_trunc('week', start)::date) / 7) % s.interval = 0
          else
            (s.by_day = '{}' or weekday = any(s.by_day) or nth || weekday = any(s.by_day) or nth_last || weekday = any(s.by_day))
            and (s.by_month_day = '{}' or extract(day from day)::int = any(s.by_month_day) or from_end = any(s.by_month_day))
            and (extract(year from day) * 12 + extract(month from day) - extract(year from start) * 12 - extract(month from start))::int % s.interval = 0
          end
        from (select
          coalesce(s.valid_from, day) as start,
          (array['MO','TU','WE','TH','FR','SA','SU'])[extract(isodow from day)::int] as weekday,
          ((extract(day from day)::int - 1) / 7 + 1)::text as nth,
          '-' || ((extract(day from (date_trunc('month', day) + interval '1 month - 1 day'))::int - extract(day from day)::int) / 7 + 1) as nth_last,
          extract(day from day)::int - 1 - extract(day from (date_trunc('month', day) + interval '1 month - 1 day'))::int as from_end
        ) calendar
      $$;
      create function schedule_is_open(s schedule, at timestamptz) returns boolean language sql stable as $$
        select case
          when closes > opens then clock::time >= opens and clock::time < closes and schedule_falls_on(s, clock::date)
          else (clock::time >= opens and schedule_falls_on(s, clock::date))
            or (clock::time < closes and schedule_falls_on(s, clock::date - 1))
          end
        from (select at at time zone s.timezone as clock, s.opens_at::time as opens, s.closes_at::time as closes) local
      $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
