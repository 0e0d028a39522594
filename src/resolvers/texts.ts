import { json } from '../read/declare/bind.js';

/** The texts of an object in all languages, from the table with one row for each. */
export function allTexts(table: string, foreignKey: string) {
  return json(
    (row) =>
      `(select coalesce(jsonb_agg(to_jsonb(x) order by x.locale), '[]') from ${table} x where x.${foreignKey} = ${row.base}.id)`,
  );
}
