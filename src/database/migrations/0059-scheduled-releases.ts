import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Releases can be planned ahead, as entries can. */
export class ScheduledReleases1764000000059 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table scheduled_action add release_id uuid references release on delete cascade,
        drop constraint one_target,
        add constraint one_target check (num_nonnulls(entry_id, release_id) = 1),
        add constraint releases_are_published check (release_id is null or action = 'PUBLISH' and revision is null and locales is null);
      create index scheduled_action_release on scheduled_action (release_id, due_at) where release_id is not null;
      create unique index scheduled_action_once on scheduled_action (release_id) where release_id is not null and state = 'PENDING';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
