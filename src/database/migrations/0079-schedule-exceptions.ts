import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Holidays and other days on which the usual hours do not hold, and hours for those who have an appointment. */
export class ScheduleExceptions1764000000079 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table schedule add column by_appointment boolean not null default false;

      create table schedule_exception (
        id uuid primary key,
        location_id uuid references location on delete cascade,
        service_id uuid references service on delete cascade,
        position int not null,
        starts_on date not null,
        ends_on date not null,
        opens_at text,
        closes_at text,
        timezone text not null,
        description text,
        check (num_nonnulls(location_id, service_id) = 1),
        check (num_nonnulls(opens_at, closes_at) <> 1),
        check (ends_on >= starts_on)
      );
      create index schedule_exception_location on schedule_exception (location_id, position) where location_id is not null;
      create index schedule_exception_service on schedule_exception (service_id, position) where service_id is not null;

      create function schedule_begins_on(s schedule, day date) returns boolean language sql stable as $$
        select schedule_falls_on(s, day) and not exists (
          select from schedule_exception x where x.location_id = s.location_id and day between x.starts_on and x.ends_on
          union all
          select from schedule_exception x where x.service_id = s.service_id and day between x.starts_on and x.ends_on)
      $$;
      create or replace function schedule_is_open(s schedule, at timestamptz) returns boolean language sql stable as $$
        select case
          when closes > opens then clock::time >= opens and clock::time < closes and schedule_begins_on(s, clock::date)
          else (clock::time >= opens and schedule_begins_on(s, clock::date))
            or (clock::time < closes and schedule_begins_on(s, clock::date - 1))
          end
        from (select at at time zone s.timezone as clock, s.opens_at::time as opens, s.closes_at::time as closes) local
      $$;
      create function exception_is_open(x schedule_exception, at timestamptz) returns boolean language sql stable as $$
        select coalesce(case
          when closes > opens then clock::time >= opens and clock::time < closes and clock::date between x.starts_on and x.ends_on
          else (clock::time >= opens and clock::date between x.starts_on and x.ends_on)
            or (clock::time < closes and clock::date - 1 between x.starts_on and x.ends_on)
          end, false)
        from (select at at time zone x.timezone as clock, x.opens_at::time as opens, x.closes_at::time as closes) local
      $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
