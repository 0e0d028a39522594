import { ID } from 'type-graphql';
import type { FilterDeclaration } from '../../read/declare/collection.js';
import { DateTime } from '../../schema/scalars.js';
import { isBlank } from '../../schema/visible.js';
import { amongIds } from '../among-ids.js';
import { isUuid } from '../root-fields.js';

/*
 * How editors narrow their list of drafts. What is asked of an entry is asked of its newest draft, whichever of its
 * revisions are listed: so each filter is answered by an index.
 */

/** More words than these narrow nothing any more. */
const MOST_WORDS = 10;
/** The longest beginning of a word that is looked at, in characters. */
const LONGEST_WORD = 60;
/** Of a longer text the beginning counts. */
const LONGEST_TEXT = 1000;

/** A text as a query for the beginnings of its words, as the words of drafts are kept; empty when it has none. */
function wordsQuery(text: string): string {
  const plain = text
    .slice(0, LONGEST_TEXT)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u00ad\u2060\ufeff]/g, '')
    .toLowerCase();
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words
    .slice(0, MOST_WORDS)
    .map((word) => `'${word.slice(0, LONGEST_WORD)}':*`)
    .join(' & ');
}

export const draftFilters: Record<string, FilterDeclaration> = {
  words: {
    type: () => String,
    description:
      'Of entries in whose newest draft all of these words are, in a title, a summary or a text of any language. The beginning of a word will do; accents and capital letters do not matter. Up to ten words count; a text of signs only finds nothing.',
    condition: (words: unknown, row, statement) => {
      const query = wordsQuery(words as string);
      if (query === '') return isBlank(words as string) ? 'true' : 'false';
      return `exists (select 1 from draft_words dw where dw.entry_id = ${row.base}.entry_id and dw.words @@ to_tsquery('simple', ${statement.bind(query, 'text')}))`;
    },
  },
  topics: {
    type: () => [String],
    description: 'Of entries whose newest draft is about any of these topics (slugs), or a topic below one of them.',
    condition: (slugs: unknown, row, statement) =>
      `exists (select 1 from usage us join topic tp on tp.id = us.object_id
        where us.entry_id = ${row.base}.entry_id and us.field = 'topicIds' and us.drafted
          and tp.lineage && (select coalesce(array_agg(w.id), '{}') from topic w where w.slug = any(${statement.bind(slugs, 'text[]')})))`,
  },
  createdBy: {
    type: () => [ID],
    description: 'Of entries that any of these members (ids) began.',
    condition: (ids: unknown, row, statement) =>
      `exists (select 1 from entry en where en.id = ${row.base}.entry_id and en.created_by = any(${statement.bind((ids as string[]).filter(isUuid), 'uuid[]')}))`,
  },
  savedBy: {
    type: () => [ID],
    description: 'Saved by any of these members (ids).',
    condition: amongIds('created_by'),
  },
  savedAfter: {
    type: () => DateTime,
    description: 'Saved at this time or later.',
    condition: (time: unknown, row, statement) => `${row.base}.created_at >= ${statement.bind(time, 'timestamptz')}`,
  },
  changedSincePublished: {
    type: () => Boolean,
    description:
      'Of entries that are public, and whose newest draft says something else than the public sees (true), or of all others (false).',
    condition: (changed: unknown, row) =>
      `${changed ? '' : 'not '}exists (select 1 from entry en where en.id = ${row.base}.entry_id and en.status = 'PUBLISHED'
        and (${DRAFT_CHANGED} or ${SOME_TEXT_CHANGED}))`,
  },
};

/** SQL: the newest draft of the entry `en` says something else than the revision that was published or tagged last. */
const DRAFT_CHANGED = `(en.live_revision <> en.latest_revision and exists (
  select 1 from revision rl join revision rn on rn.entry_id = rl.entry_id and rn.number = en.latest_revision
  where rl.entry_id = en.id and rl.number = coalesce(en.tagged_revision, en.live_revision)
    and jsonb_strip_nulls(rl.draft) is distinct from jsonb_strip_nulls(rn.draft)))`;

/** SQL: a language of the entry `en` is public from an older revision, and its text has changed since. */
const SOME_TEXT_CHANGED = `exists (
  select 1 from entry_translation tl
    join revision rl on rl.entry_id = tl.entry_id and rl.number = tl.revision
    join revision rn on rn.entry_id = tl.entry_id and rn.number = en.latest_revision
  where tl.entry_id = en.id and tl.status = 'PUBLISHED' and tl.revision <> en.latest_revision
    and texts_digest(rl.draft, tl.locale) is distinct from texts_digest(rn.draft, tl.locale))`;
