import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one account has many of is counted before there is one more, and found when the account goes. */
export class AccountLimits1764000000076 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index media_upload_member on media_upload (member_id);
      create index webhook_creator on webhook (created_by);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
