import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What autosaves said that others have taken the place of, for a day: someone may still be working from them. */
export class ReplacedAutosaves1764000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table replaced_autosave (
        entry_id uuid not null references entry on delete cascade,
        number int not null,
        draft jsonb not null,
        replaced_at timestamptz not null default now(),
        primary key (entry_id, number)
      );
      create index replaced_autosave_age on replaced_autosave (replaced_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
