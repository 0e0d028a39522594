import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How editors like to look at their lists. */
export class SavedViews1764000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table saved_view (
        id uuid primary key,
        -- A shared view stays when who made it leaves.
        owner_id uuid references member on delete set null,
        name text not null,
        list text not null,
        -- In the shape of the filter of the list.
        filter jsonb,
        order_by text,
        columns text[] not null,
        shared boolean not null,
        position int not null
      );
      create index saved_view_owner on saved_view (owner_id);
      create index saved_view_position on saved_view (position, id);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
