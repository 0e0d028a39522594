import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Codes of authenticator apps work once, wherever they are shown. */
export class UsedCodes1764000000068 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The 30 seconds (RFC 6238) of the last code that was taken, counted from 1970: no code of then or before is taken.
      alter table auth_two_factor add last_step bigint;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
