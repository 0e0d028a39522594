import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts, sessions and settings of the hub. The tables auth_* are better-auth's, in our spelling; it fills them, but
 * never changes their shape.
 *
 * An account refers to its member and not the other way round: no account can be without a member, whatever way it was
 * made, while a member may be without an account. So the words of someone who closes their account stay in the
 * community under the member's name, and imported authors need no account. Deleting a member deletes the account.
 */
export class Identity1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table hub_setting (
        key text primary key,
        value text not null
      );

      create table auth_user (
        id uuid primary key references member on delete cascade,
        name text not null,
        email text not null unique check (email = lower(email)),
        email_verified boolean not null default false,
        image text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );

      create table auth_session (
        id uuid primary key,
        user_id uuid not null references auth_user on delete cascade,
        token text not null unique,
        expires_at timestamptz not null,
        ip_address text,
        user_agent text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create index auth_session_user on auth_session (user_id);

      create table auth_account (
        id uuid primary key,
        user_id uuid not null references auth_user on delete cascade,
        account_id text not null,
        provider_id text not null,
        access_token text,
        refresh_token text,
        id_token text,
        access_token_expires_at timestamptz,
        refresh_token_expires_at timestamptz,
        scope text,
        password text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        unique (provider_id, account_id)
      );
      create index auth_account_user on auth_account (user_id);

      create table auth_verification (
        id uuid primary key,
        identifier text not null,
        value text not null,
        expires_at timestamptz not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create index auth_verification_identifier on auth_verification (identifier);

      -- Tries at passwords within the running window, by account and by network address.
      create table auth_try (
        key text primary key,
        tries int not null,
        resets_at timestamptz not null
      );
      create index auth_try_reset on auth_try (resets_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
