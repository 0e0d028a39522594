import type { EntityManager } from 'typeorm';
import { Entry } from '../../entities/content/entry.js';
import { EntryTranslation } from '../../entities/content/entry-translation.js';
import { ExpertArticle } from '../../entities/content/expert-article.js';
import { Resource } from '../../entities/content/resource.js';
import { SuccessStory } from '../../entities/content/success-story.js';
import { PartnerOrganization } from '../../entities/directory/partner-organization.js';
import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleDraft, ExpertArticleTextDraft } from '../../schema/drafts/expert-article.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
import type { ResourceDraft, ResourceFileDraft } from '../../schema/drafts/resource.js';
import type { SuccessStoryDraft, SuccessStoryTextDraft } from '../../schema/drafts/success-story.js';
import type { EntryType } from '../../schema/enums.js';
import { renderMarkdown } from '../markdown.js';
import { writeOrganizationRows } from './live-organization.js';
import type { LockedEntry } from './locked-entry.js';

/** The entity class of each type of entry. */
export const ENTITIES = {
  RESOURCE: Resource,
  EXPERT_ARTICLE: ExpertArticle,
  SUCCESS_STORY: SuccessStory,
  PARTNER_ORGANIZATION: PartnerOrganization,
} as const;

/** Copies what a draft says, but for its texts, to the rows the public reads. */
export async function writeLiveEntry(
  manager: EntityManager,
  entryId: string,
  type: EntryType,
  draft: EntryDraft,
  at: Date,
): Promise<void> {
  const columns = {
    audiences: draft.audiences ?? [],
    coverImageId: draft.coverImageId ?? null,
    status: 'PUBLISHED' as const,
    updatedAt: at,
    ...ownColumns(type, draft),
  };
  await manager.update(ENTITIES[type] as typeof Entry, { id: entryId }, columns);
  await replaceLinks(manager, 'entry_topic', 'topic_id', entryId, draft.topicIds ?? []);
  if (type === 'EXPERT_ARTICLE') {
    await replaceLinks(manager, 'entry_expert', 'expert_id', entryId, (draft as ExpertArticleDraft).expertIds ?? []);
  }
  if (type === 'PARTNER_ORGANIZATION') await writeOrganizationRows(manager, entryId, draft as PartnerOrganizationDraft);
}

function ownColumns(type: EntryType, draft: EntryDraft): object {
  switch (type) {
    case 'RESOURCE': {
      const d = draft as ResourceDraft;
      return {
        kind: d.kind,
        url: d.url || null,
        file: liveFile(d.file),
        phone: d.phone || null,
        durationMinutes: d.durationMinutes ?? null,
        cost: d.cost,
        provider: d.provider || null,
        accessibilityFeatures: d.accessibilityFeatures ?? [],
        languages: d.languages ?? [],
      };
    }
    case 'EXPERT_ARTICLE': {
      const d = draft as ExpertArticleDraft;
      return {
        sources: d.sources ?? [],
        reviewerId: d.reviewerId ?? null,
        reviewedOn: d.reviewedOn ?? null,
        reviewDueOn: d.reviewDueOn ?? null,
      };
    }
    case 'SUCCESS_STORY': {
      const d = draft as SuccessStoryDraft;
      return {
        storytellerName: d.storytellerName,
        consentGivenBy: d.consent!.givenBy,
        consentGivenOn: d.consent!.givenOn,
        consentScope: d.consent!.scope,
        consentExpiresOn: d.consent!.expiresOn ?? null,
        consentTextVersion: d.consent!.textVersion ?? null,
        consentTextLocale: d.consent!.textLocale ?? null,
      };
    }
    case 'PARTNER_ORGANIZATION': {
      const d = draft as PartnerOrganizationDraft;
      return {
        url: d.url || null,
        email: d.email || null,
        legalStatus: d.legalStatus || null,
        languages: d.languages ?? [],
        accessibility: d.accessibility ?? [],
        partnershipKind: d.partnership?.kind ?? null,
        partnershipSince: d.partnership?.since ?? null,
        verifiedOn: d.verifiedOn ?? null,
        verifiedById: d.verifiedById ?? null,
      };
    }
  }
}

function liveFile(file: ResourceFileDraft | null | undefined): object | null {
  if (file?.mediaId) return { mediaId: file.mediaId.toLowerCase() };
  return file?.url ? { url: file.url, mediaType: file.mediaType, bytes: file.bytes ?? null } : null;
}

async function replaceLinks(
  manager: EntityManager,
  table: string,
  column: string,
  entryId: string,
  ids: readonly string[],
): Promise<void> {
  await manager.query(`delete from ${table} where entry_id = $1 and ${column} <> all($2::uuid[])`, [entryId, ids]);
  await manager.query(
    `insert into ${table} (entry_id, ${column}, position) select $1, id, n from unnest($2::uuid[]) with ordinality as link(id, n)
     on conflict (entry_id, ${column}) do update set position = excluded.position`,
    [entryId, ids],
  );
}

/** The published row of one text. */
export function liveTranslation(
  { id: entryId, type, sent_in }: Pick<LockedEntry, 'id' | 'type' | 'sent_in'>,
  text: EntryTextDraft,
  slug: string,
  at: Date,
): EntryTranslation {
  const { keyTakeaways } = text as ExpertArticleTextDraft;
  const { quote, storytellerRelation } = text as SuccessStoryTextDraft;
  const body = renderMarkdown(text.body!, { trusted: !sent_in });
  return Object.assign(new EntryTranslation(), {
    entryId,
    locale: text.locale,
    type,
    status: 'PUBLISHED' as const,
    publishedAt: at,
    slug,
    title: text.title!.trim(),
    summary: text.summary?.trim() || null,
    bodyMarkdown: body.markdown,
    bodyHtml: body.html,
    bodyText: body.text,
    bodyHeadings: body.headings,
    bodyReadingMinutes: body.readingMinutes,
    keyTakeaways: keyTakeaways ?? [],
    contentWarning: text.contentWarning?.trim() || null,
    quote: quote?.trim() || null,
    storytellerRelation: storytellerRelation?.trim() || null,
    searchTerms: text.searchTerms ?? [],
  });
}
