import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where letters go is often another place than where people do. */
export class PostalAddresses1764000000078 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table entry add column postal_address jsonb;
      alter table location add column postal_address jsonb;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
