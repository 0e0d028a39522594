import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which file a picture that was taken over from elsewhere has become. */
export class ImportedMedia1764000000072 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table imported_media (
        source text not null,
        key text not null,
        -- Null once it was deleted here for good: it stays away.
        media_id uuid references media_asset (id) on delete set null,
        digest text not null,
        primary key (source, key)
      );
      create index imported_media_of on imported_media (media_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
