import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What readers say of whether a text has helped them: counts, and nothing about who they are. */
export class Helpfulness1764000000037 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Not only searches are counted by it any more.
      alter table search_salt rename to daily_salt;

      -- The votes of today, which can still be changed; the night makes counts of them. A voter is another hash for each
      -- text and day, so that no two votes can be told to be of one person, and from tomorrow on none to be of anyone.
      create table helpfulness_vote (
        entry_id uuid not null,
        locale text not null,
        voter bytea not null,
        day date not null,
        helpful boolean not null,
        primary key (entry_id, locale, voter),
        foreign key (entry_id, locale) references entry_translation on delete cascade
      );
      create table helpfulness_month (
        entry_id uuid not null,
        locale text not null,
        -- Its first day.
        month date not null,
        helpful int not null,
        unhelpful int not null,
        primary key (entry_id, locale, month),
        foreign key (entry_id, locale) references entry_translation on delete cascade
      );
      -- The sums of the months, and how helpful the text counts as in search.
      create table helpfulness (
        entry_id uuid not null,
        locale text not null,
        helpful int not null,
        unhelpful int not null,
        value numeric(2, 1) not null default 0 check (value between 0 and 1),
        primary key (entry_id, locale),
        foreign key (entry_id, locale) references entry_translation on delete cascade
      );

      -- What part of all readers would say yes, after \`yes\` and \`no\` have said so: at most, with z = 1.645 and a certainty
      -- of 95 %; at least, with -1.645 (Wilson's bounds). Null when nobody has.
      create function wilson_bound(yes int, no int, z float8) returns float8 language sql immutable as $$
        select (p + z * z / (2 * n) + z * sqrt((p * (1 - p) + z * z / (4 * n)) / n)) / (1 + z * z / n)
        from (select n, yes / n as p from (select nullif(yes + no, 0)::float8 as n) given) votes
      $$;
      create index helpfulness_least on helpfulness (wilson_bound(helpful, unhelpful, 1.645)) where unhelpful > 0;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
