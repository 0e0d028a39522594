import type { EntityManager } from 'typeorm';
import type { EntryTextDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleTextDraft } from '../../schema/drafts/expert-article.js';
import type { SuccessStoryTextDraft } from '../../schema/drafts/success-story.js';
import { isBlank, oneLine, written } from '../../schema/visible.js';
import { renderPlain } from '../texts/plain.js';
import { type Publication, textsOf } from './batch.js';
import type { Slugs } from './choose-slugs.js';
import { renderBody } from './draft-bodies.js';
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

async function* liveTexts(publications: readonly Publication[], slugs: Slugs, at: Date): AsyncGenerator<Row> {
  for (const publication of publications) {
    for (const text of textsOf(publication)) {
      yield await liveText(publication, text, slugs.get(text)!, at);
    }
  }
}

async function liveText({ entry, revision }: Publication, text: EntryTextDraft, slug: string, at: Date): Promise<Row> {
  const { keyTakeaways } = text as ExpertArticleTextDraft;
  const { quote, storytellerRelation } = text as SuccessStoryTextDraft;
  const rendered = await renderBody(entry, text);
  // Nothing that cannot be read gets here, but in a preview, which shows it as missing.
  const body = 'reason' in rendered ? renderPlain('…') : rendered.body;
  return {
    entry_id: entry.id,
    locale: text.locale,
    type: entry.type,
    status: 'PUBLISHED',
    published_at: at,
    revision,
    slug,
    title: oneLine(text.title!),
    summary: written(text.summary),
    body_markdown: body.markdown,
    body_html: body.html,
    body_text: body.text,
    body_headings: body.headings,
    body_reading_minutes: body.readingMinutes,
    key_takeaways: (keyTakeaways ?? []).filter((one) => !isBlank(one)),
    content_warning: written(text.contentWarning),
    quote: written(quote),
    storyteller_relation: written(storytellerRelation),
    search_terms: text.searchTerms ?? [],
  };
}
