import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Drafts that are looked at before they are published, who looks at them, and what they decided. */
export class Review1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table review (
        id uuid primary key,
        entry_id uuid not null references entry on delete cascade,
        type text not null,
        state text not null
          check (state in ('IN_REVIEW', 'CHANGES_REQUESTED', 'APPROVED', 'PUBLISHED', 'WITHDRAWN')),
        -- The newest revision of the entry, as long as the review is open.
        revision int not null,
        revision_id uuid references revision on delete set null,
        submitted_revision int not null,
        submitted_by uuid references member on delete set null,
        submitted_at timestamptz not null,
        updated_at timestamptz not null,
        note text
      );
      -- What is open: an entry is in one review at most.
      create unique index review_open on review (entry_id) where state in ('IN_REVIEW', 'CHANGES_REQUESTED', 'APPROVED');
      create index review_entry on review (entry_id);
      create index review_updated on review (updated_at desc, id desc);
      create index review_waiting on review (submitted_at, id);

      create table review_reviewer (
        review_id uuid not null references review on delete cascade,
        member_id uuid not null references member on delete cascade,
        assigned_at timestamptz not null,
        primary key (review_id, member_id)
      );
      create index review_reviewer_member on review_reviewer (member_id);

      create table review_decision (
        id uuid primary key,
        entry_id uuid not null references entry on delete cascade,
        revision int not null,
        revision_id uuid not null references revision on delete cascade,
        -- Null where an approval was skipped of what was never submitted.
        review_id uuid references review on delete cascade,
        verdict text not null check (verdict in ('APPROVED', 'CHANGES_REQUESTED', 'SKIPPED')),
        -- Whether who decided was an expert then.
        as_expert boolean not null,
        note text,
        decided_by uuid references member on delete set null,
        decided_at timestamptz not null,
        -- False once the same member has decided anew on the same revision.
        standing boolean not null default true
      );
      create index review_decision_revision on review_decision (entry_id, revision) where standing;
      create index review_decision_of_review on review_decision (review_id);
      create index review_decision_of_revision on review_decision (revision_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
