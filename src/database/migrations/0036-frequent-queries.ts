import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Suggestions look for what many have searched for, by how it begins. */
export class FrequentQueries1764000000036 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create index search_query_day_beginning on search_query_day (locale, query text_pattern_ops, day) where common',
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
