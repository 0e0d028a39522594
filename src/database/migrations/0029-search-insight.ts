import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people search for, in counts a day and without anything about who they are. */
export class SearchInsight1764000000029 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table search_day (
        day date not null,
        locale text not null,
        searches int not null,
        no_results int not null,
        clicks int not null,
        positions bigint not null,
        primary key (day, locale)
      );
      create table search_query_day (
        day date not null,
        locale text not null,
        -- Slug of the topic that the search was limited to; '' without.
        topic text not null,
        query text not null,
        searches int not null,
        no_results int not null,
        clicks int not null,
        positions bigint not null,
        -- Whether enough different callers have asked this that it cannot be about one of them.
        common boolean not null,
        primary key (day, locale, topic, query)
      );
      -- Who has asked a query today, as long as it is not common: hashes that nobody can undo once the salt is gone.
      create table search_query_caller (
        day date not null,
        locale text not null,
        topic text not null,
        query text not null,
        caller bytea not null,
        primary key (day, locale, topic, query, caller)
      );
      create table search_salt (day date primary key, salt bytea not null);
      create table search_click_day (
        day date not null,
        owner_id uuid not null,
        clicks int not null,
        positions bigint not null,
        primary key (day, owner_id)
      );
      -- Searches in distress: that there were some, and nothing else.
      create table search_support_day (
        day date not null,
        kind text not null,
        searches int not null,
        primary key (day, kind)
      );
      -- For suggestions: what many have searched for in the last month, and found.
      create view search_frequent_query as
        select locale, query, sum(searches)::int as searches
        from search_query_day
        where day > current_date - 30 and common
        group by locale, query
        having sum(no_results) * 2 < sum(searches);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
