import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pictures have a preview of a few pixels. Those that are there already get theirs from the nightly upkeep. */
export class MediaPreviews1764000000071 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table media_upload add column preview text;
      alter table media_asset add column preview text;
      create index media_asset_without_preview on media_asset (id) where kind = 'IMAGE' and preview is null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
