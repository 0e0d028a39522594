import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Slugs that entries had before. */
export class SlugsAndTranslations1764000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A slug leads to one entry at most: to the one that had it last, unless another has it now.
      create table slug_redirect (
        id uuid primary key default gen_random_uuid(),
        entry_id uuid not null references entry on delete cascade,
        type text not null,
        locale text not null,
        slug text not null,
        replaced_at timestamptz not null default now(),
        unique (type, slug, locale)
      );
      create index slug_redirect_entry on slug_redirect (entry_id);
      create index slug_redirect_slug on slug_redirect (slug);
      create index slug_redirect_newest on slug_redirect (replaced_at desc, id desc);

      -- Here and not where entries are published, so that no way of publishing can forget it.
      create function keep_slug_redirects() returns trigger language plpgsql as $$
      begin
        delete from slug_redirect where type = new.type and locale = new.locale and slug = new.slug;
        if tg_op = 'UPDATE' and old.slug <> new.slug and not exists (
          select 1 from entry_translation t
          where t.type = old.type and t.locale = old.locale and t.slug = old.slug and t.status = 'PUBLISHED')
        then
          insert into slug_redirect (entry_id, type, locale, slug) values (old.entry_id, old.type, old.locale, old.slug)
          on conflict (type, slug, locale) do update set entry_id = excluded.entry_id, replaced_at = excluded.replaced_at;
        end if;
        return null;
      end $$;
      create trigger entry_translation_redirects after insert or update of slug, status on entry_translation
        for each row when (new.status = 'PUBLISHED') execute function keep_slug_redirects();
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
