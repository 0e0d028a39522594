import { Entry } from '../../entities/content/entry.js';
import { MediaUse } from '../../entities/media/media-use.js';
import { byColumns } from '../../read/collection.js';
import { bind, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import '../content/entry.js';

collection(MediaUse, {
  orders: { ENTRY: { description: 'What belongs to one entry together.', order: byColumns('entry_id::uuid') } },
  filters: {
    live: {
      type: () => Boolean,
      description: 'By what was published (true) or by the newest draft (false).',
      condition: (live: unknown, row) => `${row.base}.live = ${live ? 'true' : 'false'}`,
    },
  },
});

/** The titles of the draft and of what was published may differ: who sees the use sees the one it is of. */
const TITLE = (row: string) => `case when ${row}.live
  then (select x.title from entry_translation x where x.entry_id = ${row}.entry_id and x.status = 'PUBLISHED'
    order by x.locale = ${row}.locale desc nulls last, x.locale limit 1)
  else (select t->>'title' from entry e join revision v on v.entry_id = e.id and v.number = e.latest_revision,
      jsonb_path_query(v.draft, '$.translations[*]') t where e.id = ${row}.entry_id and t->>'title' <> ''
    order by t->>'locale' = ${row}.locale desc nulls last, t->>'locale' limit 1) end`;

bind(MediaUse, {
  fields: { title: value((row) => `(${TITLE(row.base)})`) },
  relations: {
    entry: one(Entry, 'entry_id', 'The entry as the public sees it. Null when it does not.'),
  },
});
