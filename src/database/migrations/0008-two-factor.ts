import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The second factor of accounts: better-auth's table, in our spelling. Secret and recovery codes are encrypted. */
export class TwoFactor1764000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table auth_user add two_factor_enabled boolean not null default false;

      create table auth_two_factor (
        id uuid primary key,
        user_id uuid not null unique references auth_user on delete cascade,
        secret text not null,
        backup_codes text not null,
        -- False until a first code has shown that the app has the secret.
        verified boolean not null default false,
        failed_verification_count int not null default 0,
        locked_until timestamptz
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
