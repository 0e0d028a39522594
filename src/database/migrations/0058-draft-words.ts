import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The words of the newest draft of each entry, so that editors find drafts by them. */
export class DraftWords1764000000058 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(String.raw`
      -- Small letters without accents, parted at signs; of a very long text its beginning. Taken apart letters become more.
      create function plain_draft_words(txt text) returns text language sql immutable as $$
        select translate(
          regexp_replace(lower(left(normalize(left(txt, 200000), NFKD), 200000) collate "und-x-icu"), '[\u0300-\u036f]', '', 'g'),
          '.,;:!?/\@#-_+*"()[]{}<>|=&%~^''’‘“”„«»–—…·', repeat(' ', 45))
      $$;

      -- Titles go first: of what is too long for the index it is the end of the texts that is left out.
      create function draft_words_of(draft jsonb) returns tsvector language sql immutable as $$
        select strip(to_tsvector('simple', plain_draft_words(coalesce(string_agg(piece, ' ' order by rank, n), ''))))
        from (
          select t.value->>field as piece, rank, t.n
          from jsonb_path_query(draft, '$.translations[*]') with ordinality as t(value, n),
            unnest(array['title', 'summary', 'body']) with ordinality as f(field, rank)
        ) pieces
      $$;

      create table draft_words (
        entry_id uuid primary key references entry on delete cascade,
        words tsvector not null
      );
      create index draft_words_found on draft_words using gin (words);

      create function keep_draft_words() returns trigger language plpgsql as $$
      begin
        insert into draft_words (entry_id, words)
        select e.id, draft_words_of(r.draft) from entry e join revision r on r.entry_id = e.id and r.number = e.latest_revision
        where e.id = coalesce(new.entry_id, old.entry_id)
        on conflict (entry_id) do update set words = excluded.words;
        return null;
      end $$;
      create trigger keep_draft_words after insert or delete or update of draft on revision
        for each row execute function keep_draft_words();

      insert into draft_words (entry_id, words)
      select e.id, draft_words_of(r.draft) from entry e join revision r on r.entry_id = e.id and r.number = e.latest_revision;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
