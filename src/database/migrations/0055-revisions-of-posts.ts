import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The same for what members write: its author and moderators may change it at the same time. */
export class RevisionsOfPosts1764000000055 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['discussion_thread', 'post']) {
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
