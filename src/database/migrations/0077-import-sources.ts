import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each directory has a source of its own. What was imported before that is kept as the one called "hsds". */
export class ImportSources1764000000077 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("update imported_entry set source = 'hsds:hsds' where source = 'hsds'");
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
