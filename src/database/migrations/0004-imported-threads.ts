import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where threads that were taken over came from, so that taking them over again does nothing. */
export class ImportedThreads1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table imported_thread (
        source text not null,
        key text not null,
        thread_id uuid not null references discussion_thread on delete cascade,
        primary key (source, key)
      );
      create index imported_thread_thread on imported_thread (thread_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
