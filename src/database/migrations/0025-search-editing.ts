import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What editors tell search: which words mean the same, and what comes first for which query. */
export class SearchEditing1764000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table search_synonym_set (
        id uuid primary key,
        locale text not null,
        words text[] not null,
        -- Only who looks for one of these finds the words too. Null: each of the words finds the others.
        from_words text[],
        created_at timestamptz not null default now()
      );
      create index search_synonym_set_newest on search_synonym_set (created_at desc, id desc);

      create table search_pin (
        id uuid primary key,
        queries text[] not null,
        -- The queries without capitals, accents and marks, as they are compared.
        keys text[] not null,
        -- Null: for readers of any language.
        locale text,
        created_at timestamptz not null default now()
      );
      create index search_pin_newest on search_pin (created_at desc, id desc);

      create table search_pin_entry (
        pin_id uuid not null references search_pin on delete cascade,
        entry_id uuid not null references entry on delete cascade,
        position int not null,
        primary key (pin_id, entry_id)
      );
      create index search_pin_entry_entry on search_pin_entry (entry_id);

      -- Whatever changes the synonyms, search learns of it in the same transaction.
      create function enqueue_synonyms() returns trigger language plpgsql as $$
      begin
        perform graphile_worker.add_job('apply-search-synonyms', queue_name := 'search-synonyms', job_key := 'apply-search-synonyms');
        return null;
      end
      $$;
      create trigger search_synonym_set_changed after insert or update or delete on search_synonym_set
        for each statement execute function enqueue_synonyms();
      create trigger topic_words_changed after insert or update or delete on topic_translation
        for each statement execute function enqueue_synonyms();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
