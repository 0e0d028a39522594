import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Devices on which members have signed in. Whoever guesses at their password cannot use up the tries of these. */
export class KnownDevices1764000000070 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table known_device (
        id uuid primary key,
        member_id uuid not null references auth_user on delete cascade,
        -- SHA-256 of the token that the device keeps.
        hash bytea not null unique check (length(hash) = 32),
        last_used_at timestamptz not null default now()
      );
      create index known_device_member on known_device (member_id, last_used_at desc);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
