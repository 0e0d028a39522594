import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who threw an entry away; and what an import brought and someone has deleted for good stays away. */
export class Trash1764000000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table entry add column deleted_by uuid references member on delete set null;
      create index entry_trash on entry (deleted_at) where deleted_at is not null;
      create index entry_deleted_by on entry (deleted_by) where deleted_by is not null;

      alter table imported_entry
        alter column entry_id drop not null,
        drop constraint imported_entry_entry_id_fkey,
        add constraint imported_entry_entry_id_fkey foreign key (entry_id) references entry on delete set null;
      create index if not exists imported_entry_entry on imported_entry (entry_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
