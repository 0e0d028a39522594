import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was taken back, until the index has followed; and what tells whether a text that is suggested is public. */
export class SearchWithdrawals1764000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Texts that may have ceased to be public since they were indexed. More may be here than is so: whoever reads it
      -- looks whether they are public. Whoever indexes them deletes the rows that were there before.
      create table search_withdrawal (
        n bigint generated always as identity primary key,
        owner_id uuid not null,
        -- Null: in whichever language.
        locale text
      );
      create index search_withdrawal_owner on search_withdrawal (owner_id);

      create function note_search_withdrawal() returns trigger language plpgsql as $$
      begin
        case tg_table_name
          when 'entry_translation' then
            insert into search_withdrawal (owner_id, locale) values (old.entry_id, old.locale);
          when 'space' then
            insert into search_withdrawal (owner_id)
            select id from discussion_thread where space_id = old.id and deleted_at is null;
          else
            insert into search_withdrawal (owner_id) values (old.id);
        end case;
        return null;
      end
      $$;

      create trigger search_withdrawal after update on entry for each row
        when (old.status = 'PUBLISHED' and (new.status <> 'PUBLISHED'
          or old.consent_withdrawn_at is null and new.consent_withdrawn_at is not null))
        execute function note_search_withdrawal();
      create trigger search_withdrawal_by_deletion after delete on entry for each row
        when (old.status = 'PUBLISHED') execute function note_search_withdrawal();
      create trigger search_withdrawal after update on entry_translation for each row
        when (old.status = 'PUBLISHED' and (new.status, new.locale) is distinct from (old.status, old.locale))
        execute function note_search_withdrawal();
      create trigger search_withdrawal_by_deletion after delete on entry_translation for each row
        when (old.status = 'PUBLISHED') execute function note_search_withdrawal();
      create trigger search_withdrawal after update on discussion_thread for each row
        when (old.deleted_at is null
          and (new.deleted_at is not null or new.space_id <> old.space_id or new.locale <> old.locale))
        execute function note_search_withdrawal();
      create trigger search_withdrawal_by_deletion after delete on discussion_thread for each row
        when (old.deleted_at is null) execute function note_search_withdrawal();
      create trigger search_withdrawal after update on space for each row
        when (old.visibility = 'PUBLIC' and new.visibility <> 'PUBLIC') execute function note_search_withdrawal();

      -- By what a suggestion is found in public texts.
      create index entry_translation_title on entry_translation using hash (title);
      create index entry_translation_terms on entry_translation using gin (search_terms);
      create index thread_title on discussion_thread using hash (title);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
