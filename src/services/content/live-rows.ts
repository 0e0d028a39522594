import type { EntityManager } from 'typeorm';
import { ExpertArticle } from '../../entities/content/expert-article.js';
import { Resource } from '../../entities/content/resource.js';
import { SuccessStory } from '../../entities/content/success-story.js';
import { PartnerOrganization } from '../../entities/directory/partner-organization.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleDraft } from '../../schema/drafts/expert-article.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
import type { ResourceDraft, ResourceFileDraft } from '../../schema/drafts/resource.js';
import type { SuccessStoryDraft } from '../../schema/drafts/success-story.js';
import type { EntryType } from '../../schema/enums.js';
import { oneLine, written } from '../../schema/visible.js';
import { type Publication, textsOf } from './batch.js';
import { writeOrganizationRows } from './live-organizations.js';
import { type Row, upsertRows, writeRows } from './write-rows.js';

/** The entity class of each type of entry. */
export const ENTITIES = {
  RESOURCE: Resource,
  EXPERT_ARTICLE: ExpertArticle,
  SUCCESS_STORY: SuccessStory,
  PARTNER_ORGANIZATION: PartnerOrganization,
} as const;

/**
 * Copies what drafts say, but for their texts, to the rows the public reads.
 * @returns the topics that entries were about before and are no more, by the id of the entry
 */
export async function writeLiveEntries(
  manager: EntityManager,
  publications: readonly Publication[],
  at: Date,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byType = Map.groupBy(publications, ({ entry }) => entry.type);
  for (const [type, ofType] of byType) {
    const rows = ofType.map(({ entry, revision, draft, sharedRevision }) => ({
      id: entry.id,
      live_revision: sharedRevision ?? revision,
      tagged_revision: sharedRevision ? entry.tagged_revision : null,
      audiences: draft.audiences ?? [],
      cover_image_id: draft.coverImageId ?? null,
      ...ownColumns(type, draft),
    }));
    await writeRows(rows, (json, columns) =>
      manager.query(
        `update entry e set status = 'PUBLISHED', updated_at = $2, published_at = coalesce(e.published_at, $2),
           ${columns.map((column) => `${column} = r.${column}`).join(', ')}
         from json_populate_recordset(null::entry, $1::json) r where e.id = r.id`,
        [json, at],
      ),
    );
  }
  const left = await replaceLinks(
    manager,
    'topic',
    publications.map(({ entry, draft }) => [entry.id, draft.topicIds ?? []]),
  );
  await replaceLinks(
    manager,
    'related',
    publications.map(({ entry, draft }) => [entry.id, draft.relatedEntryIds ?? []]),
  );
  const articles = byType.get('EXPERT_ARTICLE') ?? [];
  await replaceLinks(
    manager,
    'expert',
    articles.map(({ entry, draft }) => [entry.id, (draft as ExpertArticleDraft).expertIds ?? []]),
  );
  const organizations = byType.get('PARTNER_ORGANIZATION') ?? [];
  await writeOrganizationRows(
    manager,
    organizations.map((publication) => ({
      id: publication.entry.id,
      draft: publication.draft as PartnerOrganizationDraft,
      locales: textsOf(publication).map(({ locale }) => locale),
    })),
  );
  return left;
}

/** What only entries of the type have, by names of columns. */
function ownColumns(type: EntryType, draft: EntryDraft): Row {
  switch (type) {
    case 'RESOURCE': {
      const d = draft as ResourceDraft;
      return {
        kind: d.kind,
        url: d.url || null,
        file: liveFile(d.file),
        phone: d.phone || null,
        duration_minutes: d.durationMinutes ?? null,
        cost: d.cost,
        provider: written(d.provider),
        media_accessibility: d.accessibilityFeatures ?? [],
        languages: d.languages ?? [],
      };
    }
    case 'EXPERT_ARTICLE': {
      const d = draft as ExpertArticleDraft;
      return {
        sources: d.sources ?? [],
        reviewer_id: d.reviewerId ?? null,
        reviewed_on: d.reviewedOn ?? null,
        review_due_on: d.reviewDueOn ?? null,
      };
    }
    case 'SUCCESS_STORY': {
      const d = draft as SuccessStoryDraft;
      return {
        storyteller_name: oneLine(d.storytellerName ?? ''),
        consent_given_by: d.consent!.givenBy,
        consent_given_on: d.consent!.givenOn,
        consent_scope: d.consent!.scope,
        consent_expires_on: d.consent!.expiresOn ?? null,
        consent_text_version: d.consent!.textVersion ?? null,
        consent_text_locale: d.consent!.textLocale ?? null,
      };
    }
    case 'PARTNER_ORGANIZATION': {
      const d = draft as PartnerOrganizationDraft;
      return {
        url: d.url || null,
        email: d.email || null,
        postal_address: d.postalAddress ?? null,
        legal_status: d.legalStatus || null,
        languages: d.languages ?? [],
        place_accessibility: d.accessibility ?? [],
        partnership_kind: d.partnership?.kind ?? null,
        partnership_since: d.partnership?.since ?? null,
        verified_on: d.verifiedOn ?? null,
        verified_by: d.verifiedById ?? null,
      };
    }
  }
}

function liveFile(file: ResourceFileDraft | null | undefined): object | null {
  if (file?.mediaId) return { mediaId: file.mediaId.toLowerCase() };
  return file?.url ? { url: file.url, mediaType: file.mediaType, bytes: file.bytes ?? null } : null;
}

/**
 * Makes the topics, experts or related entries of entries what their drafts say, in that order.
 * @returns those that entries had and have no more, by the id of the entry
 */
export async function replaceLinks(
  manager: EntityManager,
  to: 'topic' | 'expert' | 'related',
  links: readonly (readonly [entryId: string, ids: readonly string[]])[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (links.length === 0) return new Map();
  const rows = links.flatMap(([entry_id, ids]) =>
    ids.map((id, i) => ({ entry_id, [`${to}_id`]: id, position: i + 1 })),
  );
  const [gone]: [{ entry_id: string; id: string }[], number] = await manager.query(
    `delete from entry_${to} l where l.entry_id = any($1::uuid[]) and not exists (
       select 1 from json_populate_recordset(null::entry_${to}, $2::json) r where r.entry_id = l.entry_id and r.${to}_id = l.${to}_id)
     returning entry_id, ${to}_id as id`,
    [links.map(([entryId]) => entryId), JSON.stringify(rows)],
  );
  await upsertRows(manager, `entry_${to}`, ['entry_id', `${to}_id`], rows);
  const byEntry = Map.groupBy(gone, ({ entry_id }) => entry_id);
  return new Map([...byEntry].map(([entryId, links]) => [entryId, links.map(({ id }) => id)]));
}
