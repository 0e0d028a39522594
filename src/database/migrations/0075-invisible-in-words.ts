import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Words of drafts are found whatever joins or parts their letters unseen. */
export class InvisibleInWords1764000000075 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(String.raw`
      -- Soft hyphens, word joiners and marks of byte order go: they stand last, where nothing takes their place.
      create or replace function plain_draft_words(txt text) returns text language sql immutable as $$
        select translate(
          regexp_replace(lower(left(normalize(left(txt, 200000), NFKD), 200000) collate "und-x-icu"), '[\u0300-\u036f]', '', 'g'),
          '.,;:!?/\@#-_+*"()[]{}<>|=&%~^''’‘“”„«»–—…·' || U&'\00AD\2060\FEFF', repeat(' ', length('.,;:!?/\@#-_+*"()[]{}<>|=&%~^''’‘“”„«»–—…·')))
      $$;

      update draft_words w set words = draft_words_of(r.draft)
      from entry e join revision r on r.entry_id = e.id and r.number = e.latest_revision
      where e.id = w.entry_id and r.draft::text ~ '[\u00ad\u2060\ufeff]';
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
