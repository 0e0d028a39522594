import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often whatever can be updated was changed, and by whom last: so that two people who change it hear of each other. */
export class RevisionsOfRows1764000000054 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.query(`
        alter table ${table} add revision int not null default 1, add revised_at timestamptz,
          add revised_by uuid references member on delete set null;
        create index ${table}_revised_by on ${table} (revised_by) where revised_by is not null;
      `);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}

const TABLES = [
  'topic',
  'expert',
  'space',
  'media_asset',
  'media_folder',
  'hotline',
  'support_topic',
  'saved_view',
  'search_pin',
  'search_synonym_set',
  'release',
  'webhook',
];
