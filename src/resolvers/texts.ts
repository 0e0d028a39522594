import { json } from '../read/declare/bind.js';

/** The texts of an object in all languages, from the table with one row for each. */
export function allTexts(table: string, foreignKey: string) {
  return json(
    (row) =>
      `(select coalesce(jsonb_agg(to_jsonb(x) order by x.locale), '[]') from ${table} x where x.${foreignKey} = ${row.base}.id)`,
  );
}

/** What a version of something that people accept says in all languages, as it was typed. */
export function versionTexts(name: 'conduct' | 'consent') {
  return json(
    (row) =>
      `(select coalesce(jsonb_agg(jsonb_build_object('locale', x.locale, 'body', x.body_markdown) order by x.locale), '[]')
        from ${name}_text x where x.${name}_version_id = ${row.base}.id)`,
  );
}
