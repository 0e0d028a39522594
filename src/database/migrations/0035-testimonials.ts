import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stories that members send in, and the texts by which people consent to theirs being shown. */
export class Testimonials1764000000035 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table consent_version (
        id uuid primary key,
        version int not null unique check (version > 0),
        published_at timestamptz not null default now(),
        published_by uuid references member on delete set null
      );

      create table consent_text (
        consent_version_id uuid not null references consent_version on delete cascade,
        locale text not null,
        body_markdown text not null,
        body_html text not null,
        body_text text not null,
        body_headings jsonb not null,
        body_reading_minutes int not null,
        primary key (consent_version_id, locale)
      );

      -- What was agreed to; null where it was not said: then the version that held on the day.
      alter table entry
        add consent_text_version int references consent_version (version),
        add consent_text_locale text,
        -- Whether a member sent it in: then the centre does not answer for what it says.
        add sent_in boolean not null default false;
      create index entry_consent_expiry on entry (consent_expires_on)
        where status = 'PUBLISHED' and consent_expires_on is not null;

      create table testimonial (
        id uuid primary key,
        entry_id uuid not null unique references entry on delete cascade,
        -- Who sent it in.
        member_id uuid references member on delete set null,
        locale text not null,
        -- How they want to be reached.
        contact text,
        submitted_at timestamptz not null
      );
      create index testimonial_newest on testimonial (submitted_at desc, id desc);
      create index testimonial_member on testimonial (member_id);
    `);
    await runner.query(`
      create function testimonial_state(story uuid) returns text language sql stable as $$
        select case
          when e.consent_withdrawn_at is not null then 'WITHDRAWN'
          when e.deleted_at is not null then 'DECLINED'
          when e.status = 'PUBLISHED' and e.consent_expires_on < current_date then 'UNPUBLISHED'
          when e.status <> 'DRAFT' then e.status
          when exists (select 1 from review r where r.entry_id = e.id and r.state = 'CHANGES_REQUESTED') then 'CHANGES_REQUESTED'
          else 'SUBMITTED' end
        from entry e where e.id = story
      $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
