import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a revision is, and the record of what was public when. */
export class History1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table revision
        add kind text not null default 'SAVED' check (kind in ('SAVED', 'AUTOSAVED', 'RESTORED')),
        -- What the editor calls it, and why they saved it.
        add name text,
        add note text,
        -- Number of the revision whose draft this one brought back.
        add restored_from int,
        -- Whether something rests on it, such as a publication: then an autosave does not take its place.
        add kept boolean not null default false;

      -- From which revision a language is live, and the last one that was live in any.
      alter table entry_translation add revision int;
      alter table entry add live_revision int;

      -- Every time a language of an entry became public or ceased to be.
      create table publication (
        id uuid primary key,
        entry_id uuid not null references entry on delete cascade,
        locale text not null,
        action text not null check (action in ('PUBLISHED', 'UNPUBLISHED')),
        revision int check ((revision is null) = (action = 'UNPUBLISHED')),
        published_at timestamptz not null,
        published_by uuid references member on delete set null
      );
      create index publication_entry on publication (entry_id, published_at desc, id desc);
      create index publication_newest on publication (published_at desc, id desc);
    `);
    // Publishing has always set the time of change, so what is live was saved last before that.
    await runner.query(`
      update entry e set live_revision = coalesce(
        (select max(r.number) from revision r where r.entry_id = e.id and r.created_at <= e.updated_at), 1)
      where e.published_at is not null;
      update entry_translation t set revision = e.live_revision from entry e where e.id = t.entry_id;
      update revision r set kept = true from entry e where e.id = r.entry_id and r.number = e.live_revision;
      insert into publication (id, entry_id, locale, action, revision, published_at)
        select gen_random_uuid(), t.entry_id, t.locale, 'PUBLISHED', t.revision, t.published_at from entry_translation t;
      insert into publication (id, entry_id, locale, action, revision, published_at)
        select gen_random_uuid(), t.entry_id, t.locale, 'UNPUBLISHED', null, greatest(e.updated_at, t.published_at)
        from entry_translation t join entry e on e.id = t.entry_id where t.status = 'UNPUBLISHED';
      alter table entry_translation alter revision set not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
