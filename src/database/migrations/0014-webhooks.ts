import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Other programs that are told what happens, and the log of what was sent to them. */
export class Webhooks1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook (
        id uuid primary key,
        name text not null,
        url text not null,
        events text[] not null check (cardinality(events) > 0),
        -- Which entries it is told of; empty for all. No table of topics: one that goes must not widen what is told.
        entry_types text[] not null default '{}',
        locales text[] not null default '{}',
        topic_ids uuid[] not null default '{}',
        -- Sealed: whoever reads the table alone cannot sign.
        secret bytea not null,
        previous_secret bytea,
        previous_secret_until timestamptz,
        created_by uuid references member on delete set null,
        created_at timestamptz not null default now(),
        last_delivered_at timestamptz,
        -- The first failure since something was taken last.
        failing_since timestamptz,
        disabled_at timestamptz,
        disabled_reason text check (disabled_reason in ('BY_HAND', 'FAILING')),
        check ((disabled_at is null) = (disabled_reason is null)),
        check ((previous_secret is null) = (previous_secret_until is null))
      );
      create index webhook_newest on webhook (created_at desc, id desc);

      create table webhook_delivery (
        id uuid primary key,
        webhook_id uuid not null references webhook on delete cascade,
        event_id uuid not null,
        event text not null,
        -- The entry, release, file or thread; it may be gone by now.
        object_id uuid,
        -- The text that is sent: every try sends the same bytes.
        payload text not null,
        status text not null default 'PENDING' check (status in ('PENDING', 'DELIVERED', 'FAILED')),
        attempts jsonb not null default '[]',
        -- How often it was tried since it was asked for last.
        tries int not null default 0,
        -- The receiver does not want this one (4xx): later ones of the same object need not wait for it.
        refused boolean not null default false,
        created_at timestamptz not null default clock_timestamp(),
        next_attempt_at timestamptz,
        -- While a worker sends it.
        claimed_until timestamptz,
        -- The order in which things happened to one object.
        position bigint not null generated always as identity
      );
      create index webhook_delivery_of on webhook_delivery (webhook_id, created_at desc, id desc);
      create index webhook_delivery_newest on webhook_delivery (created_at desc, id desc);
      create index webhook_delivery_pending on webhook_delivery (webhook_id, object_id, position) where status = 'PENDING';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
