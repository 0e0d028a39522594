import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What changed while a new search index was being filled, so that it can be brought up to date after the swap. */
export class SearchRebuild1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table search_rebuild (
        id uuid primary key,
        started_at timestamptz not null default now()
      );
      create table search_rebuild_change (owner_id uuid primary key);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
