import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What editors have planned: what is to become public, or cease to be, at a time they have named. */
export class ScheduledActions1764000000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The first moment at which a clock in the zone shows the time, which in autumn it may do twice. A time that the
    // clock leaves out in spring is taken as far after the change as it was meant to be.
    await runner.query(`
      create function instant_of(wall_clock timestamp, zone text) returns timestamptz language sql stable strict as $$
        select case when earlier at time zone zone = wall_clock then least(earlier, usual) else usual end
        from (select wall_clock at time zone zone as usual) u,
          lateral (select usual - interval '1 day' as day_before) d,
          lateral (select (wall_clock - ((day_before at time zone zone) - (day_before at time zone 'UTC'))) at time zone 'UTC' as earlier) e
      $$;

      create table scheduled_action (
        id uuid primary key,
        action text not null check (action in ('PUBLISH', 'UNPUBLISH')),
        entry_id uuid references entry on delete cascade,
        -- The revision that becomes public.
        revision int,
        -- Null: all that there are when it is done.
        locales text[] check (cardinality(locales) > 0),
        -- What the editor said. The rules of time zones change, so it is this that counts.
        wall_clock timestamp not null,
        time_zone text not null,
        -- What it comes to by the rules known now.
        due_at timestamptz not null,
        state text not null default 'PENDING' check (state in ('PENDING', 'DONE', 'FAILED', 'CANCELLED')),
        scheduled_at timestamptz not null default now(),
        scheduled_by uuid references member on delete set null,
        ended_at timestamptz,
        cancelled_by uuid references member on delete set null,
        cancel_reason text check (cancel_reason in ('BY_HAND', 'TRASHED', 'TAKEN_BACK', 'SUPERSEDED')),
        -- Why it failed, as user errors.
        errors jsonb not null default '[]',
        -- How often it has come to grief through no fault of what was planned.
        tries int not null default 0,
        constraint one_target check (num_nonnulls(entry_id) = 1),
        constraint publishes_a_revision check (entry_id is null or (action = 'PUBLISH') = (revision is not null)),
        constraint ends_once check ((state = 'PENDING') = (ended_at is null)),
        constraint cancelled_for_a_reason check ((state = 'CANCELLED') = (cancel_reason is not null))
      );
      create index scheduled_action_pending on scheduled_action (due_at, id) where state = 'PENDING';
      create index scheduled_action_time on scheduled_action (due_at, id);
      create index scheduled_action_entry on scheduled_action (entry_id, due_at);
      create index scheduled_action_by on scheduled_action (scheduled_by);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
