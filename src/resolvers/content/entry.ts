import { Field, ObjectType } from 'type-graphql';
import { SUBJECTS } from '../../access/subjects.js';
import { Entry } from '../../entities/content/entry.js';
import { EntryTranslation } from '../../entities/content/entry-translation.js';
import { Topic } from '../../entities/content/topic.js';
import { MediaAsset } from '../../entities/media/media-asset.js';
import { normalForm } from '../../normal-form.js';
import { alphabetical, byColumns, type Order, overlaps } from '../../read/collection.js';
import {
  type Binding,
  bind,
  embedded,
  json,
  many,
  one,
  type RelationDeclaration,
  through,
  value,
} from '../../read/declare/bind.js';
import { collection, type FilterDeclaration } from '../../read/declare/collection.js';
import type { Row, Statement } from '../../read/statement.js';
import { Audience, type EntryType } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import { canonicalSlug } from '../../services/content/slug.js';
import { idsBySlug } from '../by-slug.js';
import { mediaHtmlSql } from '../media/media-url.js';
import type { LookUp } from '../root-fields.js';
import { linkedHtmlSql } from './linked-html.js';
import { pendingActions, pendingActionsField } from './pending-actions.js';

@ObjectType({ description: 'Where an entry is published in one language.' })
export class EntryLink {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => String, { description: 'The slug in that language.' })
  slug!: string;
}

/** Markdown in all its forms, from the columns `body_…`. */
export function richText(where: 'base' | 'text') {
  const column = (name: string) => (row: Row) => `${row[where]}.body_${name}`;
  const localeOf = (row: Row) => (where === 'text' ? `${row.text}.locale` : null);
  return embedded({
    markdown: value(column('markdown')),
    html: value((row, statement) => linkedHtmlSql(column('html')(row), column('html')(row), localeOf(row), statement)),
    text: value(column('text')),
    headings: json(column('headings')),
    readingMinutes: value(column('reading_minutes')),
  });
}

/** What all types of entries share in how they are read. */
export function entryBinding(own: {
  fields?: Binding['fields'];
  relations?: Record<string, RelationDeclaration>;
}): Binding {
  return {
    translation: {
      entity: EntryTranslation,
      foreignKey: 'entry_id',
      condition: (text) => `${text}.status = 'PUBLISHED'`,
      strict: true,
    },
    fields: {
      resolvedLocale: value((row) => `${row.text}.locale`),
      translations: json(
        (row) =>
          `(select jsonb_agg(jsonb_build_object('locale', l.locale, 'slug', l.slug) order by l.locale) from entry_translation l where l.entry_id = ${row.base}.id and l.status = 'PUBLISHED')`,
      ),
      scheduledActions: pendingActions((row) => `${row.base}.id`),
      ...own.fields,
    },
    relations: {
      coverImage: one(MediaAsset, 'cover_image_id', 'The picture that stands for it. Null when there is none.', {
        throughParent: true,
      }),
      topics: many(Topic, through('entry_topic', 'entry_id', 'topic_id'), 'position', 'The topics it is about.'),
      relatedEntries: many(
        Entry,
        through('entry_related', 'entry_id', 'related_id'),
        'position',
        'What the editors think should be read next, in their order, as far as you may see it.',
      ),
      ...own.relations,
    },
  };
}

/** Entries about any of the topics (by slug) or a topic below one of them. */
function aboutTopics(slugs: readonly string[], row: Row, statement: Statement): string {
  return `exists (select 1 from entry_topic et join topic tp on tp.id = et.topic_id
    where et.entry_id = ${row.base}.id and tp.lineage && array(${idsBySlug('topic', slugs, statement)}))`;
}

export const entryFilters: Record<string, FilterDeclaration> = {
  topics: {
    type: () => [String],
    description: 'About any of these topics (slugs), or a topic below one of them.',
    condition: aboutTopics,
  },
  audiences: {
    type: () => [Audience],
    description: 'Meant for any of these audiences.',
    condition: overlaps('audiences'),
  },
  locales: {
    type: () => [Locale],
    description: 'Published in any of these languages.',
    condition: (locales: unknown, row, statement) =>
      `exists (select 1 from entry_translation tl where tl.entry_id = ${row.base}.id and tl.status = 'PUBLISHED' and tl.locale = any(${statement.bind(locales, 'text[]')}))`,
  },
};

export const entryOrders: Record<string, { description: string; order: Order }> = {
  NEWEST: { description: 'Published last first.', order: byColumns('-published_at::timestamptz') },
  OLDEST: { description: 'Published first first.', order: byColumns('published_at::timestamptz') },
  RECENTLY_UPDATED: { description: 'Changed last first.', order: byColumns('-updated_at::timestamptz') },
  TITLE: { description: 'By title, as in a dictionary.', order: alphabetical('text', 'title') },
};

/** By a slug of any language, so that a link keeps working when the reader changes theirs, or the entry its slug. */
export function byEntrySlug(type: EntryType): LookUp {
  return {
    argument: 'slug',
    description:
      'Its `slug`, in any language. One that it had before finds it, too: compare with the `slug` you get, and lead the reader there.',
    // The sub-selects do not depend on the row, so they run once and lead straight to it; each one only when those before
    // it have found nothing. An address from the time when capitals made a difference leads where it did then.
    condition: (slug, row, statement) => {
      const written = normalForm(slug, 'NFC');
      const canonical = canonicalSlug(slug);
      const wanted = (text: string) => `s.type = '${type}' and s.slug = ${statement.bind(text, 'text')}`;
      const nearest = `array_position(${statement.locales()}, s.locale)`;
      const former = (text: string) =>
        `(select s.entry_id from slug_redirect s where ${wanted(text)} and ${SUBJECTS.SlugRedirect.there!('s')} order by ${nearest}, s.replaced_at desc limit 1)`;
      return `${row.base}.id = coalesce(${written === canonical ? '' : `${former(written)},`}
        (select s.entry_id from entry_translation s where ${wanted(canonical)} and s.status = 'PUBLISHED' order by ${nearest} limit 1),
        ${former(canonical)})`;
    },
  };
}

/** Markdown of a translation. The files it names are found when it is read, too. */
export function richTextWithMedia() {
  const text = richText('text');
  const html = value((row, statement) => {
    const [stored, locale] = [`${row.text}.body_html`, `${row.text}.locale`];
    return linkedHtmlSql(mediaHtmlSql(stored, locale, statement), stored, locale, statement);
  });
  return { ...text, fields: new Map([...text.fields, ['html', html]]) };
}

Field(() => [EntryLink], { description: 'The languages in which it is published, with the slugs there.' })(
  Entry.prototype,
  'translations',
);
pendingActionsField(
  Entry,
  'What is planned for the entry and still to come, the soonest first. Empty for all who may not read its revisions.',
);
collection(Entry, { orders: entryOrders, filters: entryFilters });
bind(Entry, entryBinding({}));
