import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One version for all that editors tell search and that its processes keep in memory: crisis care and pins. */
export class SearchLists1764000000049 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Rises with every change, whoever makes it: so that every process knows when what it has read is old. 0: nothing
      -- was ever there.
      alter table support_version rename to search_lists_version;
      drop function note_support_change() cascade;
      create function note_search_lists_change() returns trigger language plpgsql as $$
      begin
        update search_lists_version set version = version + 1;
        return null;
      end
      $$;
    `);
    for (const table of ['support_topic', 'support_pattern', 'hotline', 'hotline_topic', 'support_topic_translation']) {
      await runner.query(
        `create trigger search_lists_change after insert or update or delete or truncate on ${table}
         for each statement execute function note_search_lists_change()`,
      );
    }
    // By row: whatever deletes an entry deletes from here, and it is a change only where it was pinned.
    for (const table of ['search_pin', 'search_pin_entry']) {
      await runner.query(`
        create trigger search_lists_change after insert or update or delete on ${table}
          for each row execute function note_search_lists_change();
        create trigger search_lists_emptied after truncate on ${table}
          for each statement execute function note_search_lists_change();
      `);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
