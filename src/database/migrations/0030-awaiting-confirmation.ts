import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has signed up where addresses must be confirmed is nobody to others until theirs is. */
export class AwaitingConfirmation1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table member add column awaits_confirmation boolean not null default false;
      create index member_awaits_confirmation on member (id) where awaits_confirmation;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
