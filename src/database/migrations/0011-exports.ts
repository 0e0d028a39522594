import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Archives that members have asked for of what is theirs. The files are named by the id, in the folder `exports`. */
export class Exports1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table data_export (
        id uuid primary key,
        member_id uuid not null references member on delete cascade,
        requested_at timestamptz not null default now(),
        expires_at timestamptz not null,
        -- SHA-256 of what the link ends in. Set once the file is whole.
        token_hash text unique
      );
      create index data_export_member on data_export (member_id, requested_at desc);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
