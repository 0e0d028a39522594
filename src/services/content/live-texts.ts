import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { EntryTextDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleTextDraft } from '../../schema/drafts/expert-article.js';
import type { SuccessStoryTextDraft } from '../../schema/drafts/success-story.js';
import { renderMarkdown } from '../markdown.js';
import { type Publication, textsOf } from './batch.js';
import type { Slugs } from './choose-slugs.js';
import { type Row, upsertRows } from './write-rows.js';

/** Copies the texts of drafts to the rows the public reads. When a text was published first stays as it is. */
export async function writeLiveTexts(
  manager: EntityManager,
  publications: readonly Publication[],
  slugs: Slugs,
  at: Date,
): Promise<void> {
  // Two of them may swap their slugs: no text keeps one that another is about to get.
  const texts = publications.flatMap((one) => textsOf(one).map((text) => ({ entryId: one.entry.id, text })));
  await manager.query(
    `update entry_translation t set status = 'UNPUBLISHED'
     from unnest($1::uuid[], $2::text[], $3::text[]) as w(entry_id, locale, slug)
     where t.entry_id = w.entry_id and t.locale = w.locale and t.status = 'PUBLISHED' and t.slug <> w.slug`,
    [
      texts.map(({ entryId }) => entryId),
      texts.map(({ text }) => text.locale),
      texts.map(({ text }) => slugs.get(text)),
    ],
  );
  await upsertRows(manager, 'entry_translation', ['entry_id', 'locale'], liveTexts(publications, slugs, at), [
    'published_at',
  ]);
}

/** Renders one text after the other, and lets the process answer others in between. */
async function* liveTexts(publications: readonly Publication[], slugs: Slugs, at: Date): AsyncGenerator<Row> {
  for (const publication of publications) {
    for (const text of textsOf(publication)) {
      yield liveText(publication, text, slugs.get(text)!, at);
      await setImmediate();
    }
  }
}

function liveText({ entry, revision }: Publication, text: EntryTextDraft, slug: string, at: Date): Row {
  const { keyTakeaways } = text as ExpertArticleTextDraft;
  const { quote, storytellerRelation } = text as SuccessStoryTextDraft;
  const body = renderMarkdown(text.body!, { trusted: !entry.sent_in });
  return {
    entry_id: entry.id,
    locale: text.locale,
    type: entry.type,
    status: 'PUBLISHED',
    published_at: at,
    revision,
    slug,
    title: text.title!.trim(),
    summary: text.summary?.trim() || null,
    body_markdown: body.markdown,
    body_html: body.html,
    body_text: body.text,
    body_headings: body.headings,
    body_reading_minutes: body.readingMinutes,
    key_takeaways: keyTakeaways ?? [],
    content_warning: text.contentWarning?.trim() || null,
    quote: quote?.trim() || null,
    storyteller_relation: storytellerRelation?.trim() || null,
    search_terms: text.searchTerms ?? [],
  };
}
