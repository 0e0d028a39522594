import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links by which someone without an account may look at a draft. */
export class Preview1764000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table preview_link (
        id uuid primary key,
        entry_id uuid not null references entry on delete cascade,
        -- Number of the revision it shows; whichever is the newest when null.
        revision int,
        -- The languages it shows as published; all that the draft has when null.
        locales text[],
        -- SHA-256 of the token.
        token_hash bytea not null unique,
        -- Whoever made it lends it their right to read the draft: without them it ends.
        created_by uuid not null references member on delete cascade,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz
      );
      create index preview_link_newest on preview_link (created_at desc, id desc);
      create index preview_link_entry on preview_link (entry_id, created_at desc, id desc);
      create index preview_link_creator on preview_link (created_by);
      create index preview_link_expiry on preview_link (expires_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
