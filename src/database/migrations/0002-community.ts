import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Spaces, discussion threads and posts. */
export class Community1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table space (
        id uuid primary key,
        slug text not null unique,
        visibility text not null check (visibility in ('PUBLIC', 'MEMBERS')),
        position int not null default 0
      );
      create table space_translation (
        space_id uuid not null references space on delete cascade,
        locale text not null,
        name text not null,
        description text,
        primary key (space_id, locale)
      );

      create table discussion_thread (
        id uuid primary key,
        space_id uuid not null references space,
        author_id uuid references member on delete set null,
        title text not null check (length(title) between 1 and 200),
        locale text not null,
        accepted_post_id uuid,
        pinned boolean not null default false,
        locked boolean not null default false,
        post_count int not null default 0,
        created_at timestamptz not null default now(),
        last_activity_at timestamptz not null default now(),
        deleted_at timestamptz
      );
      create index thread_active on discussion_thread (last_activity_at desc, id desc) where deleted_at is null;
      create index thread_newest on discussion_thread (created_at desc, id desc) where deleted_at is null;
      create index thread_space on discussion_thread (space_id, last_activity_at desc, id desc) where deleted_at is null;
      create index thread_author on discussion_thread (author_id, created_at desc, id desc) where deleted_at is null;

      create table thread_topic (
        thread_id uuid not null references discussion_thread on delete cascade,
        topic_id uuid not null references topic,
        position int not null,
        primary key (thread_id, topic_id)
      );
      create index thread_topic_topic on thread_topic (topic_id, thread_id);

      create table post (
        id uuid primary key,
        thread_id uuid not null references discussion_thread on delete cascade,
        author_id uuid references member on delete set null,
        body_markdown text not null,
        body_html text not null,
        body_text text not null,
        body_headings jsonb not null default '[]',
        body_reading_minutes int not null,
        created_at timestamptz not null default now(),
        edited_at timestamptz,
        deleted_at timestamptz
      );
      create index post_thread on post (thread_id, created_at, id) where deleted_at is null;
      create index post_author on post (author_id, created_at desc, id desc) where deleted_at is null;
      alter table discussion_thread add foreign key (accepted_post_id) references post on delete set null;

      create table post_edit (
        post_id uuid not null references post on delete cascade,
        replaced_at timestamptz not null,
        body_markdown text not null,
        replaced_by uuid references member on delete set null,
        primary key (post_id, replaced_at)
      );
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
