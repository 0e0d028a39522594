import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tells what drafts say in one language, so that an approval holds for as long as that is the same. */
export class ApprovedTexts1764000000051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a draft, or a part of one, says in a language: its texts in that one, and all that has no language. Texts
      -- lie in lists called translations, also within other lists. What is empty counts as not there.
      create function said_in(part jsonb, wanted text) returns jsonb language plpgsql immutable parallel safe as $$
      begin
        if jsonb_typeof(part) = 'object' then
          return (
            select jsonb_object_agg(f.key, f.said) from (
              select p.key, said_in(case when p.key = 'translations'
                then jsonb_path_query_array(p.value, '$[*] ? (@.locale == $wanted)', jsonb_build_object('wanted', wanted))
                else p.value end, wanted) as said
              from jsonb_each(part) p
            ) f where f.said is not null);
        elsif jsonb_typeof(part) = 'array' then
          return (select jsonb_agg(said_in(p.value, wanted) order by p.place)
            from jsonb_array_elements(part) with ordinality p(value, place));
        end if;
        return nullif(nullif(part, 'null'), '""');
      end $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
