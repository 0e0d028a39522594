import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Crisis care: which searches are answered with help first, and where help is. */
export class Support1764000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table support_topic (
        id uuid primary key,
        kind text not null,
        position int not null
      );
      create index support_topic_position on support_topic (position, id);
      create table support_topic_translation (
        support_topic_id uuid not null references support_topic on delete cascade,
        locale text not null,
        name text not null,
        message text not null,
        primary key (support_topic_id, locale)
      );
      create table support_pattern (
        support_topic_id uuid not null references support_topic on delete cascade,
        locale text not null,
        phrases text[] not null,
        exceptions text[] not null,
        primary key (support_topic_id, locale)
      );
      create table hotline (
        id uuid primary key,
        -- ISO 3166-1; null: for every country.
        country text check (country ~ '^[A-Z]{2}$'),
        phone text,
        url text,
        chat_url text,
        languages text[] not null,
        always_open boolean not null,
        position int not null,
        check (phone is not null or url is not null or chat_url is not null)
      );
      create index hotline_position on hotline (position, id);
      create table hotline_translation (
        hotline_id uuid not null references hotline on delete cascade,
        locale text not null,
        name text not null,
        hours text,
        primary key (hotline_id, locale)
      );
      -- A hotline without topics helps with all.
      create table hotline_topic (
        hotline_id uuid not null references hotline on delete cascade,
        support_topic_id uuid not null references support_topic on delete cascade,
        position int not null,
        primary key (hotline_id, support_topic_id)
      );
      create index hotline_topic_of_topic on hotline_topic (support_topic_id);

      -- Rises with every change, whoever makes it: so that every process knows when what it has read is old. 0: nothing
      -- was ever there.
      create table support_version (singleton boolean primary key default true check (singleton), version bigint not null);
      insert into support_version (version) values (0);
      create function note_support_change() returns trigger language plpgsql as $$
      begin
        update support_version set version = version + 1;
        return null;
      end
      $$;
    `);
    for (const table of ['support_topic', 'support_pattern', 'hotline', 'hotline_topic', 'support_topic_translation']) {
      await runner.query(
        `create trigger support_change after insert or update or delete on ${table}
         for each statement execute function note_support_change()`,
      );
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
