import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Revisions in which only topics were changed, together with those of other entries, are known as such; and one knows of
 * topics that were changed in public apart from the rest of what was published.
 */
export class TaggedRevisions1764000000057 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The revision that says what is public with the topics it has now, where these are not those of live_revision.
      alter table entry add tagged_revision int;
      alter table revision drop constraint revision_kind_check,
        add constraint revision_kind_check check (kind in ('SAVED', 'AUTOSAVED', 'RESTORED', 'TAGGED'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
