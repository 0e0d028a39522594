import { allowed } from '../../access/decide.js';
import type { Statement } from '../../read/statement.js';

/** What links to entries look like in HTML that is stored. Nothing else in it can: `<` and `"` of texts are escaped. */
const LINK = '<a href="entry:';

/** How many characters an id has. */
const ID = 36;
const STARTS_WITH_ID = `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}["#]`;

/** What stands for the type in the address of an entry. */
const FOLDERS = `case le.type when 'RESOURCE' then 'resources' when 'EXPERT_ARTICLE' then 'expert-articles'
  when 'SUCCESS_STORY' then 'success-stories' else 'partner-organizations' end`;

/**
 * SQL of HTML in which links to entries have the addresses these have now, as far as the viewer sees them; what links to
 * others is text.
 * @param html as it shall be besides
 * @param stored the column it is made from
 * @param locale SQL of its own language, in which what it links to is taken first; null when it has none
 */
export function linkedHtmlSql(html: string, stored: string, locale: string | null, statement: Statement): string {
  const sees = allowed('READ', 'Entry', 'le', statement);
  if (sees === false) return html;
  const nearest = `array_position(${statement.locales()}, lt.locale)`;
  const order = locale === null ? nearest : `lt.locale = ${locale} desc, ${nearest}`;
  const parts = { locale: 'lt.locale', type: FOLDERS, slug: 'lt.slug', id: 'le.id::text' };
  const address = Object.entries(parts).reduce(
    (made, [name, part]) => `replace(${made}, '{${name}}', ${part})`,
    statement.entryAddress(),
  );
  return `case when strpos(${stored}, '${LINK}') = 0 then ${html} else (
    select string_agg(case
        when piece.n = 1 then piece.words
        when target.address is null then '<a' || substr(piece.words, strpos(piece.words, '"') + 1)
        else '<a data-entry="' || left(piece.words, ${ID}) || '" href="' || target.address || substr(piece.words, ${ID + 1})
      end, '' order by piece.n)
    from unnest(string_to_array(${html}, '${LINK}')) with ordinality piece(words, n)
    left join lateral (
      select ${address} as address from entry le join entry_translation lt on lt.entry_id = le.id and lt.status = 'PUBLISHED'
      where piece.n > 1 and le.id = case when piece.words ~ '${STARTS_WITH_ID}' then left(piece.words, ${ID})::uuid end
        ${sees === true ? '' : `and ${sees}`}
      order by ${order} nulls last, lt.locale limit 1
    ) target on true) end`;
}
