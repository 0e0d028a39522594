import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys for front ends and scripts. */
export class ApiKeys1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_key (
        id uuid primary key,
        owner_id uuid not null references member on delete cascade,
        name text not null,
        scope text not null check (scope in ('READ', 'CONTENT', 'ALL')),
        -- The beginning of the key, by which people know it again.
        prefix text not null,
        -- SHA-256 of the whole key, which itself is kept nowhere.
        hash bytea not null unique check (length(hash) = 32),
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz
      );
      create index api_key_owner on api_key (owner_id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
