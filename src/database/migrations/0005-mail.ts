import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits for an answer by mail. The codes themselves are in auth_verification, hashed; each names the row here that
 * it is for, and is worth nothing once the row has gone.
 */
export class Mail1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table invitation (
        id uuid primary key,
        email text not null unique check (email = lower(email)),
        name text,
        roles text[] not null check (cardinality(roles) > 0),
        locale text,
        invited_by uuid references member on delete set null,
        invited_at timestamptz not null default now(),
        expires_at timestamptz not null
      );
      create index invitation_invited_by on invitation (invited_by);

      -- A member has at most one change under way. It counts once both addresses have agreed.
      create table email_change (
        id uuid primary key,
        member_id uuid not null unique references auth_user on delete cascade,
        old_email text not null,
        new_email text not null check (new_email = lower(new_email)),
        old_agreed boolean not null default false,
        new_agreed boolean not null default false
      );

      -- better-auth reserves values under ids that it makes of a hash.
      alter table auth_verification alter id type text;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
