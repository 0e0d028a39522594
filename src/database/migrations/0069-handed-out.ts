import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was handed out to somebody ends with what let them in. */
export class HandedOut1764000000069 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Links to archives name the session that asked for them, and are kept nowhere.
      alter table data_export add ready boolean not null default false;
      update data_export set ready = true where token_hash is not null;
      alter table data_export drop column token_hash;

      -- An invitation stands as long as whoever invited may invite.
      delete from invitation i where not exists (
        select 1 from member m where m.id = i.invited_by and 'ADMIN' = any(m.roles));
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
