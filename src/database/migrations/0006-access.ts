import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles that members have in one place only. */
export class Access1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access_grant (
        id uuid primary key,
        member_id uuid not null references member on delete cascade,
        role text not null,
        space_id uuid references space on delete cascade,
        organization_id uuid references entry on delete cascade,
        locale text,
        -- What the three columns above say, in the form the rules ask for it.
        scope text not null generated always as (case
          when space_id is not null then 'space' when organization_id is not null then 'organization' else 'locale' end) stored,
        of text not null generated always as (coalesce(space_id::text, organization_id::text, locale)) stored,
        granted_by uuid references member on delete set null,
        granted_at timestamptz not null default now(),
        check (num_nonnulls(space_id, organization_id, locale) = 1),
        unique (member_id, role, scope, of)
      );
      create index access_grant_space on access_grant (space_id) where space_id is not null;
      create index access_grant_organization on access_grant (organization_id) where organization_id is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
