import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The texts of services follow the publication of their language, as those of their organisation always have. Until now all
 * of a draft became public with any of its languages.
 */
export class ServiceTexts1764000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Only what has to change is touched: languages that are not public, and those that were published from another
    // revision than the one whose texts lie there.
    const changed: { entry_id: string }[] = await runner.query(`
      with wrong as (
        select s.id as service_id, s.organization_id as entry_id, s.key, st.locale, t.revision
        from service s join entry e on e.id = s.organization_id join service_translation st on st.service_id = s.id
          left join entry_translation t on t.entry_id = e.id and t.locale = st.locale and t.status = 'PUBLISHED'
        where t.entry_id is null or (t.revision is distinct from e.live_revision
          and exists (select 1 from revision r where r.entry_id = e.id and r.number = t.revision))
      ), missing as (
        select s.id as service_id, s.organization_id as entry_id, s.key, t.locale, t.revision
        from service s join entry e on e.id = s.organization_id
          join entry_translation t on t.entry_id = e.id and t.status = 'PUBLISHED' and t.revision is distinct from e.live_revision
        where not exists (select 1 from service_translation st where st.service_id = s.id and st.locale = t.locale)
      ), texts as (
        select w.service_id, w.locale, x as text
        from (select * from wrong union all select * from missing) w
          join revision r on r.entry_id = w.entry_id and r.number = w.revision
          cross join lateral jsonb_path_query(r.draft, '$.services[*] ? (@.key == $key).translations[*] ? (@.locale == $locale)',
            jsonb_build_object('key', w.key, 'locale', w.locale)) x
        where coalesce(btrim(x->>'name'), '') <> ''
      ), gone as (
        delete from service_translation st using wrong w where st.service_id = w.service_id and st.locale = w.locale
          and not exists (select 1 from texts x where x.service_id = w.service_id and x.locale = w.locale)
      ), written as (
        insert into service_translation (service_id, locale, name, description, eligibility, application_process, fees, wait_time)
        select service_id, locale, btrim(text->>'name'), nullif(text->>'description', ''), nullif(text->>'eligibility', ''),
          nullif(text->>'applicationProcess', ''), nullif(text->>'fees', ''), nullif(text->>'waitTime', '')
        from texts
        on conflict (service_id, locale) do update set name = excluded.name, description = excluded.description,
          eligibility = excluded.eligibility, application_process = excluded.application_process, fees = excluded.fees,
          wait_time = excluded.wait_time
      )
      select distinct entry_id from (select entry_id from wrong union all select entry_id from missing) all_of_them`);
    const ids = changed.map(({ entry_id }) => entry_id);
    await runner.query('select enqueue_indexing(id) from unnest($1::uuid[]) as changed(id)', [ids]);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}
