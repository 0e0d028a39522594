import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comments on drafts, letters about reviews, and which articles somebody was reminded of. */
export class ReviewComments1764000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a draft has at a place: names of fields, and in lists the language or key of an element, else its index. What is
      -- empty is null, like what is not there.
      create function draft_value(draft jsonb, path text[]) returns jsonb language plpgsql immutable as $$
      declare
        at jsonb := draft;
        step text;
      begin
        foreach step in array path loop
          at := case jsonb_typeof(at)
            when 'object' then at->step
            when 'array' then (
              select e from jsonb_array_elements(at) with ordinality as a(e, n)
              where coalesce(e->>'locale', e->>'key', (n - 1)::text) = step order by n limit 1)
          end;
        end loop;
        return case when at in ('null', '""', '[]') then null else at end;
      end $$;

      create table review_thread (
        id uuid primary key,
        entry_id uuid not null references entry on delete cascade,
        -- The revision it was begun on.
        revision int not null,
        -- Where in the draft; empty for all of it.
        path text[] not null,
        quote text,
        -- MD5 of what stood there; null for nothing.
        digest text,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        resolved_at timestamptz,
        resolved_by uuid references member on delete set null
      );
      create index review_thread_entry on review_thread (entry_id, created_at, id);
      create index review_thread_updated on review_thread (updated_at desc, id desc);

      create table review_comment (
        id uuid primary key,
        thread_id uuid not null references review_thread on delete cascade,
        author_id uuid references member on delete set null,
        body text not null,
        created_at timestamptz not null,
        edited_at timestamptz
      );
      create index review_comment_thread on review_comment (thread_id, created_at, id);
      create index review_comment_author on review_comment (author_id);

      -- What someone has yet to be told of by mail. All of one entry goes into one letter.
      create table review_notice (
        id uuid primary key,
        entry_id uuid not null references entry on delete cascade,
        member_id uuid not null references member on delete cascade,
        kind text not null check (kind in ('ASSIGNED', 'RESUBMITTED', 'DECIDED', 'COMMENTED')),
        actor_id uuid references member on delete set null,
        decision_id uuid references review_decision on delete cascade,
        comment_id uuid references review_comment on delete cascade,
        created_at timestamptz not null
      );
      create index review_notice_of on review_notice (member_id, entry_id);

      -- Of which dates somebody was reminded: nobody is twice.
      create table review_reminder (
        entry_id uuid not null references entry on delete cascade,
        due_on date not null,
        kind text not null check (kind in ('SOON', 'DUE')),
        reminded_at timestamptz not null default now(),
        primary key (entry_id, due_on, kind)
      );
      create index entry_review_due on entry (review_due_on) where review_due_on is not null and status = 'PUBLISHED';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
