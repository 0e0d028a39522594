import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bundles of entries that become public together. */
export class Releases1764000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table release (
        id uuid primary key,
        name text not null,
        note text,
        state text not null check (state in ('DRAFT', 'PUBLISHED', 'REVERTED')),
        created_by uuid references member on delete set null,
        created_at timestamptz not null,
        published_by uuid references member on delete set null,
        published_at timestamptz,
        reverted_by uuid references member on delete set null,
        reverted_at timestamptz,
        check ((published_at is null) = (state = 'DRAFT')),
        check ((reverted_at is null) = (state <> 'REVERTED'))
      );
      create index release_newest on release (created_at desc, id desc);

      create table release_item (
        id uuid primary key,
        release_id uuid not null references release on delete cascade,
        entry_id uuid not null references entry on delete cascade,
        action text not null check (action in ('PUBLISH', 'UNPUBLISH')),
        -- All of the entry when null.
        locales text[] check (cardinality(locales) > 0),
        -- The revision that is to become public, the newest at that moment when null; once it is public, that one.
        revision int check (revision is null or action = 'PUBLISH'),
        -- Whether an editor has chosen the revision.
        pinned boolean not null,
        added_by uuid references member on delete set null,
        added_at timestamptz not null,
        unique (release_id, entry_id)
      );
      create index release_item_entry on release_item (entry_id);

      alter table publication add release_id uuid references release on delete set null;
      create index publication_release on publication (release_id) where release_id is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
